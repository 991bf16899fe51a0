"""RFC 8446, section 4.6.3: a KeyUpdate that never ends must not keep a loop from sleeping."""

import asyncio
import time

from admin import Customer
from board import Board
from feed import waiting_call
from tls13 import ByHand

#: The head of a KeyUpdate (type 24, one byte), and the byte itself: no update is asked for in return.
HEAD, BODY = b"\x18\x00\x00\x01", b"\x00"
TURNS = "wallboard_loop_turns_total"


async def test_half_a_key_update_does_not_keep_a_loop_busy(new_gateway, tmp_path):
    gateway = new_gateway(loops=1)
    customer = Customer(gateway.admin())
    key = customer.key()
    other = await Board.enrol(gateway, "other-1", key)
    provider = gateway.admin()
    with ByHand(gateway, tmp_path / "keys") as evil:
        evil.upgrade()
        evil.send_json({"type": "hello", "serial": "evil-1", "enrolmentKey": key})
        while b'"snapshot"' not in evil.read_frame()[3]:
            pass
        evil.send_record(HEAD)
        # A record that has begun makes the gateway read before it writes, so something has to be written.
        customer.send(waiting_call("during"))
        await other.until(lambda state: "during" in state["live"]["calls"], "the call on the other board")

        before, began = provider.metric(TURNS), time.monotonic()
        await asyncio.sleep(1.5)
        rate = (provider.metric(TURNS) - before) / (time.monotonic() - began)
        # A loop that spins makes many thousands of turns a second, one that sleeps a handful for its timers.
        assert rate < 500, f"{rate:.0f} turns a second"

        evil.send_record(BODY)
        assert b"during" in evil.read_frame()[3], "the board goes on where it was"
    assert other.is_open
