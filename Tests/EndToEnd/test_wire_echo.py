"""wire-echo itself: its paths, what it publishes, and its end."""

import json
import subprocess
import time

import pytest
from gateway import BIN
from wire import BINARY, PING, PONG, RSV1, TEXT, Wire, inflate, request_head, upgrade_headers


def listener(server, **changes):
    """A connection at /topic."""
    wire = Wire(server)
    wire.send(request_head("GET", "/topic", upgrade_headers(server, **changes)))
    assert wire.response()[0] == 101
    return wire


def text(wire):
    opcode, reserved, payload = wire.read_message()
    assert opcode == TEXT and reserved in (0, RSV1)
    return (inflate(payload) if reserved else payload).decode()


def test_messages_come_back_with_their_opcode_in_their_order(wire_echo):
    with Wire(wire_echo) as wire:
        wire.upgrade()
        messages = [(TEXT if number % 3 else BINARY, b"%d" % number * number) for number in range(200)]
        for opcode, payload in messages:
            wire.send_frame(opcode, payload)
        assert [wire.read_message() for _ in messages] == [(opcode, 0, payload) for opcode, payload in messages]


def test_nothing_is_said_unasked_and_no_subprotocol_is_chosen(wire_echo):
    with Wire(wire_echo) as wire:
        headers = wire.upgrade(Sec_WebSocket_Protocol="chat, superchat", Origin="https://anywhere.example")
        assert "sec-websocket-protocol" not in headers
        wire.send_frame(PING, b"first")
        assert wire.read_frame() == (PONG, True, 0, b"first")


@pytest.mark.parametrize("path", ["/", "/v1/board", "/echo/", "/topics"])
def test_other_paths_get_404(wire_echo, path):
    with Wire(wire_echo) as wire:
        assert wire.request(target=path)[0] == 404


def test_a_published_line_goes_to_every_listener_on_every_loop(new_wire_echo):
    server = new_wire_echo(loops=2)
    plain = [listener(server) for _ in range(8)]
    deflated = [listener(server, Sec_WebSocket_Extensions="permessage-deflate") for _ in range(8)]
    try:
        # A listener that comes late gets the last line, so all of them get this one.
        server.publish("the first")
        for wire in plain + deflated:
            assert text(wire) == "the first"
        lines = [f"{number} €" * 100 for number in range(10)]
        for line in lines:
            server.publish(line)
        for wire in plain + deflated:
            heard = [text(wire) for _ in lines]
            while heard[0] == "the first":
                heard = [*heard[1:], text(wire)]
            assert heard == lines
    finally:
        for wire in plain + deflated:
            wire.socket.close()


def test_generated_messages_have_their_length_and_tell_their_time(new_wire_echo):
    server = new_wire_echo(publish_bytes=1_000, publish_rate=50)
    with listener(server) as wire:
        messages = [text(wire) for _ in range(10)]
    assert all(message.isascii() and len(message) == 1_000 for message in messages)
    assert all(message.startswith('{"t":') for message in messages)
    times = [json.loads(message)["t"] for message in messages]
    assert times == sorted(times) and abs(times[-1] / 1e6 - time.time()) < 60


def test_sigterm_closes_every_connection_and_ends_it(new_wire_echo):
    server = new_wire_echo(loops=2)
    wires = [Wire(server) for _ in range(6)]
    for wire in wires:
        wire.upgrade()
    server.process.terminate()
    for wire in wires:
        assert wire.close_code() in (1001, 1012)
        wire.socket.close()
    assert server.process.wait(20) == 0


@pytest.mark.parametrize("flags", [
    ["--listen", "127.0.0.1"], ["--listen", "127.0.0.1:0", "--publish-bytes", "100"],
    ["--listen", "127.0.0.1:0", "--loops", "0"], ["--listen", "127.0.0.1:0", "--max-message-bytes", "0"], [],
    ["--listen", "127.0.0.1:0", "--publish-bytes", "100", "--publish-rate", "1e-300"],
])  # fmt: skip
def test_wrong_flags_are_reported(certificates, flags):
    files = ["--tls-cert", certificates / "server.pem", "--tls-key", certificates / "server-key.pem"]
    run = subprocess.run([BIN / "wire-echo", *flags, *files], capture_output=True, text=True, timeout=20)
    assert run.returncode != 0 and "Error:" in run.stderr
