"""RFC 6455, sections 5, 7 and 8: every rule of frames and closes that can be broken, and messages cut in every way."""

import struct

import pytest
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Wire, request_head, upgrade_headers

frame = Wire.frame
EURO = "€".encode()
OPCODES = {"text": TEXT, "binary": BINARY, "ping": PING, "pong": PONG, "close": CLOSE}
CONTROL = {"ping": PING, "pong": PONG, "close": CLOSE}
#: RFC 6455, section 7.4, and the IANA registry of close codes.
CODES_FOR_THE_WIRE = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
CODES_NOT_FOR_THE_WIRE = [
    0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 5001, 9999, 65535,
]  # fmt: skip


def close(code, reason=b""):
    return frame(CLOSE, struct.pack("!H", code) + reason)


BROKEN = [
    # Lengths (section 5.2)
    *((f"{length} bytes in the form {form}", 1002, frame(BINARY, bytes(length), form=form))
      for form, lengths in [(126, [0, 1, 125]), (127, [0, 125, 126, 65_535])] for length in lengths),
    ("a continuation in a longer form", 1002, frame(TEXT, b"a", fin=False) + frame(CONTINUATION, b"b", form=126)),
    *((f"{name} in the form {form}", 1002, frame(opcode, b"\x03\xe8", form=form))
      for name, opcode in CONTROL.items() for form in [126, 127]),
    *((f"a length of {length:#x}", 1002, frame(BINARY, length=length)) for length in [2**63, 2**63 + 1, 2**64 - 1]),
    # Masks, reserved bits, reserved opcodes (sections 5.1 and 5.2)
    *((f"{name} without a mask", 1002, frame(opcode, b"\x03\xe8", masked=False)) for name, opcode in OPCODES.items()),
    *((f"{name} with reserved bits {bits:03b}", 1002, frame(opcode, b"\x03\xe8", reserved=bits))
      for name, opcode in OPCODES.items() for bits in range(1, 8)),
    ("a continuation with a reserved bit", 1002,
     frame(TEXT, b"a", fin=False) + frame(CONTINUATION, b"b", reserved=4)),
    *((f"opcode {opcode}{', not final' * (not fin)}", 1002, frame(opcode, b"a", fin=fin))
      for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] for fin in [True, False]),
    # Control frames (section 5.5)
    *((f"{name} in fragments", 1002, frame(opcode, b"\x03\xe8", fin=False)) for name, opcode in CONTROL.items()),
    *((f"{name} of {length} bytes", 1002, frame(opcode, b"\x03\xe8" + bytes(length - 2)))
      for name, opcode in CONTROL.items() for length in [126, 65_536]),
    # Fragments (section 5.4)
    ("a continuation of nothing", 1002, frame(CONTINUATION, b"a")),
    ("a continuation of nothing, not final", 1002, frame(CONTINUATION, b"a", fin=False)),
    *((f"{name} inside a fragmented {begun}", 1002, frame(OPCODES[begun], b"a", fin=False) + frame(OPCODES[name], b"b"))
      for name in ["text", "binary"] for begun in ["text", "binary"]),
    # Text (section 8.1)
    *((f"text of {data.hex()}", 1007, frame(TEXT, b"[" + data + b"]")) for data in [
        b"\xff", b"\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80"]),
    ("text that ends within a character", 1007, frame(TEXT, EURO[:2])),
    ("text that ends within a character, in fragments", 1007,
     frame(TEXT, EURO[:1], fin=False) + frame(CONTINUATION, EURO[1:2])),
    ("text that is wrong before it has all come", 1007, frame(TEXT, b"\xff", length=4_000)),
    # Close (sections 5.5.1 and 7.4)
    ("a close with half a code", 1002, frame(CLOSE, b"\x03")),
    *((f"close code {code}", 1002, close(code)) for code in CODES_NOT_FOR_THE_WIRE),
    *((f"a close whose reason is {reason.hex()}", 1007, close(1000, reason)) for reason in [
        b"\xff", EURO[:2], b"\xed\xa0\x80", b"\xc0\xaf", b"ok\xf4\x90\x80\x80"]),
]  # fmt: skip


@pytest.fixture
def wire(server):
    with Wire(server) as wire:
        wire.upgrade()
        yield wire


@pytest.fixture
def echo(wire_echo):
    with Wire(wire_echo) as wire:
        wire.upgrade()
        yield wire


