"""A board without credentials shows a code, and an admin types it (RFC 8628; protocol, sections 2, 3 and 6)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from admin import Customer, new_address
from board import Board, eventually
from gateway import PUBLIC_URL
from qr import read_qr

CODE = re.compile("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}")


async def test_the_screen_shows_a_code_an_address_and_a_picture_of_both(gateway):
    board = await Board.unpaired(gateway, "new-1")
    told = board.pairing
    code = told["userCode"]
    assert CODE.fullmatch(code) or CODE.fullmatch(f"{code[:4]}-{code[4:]}"), code
    shown = f"{code.replace('-', '')[:4]}-{code.replace('-', '')[4:]}"
    assert told["verificationUri"] == f"{PUBLIC_URL}/pair"
    assert told["verificationUriComplete"] == f"{PUBLIC_URL}/pair?code={shown}"
    assert read_qr(told["qr"]) == told["verificationUriComplete"]
    assert 60 <= told["expiresInSeconds"] <= 3600
    another = await Board.unpaired(gateway, "new-2")
    assert another.code != code and read_qr(another.pairing["qr"]) != told["verificationUriComplete"]


async def test_a_code_brings_a_seat_a_name_and_a_user(gateway, customer):
    board = await Board.unpaired(gateway, "lobby-7", model="AFTMM", appVersion="2.0")
    customer.user("cora", "contactCentre")
    letters = board.code.replace("-", "")
    for typed in [board.code, letters, letters.lower(), f"{letters[:4]}-{letters[4:]}"]:
        seen = customer.admin.get(f"{customer.path}/pairings/{typed}")
        assert CODE.fullmatch(seen["userCode"]) and seen["userCode"].replace("-", "") == letters
        assert (seen["serial"], seen["model"], seen["appVersion"], seen["address"]) == (
            "lobby-7", "AFTMM", "2.0", "127.0.0.1")  # fmt: skip
        assert seen["device"] is None
    left = datetime.fromisoformat(seen["expiresAt"]) - datetime.now(timezone.utc)
    # The board is given whole seconds, rounded down.
    assert timedelta() < left < timedelta(seconds=board.pairing["expiresInSeconds"] + 1)

    answer = customer.admin.request(
        "POST", f"{customer.path}/pairings", {"userCode": letters.lower(), "userId": "cora", "name": "Lobby"})
    assert answer.status == 201, answer
    device = answer.json
    assert answer.headers["Location"] == f"{customer.path}/devices/{device['id']}"
    assert (device["serial"], device["name"], device["userId"], device["model"]) == ("lobby-7", "Lobby", "cora", "AFTMM")
    await board.paired()
    kinds = [kind for kind in board.types() if kind != "heartbeat"]
    assert kinds[:4] == ["pairing", "registered", "welcome", "snapshot"]
    assert board.registered["deviceId"] == device["id"]
    assert (board.welcome["deviceName"], board.welcome["view"]) == ("Lobby", "contactCentre")
    assert customer.wallboards()["display"] == "1/10"
    entry = customer.ledger()[-1]
    assert (entry["kind"], entry["how"], entry["serial"], entry["userId"]) == ("seatTaken", "pairing", "lobby-7", "cora")
    # The code works once.
    assert customer.pair(board.code, "cora", 404)["resource"] == "pairing"
    await board.close()
    await Board.back(gateway, "lobby-7", board.token)


async def test_what_stands_in_the_way_leaves_the_code_good(gateway):
    customer = Customer(gateway.admin(), maximum=0)
    customer.user("cora", "contactCentre")
    customer.user("rita", "reports")
    board = await Board.unpaired(gateway, "patient")
    assert customer.pair(board.code, "rita", 409)["code"] == "notEntitled"
    assert customer.pair(board.code, "nobody", 404)["resource"] == "user"
    problem = customer.pair(board.code, "cora", 409)
    assert (problem["code"], problem["configured"], problem["max"]) == ("seatLimit", 0, 0)
    for wrong in [{"userCode": "AEIO-UAEI"}, {"userCode": ""}, {"userCode": 7}, {"userId": "a b"}, {"name": ""},
                  {"name": "x" * 201}, {"serial": "x"}]:  # fmt: skip
        body = {"userCode": board.code, "userId": "cora", **wrong}
        assert customer.admin.post(f"{customer.path}/pairings", body, 422)["errors"], wrong
    assert board.is_open and customer.devices() == {}
    assert board.types().count("pairing") == 1
    customer.set_maximum(1)
    customer.pair(board.code, "cora")
    await board.paired()
    assert customer.wallboards()["display"] == "1/1"


async def test_a_code_that_nobody_shows_any_more_is_unknown(gateway, customer):
    customer.user("cora", "contactCentre")
    board = await Board.unpaired(gateway, "brief")
    await board.close()

    def known():
        return customer.somebody().request("GET", f"{customer.path}/pairings/{board.code}").status == 200

    await eventually(lambda: not known(), "the code forgotten")
    assert customer.pair(board.code, "cora", 404)["resource"] == "pairing"
    assert customer.devices() == {} and customer.wallboards()["configured"] == 0


async def test_a_board_that_was_here_before_keeps_its_seat(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    first = await Board.enrol(gateway, "old-friend", customer.key("insights"))
    device = customer.devices()["old-friend"]
    await first.close()
    board = await Board.unpaired(gateway, "old-friend")
    seen = customer.admin.get(f"{customer.path}/pairings/{board.code}")["device"]
    assert (seen["id"], seen["name"], seen["userId"], seen["suspended"]) == (
        device["id"], "old-friend", device["userId"], False)  # fmt: skip
    customer.user("cora", "contactCentre")
    assert customer.pair(board.code, "cora", name="Back again")["id"] == device["id"]
    await board.paired()
    assert board.registered["deviceId"] == device["id"] and board.welcome["view"] == "contactCentre"
    assert customer.wallboards()["display"] == "1/1"
    assert (await Board.refused(gateway, "old-friend", token=first.token))[1] == 4501


async def test_a_suspended_board_has_to_be_resumed_and_not_paired(gateway, customer):
    first = await Board.enrol(gateway, "punished", customer.key())
    customer.change_device("punished", suspended=True)
    await first.closed()
    board = await Board.unpaired(gateway, "punished")
    assert customer.admin.get(f"{customer.path}/pairings/{board.code}")["device"]["suspended"] is True
    customer.user("cora", "contactCentre")
    assert customer.pair(board.code, "cora", 409)["code"] == "suspendedDevice"
    assert customer.wallboards()["configured"] == 0
    customer.change_device("punished", suspended=False)
    customer.pair(board.code, "cora")
    await board.paired()


async def test_a_customers_token_pairs_for_its_own_customer_alone(gateway, customer):
    other = Customer(gateway.admin())
    other.user("cora", "contactCentre")
    own = customer.admin.issue("customer", customer.id)
    board = await Board.unpaired(gateway, "contested")
    monitor = customer.admin.issue("monitor", customer.id)
    for method, path, body in [("GET", f"/pairings/{board.code}", None),
                               ("POST", "/pairings", {"userCode": board.code, "userId": "cora"})]:  # fmt: skip
        assert own.request(method, other.path + path, body).status == 404
        # Looking a code up is a guess at it, so it is for those who may pair.
        assert monitor.request(method, customer.path + path, body).status == 403
    assert other.devices() == {}
    customer.user("cora", "contactCentre")
    own.post(f"{customer.path}/pairings", {"userCode": board.code, "userId": "cora"}, 201)
    await board.paired()
    assert "test customer" in customer.ledger()[-1]["author"]


async def test_of_two_admins_with_one_code_one_gets_the_board(gateway, customer):
    other = Customer(gateway.admin())
    for one in (customer, other):
        one.user("cora", "contactCentre")
    board = await Board.unpaired(gateway, "wanted")
    body = {"userCode": board.code, "userId": "cora"}
    rivals = [(one, one.somebody()) for one in (customer, other) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(
            lambda rival: rival[1].request("POST", f"{rival[0].path}/pairings", body), rivals))  # fmt: skip
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [201] + [404] * 7, answers
    await board.paired()
    assert len(customer.devices()) + len(other.devices()) == 1
    assert customer.wallboards()["configured"] + other.wallboards()["configured"] == 1


async def test_guessing_is_slowed_down_by_customer_whatever_the_token_and_the_address(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    customer.user("cora", "contactCentre")
    board = await Board.unpaired(gateway, "guessed")
    guesser = customer.admin.issue("customer", customer.id)

    def guess(admin, number):
        code = "BCDFGHJKLMNPQRSTVWXZ"[number % 20] * 4 + "-BBBB"
        return admin.request("POST", f"{customer.path}/pairings", {"userCode": code, "userId": "cora"})

    def until_it_must_wait(by):
        for number in range(200):
            answer = guess(by(), number)
            if answer.status == 429:
                assert answer.json["code"] == "tooManyAttempts" and int(answer.headers["Retry-After"]) > 0
                return number
            assert answer.status == 404, answer
        raise AssertionError("200 guesses and no end")

    # One customer, whatever the address and the token; reading is guessing, too, and even the right code no longer
    # helps.
    assert 1 < until_it_must_wait(lambda: guesser.at(new_address())) <= 100
    right = guesser.at(new_address())
    assert right.request("GET", f"{customer.path}/pairings/{board.code}").status == 429
    assert right.request(
        "POST", f"{customer.path}/pairings", {"userCode": board.code, "userId": "cora"}).status == 429
    assert guess(customer.admin.issue("customer", customer.id).at(new_address()), 1).status == 429
    # Every other customer keeps working, from the same address as well: all may share that of their proxy.
    other = Customer(gateway.admin())
    other.user("cora", "contactCentre")
    neighbour = other.admin.issue("customer", other.id).at(right.address)
    assert neighbour.get(f"{other.path}/pairings/{board.code}")["serial"] == "guessed"
    neighbour.post(f"{other.path}/pairings", {"userCode": board.code, "userId": "cora"}, 201)
    await board.paired()


def test_where_all_customers_guess_only_those_who_were_wrong_wait(new_gateway):
    gateway = new_gateway()
    admin = gateway.admin()
    customers = [Customer(admin) for _ in range(30)]
    statuses = []
    for number in range(5):
        statuses += [admin.request("GET", f"{one.path}/pairings/BBBB-BBB{'BCDFG'[number]}").status for one in customers]
    assert statuses[:100] == [404] * 100 and statuses[100:] == [429] * 50
    assert admin.request("GET", f"{Customer(admin).path}/pairings/BBBB-BBBB").status == 404
    assert admin.metric_of("wallboard_admin_gate_events_total", event="wrongCode") == 101


async def test_a_paired_board_survives_a_crash_and_a_code_does_not(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    customer.user("cora", "contactCentre")
    board, waiting = [await Board.unpaired(gateway, serial) for serial in ("paired", "waiting")]
    device = customer.pair(board.code, "cora", name="Lobby")
    await board.expect("registered")
    board.token = next(m["token"] for _, _, m in board.received if m["type"] == "registered")
    gateway.kill()
    gateway.start()
    assert customer.devices()["paired"]["id"] == device["id"] and customer.wallboards()["configured"] == 1
    await Board.back(gateway, "paired", board.token)
    assert customer.pair(waiting.code, "cora", 404)["resource"] == "pairing"
    again = await Board.unpaired(gateway, "waiting")
    customer.pair(again.code, "cora")
    await again.paired()


@pytest.mark.parametrize("code", ["BBBB-BBBB", "AAAA-AAAA", "x", "%2e%2e", "B" * 65, "%00"])
def test_a_wrong_code_in_a_path_is_a_client_error(gateway, customer, code):
    assert customer.somebody().request("GET", f"{customer.path}/pairings/{code}").status in (400, 404, 422)
