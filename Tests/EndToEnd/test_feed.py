"""Protocol, section 7: a feed that breaks, what is stated of the active calls, and what is taken back."""

import asyncio
import json
import time

import pytest
from admin import Customer
from board import Board
from feed import active_call, answered_call, event, moment, waiting_call


def state_active(customer, calls, expect=200):
    return customer.admin.put(f"{customer.path}/active-calls", {"calls": calls}, expect).json


async def hears_nothing(board):
    """Waits five publishing intervals, so that everything on its way has arrived."""
    before = board.state
    told = [kind for kind in board.types() if kind != "heartbeat"]
    await asyncio.sleep(0.5)
    assert [kind for kind in board.types() if kind != "heartbeat"] == told and board.state == before


def stored(customer, start, end):
    answer = customer.admin.request("GET", f"{customer.path}/call-events?from={start}&to={end}")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/x-ndjson", answer
    return [json.loads(line) for line in answer.body.splitlines()]


@pytest.mark.timeout(90)
async def test_a_quiet_feed_is_lost_and_a_live_event_tells_analytics_nothing(gateway, customer):
    analytics = await Board.enrol(gateway, "feed-1", customer.key("analytics"))
    live = await Board.enrol(gateway, "feed-2", customer.key("liveAnalytics"))
    # No telephone system has been connected yet; its first request shows that to both, whatever it holds.
    assert analytics.state["basis"]["feed"] == "none" and live.state["live"]["feed"] == "none"
    customer.send([])
    await analytics.until(lambda state: state["basis"]["feed"] == "live", "the first request")
    await live.until(lambda state: state["live"]["feed"] == state["basis"]["feed"] == "live", "the first request")
    customer.send(waiting_call("stale-1") + active_call("stale-2"))
    await live.until(lambda state: len(state["live"]["calls"]) == 2, "both calls")
    customer.admin.patch(customer.path, {"feedLostSeconds": 10})
    await live.until(lambda state: state["live"]["feed"] == "lost", "the feed lost", seconds=30)
    await analytics.until(lambda state: state["basis"]["feed"] == "lost", "the feed lost", seconds=30)
    customer.admin.patch(customer.path, {"feedLostSeconds": 3600})
    await hears_nothing(analytics)
    # One of two is heard again: not enough. Both: the live view is live again, and analytics hears nothing of it.
    customer.send([event("call.held", "stale-2")])
    await live.until(lambda state: state["live"]["callsHeld"] == 1, "the call held")
    assert live.state["live"]["feed"] == "lost"
    customer.send([event("call.ringing", "stale-1", agent="Zoe")])
    await live.until(lambda state: state["live"]["feed"] == "live", "the feed found")
    assert live.state["basis"]["feed"] == "lost"
    for _ in range(5):
        customer.send(waiting_call())
    await hears_nothing(analytics)
    assert analytics.state["basis"]["feed"] == "lost"
    # A feed without news says so, and that is not a live event.
    assert customer.send([]) == {
        "accepted": 0, "duplicates": 0, "shortened": 0, "rejected": [], "ignored": []}  # fmt: skip
    await analytics.until(lambda state: state["basis"]["feed"] == "live", "the feed found")
    customer.admin.patch(customer.path, {"feedLostSeconds": None})
    customer.send([event("call.queued", "late", at=-100, queue="sales")])
    await live.until(lambda state: state["live"]["feed"] == "delayed", "the feed catching up")
    await hears_nothing(analytics)
    state_active(customer, [])
    await live.until(lambda state: state["live"]["feed"] == "live" and not state["live"]["calls"], "all of it stated")


@pytest.mark.timeout(120)
async def test_a_break_is_no_shorter_for_a_restart(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "break-1", customer.key("liveAnalytics"))
    customer.send(waiting_call("stale"))
    customer.admin.patch(customer.path, {"feedLostSeconds": 10})
    await board.until(lambda state: state["live"]["feed"] == "lost", "the feed lost", seconds=30)
    gateway.kill()
    gateway.start()
    board = await Board.back(gateway, "break-1", board.token)
    assert board.state["live"]["feed"] == "lost" and board.state["basis"]["feed"] == "lost"
    state_active(customer, [])
    await board.until(lambda state: state["live"]["feed"] == "live" and not state["live"]["calls"], "all of it stated")


@pytest.mark.timeout(120)
async def test_a_statement_is_true_at_once_and_after_kill_minus_nine(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "stated-1", customer.key("contactCentre"))
    customer.send(waiting_call("gone") + active_call("stays") + waiting_call("moves") + answered_call("over"))
    stated = [
        {"callId": "stays", "state": "active", "since": moment(-55)},
        {"callId": "moves", "state": "held", "agents": ["Zoe"], "since": moment(-5)},
        {"callId": "new", "state": "waiting", "queue": "service", "since": moment(-30), "caller": "+441632960199"},
        {"callId": "over", "state": "active", "since": moment(-30)},
    ]
    receipt = state_active(customer, stated)
    assert receipt == {"stated": 4, "opened": 1, "changed": 1, "orphaned": 1, "ended": 1}
    state = await board.until(lambda state: "new" in state["live"]["calls"], "the stated calls")
    assert {call: shown["state"] for call, shown in state["live"]["calls"].items()} == {
        "stays": "active", "moves": "held", "new": "waiting"}  # fmt: skip
    assert state["live"]["calls"]["moves"]["agent"] == "Zoe"
    assert state["live"]["calls"]["new"]["since"] == stated[2]["since"]
    assert state["totals"]["orphaned"] == 1 and state["totals"]["offered"] == 2
    gateway.kill()
    gateway.start()
    board = await Board.back(gateway, "stated-1", board.token)
    assert board.state["live"]["calls"] == state["live"]["calls"]
    assert board.state["totals"] == state["totals"]
    # It was not over after all.
    customer.send([event("call.answered", "gone", agent="Max")])
    state = await board.until(lambda state: "gone" in state["live"]["calls"], "the call again")
    assert "orphaned" not in state["totals"] or state["totals"]["orphaned"] == 0


