"""RFC 9112 and RFC 6455, section 4.2: which requests open a WebSocket, byte by byte, and that nothing after a refused
one is read."""

import base64
import json

import pytest
from admin import Customer
from wire import PING, PONG, TEXT, Wire, upgrade_headers

KEY = base64.b64encode(bytes(range(16))).decode()


def key(count):
    return base64.b64encode(bytes(count)).decode()


def head(server, line="GET {path} HTTP/1.1", adding=(), **changes):
    """The bytes of a valid request with one thing changed; `adding` are whole lines."""
    fields = upgrade_headers(server, **{"Sec_WebSocket_Key": KEY, **changes})
    lines = [line.format(path=server.path, port=server.board_port), *(f"{n}: {v}" for n, v in fields.items()), *adding]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def changed(old, new, **more):
    """What makes a head in which `old` stands as `new`."""

    def make(server):
        good = head(server, **more)
        assert old in good
        return good.replace(old, new, 1)

    return make


def plain(line=None, adding=(), **changes):
    """What makes a head of other fields."""
    more = {"line": line} if line else {}
    return lambda server: head(server, adding=adding, **more, **changes)


def with_fields(server, count):
    return head(server, adding=["X: 1"] * (count - len(upgrade_headers(server))))


REFUSED = [
    # Host (RFC 9112, section 3.2)
    ("no Host", 400, plain(Host=None)),
    ("Host twice", 400, plain(adding=["Host: localhost"])),
    ("Host twice, the same", 400, lambda server: head(server, adding=[f"host: localhost:{server.board_port}"])),
    ("an empty Host", 400, plain(Host="")),
    ("two hosts in one", 400, plain(Host="localhost, elsewhere")),
    ("a Host with a path", 400, plain(Host="localhost/echo")),
    ("a Host with a user", 400, plain(Host="me@localhost")),
    # What a WebSocket needs (RFC 6455, section 4.2.1)
    ("no key", 400, plain(Sec_WebSocket_Key=None)),
    ("an empty key", 400, plain(Sec_WebSocket_Key="")),
    ("the key twice", 400, plain(adding=[f"Sec-WebSocket-Key: {KEY}"])),
    ("two keys in one", 400, plain(Sec_WebSocket_Key=f"{KEY}, {KEY}")),
    *((f"a key of {count} bytes", 400, plain(Sec_WebSocket_Key=key(count))) for count in [0, 1, 15, 17, 24, 32]),
    ("a key without padding", 400, plain(Sec_WebSocket_Key=KEY.rstrip("="))),
    ("a key of too much padding", 400, plain(Sec_WebSocket_Key=KEY + "==")),
    ("a key of other letters", 400, plain(Sec_WebSocket_Key="!" + KEY[1:])),
    ("no version", 426, plain(Sec_WebSocket_Version=None)),
    ("the version twice", 400, plain(adding=["Sec-WebSocket-Version: 13"])),
    ("two versions in one", 426, plain(Sec_WebSocket_Version="13, 8")),
    *((f"version {version}", 426, plain(Sec_WebSocket_Version=version)) for version in ["8", "12", "14", "013", "+13"]),
    ("no Upgrade", 400, plain(Upgrade=None)),
    ("another Upgrade", 400, plain(Upgrade="h2c")),
    ("Upgrade to nearly that", 400, plain(Upgrade="websockets")),
    ("no Connection", 400, plain(Connection=None)),
    ("Connection without Upgrade", 400, plain(Connection="keep-alive")),
    ("HEAD", 405, plain(line="HEAD {path} HTTP/1.1")),
    ("POST", 405, plain(line="POST {path} HTTP/1.1")),
    ("get", 405, plain(line="get {path} HTTP/1.1")),
    ("a body", 400, plain(adding=["Content-Length: 5"])),
    ("a body of chunks", 400, plain(adding=["Transfer-Encoding: chunked"])),
    ("a length that is none", 400, plain(adding=["Content-Length: +0"])),
    ("another path", 404, plain(line="GET {path}/ HTTP/1.1")),
    ("extensions that cannot be read", 400, plain(Sec_WebSocket_Extensions="permessage-deflate; =")),
    # Versions of HTTP
    *((f"HTTP/{version}", 505, plain(line=f"GET {{path}} HTTP/{version}")) for version in ["0.9", "1.0", "2.0", "3.0"]),
    *((f"'{version}'", 400, plain(line=f"GET {{path}} {version}")) for version in ["http/1.1", "HTTP/1", "HTTP/1.10"]),
    # The request line (RFC 9112, section 3)
    ("no version of HTTP", 400, plain(line="GET {path}")),
    ("two spaces", 400, plain(line="GET  {path} HTTP/1.1")),
    ("a space at the end", 400, plain(line="GET {path} HTTP/1.1 ")),
    ("a tab for a space", 400, plain(line="GET\t{path} HTTP/1.1")),
    ("a target without a slash", 400, plain(line="GET echo HTTP/1.1")),
    ("a fragment", 400, plain(line="GET {path}#top HTTP/1.1")),
    ("the authority-form", 400, plain(line="CONNECT localhost:443 HTTP/1.1")),
    ("the asterisk-form", 400, plain(line="OPTIONS * HTTP/1.1")),
    ("the absolute-form of another scheme", 400, plain(line="GET ftp://localhost{path} HTTP/1.1")),
    ("the absolute-form with a user", 400, plain(line="GET https://me@localhost{path} HTTP/1.1")),
    ("the absolute-form without a host", 400, plain(line="GET https://{path} HTTP/1.1")),
    # Field lines (RFC 9112, sections 2.2 and 5)
    ("a space before the colon", 400, changed(b"Upgrade:", b"Upgrade :")),
    ("a tab before the colon", 400, changed(b"Host:", b"Host\t:")),
    ("a folded field", 400, changed(b"Upgrade: websocket", b"Upgrade:\r\n websocket")),
    ("a field folded with a tab", 400, changed(b"\r\nConnection: Upgrade", b"\r\nX: a\r\n\tb\r\nConnection: Upgrade")),
    ("a space before the first field", 400, changed(b"\r\nHost", b"\r\n Host")),
    ("a line without a colon", 400, plain(adding=["X"])),
    ("a field without a name", 400, plain(adding=[": x"])),
    ("a name in two words", 400, plain(adding=["X Y: z"])),
    ("a name outside ASCII", 400, plain(adding=["X\xe9: z"])),
    ("a line feed alone after the request line", 400, changed(b"HTTP/1.1\r\n", b"HTTP/1.1\n")),
    ("a line feed alone after a field", 400, changed(b"websocket\r\n", b"websocket\n")),
    ("a line feed alone at the end", 400, changed(b"\r\n\r\n", b"\r\n\n")),
    ("line feeds alone everywhere", 400, lambda server: head(server).replace(b"\r\n", b"\n")),
    ("a carriage return alone for a line end", 400, changed(b"websocket\r\n", b"websocket\r")),
    ("a carriage return in a value", 400, changed(b"websocket", b"web\rsocket")),
    ("two carriage returns", 400, changed(b"websocket\r\n", b"websocket\r\r\n")),
    *((f"byte {byte} in a value", 400, plain(adding=[f"X: a{chr(byte)}b"])) for byte in [0, 1, 8, 11, 27, 127]),
    ("byte 0 in a name", 400, plain(adding=["X\0: a"])),
    ("byte 0 in the key", 400, plain(Sec_WebSocket_Key=KEY + "\0")),
    ("byte 0 in the target", 400, plain(line="GET {path}\0 HTTP/1.1")),
    # Bounds (RFC 9112, section 3; RFC 6585, section 5)
    ("a long head", 431, plain(adding=["X: " + "x" * 8_192])),
    ("65 fields", 431, lambda server: with_fields(server, 65)),
    ("a long target", 414, plain(line="GET {path}?" + "x" * 8_192 + " HTTP/1.1")),
]

