"""Protocol, section 6, rule 3: a thousand devices at once on ten free seats, and a crash afterwards."""

import asyncio

import pytest
from admin import Customer
from board import Board

DEVICES, SEATS = 1000, 10


@pytest.mark.timeout(240)
async def test_exactly_ten_of_a_thousand_get_in_and_keep_their_seats_after_a_crash(new_gateway):
    gateway = new_gateway(hello_timeout_seconds=60)
    customer = Customer(gateway.admin(), maximum=SEATS)
    key = customer.key()
    # All are connected before the first says hello, so that the hellos come at once.
    gate, paced = asyncio.Event(), asyncio.Semaphore(100)

    async def attempt(number):
        async with paced:
            board = await Board.connect(gateway, compression=None)
        await gate.wait()
        await board.send({"type": "hello", "serial": f"rush-{number}", "enrolmentKey": key})
        while board.is_open and "snapshot" not in board.types():
            await asyncio.sleep(0.05)
        return f"rush-{number}", board

    attempts = [asyncio.create_task(attempt(number)) for number in range(DEVICES)]
    while len(Board._open) < DEVICES:
        await asyncio.sleep(0.1)
    gate.set()
    boards = dict(await asyncio.gather(*attempts))

    inside = {serial for serial, board in boards.items() if "registered" in board.types()}
    assert len(inside) == SEATS
    for serial, board in boards.items():
        if serial in inside:
            assert board.is_open and board.types()[:2] == ["registered", "welcome"]
        else:
            assert board.close_code == 4010 and board.types() == ["refused"]
            told = board.received[0][2]
            assert (told["reason"], told["configured"], told["max"]) == ("seatLimit", SEATS, SEATS)
    assert customer.wallboards()["display"] == "10/10"
    assert set(customer.devices()) == inside

    tokens = {serial: boards[serial].received[0][2]["token"] for serial in inside}
    gateway.kill()
    gateway.start()
    assert set(customer.devices()) == inside and customer.wallboards()["display"] == "10/10"
    for serial, token in tokens.items():
        await Board.back(gateway, serial, token)
    late = await Board.connect(gateway, "rush-late", enrolmentKey=key)
    assert await late.closed() == 4010
