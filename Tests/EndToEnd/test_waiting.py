"""A board that is paired while no licence is free waits for one, and comes in by itself (protocol, sections 3 and
6)."""

import asyncio

import pytest
from admin import Customer
from board import Board, eventually
from board_tab import assert_well_laid_out, code_on, television


async def waiting(gateway, customer, serial, user="cora", place=None, **more):
    """A board that is paired and waits."""
    board = await Board.unpaired(gateway, serial)
    answer = customer.pair(board.code, user, 202, wait=True, **more)
    assert answer["waiting"] is True and answer["serial"] == serial, answer
    assert place is None or answer["place"] == place
    board.notice = await board.expect("waiting")
    board.token = board.notice["token"]
    return board


async def waits_on(gateway, serial, token):
    """The board comes back with its token, and waits in its place."""
    board = await Board.connect(gateway, serial, token=token)
    board.notice = await board.expect("waiting")
    assert board.notice["token"] == token
    board.token = token
    return board


def line(customer):
    """The serials in the line, as both lists have it."""
    listed = customer.admin.items(f"{customer.path}/waiting-boards")
    assert [screen["place"] for screen in listed] == list(range(1, len(listed) + 1))
    assert customer.boards()["waiting"] == listed
    return [screen["serial"] for screen in listed]


@pytest.fixture
def full(gateway):
    """A customer without a free licence, and with the user cora."""
    customer = Customer(gateway.admin(), maximum=0)
    customer.user("cora", "contactCentre")
    return customer


async def test_it_says_what_it_waits_for_and_comes_in_by_itself(gateway, full):
    full.admin.put(f"{full.path}/dashboards/hall", {"title": "Hall", "queues": None, "tiles": [], "alarms": []})
    board = await waiting(gateway, full, "first", name="Lobby", dashboardId="hall", place=1)
    assert (board.notice["configured"], board.notice["max"]) == (0, 0)
    assert board.notice["detail"] == "Waiting for a licence: 0 of 0 in use."
    assert full.wallboards()["display"] == "0/0", "it holds no seat"
    [screen] = full.boards()["waiting"]
    assert (screen["name"], screen["userId"], screen["dashboardId"]) == ("Lobby", "cora", "hall")
    assert screen["connected"] is True and screen["reason"] == "seatLimit" and "token" not in screen
    assert full.pair(board.code, "cora", 404)["resource"] == "pairing", "the code is used up"
    preview = full.admin.patch(f"{full.path}/licences", {"maxWallboards": 1, "dryRun": True})["effect"]["letsIn"]
    assert [(one["serial"], one["lastRefusedAt"]) for one in preview] == [("first", None)]
    answer = full.set_maximum(1)
    assert answer["devices"]["wallboards"]["display"] == "1/1", "the admin who raises the maximum sees it happen"
    await board.paired()
    assert board.registered["token"] == board.notice["token"]
    assert (board.welcome["deviceName"], board.welcome["dashboard"]["title"]) == ("Lobby", "Hall")
    assert line(full) == [] and full.devices()["first"]["name"] == "Lobby"
    assert full.ledger()[-1]["how"] == "pairing"
    await board.close()
    await Board.back(gateway, "first", board.token)


async def test_as_many_come_in_as_there_are_seats_and_first_come_first_served(gateway, full):
    boards = [await waiting(gateway, full, f"tv-{number}", place=number) for number in range(1, 6)]
    assert line(full) == [f"tv-{number}" for number in range(1, 6)]
    full.set_maximum(2)
    for board in boards[:2]:
        await board.paired()
    assert full.wallboards()["display"] == "2/2" and line(full) == ["tv-3", "tv-4", "tv-5"]
    for board in boards[2:]:
        assert (await board.expect("waiting"))["max"] == 2, "those that still wait get the new figures"
    # Removing frees a seat, suspending does; resuming takes none away from the line.
    full.admin.delete(full.device_path("tv-1"))
    await boards[2].paired()
    full.change_device("tv-2", suspended=True)
    await boards[3].paired()
    assert full.change_device("tv-2", expect=409, suspended=False)["code"] == "seatLimit"
    assert full.wallboards()["display"] == "2/2" and line(full) == ["tv-5"]
    # Nobody who comes later is served first.
    key = full.key()
    full.set_maximum(3)
    await boards[4].paired()
    told, code = await Board.refused(gateway, "late", enrolmentKey=key)
    assert (told["reason"], code) == ("seatLimit", 4010)


async def test_without_wait_the_pairing_is_refused_and_the_code_stays_good(gateway, full):
    board = await Board.unpaired(gateway, "plain")
    assert full.pair(board.code, "cora", 409)["code"] == "seatLimit"
    assert full.pair(board.code, "nobody", 404, wait=True)["resource"] == "user"
    assert full.pair(board.code, "cora", 404, wait=True, dashboardId="none")["resource"] == "dashboard"
    full.user("rita", "reports")
    assert full.pair(board.code, "rita", 409, wait=True)["code"] == "notEntitled"
    full.set_maximum(1)
    assert full.pair(board.code, "cora", 201, wait=True)["serial"] == "plain", "with a free seat it is a pairing"
    await board.paired()


