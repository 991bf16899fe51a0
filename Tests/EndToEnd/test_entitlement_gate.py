"""Protocol, sections 3 and 4: from the admin's answer on, a board that lost live data gets no byte of it.

Calls whose ids, callers and agents carry a mark are played while roles and assignments change at random. Every text
that the boards received is searched: a board that may not see live data must not have received a mark.
"""

import asyncio
import json
import random
import re
import time

import pytest
from admin import SUPERVISORS, Customer
from board import Board
from feed import event
from wire import CLOSE, TEXT, Wire

LIVE = ("liveAnalytics", "contactCentre")
MARK = re.compile(r"livemark-(\d+)")
CHANGES = 120


class MarkedCalls:
    """Plays calls without a pause; remembers when each mark was first sent."""

    def __init__(self, customer, rng):
        self.customer, self.rng = customer, rng
        self.sent_at = {}
        self._active = []

    def _batch(self):
        number = len(self.sent_at)
        mark = f"livemark-{number}"
        self.sent_at[number] = time.monotonic()
        self._active.append(mark)
        events = [event("call.queued", mark, queue="sales", caller=mark, direction="inbound"),
                  event("agent.state", agent=mark, state="available")]  # fmt: skip
        for call in self.rng.sample(self._active, min(3, len(self._active))):
            kind = self.rng.choice(["call.ringing", "call.answered", "call.held", "call.retrieved", "call.ended"])
            events.append(event(kind, call, agent=call, reason="agent") if kind == "call.ended" else
                          event(kind, call, agent=call))  # fmt: skip
            if kind == "call.ended":
                self._active.remove(call)
        return events

    async def play(self, stop):
        feed = self.customer.admin
        while not stop.is_set():
            await asyncio.to_thread(self.customer.send, self._batch(), admin=feed)


class Entitlements:
    """Which user each device has and which licence each user has, by the admin's last answers."""

    def __init__(self, customer, boards, rng):
        self.customer, self.boards, self.rng = customer, boards, rng
        self.licences = {f"user-{number}": "contactCentre" for number in range(len(boards))}
        self.users = {f"gate-{number}": f"user-{number}" for number in range(len(boards))}
        self.devices = customer.devices()
        #: (serial, moment of the answer that revoked live data)
        self.losses = []

    def view(self, serial):
        supervisor = self.licences.get(self.users[serial], "none")
        return "none" if supervisor == "reports" else supervisor

    def change(self):
        """One change by an admin; returns when it was acknowledged."""
        before = {serial: self.view(serial) for serial in self.users}
        if self.rng.random() < 0.7:
            user = self.rng.choice(list(self.licences))
            self.licences[user] = self.rng.choice(SUPERVISORS)
            self.customer.user(user, self.licences[user])
        else:
            serial = self.rng.choice(list(self.users))
            # Assigning is refused where the user has no view, so only others are candidates.
            candidates = [user for user, licence in self.licences.items() if licence not in ("none", "reports")]
            self.users[serial] = self.rng.choice([None, *candidates])
            self.customer.admin.patch(
                f"{self.customer.path}/devices/{self.devices[serial]['id']}", {"userId": self.users[serial]})
        answered = time.monotonic()
        for serial, view in before.items():
            if view in LIVE and self.view(serial) not in LIVE:
                self.losses.append((serial, answered))


async def test_no_live_byte_goes_to_a_board_that_lost_it(gateway):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    customer = Customer(gateway.admin(), callerNumbers="shown")
    boards = {}
    for number in range(5):
        key = customer.key(user=customer.user(f"user-{number}", "contactCentre"))
        compression = "deflate" if number % 2 else None
        boards[f"gate-{number}"] = await Board.enrol(gateway, f"gate-{number}", key, compression=compression)

    calls, entitlements, stop = MarkedCalls(customer, rng), Entitlements(customer, boards, rng), asyncio.Event()
    playing = asyncio.create_task(calls.play(stop))
    for _ in range(CHANGES):
        await asyncio.to_thread(entitlements.change)
        await asyncio.sleep(rng.random() * 0.05)
    stop.set()
    await playing

    for serial, board in boards.items():
        await eventually_view(board, entitlements.view(serial))
        check(serial, board, calls.sent_at, [moment for loser, moment in entitlements.losses if loser == serial])
    assert len(entitlements.losses) > 10 and len(calls.sent_at) > 50
    assert sum(bool(MARK.search(text)) for board in boards.values() for _, text, _ in board.received) > 50


async def eventually_view(board, view):
    while board.welcome["view"] != view:
        await board.expect("welcome")


def check(serial, board, sent_at, losses):
    view, since = None, 0
    for moment, text, message in board.received:
        if message["type"] == "welcome":
            view, since = message["view"], moment
        marks = [int(number) for number in MARK.findall(text)]
        if view not in LIVE:
            assert not marks and '"live":' not in text and "agentStatus" not in text, f"{serial} as {view} got {text}"
        elif view == "liveAnalytics":
            assert "agentStatus" not in text, f"{serial} as {view} got {text}"
        # What arrives after a loss was acknowledged must not go out under the earlier entitlement.
        for loss in losses:
            if since < loss:
                late = [mark for mark in marks if sent_at[mark] > loss]
                assert not late, f"{serial}: {late} came after the loss was acknowledged"


async def test_a_board_that_was_taken_over_gets_nothing_more_of_what_it_had_not_read(new_gateway):
    """The older connection reads nothing until a newer one took over and the live data was lost."""
    gateway = new_gateway(publish_interval_millis=20)
    customer = Customer(gateway.admin())
    user = customer.user("owner", "contactCentre")
    key = customer.key(user=user)
    with Wire(gateway) as older:
        older.upgrade()
        older.send_json({"type": "hello", "serial": "twice-1", "enrolmentKey": key})
        token = json.loads(older.read_until(TEXT))["token"]
        monitor = gateway.admin("monitor")
        number = 0
        while not monitor.metric("wallboard_conflations_total"):
            number += 1
            customer.send([event("call.queued", f"flood-{number}-{call}-" + "x" * 90, queue="sales", caller="x" * 100)
                           for call in range(200)])  # fmt: skip
            customer.send([event("call.ended", f"flood-{number}-{call}-" + "x" * 90, reason="caller")
                           for call in range(200)])  # fmt: skip
            assert number < 400, "the older connection never became slow"
        newer = await Board.back(gateway, "twice-1", token)
        customer.user(user, "analytics")
        await newer.until(lambda state: "live" not in state, "the state without live data")

        # What the network had taken before may still be there; then it ends without a word, by RST or by FIN: a goodbye
        # could only come behind all that was queued.
        with pytest.raises((ConnectionResetError, EOFError)):
            older.read_until(CLOSE)
