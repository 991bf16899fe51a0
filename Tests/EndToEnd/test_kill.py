"""kill -9 at random moments under load: what was acknowledged is there, and the figures are those of what is there."""

import json
import random
import threading
import time
from collections import Counter
from datetime import datetime, timezone

import pytest
from admin import Customer
from board import Board
from feed import event, moment

ROUNDS = 5
QUEUES, AGENTS = ["sales", "service", "orders"], ["Ada", "Bob", "Cleo", "Dan"]


def life(rng, call, now):
    """The events of one call in their order: abandoned, overflowed, or answered with holds."""
    at = -rng.randrange(600, 3000)

    def step(kind, after, **fields):
        nonlocal at
        at += after
        return event(kind, call, at, now, **fields)

    events = [step("call.queued", 0, queue=rng.choice(QUEUES), direction="inbound")]
    if rng.random() < 0.3:
        reason = rng.choice(["caller", "overflow"])
        return [*events, step("call.ended", rng.choice([1.5, 7, 40]), reason=reason)]
    agent = rng.choice(AGENTS)
    if rng.random() < 0.7:
        events.append(step("call.ringing", rng.randrange(1, 30), agent=agent))
    events.append(step("call.answered", rng.randrange(1, 30), agent=agent))
    if rng.random() < 0.4:
        events += [step("call.held", rng.randrange(1, 60)), step("call.retrieved", rng.randrange(1, 60))]
    return [*events, step("call.ended", rng.randrange(1, 200), reason="caller")]


class Sender(threading.Thread):
    """Sends batch after batch until the gateway is gone, and knows which of them were acknowledged."""

    def __init__(self, customer, seed, round):
        super().__init__()
        self.customer, self.rng = customer, random.Random(seed)
        self.round, self.acknowledged, self.pending = round, [], None

    def run(self):
        waiting, number, now = [], 0, datetime.now(timezone.utc)
        while True:
            size = self.rng.randrange(1, 60)
            while len(waiting) < size:
                number += 1
                waiting += life(self.rng, f"{self.customer.id}-{self.round}-{number}", now)
            self.pending, waiting = waiting[:size], waiting[size:]
            try:
                receipt = self.customer.send(self.pending)
            except (OSError, ConnectionError, ValueError, AttributeError):
                return
            except Exception as error:  # http.client has many names for an answer that broke off
                assert type(error).__module__ == "http.client", error
                return
            assert receipt == {"accepted": size, "duplicates": 0, "shortened": 0, "rejected": [], "ignored": []}
            self.acknowledged += self.pending
            self.pending = None