ACCEPTED = [
    ("the RFC's way", plain()),
    ("Firefox's way", plain(Connection="keep-alive, Upgrade")),
    ("odd case", plain(Upgrade="WebSocket", Connection="KEEP-alive, uPGRADE")),
    ("names in small letters", lambda server: head(server).replace(b"Sec-WebSocket-", b"sec-websocket-")
        .replace(b"Host", b"host").replace(b"Upgrade:", b"upgrade:").replace(b"Connection", b"connection")),
    ("names in capitals", lambda server: head(server).replace(b"Sec-WebSocket-", b"SEC-WEBSOCKET-")
        .replace(b"Host", b"HOST").replace(b"Upgrade:", b"UPGRADE:").replace(b"Connection", b"CONNECTION")),
    ("Connection in two lines", plain(Connection="keep-alive", adding=["connection: upgrade"])),
    ("one Upgrade of several", plain(Upgrade="h2c, websocket")),
    ("lists with empty members", plain(Upgrade=", websocket,", Connection=",, Upgrade ,")),
    ("no blank after the colon", changed(b"Upgrade: websocket", b"Upgrade:websocket")),
    ("many blanks around a value", changed(b"Upgrade: websocket", b"Upgrade: \t websocket \t ")),
    ("the last bits of the key set", plain(Sec_WebSocket_Key=KEY[:-3] + "x==")),
    ("a query", plain(line="GET {path}?a=b&c HTTP/1.1")),
    ("the absolute-form", plain(line="GET https://localhost:{port}{path} HTTP/1.1")),
    ("the absolute-form in capitals", plain(line="GET HTTPS://LOCALHOST:{port}{path} HTTP/1.1")),
    ("a later HTTP/1", plain(line="GET {path} HTTP/1.2")),
    ("empty lines before", lambda server: b"\r\n\r\n" + head(server)),
    ("a body of nothing", plain(adding=["Content-Length: 0"])),
    ("a value outside ASCII", plain(adding=["X: \xe9\xff"])),
    ("an empty value", plain(adding=["X:"])),
    ("64 fields", lambda server: with_fields(server, 64)),
    ("an extension that nobody knows", plain(Sec_WebSocket_Extensions='x-far; a="b"; c')),
    ("extensions in two lines", plain(Sec_WebSocket_Extensions="x-far", adding=["Sec-WebSocket-Extensions: x-near"])),
]  # fmt: skip

