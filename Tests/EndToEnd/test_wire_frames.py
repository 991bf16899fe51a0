"""RFC 6455 on the boards' port: control frames, fragments, masks, sizes, the close handshake."""

import json
import os
import struct

import pytest
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Wire, deflate

HELLO = json.dumps({"type": "hello", "serial": "frames-1", "token": "unknown"}).encode()


@pytest.fixture
def wire(gateway):
    with Wire(gateway) as wire:
        wire.upgrade()
        yield wire


def test_a_ping_is_answered_with_its_payload(wire):
    for payload in [b"", b"x", os.urandom(125)]:
        wire.send_frame(PING, payload)
        assert wire.read_until(PONG) == payload


def test_an_unasked_pong_is_ignored(wire):
    wire.send_frame(PONG, b"hello?")
    wire.send_frame(PING, b"still there")
    assert wire.read_until(PONG) == b"still there"


def test_a_message_may_come_in_fragments_with_pings_between(wire):
    for index in range(len(HELLO)):
        wire.send_frame(CONTINUATION if index else TEXT, HELLO[index : index + 1], fin=index == len(HELLO) - 1)
        if index == 10:
            wire.send_frame(PING, b"between")
            assert wire.read_until(PONG) == b"between"
    assert wire.close_code() == 4501


def test_the_close_handshake_echoes_the_code(wire):
    wire.send_frame(CLOSE, struct.pack("!H", 1000) + b"bye")
    assert wire.read_until(CLOSE)[:2] == struct.pack("!H", 1000)
    assert wire.at_end()


@pytest.mark.parametrize("case", [
    ("unmasked", 1002, dict(opcode=TEXT, payload=b"{}", masked=False)),
    ("reserved opcode", 1002, dict(opcode=3)),
    ("reserved bit", 1002, dict(opcode=TEXT, payload=b"{}", reserved=2)),
    ("compressed without negotiation", 1002, dict(opcode=TEXT, payload=deflate(b"{}"), reserved=4)),
    ("continuation of nothing", 1002, dict(opcode=CONTINUATION, payload=b"{}")),
    ("fragmented ping", 1002, dict(opcode=PING, payload=b"x", fin=False)),
    ("long ping", 1002, dict(opcode=PING, payload=bytes(126))),
    ("close of one byte", 1002, dict(opcode=CLOSE, payload=b"\x03")),
    ("close code that is not for the wire", 1002, dict(opcode=CLOSE, payload=struct.pack("!H", 1006))),
    ("text that is not UTF-8", 1007, dict(opcode=TEXT, payload=b'{"type":"\xff"}')),
    ("announced too big", 1009, dict(opcode=TEXT, payload=b"", length=65_537)),
    ("announced too big before the welcome", 1009, dict(opcode=TEXT, payload=b"", length=4_097)),
    ("announced absurdly big", 1009, dict(opcode=TEXT, payload=b"", length=2**62)),
], ids=lambda case: case[0])  # fmt: skip
def test_a_broken_frame_is_answered_with_its_code(wire, case):
    _, code, frame = case
    wire.send_frame(**frame)
    assert wire.close_code() == code


def test_a_binary_message_is_refused(wire):
    wire.send_frame(BINARY, HELLO)
    assert wire.close_code() in (1003, 4500)


def test_fragments_may_not_add_up_to_too_much(wire):
    wire.send_frame(TEXT, b" " * 40_000, fin=False)
    wire.send_frame(CONTINUATION, b" " * 40_000, fin=False)
    assert wire.close_code() == 1009


def test_a_message_may_not_inflate_to_too_much(gateway):
    with Wire(gateway) as wire:
        wire.upgrade(Sec_WebSocket_Extensions="permessage-deflate")
        wire.send_frame(TEXT, deflate(b" " * 10_000_000), reserved=4)
        assert wire.close_code() == 1009


def test_garbage_instead_of_deflate_is_refused(gateway):
    with Wire(gateway) as wire:
        wire.upgrade(Sec_WebSocket_Extensions="permessage-deflate")
        wire.send_frame(TEXT, b"\xff" * 100, reserved=4)
        assert wire.close_code() in (1002, 1007)
