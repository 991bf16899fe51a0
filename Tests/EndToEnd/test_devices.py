"""The fleet: names, users, suspension, replacement, new credentials, and alarms (protocol, section 6)."""

import pytest
from admin import Customer
from board import Board, eventually


async def test_a_device_tells_all_that_is_known_of_it(gateway, customer):
    board = await Board.enrol(gateway, "tv-1", customer.key(), model="AFTMM", appVersion="2.4.1")
    await board.send({"type": "status", "note": "HDMI 2"})
    await eventually(lambda: customer.devices()["tv-1"]["note"] == "HDMI 2", "the note")
    device = customer.devices()["tv-1"]
    alone = customer.admin.get(customer.device_path("tv-1"))
    assert set(alone) == set(device) and alone["id"] == device["id"]
    assert (device["serial"], device["name"], device["model"], device["appVersion"]) == (
        "tv-1", "tv-1", "AFTMM", "2.4.1")  # fmt: skip
    assert (device["status"], device["address"], device["view"], device["boardLicence"]) == (
        "connected", "127.0.0.1", "contactCentre", "liveAnalytics")  # fmt: skip
    assert device["customerId"] == customer.id and not device["suspended"] and device["alarm"] is None
    assert device["connectedSince"] and device["lastSeen"] and device["queuedBytes"] in (0, None)
    assert not any("token" in member.lower() or "hash" in member.lower() or "key" in member.lower() for member in device)
    await board.close()
    await eventually(lambda: customer.devices()["tv-1"]["status"] == "offline", "the board offline")
    offline = customer.devices()["tv-1"]
    assert offline["connectedSince"] is None and offline["roundTripMillis"] is None
    assert offline["queuedBytes"] is None and offline["lastMessageAt"] is None and offline["lastSeen"]


async def test_the_boards_page_lists_every_registered_device(gateway, customer):
    key = customer.key()
    up, asleep, down = [await Board.enrol(gateway, serial, key) for serial in ("up", "asleep", "down")]
    await asleep.send({"type": "status", "asleep": True})
    await down.close()
    wanted = {"up": "connected", "asleep": "asleep", "down": "offline"}

    def shown(query=""):
        page = customer.admin.get(f"/v1/boards?customerId={customer.id}{query}")
        assert page["asOf"] and page["alarms"] == []
        return {board["serial"]: board["status"] for board in page["boards"]}

    await eventually(lambda: shown() == wanted, f"{wanted}, only {shown()}")
    for serial, status in wanted.items():
        assert shown(f"&status={status}") == {serial: status}
    assert customer.admin.request("GET", "/v1/boards?status=lost").status == 400
    everything = customer.admin.get("/v1/boards")["boards"]
    assert {board["customerId"] for board in everything} >= {customer.id} and len(everything) >= 3
    own = customer.admin.issue("customer", customer.id)
    assert {board["customerId"] for board in own.get("/v1/boards")["boards"]} == {customer.id}
    assert up.is_open


async def test_a_name_and_a_user_are_edited_by_one_admin_at_a_time(gateway, customer):
    board = await Board.enrol(gateway, "desk-1", customer.key())
    customer.user("ines", "insights")
    path, admin = customer.device_path("desk-1"), customer.admin
    tag = admin.tag(path)
    changed = admin.patch(path, {"name": "Reception", "userId": "ines"}, headers={"If-Match": tag})
    assert (changed["name"], changed["userId"], changed["view"]) == ("Reception", "ines", "insights")
    welcome = board.welcome
    while (welcome["deviceName"], welcome["view"]) != ("Reception", "insights"):
        welcome = await board.expect("welcome")
    for method, body in [("PATCH", {"name": "Lobby"}), ("DELETE", None)]:
        answer = admin.request(method, path, body, {"If-Match": tag})
        assert answer.status == 412 and answer.json["code"] == "changedMeanwhile", answer
        assert answer.json["current"]["name"] == "Reception" and answer.json["current"]["userId"] == "ines"
    # A board that comes and goes is not an edit.
    tag = admin.tag(path)
    await board.close()
    await eventually(lambda: customer.devices()["desk-1"]["status"] == "offline", "the board offline")
    assert admin.tag(path) == tag
    admin.patch(path, {"name": "Lobby"}, headers={"If-Match": tag})
    admin.delete(path, 204, headers={"If-Match": admin.tag(path)})
    assert admin.request("GET", path).status == 404


async def test_a_board_without_a_user_is_dark_and_keeps_its_seat(gateway, customer):
    board = await Board.enrol(gateway, "dark-1", customer.key("insights"))
    customer.change_device("dark-1", userId=None)
    welcome = await board.expect("welcome")
    while welcome["view"] != "none":
        welcome = await board.expect("welcome")
    wallboards = customer.wallboards()
    assert (wallboards["configured"], wallboards["analytics"]) == (1, 1)
    customer.user("rita", "reports")
    assert customer.change_device("dark-1", 409, userId="rita")["code"] == "notEntitled"
    assert customer.change_device("dark-1", 404, userId="nobody")["resource"] == "user"
    customer.user("lisa", "liveAnalytics")
    assert customer.change_device("dark-1", userId="lisa")["boardLicence"] == "liveAnalytics"
    # The counted class stays as it was when the licence goes.
    customer.user("lisa", "none")
    assert customer.wallboards()["liveAnalytics"] == 1 and board.is_open