def test_a_wrong_statement_names_the_field(gateway, customer):
    call = {"callId": "a", "state": "active", "since": moment()}
    twice = state_active(customer, [call, {**call, "callId": "b"}, call], 409)
    assert twice["errors"][0]["field"] == "calls[2].callId"
    wrong = state_active(customer, [{**call, "state": "asleep"}, {**call, "callId": ""}, {**call, "since": "now"}], 422)
    assert [error["field"] for error in wrong["errors"]] == ["calls[0].state", "calls[1].callId", "calls[2].since"]
    for days in 2, -36:
        off = state_active(customer, [{**call, "since": moment(days * 86_400)}], 409)
        assert off["code"] == "wrongClock" and off["errors"][0]["field"] == "calls[0].since"


def test_an_event_that_is_too_old_is_rejected_with_how_far_behind_it_is(gateway, customer):
    receipt = customer.send([event("call.queued", "old", at=-36 * 86_400), *waiting_call()])
    assert receipt["accepted"] == 1 and [one["line"] for one in receipt["rejected"]] == [1]
    assert "36 days in the past" in receipt["rejected"][0]["reason"]


async def test_a_time_is_taken_back_and_sent_again(gateway, customer):
    board = await Board.enrol(gateway, "range-1", customer.key("analytics"))
    early, late = answered_call(began=-4000), answered_call(began=-2000)
    rubbish = [event("call.ended", call=step["callId"], at=-3000, reason="overflow") for step in waiting_call()]
    customer.send(early + late + [event("call.queued", rubbish[0]["callId"], -3010, queue="ghosts")] + rubbish)
    await board.until(lambda state: state["totals"]["offered"] == 3, "all of it")
    start, end = moment(-3500), moment(-1000)
    told = stored(customer, start, end)
    assert {one["id"] for one in told} >= {one["id"] for one in late + rubbish} and len(told) == 6
    assert customer.admin.delete(f"{customer.path}/call-events?from={start}&to={end}").json == {"deleted": 6}
    await board.until(lambda state: state["totals"]["offered"] == 1 and "ghosts" not in state.get("queues", {}), "one left")
    assert stored(customer, start, end) == []
    assert customer.send([one for one in told if one["callId"] == late[0]["callId"]])["accepted"] == 4
    state = await board.until(lambda state: state["totals"]["offered"] == 2, "the right ones again")
    assert state["totals"]["answered"] == 2
    for query in ("", f"?from={start}", f"?from=soon&to={end}"):
        customer.admin.delete(f"{customer.path}/call-events{query}", 400)
    customer.admin.delete(f"{customer.path}/call-events?from={end}&to={start}", 409)
    feed = gateway.admin("feed", customer.id)
    assert feed.request("GET", f"{customer.path}/call-events?from={start}&to={end}").status == 200
    nobody = gateway.admin("monitor")
    assert nobody.request("DELETE", f"{customer.path}/call-events?from={start}&to={end}").status == 403


@pytest.mark.timeout(120)
async def test_more_events_than_may_be_stored_are_answered_503(new_gateway):
    gateway = new_gateway(max_stored_events=1000)
    customer = Customer(gateway.admin())
    for _ in range(10):
        customer.send([step for _ in range(25) for step in answered_call()])
    answer = customer.send_bytes(json.dumps(waiting_call()).encode(), "application/json", expect=503)
    assert "maxStoredEvents" in answer.json["detail"] and answer.headers["Retry-After"]
    assert gateway.admin().metric("wallboard_stored_call_events") == 1000
    start, end = moment(-4000), moment(10)
    assert customer.admin.delete(f"{customer.path}/call-events?from={start}&to={end}").json["deleted"] == 1000
    assert customer.send(waiting_call())["accepted"] == 1


@pytest.mark.timeout(120)
async def test_old_days_are_in_files_that_can_be_sent_again(new_gateway):
    gateway = new_gateway(event_retention_days=9)
    customer = Customer(gateway.admin())
    old = [{**event("call.queued", f"old-{number}", at=-8 * 86_400, queue="sales")} for number in range(30)]
    customer.send(old)
    gateway.kill()
    gateway._flags += ["--event-retention-days", "3"]
    gateway.start()
    folder = gateway.data / "archive" / customer.id
    deadline = time.monotonic() + 30
    while not list(folder.glob("*.ndjson")) or any("through" in file.name for file in folder.iterdir()):
        assert time.monotonic() < deadline, "no day was archived"
        await asyncio.sleep(0.1)
    lines = [json.loads(line) for file in folder.iterdir() for line in file.read_text().splitlines()]
    assert sorted(lines, key=lambda one: one["id"]) == sorted(old, key=lambda one: one["id"])
    assert stored(customer, moment(-20 * 86_400), moment()) == []
