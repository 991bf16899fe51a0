"""Shutdown: boards are asked to come back at a given time, and the gateway is gone within seconds."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from admin import Customer
from board import Board, eventually
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


@pytest.fixture(scope="session")
def stalled_loops(tmp_path_factory):
    """What lets the threads of the boards' port stand still as soon as a file is there."""
    library = tmp_path_factory.mktemp("preload") / "stalled_loop.so"
    compiler = shutil.which("cc") or shutil.which("clang")
    source = Path(__file__).parent / "preload/stalled_loop.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source], check=True)
    return library


async def test_a_thread_that_stands_still_does_not_hold_up_the_end(new_gateway, stalled_loops, tmp_path):
    gateway = new_gateway(goaway_spread_seconds=0, loops=2)
    assert gateway.terminate() == 0
    stall = tmp_path / "stall"
    gateway.environment |= {"LD_PRELOAD": str(stalled_loops), "WALLBOARD_TEST_STALL": str(stall)}
    gateway.start()
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "stuck", customer.key())
    customer.send(waiting_call("survivor"))
    stall.touch()
    ages = 'wallboard_loop_last_turn_age_seconds{loop="0"}'
    await eventually(lambda: gateway.admin().metric(ages) > 3, "the thread standing still")
    gateway.process.terminate()
    assert gateway.process.wait(60) == 70, gateway.log()[-2000:]
    [line] = [line for line in gateway.log().splitlines() if "a thread was left" in line]
    assert "board-loop-0, board-loop-1" in line and " critical " in line
    stall.unlink()
    gateway.start()
    back = await Board.back(gateway, "stuck", board.token)
    assert "survivor" in back.state["live"]["calls"]


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
