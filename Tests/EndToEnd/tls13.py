"""TLS 1.3 records by hand: what no TLS library would send (RFC 8446, sections 5.2, 7.1 and 7.2)."""

import hashlib
import hmac
import socket
import ssl
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from wire import Wire

#: By cipher suite: the hash of the key schedule and the bytes of a key.
SUITES = {"TLS_AES_128_GCM_SHA256": (hashlib.sha256, 16), "TLS_AES_256_GCM_SHA384": (hashlib.sha384, 32)}
HANDSHAKE = 22


class ByHand(Wire):
    """A connection whose handshake a library makes, and on which single records can be sent by hand after that.

    Once something was sent by hand the library's own writing is over: only reading goes on.
    """

    def __init__(self, gateway, key_log):
        self._key_log = key_log
        self._written = 0
        super().__init__(gateway)
        self.socket.settimeout(20)

    def _connect(self, tcp):
        context = ssl.create_default_context(cafile=str(self._server.ca))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.keylog_filename = str(self._key_log)
        return context.wrap_socket(tcp, server_hostname="localhost")

    def send(self, data):
        # One record: everything that tests send fits into it.
        self.socket.sendall(data)
        self._written += 1

    def send_record(self, content, kind=HANDSHAKE):
        """Sends one record of the content type `kind`."""
        raw = self.raw()
        try:
            raw.sendall(self.sealed(content, kind))
        finally:
            raw.detach()

    def raw(self):
        """The socket under TLS; to be detached, unless the connection is closed by it."""
        return socket.socket(fileno=self.socket.fileno())

    def sealed(self, content, kind=HANDSHAKE):
        """The next record, for the caller to send."""
        digest, key_bytes = SUITES[self.socket.cipher()[0]]
        secret = self._secret()
        key = self._expand(digest, secret, b"key", key_bytes)
        iv = self._expand(digest, secret, b"iv", 12)
        nonce = bytes(a ^ b for a, b in zip(iv, self._written.to_bytes(12, "big")))
        inner = content + bytes([kind])
        head = b"\x17\x03\x03" + struct.pack("!H", len(inner) + 16)
        self._written += 1
        return head + AESGCM(key).encrypt(nonce, inner, head)

    def _secret(self):
        lines = (line.split() for line in self._key_log.read_text().splitlines())
        return next(bytes.fromhex(line[2]) for line in lines if line[0] == "CLIENT_TRAFFIC_SECRET_0")

    @staticmethod
    def _expand(digest, secret, label, count):
        label = b"tls13 " + label
        info = struct.pack("!H", count) + bytes([len(label)]) + label + b"\0"
        return hmac.new(secret, info + b"\1", digest).digest()[:count]