async def test_it_waits_on_over_reconnects_and_only_with_its_own_serial(gateway, full):
    first = await waiting(gateway, full, "roamer")
    second = await waits_on(gateway, "roamer", first.token)
    assert await first.closed() == 4504, "the newer connection took over"
    told, code = await Board.refused(gateway, "thief", token=first.token)
    assert (told["reason"], code) == ("unknownToken", 4501)
    await second.close()
    await eventually(lambda: full.boards()["waiting"][0]["connected"] is False, "the board gone")
    assert line(full) == ["roamer"]
    # Its seat is taken in its turn although it is away, and it comes in when it is back.
    full.set_maximum(1)
    assert full.devices()["roamer"]["status"] == "offline" and line(full) == []
    back = await Board.back(gateway, "roamer", first.token)
    assert back.welcome["deviceName"] == "roamer"


@pytest.mark.parametrize("end", ["kill", "terminate"])
async def test_it_waits_on_over_a_restart(new_gateway, end):
    gateway = new_gateway(goaway_spread_seconds=0)
    customer = Customer(gateway.admin(), maximum=0)
    customer.user("cora", "contactCentre")
    boards = [await waiting(gateway, customer, f"tv-{number}") for number in (1, 2)]
    getattr(gateway, end)()
    for board in boards:
        await board.closed()
    gateway.start()
    assert line(customer) == ["tv-1", "tv-2"]
    second = await waits_on(gateway, "tv-2", boards[1].token)
    first = await waits_on(gateway, "tv-1", boards[0].token)
    customer.set_maximum(1)
    await first.paired()
    assert line(customer) == ["tv-2"] and "registered" not in second.types()
    # A seat is durable before it is announced: what a board was sent is still true after a crash.
    customer.set_maximum(2)
    await second.paired()
    gateway.kill()
    gateway.start()
    for serial, board in [("tv-1", boards[0]), ("tv-2", boards[1])]:
        await Board.back(gateway, serial, board.token)
    assert customer.wallboards()["display"] == "2/2"


async def test_it_ends_with_its_user_with_the_customer_and_when_an_admin_says_so(gateway, full):
    full.user("ben", "insights")
    cancelled, orphan, last = [await waiting(gateway, full, serial, user) for serial, user in
                               [("cancelled", "cora"), ("orphan", "ben"), ("last", "cora")]]  # fmt: skip
    full.admin.delete(f"{full.path}/waiting-boards/cancelled")
    assert await cancelled.closed() == 4502 and cancelled.received[-1][2]["reason"] == "removed"
    assert full.admin.delete(f"{full.path}/waiting-boards/cancelled", 404).json["resource"] == "waitingBoard"
    full.admin.delete(f"{full.path}/users/ben")
    assert await orphan.closed() == 4502
    assert line(full) == ["last"]
    for board, serial in [(cancelled, "cancelled"), (orphan, "orphan")]:
        told, code = await Board.refused(gateway, serial, token=board.token)
        assert (told["reason"], code) == ("unknownToken", 4501)
    full.admin.delete(full.path)
    assert await last.closed() == 4505 and last.received[-1][2]["reason"] == "customerClosed"


async def test_one_whose_user_lost_the_licence_keeps_its_place_and_holds_up_nobody(gateway, full):
    full.user("ben", "insights")
    stuck, other = await waiting(gateway, full, "stuck", "ben"), await waiting(gateway, full, "other")
    full.user("ben", "reports")
    assert "gives no view" in (await stuck.expect("waiting"))["detail"]
    full.set_maximum(2)
    await other.paired()
    assert [(one["serial"], one["reason"]) for one in full.boards()["waiting"]] == [("stuck", "notEntitled")]
    full.user("ben", "analytics")
    await stuck.paired()
    assert stuck.welcome["view"] == "analytics" and line(full) == []


async def test_a_board_that_gets_its_seat_by_a_key_waits_no_longer(gateway, full):
    board = await waiting(gateway, full, "impatient")
    key = full.key()
    full.user("cora", "none")
    full.set_maximum(1)
    enrolled = await Board.enrol(gateway, "impatient", key)
    assert await board.closed() == 4504
    assert line(full) == [] and full.wallboards()["display"] == "1/1"
    assert enrolled.is_open


async def test_a_storm_of_waiting_boards_fills_the_seats_exactly(gateway, full):
    boards = await asyncio.gather(*(Board.unpaired(gateway, f"storm-{number}") for number in range(24)))
    for board in boards:
        full.pair(board.code, "cora", 202, wait=True)
    key = full.key()
    keys = [asyncio.create_task(Board.connect(gateway, f"key-{number}", enrolmentKey=key)) for number in range(8)]
    full.set_maximum(10)
    for task in keys:
        assert await (await task).closed() == 4010
    for board in boards[:10]:
        await board.paired()
    assert full.wallboards()["display"] == "10/10"
    assert sorted(full.devices()) == sorted(f"storm-{number}" for number in range(10))
    assert line(full) == [f"storm-{number}" for number in range(10, 24)]


