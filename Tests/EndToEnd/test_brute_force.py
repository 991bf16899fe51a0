"""Guessing tokens: addresses that try too often wait, and those with a valid token keep working."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from admin import Admin, Customer, new_address
from board import Board
from test_roles import sign_in


def wrong(gateway, address, number=0):
    return Admin(gateway, f"wallboard-wrong.{number}.{'x' * 40}", address).request("GET", "/v1/me")


def until_it_must_wait(attempt, most=300):
    """How many attempts were answered before one was refused."""
    for number in range(most):
        answer = attempt(number)
        if answer.status == 429:
            assert int(answer.headers["Retry-After"]) > 0
            return number, answer
    raise AssertionError(f"{most} attempts and no end")


def test_wrong_tokens_make_their_address_wait(new_gateway):
    gateway = new_gateway()
    good, address = gateway.admin().issue("monitor"), new_address()
    assert good.at(address).get("/v1/me")
    allowed, answer = until_it_must_wait(lambda number: wrong(gateway, address, number))
    assert 3 <= allowed <= 100
    assert answer.json["code"] == "tooManyAttempts" and answer.json["status"] == 429
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    # Valid tokens keep working, and other addresses never notice.
    for _ in range(5):
        assert good.at(address).get("/v1/me")["role"] == "monitor"
        assert wrong(gateway, address).status == 429
    assert wrong(gateway, new_address()).status == 401
    assert good.at(new_address()).get("/v1/me")
    # So does one that was never seen from there: it has 256 bits, which nobody guesses.
    assert gateway.admin().issue("monitor").at(address).get("/v1/me")["role"] == "monitor"
    assert Admin(gateway, None, address).request("GET", "/healthz").status == 200


def test_a_good_token_is_never_counted_as_an_attempt(new_gateway):
    gateway = new_gateway()
    address = new_address()
    admin = gateway.admin().at(address).keep_open()
    for _ in range(400):
        assert admin.get("/v1/me")
    for _ in range(100):
        assert admin.request("GET", "/v1/customers/nobody").status == 404
    assert wrong(gateway, address).status == 401


def test_sign_ins_wait_as_well(new_gateway):
    gateway = new_gateway()
    address = new_address()
    allowed, _ = until_it_must_wait(lambda number: sign_in(gateway, f"wrong.{number}", address))
    assert 3 <= allowed <= 100
    assert sign_in(gateway, gateway.admin().token, new_address()).status == 303


def test_many_at_once_get_no_more_guesses_than_one_after_the_other(new_gateway):
    gateway = new_gateway()
    allowed, _ = until_it_must_wait(lambda number: wrong(gateway, ONE, number))
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda number: wrong(gateway, OTHER, number).status, range(allowed * 4)))
    assert statuses.count(401) <= allowed + 16 and statuses.count(429) >= allowed


ONE, OTHER = new_address(), new_address()


def test_a_thousand_addresses_cost_the_gateway_no_memory_without_bound_and_lock_nobody_out(new_gateway):
    gateway = new_gateway()
    good = gateway.admin()
    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(lambda number: wrong(gateway, new_address(), number).status, range(1000)))
    assert statuses <= {401, 429} and 401 in statuses
    assert good.get("/v1/me")["role"] == "provider" and gateway.is_running()


def test_no_answer_tells_a_known_id_from_an_unknown_one(gateway):
    customer = Customer(gateway.admin())
    known, _, secret = customer.admin.issue("monitor").token.rpartition(".")
    answers = [
        Admin(gateway, f"{public}.{'A' * len(secret)}", new_address()).request("GET", "/v1/me")
        for public in (known, "".join("x" if c.isalnum() else c for c in known))]
    assert answers[0].status == answers[1].status == 401 and answers[0].body == answers[1].body


async def code_of_many(gateway, wanted, **credentials):
    """Sends boards, many at once, until one is closed with a code; the codes of all, None for one that stays open."""
    codes = set()

    async def try_once(number):
        board = await Board.connect(gateway, f"stranger-{number}", **credentials)
        shown = asyncio.create_task(board.expect("pairing"))
        closed = asyncio.create_task(board.closed())
        await asyncio.wait([shown, closed], return_when=asyncio.FIRST_COMPLETED)
        is_shown = shown.done() and not shown.exception()
        codes.add(None if is_shown else await closed)
        await board.close()
        await asyncio.gather(shown, closed, return_exceptions=True)

    for batch in range(25):
        if wanted in codes:
            return codes
        await asyncio.gather(*(try_once(40 * batch + number) for number in range(40)))
    raise AssertionError(f"1,000 boards and only {codes}")


async def test_boards_that_fail_too_often_wait_and_good_ones_of_their_address_get_in(new_gateway):
    gateway = new_gateway(max_failed_attempts=5)
    key = Customer(gateway.admin()).key()
    board = await Board.enrol(gateway, "good-1", key)
    for credentials in [{"token": "wrong-token"}, {"enrolmentKey": "wrong-key"}, {}]:
        assert await code_of_many(gateway, 4012, **credentials) <= {4501, 4012, None}
    assert (await Board.back(gateway, "good-1", board.token)).is_open
    assert (await Board.enrol(gateway, "good-2", key)).is_open


async def test_boards_of_nobody_known_have_a_part_of_the_list_and_equal_attempts_one_entry(new_gateway):
    gateway = new_gateway(max_failed_attempts=1000)
    admin = gateway.admin()
    customer = Customer(admin, 0)
    assert (await Board.refused(gateway, "ours-1", enrolmentKey=customer.key()))[1] == 4010
    for _ in range(5):
        assert (await Board.refused(gateway, "again-1", token="wrong-token"))[1] == 4501
    known, again = sorted(admin.get("/v1/boards")["refused"], key=lambda one: one["count"])
    assert (known["serial"], known["customerId"], known["count"]) == ("ours-1", customer.id, 1)
    assert (again["serial"], again["customerId"], again["count"], again["reason"]) == ("again-1", None, 5, "unknownToken")
    for batch in range(7):
        await asyncio.gather(*(
            Board.refused(gateway, f"stranger-{10 * batch + number}", enrolmentKey="wrong") for number in range(10)))
    refused = admin.get("/v1/boards")["refused"]
    strangers = [one for one in refused if one["customerId"] is None]
    assert len(strangers) == 50 and sum(one["count"] for one in strangers) == 75
    assert [one["serial"] for one in refused if one["customerId"]] == ["ours-1"]
    assert strangers[0]["serial"].startswith("stranger-6")
