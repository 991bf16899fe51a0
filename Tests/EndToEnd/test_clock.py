"""The gateway's clock: ahead, behind, at the ends of time, and what survives a restart."""

import json
import time
from datetime import datetime, timezone

import pytest
from admin import Customer
from board import Board
from feed import answered_call, moment, waiting_call

DAY = 86_400


def wait_for(holds, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"no {what} in time"
        time.sleep(0.1)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("ahead", [DAY, 400 * DAY])
async def test_today_is_today_again_once_a_clock_that_was_ahead_is_right(new_gateway, moving_clock, ahead):
    gateway = new_gateway()
    gateway.kill()
    moving_clock(gateway, 0).start()
    customer = Customer(gateway.admin())
    key = customer.key()
    board = await Board.enrol(gateway, "tv", key)
    today = board.state["basis"]["from"]
    moving_clock(gateway, ahead)
    await board.until(lambda state: state["basis"]["from"] != today, "another day")
    # Changes in between are in force, and in the bill of the real month.
    customer.set_maximum(7)
    unpaired = await Board.unpaired(gateway, "new-tv")
    moving_clock(gateway, 0)
    await board.until(lambda state: state["basis"]["from"] == today, "the right day again")
    month = datetime.now(timezone.utc).strftime("%Y-%m")
    usage = customer.admin.get(f"{customer.path}/usage")
    assert usage["period"] in (month, datetime.now(timezone.utc).strftime("%Y-%m"))
    assert usage["maximum"][-1]["maxWallboards"] == 7 and usage["isComplete"] is False
    last_seen = datetime.fromisoformat(customer.devices()["tv"]["lastSeen"])
    assert last_seen <= datetime.now(timezone.utc)
    # The code that it shows would have been valid for a day: it has got another, and that pairs.
    unpaired.pairing = await unpaired.expect("pairing")
    customer.pair(unpaired.pairing["userCode"], customer.user("somebody", "contactCentre"))
    await unpaired.expect("welcome")
    assert board.is_open and not board.faults


@pytest.mark.timeout(180)
@pytest.mark.parametrize("moment", ["1970-01-01T00:00:05", "2038-01-19T03:14:07", "9999-12-31T23:59:50"])
async def test_a_gateway_lives_at_the_ends_of_time(new_gateway, moving_clock, moment):
    gateway = new_gateway()
    gateway.kill()
    far = datetime.fromisoformat(moment + "+00:00").timestamp() - time.time()
    moving_clock(gateway, far).start()
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "tv", customer.key())
    for jump in (0, far, -time.time() + 1, far + 10**9, -(2**40), 2**40, 2**62, -(2**62), 0):
        moving_clock(gateway, jump)
        for period in ("", "?period=9999-12", "?period=0001-01"):
            assert customer.admin.get(f"{customer.path}/usage{period}")["boardLicences"]
        customer.send([{"id": f"e{jump}", "type": "call.queued", "time": "9999-12-31T23:59:59.999Z", "callId": "c"}])
        customer.admin.get("/v1/boards")
        time.sleep(1.2)
        assert gateway.is_running(), gateway.log()
    await board.until(lambda state: state["basis"]["from"][:4] == str(datetime.now(timezone.utc).year), "the year")


async def test_when_a_board_was_last_seen_survives_a_restart(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "tv", customer.key())
    await Board.enrol(gateway, "gone", customer.key())
    await board.close()
    wait_for(lambda: customer.devices()["tv"]["status"] == "offline", "end of the board")
    before = customer.devices()
    assert before["tv"]["address"] == "127.0.0.1"
    assert gateway.terminate() == 0
    gateway.start()
    after = customer.devices()
    assert after["tv"] == before["tv"]
    # That one was connected until the end.
    assert after["gone"]["address"] == "127.0.0.1" and after["gone"]["status"] == "offline"
    assert after["gone"]["lastSeen"] >= before["gone"]["connectedSince"]


@pytest.mark.timeout(180)
async def test_a_clock_that_was_ahead_has_removed_nothing(new_gateway, moving_clock):
    gateway = new_gateway(event_retention_days=9)
    gateway.kill()
    moving_clock(gateway, 0).start()
    customer = Customer(gateway.admin(), maximum=0)
    customer.send(answered_call())
    unpaired = await Board.unpaired(gateway, "new-tv")
    customer.pair(unpaired.code, customer.user("somebody", "contactCentre"), 202, wait=True)
    await unpaired.expect("waiting")

    def stored():
        span = f"from={moment(-DAY)}&to={moment(600)}"
        lines = customer.admin.request("GET", f"{customer.path}/call-events?{span}").body.splitlines()
        return {json.loads(line)["id"] for line in lines}

    def lead():
        return customer.admin.metric("wallboard_clock_lead_seconds")

    events, records = stored(), customer.admin.items("/v1/audit")
    assert len(events) == 4 and records
    warning = "ahead of the time that has passed"
    # While it runs, and from a start on: old things are removed at once then.
    moving_clock(gateway, 400 * DAY)
    wait_for(lambda: warning in gateway.log(), "warning")
    late = waiting_call()
    assert customer.send(late)["accepted"] == 1
    assert lead() > 399 * DAY
    gateway.kill()
    gateway.start()
    wait_for(lambda: gateway.log().count(warning) == 2, "warning after the start")
    # Time for the removal that every start begins with.
    time.sleep(2)
    assert gateway.terminate() == 0
    gateway.start()
    assert lead() > 399 * DAY
    moving_clock(gateway, 0)
    wait_for(lambda: lead() < 60 and "trusted again" in gateway.log(), "trust")
    assert stored() == events | {late[0]["id"]}
    assert customer.admin.items("/v1/audit")[-len(records):] == records
    assert [board["serial"] for board in customer.admin.items(f"{customer.path}/waiting-boards")] == ["new-tv"]
