"""Protocol, section 2: what a board says, and what happens to boards that say something else."""

import json

import pytest
from board import Board, eventually


async def test_silence_after_the_upgrade_ends_with_4000(gateway):
    board = await Board.connect(gateway)
    assert await board.closed(10) == 4000


@pytest.mark.parametrize("message", [
    "not json", "[]", "{}", '"hello"', '{"type":"hello"}', '{"type":1}', '{"type":"hullo","serial":"a"}',
    '{"type":"hello","serial":""}', '{"type":"hello","serial":"a b","token":"x"}', '{"type":"resync"}',
    json.dumps({"type": "hello", "serial": "x" * 65, "token": "x"}),
    json.dumps({"type": "hello", "serial": 7, "token": "x"}),
    json.dumps({"type": "hello", "serial": "a", "token": "x", "enrolmentKey": "y"}),
    '{"type":"hello","serial":"a","token":"x"',
    "[" * 4_000,
])  # fmt: skip
async def test_a_first_message_that_is_no_hello_ends_with_4500(gateway, message):
    board = await Board.connect(gateway)
    await board.send(message)
    assert await board.closed() == 4500


async def test_an_unknown_type_later_ends_with_4500(gateway, customer):
    board = await Board.enrol(gateway, "later-1", customer.key())
    await board.send({"type": "dance"})
    assert await board.closed() == 4500


async def test_hello_is_said_once(gateway, customer):
    board = await Board.enrol(gateway, "twice-1", customer.key())
    await board.send({"type": "hello", "serial": "twice-1", "token": board.token})
    assert await board.closed() == 4500


async def test_unknown_fields_are_ignored(gateway, customer):
    board = await Board.connect(
        gateway, "future-1", enrolmentKey=customer.key(), model="TV", appVersion="9", shoeSize=[{"eu": 44}])
    assert (await board.expect("welcome"))["view"] == "contactCentre"


async def test_an_unknown_token_or_key_ends_with_4501(gateway):
    for credentials in [{"token": "abc"}, {"enrolmentKey": "abc"}, {"token": "dev1.AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]:
        board = await Board.connect(gateway, "stranger-1", **credentials)
        assert await board.closed() == 4501
        assert "welcome" not in board.types()


async def test_no_credentials_get_a_code_and_no_seat(gateway, customer):
    board = await Board.unpaired(gateway, "naked-1")
    await board.send({"type": "status", "note": "I wait"})
    assert set(board.types()) <= {"pairing", "heartbeat"} and board.is_open
    assert customer.devices() == {} and customer.wallboards()["configured"] == 0
    # It stays without a seat until somebody types the code, whatever it sends.
    await board.send({"type": "resync"})
    with pytest.raises(AssertionError):
        await board.expect("snapshot", seconds=1)
    assert not {"welcome", "registered", "snapshot"} & set(board.types())


async def test_a_token_is_good_with_its_own_serial_alone(gateway, customer):
    board = await Board.enrol(gateway, "own-1", customer.key())
    thief = await Board.connect(gateway, "other-1", token=board.token)
    assert await thief.closed() == 4501
    assert board.is_open


async def test_resync_gets_a_snapshot(gateway, customer):
    board = await Board.enrol(gateway, "resync-1", customer.key())
    await board.send({"type": "resync"})
    assert (await board.expect("snapshot"))["state"] == board.state


async def test_what_a_board_says_of_itself_reaches_operators(gateway, customer):
    board = await Board.enrol(gateway, "sleepy-1", customer.key())
    assert customer.devices()["sleepy-1"]["status"] == "connected"
    await board.send({"type": "status", "asleep": True, "note": "good night"})
    await board.send({"type": "resync"})
    await board.expect("snapshot")
    assert customer.devices()["sleepy-1"]["status"] == "asleep"
    await board.close()
    # A board that has gone to sleep is asleep, not lost.
    await eventually(lambda: customer.devices()["sleepy-1"]["connectedSince"] is None, "the board away")
    assert customer.devices()["sleepy-1"]["status"] == "asleep"


async def test_a_note_that_is_too_long_ends_with_4500(gateway, customer):
    board = await Board.enrol(gateway, "chatty-1", customer.key())
    await board.send({"type": "status", "note": "x" * 201})
    assert await board.closed() == 4500
