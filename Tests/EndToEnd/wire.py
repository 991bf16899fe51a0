"""Bytes on the boards' port without a WebSocket library: requests and frames that no library would send."""

import base64
import json
import os
import socket
import struct
import zlib

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 0x1, 0x2, 0x8, 0x9, 0xA, 0x0
SUBPROTOCOL = "wallboard.v1.json"


def upgrade_headers(gateway, **changes):
    """The headers of a good upgrade; a change to None leaves one out. Underscores stand for dashes."""
    headers = {
        "Host": f"localhost:{gateway.board_port}", "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": SUBPROTOCOL,
    }  # fmt: skip
    headers.update({name.replace("_", "-"): value for name, value in changes.items()})
    return {name: value for name, value in headers.items() if value is not None}


class Wire:
    """One TLS connection to the boards' port."""

    def __init__(self, gateway, seconds=20):
        self._gateway = gateway
        tcp = socket.create_connection(("127.0.0.1", gateway.board_port), timeout=seconds)
        self.socket = self._connect(tcp)
        self._buffer = b""

    def _connect(self, tcp):
        return self._gateway.tls.wrap_socket(tcp, server_hostname="localhost")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        self._buffer += data

    def read(self, count):
        while len(self._buffer) < count:
            self._more()
        data, self._buffer = self._buffer[:count], self._buffer[count:]
        return data

    def at_end(self):
        """Whether the gateway ends the connection, whatever comes before that."""
        try:
            while True:
                self._more()
        except (EOFError, OSError):
            return True

    # HTTP

    def request(self, method="GET", target="/v1/board", headers=None):
        """Sends a request head and returns (status, headers with lower-case names, body)."""
        headers = headers if headers is not None else upgrade_headers(self._gateway)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.send(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode())
        return self.response()

    def response(self):
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        first, *rest = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in rest)}
        status = int(first.split()[1])
        length = 0 if status == 101 else int(headers.get("content-length", 0))
        return status, headers, self.read(length)

    def upgrade(self, **changes):
        """A good upgrade; returns the answer's headers."""
        status, headers, body = self.request(headers=upgrade_headers(self._gateway, **changes))
        assert status == 101, (status, headers, body)
        return headers

    # Frames (RFC 6455, section 5.2)

    def frame(self, opcode, payload=b"", fin=True, reserved=0, masked=True, length=None):
        """A frame; `length` announces another length than the payload has."""
        announced = len(payload) if length is None else length
        first = (0x80 if fin else 0) | reserved << 4 | opcode
        flag = 0x80 if masked else 0
        if announced < 126:
            head = struct.pack("!BB", first, flag | announced)
        elif announced < 65536:
            head = struct.pack("!BBH", first, flag | 126, announced)
        else:
            head = struct.pack("!BBQ", first, flag | 127, announced)
        if not masked:
            return head + payload
        mask = os.urandom(4)
        return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))

    def send_frame(self, *args, **more):
        self.send(self.frame(*args, **more))

    def send_json(self, message):
        self.send_frame(TEXT, json.dumps(message).encode())

    def read_frame(self):
        """(opcode, fin, reserved bits, payload) of the next frame."""
        first, second = self.read(2)
        assert not second & 0x80, "a server must not mask"
        length = second & 0x7F
        if length == 126:
            length = struct.unpack("!H", self.read(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", self.read(8))[0]
        return first & 0x0F, bool(first & 0x80), first >> 4 & 7, self.read(length)

    def read_until(self, opcode):
        """The payload of the next frame with this opcode; others are passed over."""
        while True:
            found, _, _, payload = self.read_frame()
            if found == opcode:
                return payload

    def close_code(self):
        """The code of the close frame that comes next or after other frames; the connection must end after it."""
        payload = self.read_until(CLOSE)
        self.send_frame(CLOSE, payload[:2])
        assert self.at_end()
        return struct.unpack("!H", payload[:2])[0]


def deflate(data):
    """A compressed message without context takeover (RFC 7692, section 7.2.1)."""
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def inflate(data):
    return zlib.decompressobj(wbits=-15).decompress(data + b"\x00\x00\xff\xff")
