"""Protocol, section 3: what the gateway says, in which order, and with which fields."""

import asyncio

from board import Board
from feed import waiting_call
from wire import TEXT, Wire


async def test_a_new_board_gets_registered_then_welcome_then_snapshot(gateway, customer):
    board = await Board.connect(gateway, "new-1", enrolmentKey=customer.key("liveAnalytics"))
    await board.expect("snapshot")
    assert board.types()[:3] == ["registered", "welcome", "snapshot"]
    registered = board.received[0][2]
    welcome = board.welcome
    assert registered["deviceId"] == welcome["deviceId"] == customer.devices()["new-1"]["id"]
    assert registered["token"] and registered["token"] not in gateway.log()
    assert welcome["customerName"] == "Example Ltd" and welcome["timeZone"] == "UTC"
    assert (welcome["view"], welcome["boardLicence"]) == ("liveAnalytics", "liveAnalytics")
    assert welcome["deviceName"] and welcome["heartbeatSeconds"] == 5
    assert isinstance(welcome["entitlementVersion"], int) and isinstance(welcome["dashboard"], dict)


async def test_a_registered_board_comes_back_with_its_token(gateway, customer):
    first = await Board.enrol(gateway, "back-1", customer.key())
    await first.close()
    again = await Board.back(gateway, "back-1", first.token)
    assert again.types()[:2] == ["welcome", "snapshot"]
    assert again.welcome["deviceId"] == first.welcome["deviceId"]
    assert customer.wallboards()["configured"] == 1


async def test_updates_are_patches_of_the_snapshot(gateway, customer):
    key = customer.key()
    board = await Board.enrol(gateway, "patch-1", key)
    for count in range(1, 6):
        customer.send(waiting_call())
        await board.until(lambda state: state["live"]["callsWaiting"] == count, f"{count} calls waiting")
    assert board.types().count("snapshot") == 1 and board.types().count("update") >= 5
    fresh = await Board.enrol(gateway, "patch-2", key)
    assert fresh.state == board.state


async def test_a_quiet_board_gets_heartbeats_and_answers_pings(gateway, customer):
    board = await Board.enrol(gateway, "quiet-1", customer.key())
    assert (await board.expect("heartbeat", 10))["serverTime"].endswith("Z")
    await asyncio.sleep(6)
    assert board.is_open


async def test_a_board_that_answers_no_ping_ends_with_4004(gateway, customer):
    key = customer.key()

    def silent_board():
        with Wire(gateway, seconds=40) as wire:
            wire.upgrade()
            wire.send_json({"type": "hello", "serial": "dead-1", "enrolmentKey": key})
            wire.read_until(TEXT)
            return wire.close_code()

    assert await asyncio.to_thread(silent_board) == 4004


async def test_a_change_of_the_role_reaches_the_board_on_the_same_connection(gateway, customer):
    user = customer.user("climber", "insights")
    board = await Board.enrol(gateway, "climber-1", customer.key(user=user))
    version = board.welcome["entitlementVersion"]
    for supervisor in ["analytics", "liveAnalytics", "contactCentre", "reports", "insights"]:
        customer.user(user, supervisor)
        welcome = await board.expect("welcome")
        assert welcome["view"] == {"reports": "none"}.get(supervisor, supervisor)
        assert welcome["entitlementVersion"] > version
        version = welcome["entitlementVersion"]
        if welcome["view"] != "none":
            await board.expect("snapshot")
    assert board.is_open