async def test_a_suspension_is_refused_at_the_door_and_a_resumption_needs_a_seat(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    board = await Board.enrol(gateway, "first", customer.key())
    customer.change_device("first", suspended=True)
    customer.change_device("first", suspended=True)
    assert await board.closed() == 4011
    other = await Board.enrol(gateway, "second", customer.key())
    problem = customer.change_device("first", 409, suspended=False)
    assert (problem["code"], problem["configured"], problem["max"]) == ("seatLimit", 1, 1)
    customer.change_device("second", suspended=True)
    assert await other.closed() == 4011
    customer.change_device("first", suspended=False)
    await Board.back(gateway, "first", board.token)
    assert [entry["kind"] for entry in customer.ledger()] == [
        "opened", "seatTaken", "seatFreed", "seatTaken", "seatFreed", "seatTaken"]


async def test_other_hardware_takes_over_by_its_serial(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    key = customer.key()
    broken = await Board.enrol(gateway, "broken", key)
    customer.change_device("broken", name="Reception")
    path = customer.device_path("broken")
    device = customer.admin.post(f"{path}/replacement", {"serial": "fresh"}, 200)
    assert (device["serial"], device["name"]) == ("fresh", "Reception") and path.endswith(device["id"])
    assert await broken.closed() == 4503
    assert (await Board.refused(gateway, "broken", token=broken.token))[1] in (4501, 4503)
    assert (await Board.refused(gateway, "fresh", token=broken.token))[1] in (4501, 4503)
    fresh = await Board.enrol(gateway, "fresh", key)
    assert fresh.welcome["deviceName"] == "Reception" and path.endswith(fresh.welcome["deviceId"])
    assert customer.wallboards()["display"] == "1/1"
    # The old hardware is unknown now.
    assert (await Board.refused(gateway, "broken", enrolmentKey=key))[1] == 4010
    entry = customer.ledger()[-1]
    assert (entry["kind"], entry["previousSerial"], entry["serial"]) == ("hardware", "broken", "fresh")


async def test_other_hardware_takes_over_by_the_code_that_it_shows(gateway, customer):
    broken = await Board.enrol(gateway, "broken", customer.key())
    fresh = await Board.unpaired(gateway, "fresh", model="AFTT")
    path = customer.device_path("broken")
    device = customer.admin.post(f"{path}/replacement", {"userCode": fresh.code.lower()}, 200)
    assert device["serial"] == "fresh" and path.endswith(device["id"])
    await fresh.paired()
    assert await broken.closed() == 4503
    assert list(customer.devices()) == ["fresh"] and customer.wallboards()["configured"] == 1
    await fresh.close()
    await Board.back(gateway, "fresh", fresh.token)


async def test_a_replacement_that_cannot_be_changes_nothing(gateway, customer):
    key = customer.key()
    board, other = [await Board.enrol(gateway, serial, key) for serial in ("one", "two")]
    path = customer.device_path("one") + "/replacement"
    assert customer.admin.post(path, {"serial": "two"}, 409)["code"] == "alreadyExists"
    assert customer.somebody().post(path, {"userCode": "BBBB-BBBB"}, 404)["resource"] == "pairing"
    for wrong in [{}, {"serial": ""}, {"serial": "a b"}, {"serial": "x" * 65}, {"serial": "a", "userCode": "BBBB-BBBB"},
                  {"userCode": "hello"}, {"serial": 1}, {"serial": "a", "name": "b"}]:  # fmt: skip
        assert customer.admin.post(path, wrong, 422)["errors"], wrong
    assert customer.admin.request("POST", f"{customer.path}/devices/none/replacement", {"serial": "x"}).status == 404
    assert set(customer.devices()) == {"one", "two"} and board.is_open and other.is_open


async def test_a_connected_board_gets_its_new_credential_on_the_line(gateway, customer):
    board = await Board.enrol(gateway, "rotated", customer.key())
    old = board.token
    answer = customer.admin.post(customer.device_path("rotated") + "/credential-rotation", {}, 200)
    assert answer["delivered"] is True and answer["device"]["serial"] == "rotated"
    told = await board.expect("registered")
    assert told["token"] != old and told["deviceId"] == answer["device"]["id"]
    assert old not in str(answer) and told["token"] not in str(answer)
    assert board.is_open
    assert (await Board.refused(gateway, "rotated", token=old))[1] == 4501
    assert board.is_open, "a revoked token must not harm the holder of the new one"
    await board.close()
    await Board.back(gateway, "rotated", told["token"])


async def test_the_credential_of_a_board_that_is_off_is_dead_and_its_seat_is_not(gateway, customer):
    key = customer.key()
    board = await Board.enrol(gateway, "stolen", key)
    await board.close()
    await eventually(lambda: customer.devices()["stolen"]["status"] == "offline", "the board offline")
    answer = customer.admin.request("POST", customer.device_path("stolen") + "/credential-rotation")
    assert answer.status == 200 and answer.json["delivered"] is False
    assert (await Board.refused(gateway, "stolen", token=board.token))[1] == 4501
    device = customer.devices()["stolen"]["id"]
    assert customer.wallboards()["configured"] == 1
    again = await Board.enrol(gateway, "stolen", key)
    assert again.welcome["deviceId"] == device and customer.wallboards()["configured"] == 1


async def test_a_token_at_other_hardware_raises_an_alarm_until_it_is_rotated(gateway, customer):
    board = await Board.enrol(gateway, "mine", customer.key())
    assert (await Board.refused(gateway, "thief", token=board.token))[1] == 4501
    alarm = customer.devices()["mine"]["alarm"]
    assert (alarm["kind"], alarm["serial"], alarm["address"]) == ("wrongSerial", "thief", "127.0.0.1") and alarm["at"]
    listed = customer.boards()["alarms"]
    assert [(one["kind"], one["deviceId"], one["customerId"]) for one in listed] == [
        ("wrongSerial", customer.devices()["mine"]["id"], customer.id)]
    customer.admin.post(customer.device_path("mine") + "/credential-rotation", {}, 200)
    assert customer.devices()["mine"]["alarm"] is None and board.is_open


async def test_a_cloned_credential_raises_an_alarm(gateway, customer):
    board = await Board.enrol(gateway, "cloned", customer.key())
    token = board.token
    for _ in range(3):
        board = await Board.back(gateway, "cloned", token)
    clone = await Board.connect(gateway, "cloned", token=token)
    assert await clone.closed() >= 4000
    assert customer.devices()["cloned"]["alarm"]["kind"] == "clonedCredential"
    assert board.is_open


async def test_refusals_are_counted_by_reason(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    key = customer.key()
    board = await Board.enrol(gateway, "inside", key)
    for serial in ["hope-1", "hope-1", "hope-2"]:
        await Board.refused(gateway, serial, enrolmentKey=key, model="AFTT")
    customer.change_device("inside", suspended=True)
    await board.closed()
    await Board.refused(gateway, "inside", token=board.token)
    report = customer.admin.get(f"{customer.path}/refusals")
    by_reason = {reason["reason"]: reason for reason in report["reasons"]}
    assert (by_reason["seatLimit"]["count"], by_reason["seatLimit"]["boards"]) == (3, 2)
    assert by_reason["suspended"]["count"] >= 1 and report["since"]
    newest = report["attempts"][0]
    assert (newest["serial"], newest["reason"]) == ("inside", "suspended")
    assert [attempt["serial"] for attempt in report["attempts"] if attempt["reason"] == "seatLimit"] == [
        "hope-2", "hope-1", "hope-1"]
    assert report["attempts"][-1]["model"] == "AFTT" and report["attempts"][-1]["detail"]


@pytest.mark.parametrize("change", [
    {"name": ""}, {"name": "x" * 201}, {"name": "a\nb"}, {"name": None}, {"suspended": "yes"}, {"suspended": None},
    {"userId": 5}, {"userId": "a b"}, {"serial": "other"}, {"boardLicence": "analytics"}, {"id": "x"},
])  # fmt: skip
async def test_a_wrong_change_is_refused(gateway, customer, change):
    await Board.enrol(gateway, "firm", customer.key())
    before = customer.devices()["firm"]
    (field,) = change
    assert field in str(customer.admin.patch(customer.device_path("firm"), change, 422)["errors"])
    after = customer.devices()["firm"]
    assert [after[name] for name in ("name", "userId", "suspended")] == [
        before[name] for name in ("name", "userId", "suspended")]


async def test_what_was_acknowledged_survives_a_crash(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    key = customer.key()
    rotated, replaced, suspended, removed = [
        await Board.enrol(gateway, serial, key) for serial in ("rotated", "replaced", "suspended", "removed")]
    customer.admin.post(customer.device_path("rotated") + "/credential-rotation", {}, 200)
    token = (await rotated.expect("registered"))["token"]
    customer.admin.post(customer.device_path("replaced") + "/replacement", {"serial": "fresh"}, 200)
    customer.change_device("suspended", suspended=True, name="Upstairs")
    customer.admin.delete(customer.device_path("removed"))
    gateway.kill()
    gateway.start()
    devices = customer.devices()
    assert set(devices) == {"rotated", "fresh", "suspended"}
    assert devices["suspended"]["suspended"] and devices["suspended"]["name"] == "Upstairs"
    assert (await Board.refused(gateway, "rotated", token=rotated.token))[1] == 4501
    await Board.back(gateway, "rotated", token)
    for serial, board in [("replaced", replaced), ("fresh", replaced), ("removed", removed)]:
        assert (await Board.refused(gateway, serial, token=board.token))[1] >= 4500
    assert (await Board.refused(gateway, "suspended", token=suspended.token))[1] == 4011
    assert (await Board.enrol(gateway, "fresh", key)).welcome["deviceId"] == devices["fresh"]["id"]