async def test_a_refused_board_that_is_in_is_refused_in_no_list(gateway):
    customer = Customer(gateway.admin(), maximum=0)
    key = customer.key()
    for serial in ("healed", "healed", "still"):
        told, code = await Board.refused(gateway, serial, enrolmentKey=key)
        assert (told["reason"], code) == ("seatLimit", 4010)
        assert 4 <= told["retryAfterSeconds"] <= 6, "5 s, a third more or less"
    reasons = customer.admin.get(f"{customer.path}/refusals")["reasons"]
    assert [(one["reason"], one["count"], one["boards"]) for one in reasons] == [("seatLimit", 3, 2)]
    # A board that no customer knew recovers as well.
    await Board.refused(gateway, "healed", token="wbd_aaaaaaaaaaaaaaaa_b")
    customer.set_maximum(5)
    await Board.enrol(gateway, "healed", key)
    report = customer.admin.get(f"{customer.path}/refusals")
    assert [(one["reason"], one["count"], one["boards"]) for one in report["reasons"]] == [("seatLimit", 1, 1)]
    assert {attempt["serial"] for attempt in report["attempts"]} == {"still"}
    everywhere = customer.boards()["refused"] + customer.admin.get("/v1/boards")["refused"]
    assert "healed" not in {attempt["serial"] for attempt in everywhere}
    # So it is for a board that was paired, and for one that waits.
    board = await Board.unpaired(gateway, "still")
    customer.pair(board.code, "user-contactCentre")
    await board.paired()
    assert customer.admin.get(f"{customer.path}/refusals")["reasons"] == []


@pytest.mark.parametrize("address", ["127.0.0.1:0", "0.0.0.0:0"])
async def test_without_an_address_that_a_phone_can_open_there_is_no_code(new_gateway, address):
    gateway = new_gateway(public_url=None, admin_listen=address)
    told, code = await Board.refused(gateway, "no-code")
    assert (told["reason"], code) == ("pairingUnavailable", 1013)
    assert told["retryAfterSeconds"] > 0
    assert "publicUrl is not set" in gateway.log()
    customer = Customer(gateway.admin())
    await Board.enrol(gateway, "by-key", customer.key())


async def test_a_customer_that_was_never_fed_has_no_feed(new_gateway):
    gateway = new_gateway(goaway_spread_seconds=0)
    customer = Customer(gateway.admin())
    key = customer.key("liveAnalytics")
    board = await Board.enrol(gateway, "unfed", key)
    assert (board.state["live"]["feed"], board.state["basis"]["feed"]) == ("none", "none")
    gateway.kill()
    gateway.start()
    board = await Board.back(gateway, "unfed", board.token)
    assert (board.state["live"]["feed"], board.state["basis"]["feed"]) == ("none", "none")
    customer.send([])
    await board.until(lambda state: state["live"]["feed"] == state["basis"]["feed"] == "live", "the first request")
    gateway.kill()
    gateway.start()
    board = await Board.back(gateway, "unfed", board.token)
    assert (board.state["live"]["feed"], board.state["basis"]["feed"]) == ("live", "live")


@pytest.mark.timeout(120)
async def test_the_tv_says_that_it_waits_and_keeps_its_place_over_a_reload(chromium, gateway, full):
    async with television(chromium, gateway) as tv:
        await tv.goto("/")
        full.pair(await code_on(tv), "cora", 202, wait=True, name="Lobby")
        await tv.see("Paired, and waiting for a licence", "0/0", "Waiting for a licence: 0 of 0 in use.")
        await assert_well_laid_out(tv)
        await tv.reload()
        await tv.see("Waiting for a licence: 0 of 0 in use.")
        assert len(line(full)) == 1
        full.set_maximum(1)
        await tv.see("No telephone system has been connected yet", within="header")
        await tv.not_see("Live ·", "Paired, and waiting")
        assert await tv.count(".picture.is-noFeed") == 1
        await assert_well_laid_out(tv)
        full.send([])
        await tv.see("Live ·", within="header")


@pytest.mark.timeout(120)
async def test_a_tv_whose_wait_was_cancelled_is_paired_again_by_a_person(chromium, gateway, full):
    async with television(chromium, gateway) as tv:
        await tv.goto("/")
        full.pair(await code_on(tv), "cora", 202, wait=True)
        await tv.see("Waiting for a licence")
        full.admin.delete(f"{full.path}/waiting-boards/{line(full)[0]}")
        await tv.see("no longer waits for a licence")
        await tv.press("Enter")
        full.pair(await code_on(tv), "cora", 202, wait=True)
        await tv.see("Waiting for a licence")
