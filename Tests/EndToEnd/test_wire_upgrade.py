"""Protocol, section 1: the upgrade and its checks, over raw TLS."""

import base64
import hashlib

import pytest
from wire import Wire, inflate, upgrade_headers


def answer(gateway, method="GET", target="/v1/board", **changes):
    with Wire(gateway) as wire:
        return wire.request(method, target, upgrade_headers(gateway, **changes))


def test_a_good_upgrade_is_accepted_as_rfc_6455_says(gateway):
    key = base64.b64encode(bytes(range(16))).decode()
    status, headers, _ = answer(gateway, Sec_WebSocket_Key=key)
    accept = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    assert status == 101
    assert headers["upgrade"].lower() == "websocket" and headers["connection"].lower() == "upgrade"
    assert headers["sec-websocket-accept"] == base64.b64encode(accept).decode()
    assert headers["sec-websocket-protocol"] == "wallboard.v1.json"
    assert "sec-websocket-extensions" not in headers


@pytest.mark.parametrize("version", [None, "8", "14", "thirteen"])
def test_another_version_gets_426_with_the_right_one(gateway, version):
    status, headers, _ = answer(gateway, Sec_WebSocket_Version=version)
    assert status == 426
    assert headers["sec-websocket-version"] == "13"


@pytest.mark.parametrize("changes", [
    {"Sec_WebSocket_Key": None}, {"Sec_WebSocket_Key": "short"},
    {"Sec_WebSocket_Key": base64.b64encode(bytes(15)).decode()},
    {"Connection": "keep-alive"}, {"Host": None},
    {"Sec_WebSocket_Protocol": None}, {"Sec_WebSocket_Protocol": "other.v1"},
])  # fmt: skip
def test_a_malformed_upgrade_gets_400(gateway, changes):
    assert answer(gateway, **changes)[0] == 400


def test_a_foreign_origin_gets_403(gateway):
    for origin in ["https://evil.example", "null", f"http://localhost:{gateway.board_port}", "https://localhost"]:
        assert answer(gateway, Origin=origin)[0] == 403, origin
    for origin in [f"https://localhost:{gateway.board_port}", "https://allowed.example", None]:
        assert answer(gateway, Origin=origin)[0] == 101, origin


def test_an_unknown_path_gets_404(gateway):
    for target in ["/v1/boards", "/v2/board", "/v1/board/", "/../v1/board"]:
        assert answer(gateway, target=target)[0] == 404, target


def test_another_method_gets_405_with_the_allowed_one(gateway):
    status, headers, _ = answer(gateway, method="POST")
    assert status == 405
    assert headers["allow"] == "GET"


def test_a_head_that_is_too_large_gets_431(gateway):
    assert answer(gateway, X_Padding="x" * 20_000)[0] == 431
    assert answer(gateway, **{f"X_{number}": "1" for number in range(500)})[0] == 431


@pytest.mark.parametrize("head", [
    b"GET /v1/board HTTP/1.1\nHost: localhost\n\n", b"GET /v1/board\r\n\r\n", b"\x00\x01\x02\r\n\r\n",
    b"GET /v1/board HTTP/1.1\r\nHost : localhost\r\n\r\n", b"GET /v1/board HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
    b"GET /v1/board HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
])  # fmt: skip
def test_what_is_no_http_gets_400(gateway, head):
    with Wire(gateway) as wire:
        wire.send(head)
        assert wire.response()[0] == 400
        assert wire.at_end()


def test_load_balancers_get_health_on_the_boards_port(gateway):
    with Wire(gateway) as wire:
        assert wire.request(target="/healthz", headers={"Host": "localhost"})[0] == 200


def test_deflate_is_negotiated_without_context_takeover_and_used(gateway, customer):
    with Wire(gateway) as wire:
        extension = wire.upgrade(Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits")[
            "sec-websocket-extensions"]
        assert extension.startswith("permessage-deflate") and "server_no_context_takeover" in extension
        wire.send_json({"type": "hello", "serial": "deflate-1", "enrolmentKey": customer.key("contactCentre")})
        # Each compressed frame inflates by itself, which is what no context takeover means.
        texts, compressed = [], 0
        while not any(b'"snapshot"' in text for text in texts):
            opcode, fin, reserved, payload = wire.read_frame()
            assert opcode == 1 and fin and reserved in (0, 4)
            compressed += reserved == 4
            texts.append(inflate(payload) if reserved == 4 else payload)
        assert compressed, "nothing was compressed"
        assert all(text.startswith(b"{") and text.endswith(b"}") for text in texts)
