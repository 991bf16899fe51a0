"""TLS 1.2 records by hand (RFC 5246, sections 5, 6.2 and 6.3; RFC 5288), behind a handshake that a library made."""

import hashlib
import hmac
import socket
import ssl
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: By cipher suite: the hash of the pseudorandom function and the bytes of a key.
SUITES = {"ECDHE-ECDSA-AES128-GCM-SHA256": (hashlib.sha256, 16), "ECDHE-RSA-AES128-GCM-SHA256": (hashlib.sha256, 16)}
HANDSHAKE, ALERT = 22, 21
SERVER_HELLO = 2


class TLS12ByHand:
    """A connection to the boards' port on which single records are sent by hand after the handshake."""

    def __init__(self, gateway, key_log):
        context = ssl.create_default_context(cafile=str(gateway.ca))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(":".join(SUITES))
        context.keylog_filename = str(key_log)
        self.socket = socket.create_connection(("127.0.0.1", gateway.board_port), timeout=20)
        came, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(came, goes, server_hostname="localhost")
        received = b""
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.socket.sendall(goes.read())
                data = self.socket.recv(65536)
                assert data, "no handshake"
                received += data
                came.write(data)
        if last := goes.read():
            self.socket.sendall(last)
        digest, key_bytes = SUITES[tls.cipher()[0]]
        _, client_random, master = next(
            line.split() for line in key_log.read_text().splitlines() if line.startswith("CLIENT_RANDOM"))
        # The first record is ServerHello: type, length, version, random.
        assert received[0] == HANDSHAKE and received[5] == SERVER_HELLO
        block = self._expand(
            digest, bytes.fromhex(master), b"key expansion" + received[11:43] + bytes.fromhex(client_random),
            2 * key_bytes + 8)
        self._cipher, self._salt = AESGCM(block[:key_bytes]), block[2 * key_bytes : 2 * key_bytes + 4]
        #: Finished was the first record under these keys.
        self._written = 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def record(self, content, kind):
        """The next record, sealed."""
        number = struct.pack("!Q", self._written)
        self._written += 1
        associated = number + struct.pack("!BHH", kind, 0x0303, len(content))
        sealed = number + self._cipher.encrypt(self._salt + number, content, associated)
        return struct.pack("!BHH", kind, 0x0303, len(sealed)) + sealed

    def send_raw(self, data):
        self.socket.sendall(data)

    @staticmethod
    def _expand(digest, secret, seed, count):
        result, step = b"", seed
        while len(result) < count:
            step = hmac.new(secret, step, digest).digest()
            result += hmac.new(secret, step + seed, digest).digest()
        return result[:count]
