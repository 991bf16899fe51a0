"""The licence page's resource: the maximum, what happens to a surplus, and two admins at once (protocol, section 6)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from admin import Customer
from board import Board, eventually


async def enrol(gateway, customer, *serials, supervisor="contactCentre"):
    key = customer.key(supervisor)
    return [await Board.enrol(gateway, serial, key) for serial in serials]


def figure(customer):
    wallboards = customer.wallboards()
    return wallboards["configured"], wallboards["max"], wallboards["display"], wallboards["over"]


async def test_every_figure_of_the_wallboards(gateway, customer):
    awake, asleep, offline = await enrol(gateway, customer, "awake", "asleep", "offline")
    await enrol(gateway, customer, "classic", "gone", supervisor="insights")
    await asleep.send({"type": "status", "asleep": True})
    await offline.close()
    customer.change_device("gone", suspended=True)
    wanted = {
        "configured": 4, "max": 10, "display": "4/10", "analytics": 1, "liveAnalytics": 3, "connected": 3, "asleep": 1,
        "offline": 1, "suspended": 1, "over": False,
    }  # fmt: skip
    await eventually(lambda: customer.wallboards() == wanted, f"{wanted}, only {customer.wallboards()}")
    summary = customer.admin.get(customer.path)["wallboards"]
    assert summary == {name: wanted[name] for name in ("configured", "max", "display", "over", "connected")}
    assert awake.is_open


async def test_a_higher_maximum_names_the_board_that_it_lets_in(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    await enrol(gateway, customer, "first")
    told, _ = await Board.refused(gateway, "second", enrolmentKey=customer.key(), model="AFTT")
    assert told["reason"] == "seatLimit"
    effects = []
    for dry in (True, False):
        answer = customer.set_maximum(2, reason="Two screens in Leeds", dryRun=dry)
        assert answer["devices"]["wallboards"]["display"] == "1/2"
        effect = answer["effect"]
        assert effect.pop("dryRun") is dry
        effects.append(effect)
        assert customer.wallboards()["display"] == ("1/1" if dry else "1/2")
    assert effects[0] == effects[1]
    assert effects[0]["before"] == {"configured": 1, "max": 1, "display": "1/1"}
    assert effects[0]["after"] == {"configured": 1, "max": 2, "display": "1/2", "over": False}
    assert effects[0]["suspended"] == []
    (hopeful,) = effects[0]["letsIn"]
    assert (hopeful["serial"], hopeful["model"]) == ("second", "AFTT") and hopeful["lastRefusedAt"]
    await enrol(gateway, customer, "second")
    assert customer.set_maximum(3, dryRun=True)["effect"]["letsIn"] == []


async def test_a_surplus_is_rejected_with_all_that_is_needed_to_choose(gateway, customer):
    await enrol(gateway, customer, "old", "middle")
    await enrol(gateway, customer, "young", supervisor="analytics")
    devices = customer.devices()
    for dry in (False, True):
        problem = customer.set_maximum(1, 409, dryRun=dry)
        assert problem["code"] == "surplus" and problem["surplus"] == 2
        assert (problem["configured"], problem["max"], problem["display"]) == (3, 1, "3/1")
        assert [device["serial"] for device in problem["devices"]] == ["young", "middle", "old"]
        for device in problem["devices"]:
            same = devices[device["serial"]]
            for member in ("id", "name", "serial", "userId", "boardLicence", "registeredAt"):
                assert device[member] == same[member], member
    assert figure(customer) == (3, 10, "3/10", False)


async def test_kept_surplus_cuts_nobody_and_lets_nobody_in(gateway, customer):
    boards = await enrol(gateway, customer, "one", "two", "three")
    answer = customer.set_maximum(1, surplus="keep", reason="The contract ended")
    assert answer["effect"]["after"] == {"configured": 3, "max": 1, "display": "3/1", "over": True}
    assert figure(customer) == (3, 1, "3/1", True)
    await boards[0].close()
    boards[0] = await Board.back(gateway, "one", boards[0].token)
    told, code = await Board.refused(gateway, "four", enrolmentKey=customer.key())
    assert code == 4010 and (told["configured"], told["max"]) == (3, 1)
    assert all(board.is_open for board in boards)
    # Over its maximum, a customer may come nearer to it, and nobody gets in before there is room.
    customer.admin.delete(customer.device_path("two"))
    assert figure(customer) == (2, 1, "2/1", True)
    assert (await Board.refused(gateway, "four", enrolmentKey=customer.key()))[1] == 4010
    assert customer.set_maximum(1, 409)["code"] == "surplus"
    customer.admin.delete(customer.device_path("three"))
    assert (await Board.refused(gateway, "four", enrolmentKey=customer.key()))[1] == 4010
    customer.set_maximum(2)
    await enrol(gateway, customer, "four")


async def test_a_suspended_surplus_learns_why_and_keeps_its_pairing(gateway, customer):
    boards = await enrol(gateway, customer, "stays", "goes", "goes-too")
    devices = customer.devices()
    named = [devices["goes"]["id"], devices["goes-too"]["id"], devices["goes"]["id"]]
    assert customer.set_maximum(1, 409, surplus="suspend", suspend=named[:1])["surplus"] == 1
    assert customer.set_maximum(1, 409, surplus="suspend", suspend=[*named, "nobody"])["code"] == "noSeat"
    other = Customer(gateway.admin())
    await enrol(gateway, other, "elsewhere")
    foreign = other.devices()["elsewhere"]["id"]
    assert customer.set_maximum(1, 409, surplus="suspend", suspend=[*named, foreign])["code"] == "noSeat"
    assert all(board.is_open for board in boards)

    dry = customer.set_maximum(1, surplus="suspend", suspend=named, dryRun=True)["effect"]
    assert all(board.is_open for board in boards)
    done = customer.set_maximum(1, surplus="suspend", suspend=named)["effect"]
    assert {**dry, "dryRun": False} == done
    assert [device["serial"] for device in done["suspended"]] == ["goes", "goes-too"]
    assert all(device["screen"] for device in done["suspended"])
    assert figure(customer) == (1, 1, "1/1", False)
    for board in boards[1:]:
        assert await board.closed() == 4011 and board.types()[-1] == "refused"
    assert boards[0].is_open
    assert (await Board.refused(gateway, "goes", token=boards[1].token))[1] == 4011
    customer.set_maximum(3)
    customer.change_device("goes", suspended=False)
    await Board.back(gateway, "goes", boards[1].token)


@pytest.mark.parametrize("change, field", [
    ({}, "maxWallboards"), ({"maxWallboards": -1}, "maxWallboards"), ({"maxWallboards": 1.5}, "maxWallboards"),
    ({"maxWallboards": "3"}, "maxWallboards"), ({"maxWallboards": True}, "maxWallboards"),
    ({"maxWallboards": 1_000_001}, "maxWallboards"), ({"maxWallboards": 1, "surplus": "drop"}, "surplus"),
    ({"maxWallboards": 1, "surplus": "suspend"}, "suspend"),
    ({"maxWallboards": 1, "surplus": "keep", "suspend": ["a"]}, "suspend"),
    ({"maxWallboards": 1, "suspend": ["a"]}, "suspend"), ({"maxWallboards": 1, "suspend": "a"}, "suspend"),
    ({"maxWallboards": 1, "reason": ""}, "reason"), ({"maxWallboards": 1, "reason": "x" * 501}, "reason"),
    ({"maxWallboards": 1, "reason": 5}, "reason"), ({"maxWallboards": 1, "dryRun": "yes"}, "dryRun"),
    ({"maxWallboards": 1, "maximum": 2}, "maximum"),
])  # fmt: skip
def test_a_wrong_change_names_its_field_and_changes_nothing(gateway, customer, change, field):
    problem = customer.admin.patch(f"{customer.path}/licences", change, 422)
    assert any(error["field"].startswith(field) for error in problem["errors"]), problem
    assert customer.wallboards()["max"] == 10 and len(customer.ledger()) == 1


def test_the_extremes_of_the_maximum(gateway, customer):
    for maximum, display in [(0, "0/0"), (1_000_000, "0/1000000"), (None, "0/unlimited"), (7, "0/7")]:
        customer.set_maximum(maximum, reason="x" * 500)
        assert figure(customer) == (0, maximum, display, False)


def test_the_second_to_change_it_learns_who_was_first(gateway, customer):
    path, provider = f"{customer.path}/licences", customer.admin
    first = provider.issue("provider", name="Anna Example")
    tag = provider.tag(path)
    first.patch(path, {"maxWallboards": 12, "reason": "Two more"}, headers={"If-Match": tag})
    problem = provider.patch(path, {"maxWallboards": 11}, 412, headers={"If-Match": tag})
    last = problem["lastChange"]
    assert problem["code"] == "versionMismatch"
    assert "Anna Example" in last["author"] and last["reason"] == "Two more" and last["at"]
    assert (last["previousMaxWallboards"], last["maxWallboards"]) == (10, 12)
    assert problem["currentVersion"] == provider.tag(path)
    assert provider.patch(path, {"maxWallboards": 11, "dryRun": True}, 412, headers={"If-Match": tag})
    provider.patch(path, {"maxWallboards": 11}, headers={"If-Match": provider.tag(path)})
    provider.patch(path, {"maxWallboards": 10}, headers={"If-Match": "*"})
    assert customer.wallboards()["max"] == 10


def test_of_many_at_once_exactly_one_wins_each_version(gateway, customer):
    path, admin = f"{customer.path}/licences", customer.admin
    for round_ in range(5):
        headers = {"If-Match": admin.tag(path)}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(
                lambda number: admin.request("PATCH", path, {"maxWallboards": number}, headers),
                range(20 + 8 * round_, 28 + 8 * round_)))  # fmt: skip
        assert sorted(answer.status for answer in answers) == [200] + [412] * 7
        (winner,) = [answer for answer in answers if answer.status == 200]
        assert winner.json["devices"]["wallboards"]["max"] == customer.wallboards()["max"]
    assert len(customer.ledger()) == 6


async def test_an_acknowledged_maximum_survives_a_crash_with_its_suspensions(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    boards = await enrol(gateway, customer, "stays", "goes")
    goes = customer.devices()["goes"]["id"]
    answer = customer.set_maximum(1, surplus="suspend", suspend=[goes], reason="Half the contract")
    gateway.kill()
    gateway.start()
    assert figure(customer) == (1, 1, "1/1", False)
    assert customer.wallboards()["suspended"] == answer["devices"]["wallboards"]["suspended"] == 1
    assert [(entry["kind"], entry.get("reason")) for entry in customer.ledger()[-2:]] == [
        ("seatFreed", None), ("maximum", "Half the contract")]  # fmt: skip
    await Board.back(gateway, "stays", boards[0].token)
    assert (await Board.refused(gateway, "goes", token=boards[1].token))[1] == 4011


async def test_seats_do_not_race_with_the_maximum(gateway):
    """Boards come while the maximum goes up and down: no seat is ever given beyond it."""
    customer = Customer(gateway.admin(), maximum=0)
    key = customer.key()
    allowed = []

    def wander():
        for maximum in [3, 0, 5, 2, 8, 4, 6]:
            answer = customer.admin.request(
                "PATCH", f"{customer.path}/licences", {"maxWallboards": maximum, "surplus": "reject"})
            assert answer.status in (200, 409)
            if answer.status == 200:
                allowed.append(maximum)

    async def hope(number):
        board = await Board.connect(gateway, f"hope-{number}", enrolmentKey=key)
        await eventually(lambda: not board.is_open or "snapshot" in board.types(), "an answer")

    await asyncio.gather(asyncio.to_thread(wander), *(hope(number) for number in range(24)))
    wallboards = customer.wallboards()
    assert wallboards["max"] == allowed[-1] and not wallboards["over"]
    configured = 0
    for entry in customer.ledger():
        assert entry["configured"] <= entry["maxWallboards"], entry
        configured = entry["configured"]
    assert configured == wallboards["configured"] == len(customer.devices())