by_name = dict(ids=lambda case: case[0])


def assert_refused(wire, status):
    """The answer has this status, says that it is the last one, and is."""
    got, headers, body = wire.response()
    assert got == status, (got, headers, body)
    assert headers["connection"].lower() == "close" or status == 426, headers
    assert "sec-websocket-accept" not in headers
    assert wire.at_end() and wire.unread() == b"", "nothing comes behind the answer"


def assert_opened(wire):
    status, headers, body = wire.response()
    assert status == 101, (status, headers, body)
    assert wire.read_frame() == (PONG, True, 0, b"behind")


@pytest.mark.parametrize("case", REFUSED, **by_name)
def test_a_request_against_the_rules_is_refused_and_what_follows_is_not_read(server, case):
    _, status, make = case
    behind = Wire.frame(PING, b"behind") + Wire.frame(TEXT, b"{}") + head(server) + Wire.frame(PING, b"far behind")
    with Wire(server) as wire:
        wire.send(make(server) + behind)
        assert_refused(wire, status)


@pytest.mark.parametrize("case", ACCEPTED, **by_name)
def test_a_request_within_the_rules_is_accepted_and_what_follows_is_frames(server, case):
    _, make = case
    with Wire(server) as wire:
        wire.send(make(server) + Wire.frame(PING, b"behind"))
        assert_opened(wire)


def test_frames_in_records_behind_a_refused_request_are_not_read(server):
    with Wire(server) as wire:
        wire.send(head(server, Sec_WebSocket_Version="12"))
        wire.send(Wire.frame(PING, b"behind"))
        wire.send(head(server))
        assert_refused(wire, 426)


def test_426_tells_what_to_upgrade_to(server):
    with Wire(server) as wire:
        wire.send(head(server, Sec_WebSocket_Version="12"))
        status, headers, _ = wire.response()
        assert (status, headers["sec-websocket-version"], headers["upgrade"]) == (426, "13", "websocket")


def test_a_hello_behind_a_refused_request_takes_no_seat(gateway):
    customer = Customer(gateway.admin())
    hello = {"type": "hello", "serial": "behind-1", "enrolmentKey": customer.key()}
    with Wire(gateway) as wire:
        wire.send(head(gateway, Sec_WebSocket_Key=None) + Wire.frame(TEXT, json.dumps(hello).encode()))
        assert_refused(wire, 400)
    assert customer.wallboards()["configured"] == 0


def test_a_request_is_the_same_wherever_it_is_cut(server):
    request = head(server)
    for cut in range(1, len(request)):
        with Wire(server) as wire:
            wire.send(request[:cut])
            wire.send(request[cut:] + Wire.frame(PING, b"behind"))
            assert_opened(wire)


def test_a_request_may_come_in_records_of_one_byte(server):
    with Wire(server) as wire:
        wire.send_in_pieces(head(server) + Wire.frame(PING, b"behind"))
        assert_opened(wire)


def test_a_head_may_have_8_192_bytes_and_not_one_more(server):
    empty = len(head(server, X_Padding=""))
    with Wire(server) as wire:
        wire.send(head(server, X_Padding="x" * (8_192 - empty)) + Wire.frame(PING, b"behind"))
        assert_opened(wire)
    with Wire(server) as wire:
        wire.send(head(server, X_Padding="x" * (8_193 - empty)))
        assert_refused(wire, 431)


@pytest.mark.parametrize("case", [
    ("target", 414, b"GET /", b"x"), ("field", 431, b"GET / HTTP/1.1\r\nX: ", b"x"), ("empty lines", 414, b"", b"\r\n"),
], ids=lambda case: case[0])  # fmt: skip
def test_a_head_that_never_ends_is_refused_before_its_end(server, case):
    _, status, begun, more = case
    with Wire(server) as wire:
        wire.send((begun + more * 8_192)[:8_193])
        assert_refused(wire, status)
