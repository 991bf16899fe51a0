"""Protocol, section 7: call events in, durable, once each, in any order."""

import json
import random

import pytest
from admin import Customer
from board import Board
from feed import abandoned_call, active_call, answered_call, event, new_call, waiting_call


def test_the_receipt_counts_accepted_duplicate_and_rejected(gateway, customer):
    events = answered_call()
    none = {"shortened": 0, "rejected": [], "ignored": []}
    assert customer.send(events) == {"accepted": 4, "duplicates": 0, **none}
    assert customer.send(events + waiting_call()) == {"accepted": 1, "duplicates": 4, **none}
    twice = waiting_call()
    assert customer.send(twice + twice) == {"accepted": 1, "duplicates": 1, **none}


def test_the_receipt_names_what_was_shortened_and_what_was_ignored(gateway, customer):
    call = new_call()
    receipt = customer.send([
        event("call.queued", call, -60, queue="q" * 129), event("call.ended", call, -30, reason="caller"),
        event("call.answered", call, -20, agent="Alice"), event("call.exploded", call, -20),
        event("agent.state", at=-20, agent="Alice", state="dancing"),
    ])  # fmt: skip
    assert (receipt["accepted"], receipt["shortened"], receipt["rejected"]) == (5, 1, [])
    assert receipt["ignored"] == [
        {"line": 3, "reason": "the call has ended"}, {"line": 4, "reason": "the type 'call.exploded' is not known"},
        {"line": 5, "reason": "the state 'dancing' is not known"},
    ]  # fmt: skip


def test_a_bad_line_never_loses_a_good_one(gateway, customer):
    good = [json.dumps(event) for event in answered_call()]
    bad = {
        2: "not json", 3: "{}", 5: json.dumps(event("call.merged", "c")), 6: json.dumps(event("call.queued")),
        8: json.dumps({**event("call.queued", "c"), "time": "yesterday"}),
        9: json.dumps({**event("call.queued", "c"), "id": "x" * 200}),
        10: json.dumps(event("call.queued", "c" * 257)), 11: json.dumps(event("agent.state", state="paused")),
        12: json.dumps(event("call.queued", "c", at=2 * 86_400)), 13: '{"id": "\\ud800"}', 14: "x" * 100_000,
    }  # fmt: skip
    lines, remaining = [], list(good)
    for number in range(1, 16):
        lines.append(bad[number] if number in bad else remaining.pop(0))
    assert not remaining
    receipt = customer.send_bytes("\n".join(lines).encode()).json
    assert receipt["accepted"] == 4
    assert [rejection["line"] for rejection in receipt["rejected"]] == sorted(bad)
    assert all(rejection["reason"] for rejection in receipt["rejected"])


def test_an_array_is_taken_too(gateway, customer):
    body = json.dumps(answered_call()).encode()
    assert customer.send_bytes(body, "application/json").json["accepted"] == 4
    assert customer.send_bytes(b"[{", "application/json", expect=400).json["code"] == "malformedRequest"
    assert customer.send_bytes(body, "text/plain", expect=415).status == 415


def test_a_feed_token_sends_events_of_its_customer_and_does_nothing_else(gateway, customer):
    feed = gateway.admin("feed", customer.id)
    assert customer.send(waiting_call(), admin=feed)["accepted"] == 1
    assert feed.request("GET", customer.path).status == 403
    other = Customer(gateway.admin())
    assert feed.request("POST", f"{other.path}/call-events", b"", content_type="application/x-ndjson").status == 404
    nobody = gateway.admin("monitor")
    assert nobody.request("POST", f"{customer.path}/call-events", b"").status == 403


async def test_late_doubled_and_shuffled_events_give_the_same_figures(gateway):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    calls = [answered_call(began=-rng.randrange(200, 3000), wait=rng.randrange(1, 60), talk=rng.randrange(1, 100),
                           queue=rng.choice(["sales", "service"])) for _ in range(40)]  # fmt: skip
    calls += [abandoned_call(began=-rng.randrange(200, 3000), wait=rng.randrange(1, 60)) for _ in range(20)]
    events = [event for call in calls for event in call]
    states = []
    for order in range(3):
        customer = Customer(gateway.admin())
        board = await Board.enrol(gateway, "order-1", customer.key("analytics"))
        sent = list(events)
        if order:
            sent = [again for event in events for again in [event] * rng.choice([1, 1, 2])]
            rng.shuffle(sent)
        while sent:
            size = rng.randrange(1, 40)
            customer.send(sent[:size])
            sent = sent[size:]
        fresh = await Board.enrol(gateway, "order-2", customer.key("analytics"))
        # A first snapshot may be as old as the time between two updates.
        await fresh.until(lambda state: state["totals"]["offered"] == 60, "all of them")
        assert fresh.state["totals"]["answered"] == 40
        await board.until(lambda state: state == fresh.state, "the same on the board that was there all the time")
        states.append({part: board.state[part] for part in ("totals", "queues")})
    assert states[0] == states[1] == states[2]


async def test_a_late_event_mends_a_call_that_was_complete(gateway, customer):
    board = await Board.enrol(gateway, "mend-1", customer.key("contactCentre"))
    queued, ringing, answered, ended = answered_call()
    customer.send([queued, ended])
    await board.until(lambda state: state["totals"]["abandoned"] == 1, "the call abandoned")
    customer.send([answered])
    state = await board.until(lambda state: state["totals"]["answered"] == 1, "the call answered")
    assert state["totals"]["abandoned"] == 0 and state["totals"]["offered"] == 1


@pytest.mark.timeout(180)
async def test_what_was_acknowledged_is_there_after_kill_minus_nine(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "crash-1", customer.key("contactCentre"))
    completed = 0
    for round in range(3):
        customer.send(active_call(f"active-{round}") + waiting_call(f"waiting-{round}"))
        for _ in range(20):
            customer.send(answered_call())
            completed += 1
        gateway.kill()
        gateway.start()
        board = await Board.back(gateway, "crash-1", board.token)
        state = await board.until(lambda state: state["totals"]["offered"] == completed, f"{completed} calls")
        assert state["totals"]["answered"] == completed
        expected = {f"{kind}-{number}" for kind in ("active", "waiting") for number in range(round + 1)}
        assert set(state["live"]["calls"]) == expected
    # The same events again are still duplicates.
    again = [{**event("call.ended", new_call()), "id": "fixed"}]
    assert customer.send(again)["accepted"] == 1
    gateway.kill()
    gateway.start()
    assert customer.send(again)["duplicates"] == 1