def assert_closed(wire, code):
    """The next frame is a Close with this code, and nothing follows it."""
    opcode, fin, reserved, payload = wire.read_frame()
    assert (opcode, fin, reserved) == (CLOSE, True, 0)
    assert struct.unpack("!H", payload[:2])[0] == code, payload
    assert payload[2:].decode().isprintable()
    assert wire.at_end() and wire.unread() == b""


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case[0])
def test_a_broken_rule_is_answered_with_its_code_and_what_follows_is_not_read(wire, case):
    _, code, data = case
    wire.send(frame(PING, b"before") + data + frame(PING, b"behind"))
    assert wire.read_frame() == (PONG, True, 0, b"before")
    assert_closed(wire, code)


@pytest.mark.parametrize("code", CODES_FOR_THE_WIRE)
def test_a_close_is_answered_with_its_code_and_what_follows_is_not_read(wire, code):
    wire.send(close(code, b"x" * 123) + frame(PING, b"behind") + b"\xff\xff")
    assert wire.read_frame()[3][:2] == struct.pack("!H", code)
    assert wire.at_end() and wire.unread() == b""


def test_a_close_without_a_code_is_answered_without_one(wire):
    wire.send(frame(CLOSE))
    assert wire.read_frame() == (CLOSE, True, 0, b"")
    assert wire.at_end() and wire.unread() == b""


def test_a_close_between_fragments_ends_the_message(echo):
    echo.send(frame(TEXT, b"a", fin=False) + close(1000) + frame(CONTINUATION, b"b"))
    assert_closed(echo, 1000)


def test_what_was_said_before_a_close_is_answered_before_it(echo):
    messages = [bytes([number]) * 60_000 for number in range(10)]
    echo.send(b"".join(frame(BINARY, message) for message in messages) + close(1000))
    assert [echo.read_message()[2] for _ in messages] == messages
    assert_closed(echo, 1000)


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536])
def test_every_length_comes_back_in_its_shortest_form(echo, length):
    for opcode in [TEXT, BINARY]:
        echo.send_frame(opcode, b"a" * length)
        head = echo.read(2)
        assert head[0] == 0x80 | opcode
        assert head[1] == (length if length < 126 else 126 if length < 65_536 else 127)
        if length >= 126:
            assert int.from_bytes(echo.read(2 if length < 65_536 else 8)) == length
        assert echo.read(length) == b"a" * length


def test_frames_are_the_same_wherever_they_are_cut(echo):
    text = "€uro ".encode() * 40
    frames = frame(TEXT, text[:1], fin=False) + frame(PING, b"between") + frame(CONTINUATION, text[1:])
    for cut in range(1, len(frames)):
        echo.send(frames[:cut])
        echo.send(frames[cut:])
        assert echo.read_frame() == (PONG, True, 0, b"between")
        assert echo.read_message() == (TEXT, 0, text)


def test_frames_may_come_in_records_of_one_byte(echo):
    text = "€uro ".encode() * 1_000
    frames = frame(TEXT, text[:1], fin=False) + frame(PING, b"between") + frame(CONTINUATION, text[1:])
    echo.send_in_pieces(frames)
    assert echo.read_frame() == (PONG, True, 0, b"between")
    assert echo.read_message() == (TEXT, 0, text)


def test_many_frames_may_come_in_one_record(echo):
    texts = [b"%d" % number for number in range(1_000)]
    echo.send(b"".join(frame(TEXT, text) for text in texts))
    assert [echo.read_message()[2] for _ in texts] == texts


def test_messages_may_come_right_behind_the_request(wire_echo):
    with Wire(wire_echo) as wire:
        data = b"".join(frame(BINARY, bytes([number])) for number in range(100))
        wire.send(request_head("GET", wire_echo.path, upgrade_headers(wire_echo)) + data)
        assert wire.response()[0] == 101
        assert [wire.read_message() for _ in range(100)] == [(BINARY, 0, bytes([number])) for number in range(100)]


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_message_may_come_in_10_000_fragments(echo, opcode):
    text = ("€" * 3_333 + ".").encode()
    assert len(text) == 10_000
    fragments = Wire.fragments(opcode, text, 1)
    fragments.insert(5_000, frame(PING, b"between"))
    echo.send_in_pieces(b"".join(fragments), 16_384)
    assert echo.read_frame() == (PONG, True, 0, b"between")
    assert echo.read_message() == (opcode, 0, text)


def test_fragments_of_nothing_are_a_message_of_nothing(echo):
    echo.send(frame(TEXT, fin=False) + frame(CONTINUATION, fin=False) * 1_000 + frame(CONTINUATION))
    assert echo.read_message() == (TEXT, 0, b"")


def test_a_hello_may_come_in_4_096_fragments(gateway):
    hello = b'{"type":"hello","serial":"frames-1","token":"unknown"}'.ljust(4_096)
    with Wire(gateway) as wire:
        wire.upgrade()
        wire.send(b"".join(Wire.fragments(TEXT, hello, 1)))
        assert wire.close_code() == 4501
