"""Protocol, section 6: who gets a seat, who keeps it, and who has to leave."""

import asyncio
import time
from datetime import datetime, timedelta

from admin import Customer
from board import Board


refused = Board.refused


async def test_the_device_after_the_last_seat_is_refused_until_the_maximum_is_raised(gateway):
    customer = Customer(gateway.admin(), maximum=2)
    key = customer.key()
    boards = [await Board.enrol(gateway, f"seat-{number}", key) for number in range(2)]
    assert customer.wallboards()["display"] == "2/2"
    told, code = await refused(gateway, "seat-2", enrolmentKey=key)
    assert code == 4010
    assert (told["reason"], told["configured"], told["max"]) == ("seatLimit", 2, 2)
    assert told["detail"] and told["retryAfterSeconds"] > 0
    attempt = customer.admin.get(f"/v1/boards?customerId={customer.id}")["refused"][0]
    assert (attempt["serial"], attempt["reason"]) == ("seat-2", "seatLimit")
    customer.set_maximum(3)
    boards.append(await Board.enrol(gateway, "seat-2", key))
    assert customer.wallboards()["display"] == "3/3"
    assert all(board.is_open for board in boards)


async def test_a_maximum_of_nothing_admits_nobody_and_unlimited_everybody(gateway):
    customer = Customer(gateway.admin(), maximum=0)
    key = customer.key()
    assert (await refused(gateway, "none-1", enrolmentKey=key))[1] == 4010
    customer.set_maximum(None)
    for number in range(12):
        await Board.enrol(gateway, f"many-{number}", key)
    wallboards = customer.wallboards()
    assert (wallboards["configured"], wallboards["max"], wallboards["display"]) == (12, None, "12/unlimited")


