"""Bytes on the port of a gateway or of wire-echo without a WebSocket library: requests and frames that no library would
send."""

import base64
import json
import os
import socket
import struct
import zlib

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 0x1, 0x2, 0x8, 0x9, 0xA, 0x0
#: The reserved bit that says of the first frame of a message that it is compressed (RFC 7692, section 6).
RSV1 = 4


def upgrade_headers(server, **changes):
    """The headers of a good upgrade; a change to None leaves one out. Underscores stand for dashes."""
    headers = {
        "Host": f"localhost:{server.board_port}", "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": server.subprotocol,
    }  # fmt: skip
    headers.update({name.replace("_", "-"): value for name, value in changes.items()})
    return {name: value for name, value in headers.items() if value is not None}


def request_head(method, target, headers):
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")


class Wire:
    """One TLS connection to a server: to the boards' port of a gateway, or to wire-echo."""

    def __init__(self, server, seconds=20):
        self._server = server
        tcp = socket.create_connection(("127.0.0.1", server.board_port), timeout=seconds)
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = self._connect(tcp)
        self._buffer = b""

    def _connect(self, tcp):
        return self._server.tls.wrap_socket(tcp, server_hostname="localhost")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """In one record of TLS where it fits."""
        self.socket.sendall(data)

    def send_in_pieces(self, data, size=1):
        """In records of `size` bytes each."""
        for start in range(0, len(data), size):
            self.send(data[start : start + size])

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
        """Whether the server ends the connection, ignoring what comes before that."""
        try:
            while True:
                self._more()
        except (EOFError, OSError):
            return True

    def unread(self):
        """What has arrived and was not read."""
        return self._buffer

    # HTTP

    def request(self, method="GET", target=None, headers=None):
        """Sends a request head and returns (status, headers with lower-case names, body)."""
        target = target or self._server.path
        headers = headers if headers is not None else upgrade_headers(self._server)
        self.send(request_head(method, target, headers))
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
        status, headers, body = self.request(headers=upgrade_headers(self._server, **changes))
        assert status == 101, (status, headers, body)
        return headers

    # Frames (RFC 6455, section 5.2)

    @staticmethod
    def frame(opcode, payload=b"", fin=True, reserved=0, masked=True, length=None, form=None):
        """A frame; `length` announces another length than the payload has, `form` 126 or 127 writes it in two or eight
        bytes whether it needs them or not."""
        announced = len(payload) if length is None else length
        first = (0x80 if fin else 0) | reserved << 4 | opcode
        flag = 0x80 if masked else 0
        form = form or (126 if 126 <= announced < 65536 else 127 if announced >= 65536 else announced)
        head = struct.pack("!BB", first, flag | form)
        if form >= 126:
            head += struct.pack("!H" if form == 126 else "!Q", announced)
        if not masked:
            return head + payload
        mask = os.urandom(4)
        key = int.from_bytes((mask * (len(payload) // 4 + 1))[: len(payload)])
        return head + mask + (int.from_bytes(payload) ^ key).to_bytes(len(payload))

    @staticmethod
    def fragments(opcode, payload, size, reserved=0):
        """A message in frames of `size` bytes each; the reserved bits are those of the first."""
        starts = range(0, len(payload), size)
        return [
            Wire.frame(
                CONTINUATION if start else opcode, payload[start : start + size], fin=start == starts[-1],
                reserved=0 if start else reserved)
            for start in starts]

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
        """The payload of the next frame with this opcode; others are skipped."""
        while True:
            found, _, _, payload = self.read_frame()
            if found == opcode:
                return payload

    def read_message(self):
        """(opcode, reserved bits of the first frame, payload) of the next message, out of one frame or several."""
        opcode, fin, reserved, payload = self.read_frame()
        while not fin:
            _, fin, _, more = self.read_frame()
            payload += more
        return opcode, reserved, payload

    def close_code(self):
        """The code of the close frame that comes next or after other frames; the connection must end after it."""
        payload = self.read_until(CLOSE)
        self.send_frame(CLOSE, payload[:2])
        assert self.at_end()
        return struct.unpack("!H", payload[:2])[0]


def deflate(data, window_bits=15):
    """A compressed message without context takeover (RFC 7692, section 7.2.1); the window is 2 to the `window_bits`."""
    compressor = zlib.compressobj(wbits=-window_bits)
    return (compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def inflate(data, window_bits=15):
    """The message again; a reference over more than the window is an error."""
    return zlib.decompressobj(wbits=-window_bits).decompress(data + b"\x00\x00\xff\xff")
