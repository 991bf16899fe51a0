"""Shutdown: boards are asked to come back at a given time, and the gateway is gone within seconds."""

import time

import pytest
from admin import Customer
from board import Board
from feed import waiting_call


async def test_sigterm_says_goaway_and_ends_cleanly(new_gateway):
    gateway = new_gateway(goaway_spread_seconds=2)
    customer = Customer(gateway.admin())
    key = customer.key()
    boards = [await Board.enrol(gateway, f"end-{number}", key) for number in range(5)]
    customer.send(waiting_call("survivor"))
    began = time.monotonic()
    gateway.process.terminate()
    for board in boards:
        assert 0 <= (await board.expect("goaway"))["retryAfterMillis"] <= 2000
        assert await board.closed() in (1001, 1012)
    assert gateway.process.wait(20) == 0, gateway.log()[-2000:]
    assert time.monotonic() - began < 20

    gateway.start()
    board = await Board.back(gateway, "end-0", boards[0].token)
    assert "survivor" in board.state["live"]["calls"]


async def test_a_second_sigterm_waits_for_nobody(new_gateway):
    gateway = new_gateway(goaway_spread_seconds=300)
    customer = Customer(gateway.admin())
    key = customer.key()
    boards = [await Board.enrol(gateway, f"hurry-{number}", key) for number in range(5)]
    gateway.process.terminate()
    await boards[0].expect("goaway")
    gateway.process.terminate()
    for board in boards:
        assert await board.closed() == 1012
    # Closed one after the other they would have had five minutes.
    assert gateway.process.wait(20) == 0, gateway.log()[-2000:]


def test_sigterm_without_boards_ends_cleanly(new_gateway):
    gateway = new_gateway()
    assert gateway.terminate() == 0


@pytest.mark.parametrize("port", ["board", "admin"])
def test_two_gateways_cannot_take_one_port(new_gateway, port):
    first = new_gateway()
    taken = getattr(first, f"{port}_port")
    with pytest.raises(AssertionError, match="the gateway ended with 1"):
        new_gateway(**{f"{port}_listen": f"127.0.0.1:{taken}"})
    assert first.is_running()


def test_two_gateways_cannot_serve_from_one_directory(new_gateway):
    first = new_gateway()
    with pytest.raises(AssertionError, match="another gateway serves from"):
        new_gateway(directory=first.directory)
    assert first.is_running()