def millis(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def mean(spans):
    return (2 * sum(spans) + len(spans)) // (2 * len(spans)) / 1000 if spans else None


def ratio(part, whole):
    return (20_000 * part + whole) // (2 * whole) / 10_000 if whole else None


def recount(events):
    """Figures of the protocol's section 8 and the live counts, from the events alone."""
    calls = {}
    for one in events:
        calls.setdefault(one["callId"], []).append((one["type"].removeprefix("call."), millis(one["time"]), one))
    outcomes, live, queues, agents = Counter(), Counter(), Counter(), Counter()
    answer_waits, abandon_waits, talks, in_time = [], [], [], 0
    for steps in calls.values():
        # Each batch continues the previous one, so that the beginning of every call is stored.
        kinds = [kind for kind, _, _ in steps]
        times = {kind: time for kind, time, _ in steps}
        if "ended" not in kinds:
            shown = {"queued": ["callsWaiting"], "ringing": ["callsWaiting", "callsRinging"], "held": ["callsHeld"]}
            live.update(shown.get(kinds[-1], ["callsActive"]))
            continue
        queue = steps[0][2]["queue"]
        queues[queue] += 1
        if "answered" in kinds:
            outcomes["answered"] += 1
            wait = times["answered"] - times["queued"]
            answer_waits.append(wait)
            in_time += wait <= 20_000
            talks.append(times["ended"] - times["answered"] - (times.get("retrieved", 0) - times.get("held", 0)))
            agents[next(one["agent"] for kind, _, one in steps if kind == "answered")] += 1
        elif steps[-1][2]["reason"] == "overflow":
            outcomes["overflowed"] += 1
        else:
            wait = times["ended"] - times["queued"]
            outcomes["shortAbandoned" if wait < 5_000 else "abandoned"] += 1
            if wait >= 5_000:
                abandon_waits.append(wait)
    both = outcomes["answered"] + outcomes["abandoned"]
    offered = sum(outcomes.values())
    figures = {
        "offered": offered, "inbound": offered, "missed": offered - outcomes["answered"], "orphaned": 0, "transferred": 0,
        **{name: outcomes[name] for name in ("answered", "abandoned", "shortAbandoned", "overflowed")},
        "averageSpeedOfAnswerSeconds": mean(answer_waits), "averageAbandonSeconds": mean(abandon_waits),
        "averageTalkSeconds": mean(talks), "serviceLevel": ratio(in_time, both),
        "abandonedRate": ratio(outcomes["abandoned"], both),
    }  # fmt: skip
    return figures, {name: live[name] for name in ("callsWaiting", "callsRinging", "callsActive", "callsHeld")}, queues, agents


def stored(customer):
    path = f"{customer.path}/call-events?from={moment(-7200)}&to={moment(3600)}"
    answer = customer.admin.request("GET", path)
    assert answer.status == 200, answer
    return [json.loads(line) for line in answer.body.splitlines()]


@pytest.mark.timeout(400)
async def test_kill_minus_nine_in_a_loop_under_load(new_gateway):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    gateway = new_gateway()
    customers = [Customer(gateway.admin()) for _ in range(3)]
    boards = {one.id: await Board.enrol(gateway, "killed-1", one.key("contactCentre")) for one in customers}
    acknowledged = {one.id: {} for one in customers}
    sent = {one.id: set() for one in customers}
    for round in range(ROUNDS):
        senders = [Sender(one, rng.randrange(2**32), round) for one in customers]
        for sender in senders:
            sender.start()
        time.sleep(rng.uniform(0.05, 1.5))
        gateway.kill()
        for sender in senders:
            sender.join()
        gateway.start()
        for sender in senders:
            customer, what = sender.customer, f"seed {seed}, round {round}, {sender.customer.id}"
            acknowledged[customer.id] |= {one["id"]: one for one in sender.acknowledged}
            sent[customer.id] |= {one["id"] for one in sender.acknowledged + (sender.pending or [])}
            if sender.pending and rng.random() < 0.5:
                receipt = customer.send(sender.pending)
                # One transaction: the batch is stored as a whole or not at all.
                assert {receipt["accepted"], receipt["duplicates"]} == {0, len(sender.pending)}, what
                acknowledged[customer.id] |= {one["id"]: one for one in sender.pending}
            there = stored(customer)
            by_id = {one["id"]: one for one in there}
            assert len(by_id) == len(there) and by_id.keys() <= sent[customer.id], what
            for id, one in acknowledged[customer.id].items():
                assert by_id.get(id) == one, what
            if sender.acknowledged:
                again = sender.acknowledged[-40:]
                assert customer.send(again) == {
                    "accepted": 0, "duplicates": len(again), "shortened": 0, "rejected": [], "ignored": []}, what  # fmt: skip
            figures, live, queues, agents = recount(there)
            boards[customer.id] = await Board.back(gateway, "killed-1", boards[customer.id].token)
            state = boards[customer.id].state
            assert {name: state["totals"].get(name) for name in figures} == figures, what
            assert {name: state["live"][name] for name in live} == live, what
            assert {name: shown["offered"] for name, shown in state.get("queues", {}).items()} == queues, what
            assert {name: shown["answered"] for name, shown in state.get("agents", {}).items()} == agents, what
    assert sum(map(len, acknowledged.values())) > 100, "there was no load"