async def test_disconnecting_frees_no_seat_suspending_and_removing_do(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    key = customer.key()
    board = await Board.enrol(gateway, "holder-1", key)
    await board.close()
    assert (await refused(gateway, "hopeful-1", enrolmentKey=key))[1] == 4010

    again = await Board.back(gateway, "holder-1", board.token)
    customer.change_device("holder-1", suspended=True)
    assert await again.closed() == 4011
    assert again.types()[-1] == "refused"
    assert (await refused(gateway, "holder-1", token=board.token))[1] == 4011
    hopeful = await Board.enrol(gateway, "hopeful-1", key)
    assert customer.change_device("holder-1", suspended=False, expect=409)["code"] == "seatLimit"

    customer.admin.delete(f"{customer.path}/devices/{customer.devices()['hopeful-1']['id']}")
    assert await hopeful.closed() == 4502
    assert (await refused(gateway, "hopeful-1", token=hopeful.token))[1] in (4501, 4502)
    customer.change_device("holder-1", suspended=False)
    await Board.back(gateway, "holder-1", board.token)


async def test_lowering_below_the_configured_is_rejected_with_the_devices_named(gateway):
    customer = Customer(gateway.admin(), maximum=5)
    key = customer.key()
    for number in range(3):
        await Board.enrol(gateway, f"surplus-{number}", key)
    problem = customer.set_maximum(2, expect=409)
    assert (problem["code"], problem["configured"], problem["max"]) == ("surplus", 3, 2)
    assert {device["serial"] for device in problem["devices"]} == {"surplus-0", "surplus-1", "surplus-2"}
    assert customer.wallboards()["display"] == "3/5"
    customer.set_maximum(3)


async def test_a_second_connection_of_a_device_takes_over(gateway, customer):
    first = await Board.enrol(gateway, "moving-1", customer.key())
    second = await Board.back(gateway, "moving-1", first.token)
    assert await first.closed() == 4504
    assert second.is_open and customer.wallboards()["configured"] == 1


async def test_the_fourth_takeover_in_a_minute_is_a_clone_and_the_one_in_place_stays(gateway, customer):
    board = await Board.enrol(gateway, "cloned-1", customer.key())
    for _ in range(3):
        taker = await Board.back(gateway, "cloned-1", board.token)
        assert await board.closed() == 4504
        taker.token, board = board.token, taker
    clone = await Board.connect(gateway, "cloned-1", token=board.token)
    assert await clone.closed() >= 4000
    assert "welcome" not in clone.types()
    await asyncio.sleep(0.5)
    assert board.is_open


async def test_a_serial_that_registers_again_keeps_its_seat_and_gets_a_new_token(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    key = customer.key()
    first = await Board.enrol(gateway, "reset-1", key)
    device = customer.devices()["reset-1"]["id"]
    second = await Board.enrol(gateway, "reset-1", key)
    assert second.token != first.token
    assert customer.devices()["reset-1"]["id"] == device and customer.wallboards()["configured"] == 1
    assert await first.closed() in (4501, 4504)
    assert (await refused(gateway, "reset-1", token=first.token))[1] == 4501
    assert second.is_open


async def test_a_key_of_another_user_takes_over_nothing_and_is_an_alarm(gateway, customer):
    board = await Board.enrol(gateway, "lobby-1", customer.key("contactCentre"))
    device = customer.devices()["lobby-1"]
    weak = customer.key("insights")
    for before in [device["userId"], None]:
        customer.change_device("lobby-1", userId=before)
        told, code = await refused(gateway, "lobby-1", enrolmentKey=weak)
        assert (told["reason"], code) == ("badEnrolmentKey", 4501)
        alarm = customer.devices()["lobby-1"]["alarm"]
        assert (alarm["kind"], alarm["serial"]) == ("keyOfAnotherUser", "lobby-1")
    customer.change_device("lobby-1", userId=device["userId"])
    assert board.is_open
    await board.close()
    await Board.back(gateway, "lobby-1", board.token)


async def test_a_renewal_that_displaces_a_living_board_is_an_alarm(gateway, customer):
    key = customer.key()
    first = await Board.enrol(gateway, "twice-1", key)
    assert customer.devices()["twice-1"]["alarm"] is None
    await Board.enrol(gateway, "twice-1", key)
    assert await first.closed() == 4504
    assert customer.devices()["twice-1"]["alarm"]["kind"] == "displacedByKey"


async def test_boards_that_register_over_each_other_are_clones(gateway, customer):
    key = customer.key()
    board = await Board.enrol(gateway, "twice-2", key)
    for _ in range(3):
        taker = await Board.enrol(gateway, "twice-2", key)
        assert await board.closed() == 4504
        board = taker
    told, code = await refused(gateway, "twice-2", enrolmentKey=key)
    assert (told["reason"], code) == ("tooManyAttempts", 4012)
    assert board.is_open and customer.devices()["twice-2"]["alarm"]["kind"] == "clonedCredential"


async def test_a_board_that_lost_its_network_comes_back_as_often_as_it_likes(gateway, customer):
    board = await Board.enrol(gateway, "cellar-1", customer.key())
    lost = []
    for _ in range(5):
        board.socket.transport.pause_reading()  # the ping does not arrive
        lost.append(board)
        board = await Board.back(gateway, "cellar-1", board.token)
    assert customer.devices()["cellar-1"]["alarm"] is None
    for board in lost:
        board.socket.transport.resume_reading()


async def test_a_key_expires_after_thirty_days_unless_asked_otherwise(gateway, customer):
    path = f"{customer.path}/enrolment-keys"
    for given, days in [({}, 30), ({"expiresInSeconds": None}, None), ({"expiresInSeconds": 86_400}, 1)]:
        key = customer.admin.post(path, {"userId": customer.user("cora", "contactCentre"), **given}, 201)
        life = key["expiresAt"] and datetime.fromisoformat(key["expiresAt"]) - datetime.fromisoformat(key["createdAt"])
        assert life == (days and timedelta(days=days))


async def test_a_key_stops_working_when_it_is_used_up_expired_or_deleted(gateway, customer):
    once = customer.key(maxUses=1)
    board = await Board.enrol(gateway, "once-1", once)
    assert (await refused(gateway, "once-2", enrolmentKey=once))[1] == 4501
    assert (await Board.enrol(gateway, "once-1", once)).token != board.token

    brief = customer.key(expiresInSeconds=1)
    deadline = time.monotonic() + 1.1
    while time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    assert (await refused(gateway, "brief-1", enrolmentKey=brief))[1] == 4501

    deleted = customer.key()
    for key in customer.admin.get(f"{customer.path}/enrolment-keys")["items"]:
        customer.admin.delete(f"{customer.path}/enrolment-keys/{key['id']}")
    assert (await refused(gateway, "deleted-1", enrolmentKey=deleted))[1] == 4501


async def test_a_closed_customer_ends_with_4505(gateway):
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "closing-1", customer.key())
    customer.admin.delete(customer.path)
    assert await board.closed() == 4505
    assert (await refused(gateway, "closing-1", token=board.token))[1] >= 4500
