"""Random bytes at every layer leave the gateway and the other boards alive."""

import os
import random
import socket
import ssl

from board import Board
from feed import answered_call
from wire import Wire

ROUNDS = 40


def throw(connect, random_bytes):
    """Sends bytes and waits for any answer; the gateway may hang up at any time."""
    try:
        with connect() as stream:
            stream.settimeout(0.3)
            stream.sendall(random_bytes)
            while stream.recv(65536):
                pass
    except OSError:
        pass


async def test_garbage_harms_nobody(gateway, customer):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    board = await Board.enrol(gateway, "bystander-1", customer.key("contactCentre"))

    def plain():
        return socket.create_connection(("127.0.0.1", gateway.board_port), timeout=5)

    def secure():
        return gateway.tls.wrap_socket(plain(), server_hostname="localhost")

    def upgraded():
        wire = Wire(gateway)
        wire.upgrade(Sec_WebSocket_Extensions=rng.choice([None, "permessage-deflate"]))
        return wire.socket

    for connect in [plain, secure, upgraded]:
        for _ in range(ROUNDS):
            throw(connect, rng.randbytes(rng.randrange(1, 3000)))
    for _ in range(ROUNDS):
        throw(plain, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        # A handshake that is cut short, and a record that claims to be larger than it may be.
        throw(plain, b"\x16\x03\x01\xff\xff" + os.urandom(100))
    throw(plain, b"")
    # Well-formed frames around random messages.
    for _ in range(ROUNDS):
        with Wire(gateway) as wire:
            wire.upgrade()
            wire.send_frame(rng.choice([0, 1, 2, 8, 9, 10, 11]), rng.randbytes(rng.randrange(0, 200)))
            wire.socket.settimeout(0.3)
            wire.at_end()

    customer.send(answered_call())
    await board.until(lambda state: state["totals"]["answered"] == 1, "the next call after the garbage")
    await Board.enrol(gateway, "bystander-2", customer.key("contactCentre"))


def test_the_wrong_certificate_authority_is_the_boards_to_refuse(gateway):
    stranger = ssl.create_default_context()
    try:
        with socket.create_connection(("127.0.0.1", gateway.board_port), timeout=5) as tcp:
            stranger.wrap_socket(tcp, server_hostname="localhost")
        raise AssertionError("a certificate of the development CA was trusted by a stranger")
    except ssl.SSLCertVerificationError:
        pass


async def test_a_problem_is_logged_with_its_peer_and_reason(gateway, customer):
    board = await Board.connect(gateway, "logged-serial-1", enrolmentKey="not-a-key-of-ours")
    assert await board.closed() == 4501
    lines = [line for line in gateway.log().splitlines() if "logged-serial-1" in line]
    assert lines and any("127.0.0.1" in line for line in lines)
    assert "not-a-key-of-ours" not in gateway.log()
