"""What a peer can make the server store: messages up to their limit, however cut or deflated."""

import contextlib
import zlib

import pytest
from wire import BINARY, CONTINUATION, PING, PONG, RSV1, TEXT, Wire, deflate, inflate

frame = Wire.frame
KIB, MIB = 1 << 10, 1 << 20
#: The longest message of the servers of these tests.
LONGEST = MIB


@pytest.fixture
def server(new_wire_echo):
    """A new wire-echo: what an older one has freed would hide what the test costs."""
    server = new_wire_echo(max_message_bytes=LONGEST)
    serves(server)
    yield server
    assert server.is_running(), server.log()
    serves(server)


def serves(server):
    with upgraded(server) as wire:
        wire.send_frame(TEXT, b"still there")
        assert read(wire) == b"still there"


@contextlib.contextmanager
def upgraded(server):
    with Wire(server) as wire:
        wire.upgrade(Sec_WebSocket_Extensions="permessage-deflate")
        yield wire


@contextlib.contextmanager
def many_upgraded(server, count):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(upgraded(server)) for _ in range(count)]


def read(wire):
    _, reserved, payload = wire.read_message()
    return inflate(payload) if reserved else payload


@contextlib.contextmanager
def costs_less_than(byte_count, server):
    """The server never needs so many bytes more than at the start."""
    before = server.peak_bytes()
    yield
    growth = server.peak_bytes() - before
    assert growth < byte_count, f"{growth} bytes more"


# Sizes

def test_a_message_may_have_the_longest_length_in_one_frame_or_many(server):
    message = bytes(range(256)) * (LONGEST // 256)
    with upgraded(server) as wire:
        wire.send_frame(BINARY, message)
        assert read(wire) == message
        for start in range(0, LONGEST, 64 * KIB):
            piece = message[start : start + 64 * KIB]
            wire.send_frame(CONTINUATION if start else BINARY, piece, fin=start + 64 * KIB == LONGEST)
        assert read(wire) == message


@pytest.mark.parametrize("length", [LONGEST + 1, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**62, 2**63 - 1])
def test_a_message_that_announces_too_much_is_refused_before_any_of_it_comes(server, length):
    for opcode, reserved in [(TEXT, 0), (BINARY, 0), (BINARY, RSV1)]:
        with upgraded(server) as wire:
            wire.send_frame(opcode, length=length, reserved=reserved)
            assert wire.close_code() == 1009


def test_fragments_that_would_add_up_to_too_much_are_refused_before_the_last_comes(server):
    for first, last in [(LONGEST, 1), (LONGEST - 1, 2), (1, LONGEST), (LONGEST, 2**63 - 1)]:
        with upgraded(server) as wire:
            wire.send_frame(BINARY, bytes(first), fin=False)
            wire.send_frame(CONTINUATION, length=last)
            assert wire.close_code() == 1009


def test_a_message_may_inflate_to_the_longest_length_and_no_byte_more(server):
    for count, code in [(LONGEST, None), (LONGEST + 1, 1009)]:
        with upgraded(server) as wire:
            wire.send_frame(BINARY, deflate(bytes(count)), reserved=RSV1)
            if code:
                assert wire.close_code() == code
            else:
                assert read(wire) == bytes(count)


# Memory

def test_a_bomb_of_128_mib_is_refused_and_costs_no_more_than_a_message(server):
    compressor = zlib.compressobj(level=9, wbits=-15)
    bomb = b"".join(compressor.compress(bytes(MIB)) for _ in range(128)) + compressor.flush(zlib.Z_SYNC_FLUSH)
    assert len(bomb) < LONGEST
    with costs_less_than(8 * MIB, server):
        for opcode in [BINARY, TEXT] * 3:
            with upgraded(server) as wire:
                wire.send_frame(opcode, bomb, reserved=RSV1)
                assert wire.close_code() == 1009


def test_a_message_that_is_announced_costs_nothing_before_it_comes(server):
    with many_upgraded(server, 100) as wires, costs_less_than(MIB, server):
        for wire in wires:
            wire.send(frame(BINARY, length=LONGEST) + b"a")
        serves(server)


def test_small_fragments_cost_what_they_carry(server):
    with many_upgraded(server, 20) as wires, costs_less_than(2 * MIB, server):
        pieces = frame(BINARY, b"a", fin=False) + frame(CONTINUATION, b"a", fin=False) * 9_999
        for wire in wires:
            wire.send(pieces + frame(PING, b"all of them"))
        for wire in wires:
            assert wire.read_frame() == (PONG, True, 0, b"all of them")


def test_empty_fragments_cost_nothing_and_have_an_end(new_wire_echo):
    server = new_wire_echo(max_message_bytes=10_000)
    serves(server)
    with upgraded(server) as wire, costs_less_than(MIB, server):
        wire.send(frame(BINARY, fin=False) + frame(CONTINUATION, fin=False) * 9_999 + frame(PING, b"so far"))
        assert wire.read_frame() == (PONG, True, 0, b"so far")
        # The server may end the connection while this is under way.
        with contextlib.suppress(OSError):
            for _ in range(10):
                wire.send(frame(CONTINUATION, fin=False) * 10_000)
        assert wire.close_code() == 1009
    serves(server)


@pytest.mark.parametrize("opcode", [TEXT, PING])
def test_a_peer_that_sends_and_never_reads_is_not_read_any_more(server, opcode):
    data = frame(opcode, b"a" * 125) * 1_000
    with upgraded(server) as wire, costs_less_than(4 * MIB, server):
        wire.socket.settimeout(2)
        with pytest.raises(TimeoutError):
            for _ in range(100 * MIB // len(data)):
                wire.send(data)
        serves(server)
