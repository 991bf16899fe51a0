"""TLS records that only cost the gateway work: a connection that floods them is closed, and others are served
meanwhile."""

import contextlib
import threading

import pytest
from admin import Customer
from board import Board
from feed import waiting_call
from tls12 import ALERT, HANDSHAKE, TLS12ByHand
from tls13 import SUITES, ByHand

FLOODS = "wallboard_tls_record_floods_total"
#: More than a connection may send, and as many as kept a thread busy for seconds when it read on until data came.
RECORDS = 20_000
APPLICATION_DATA = 23


class KeyUpdates(ByHand):
    """TLS 1.3. Records are made ahead, since a flood has to be fast."""

    def __init__(self, gateway, key_log):
        super().__init__(gateway, key_log)
        self._traffic_secret = super()._secret()

    def _secret(self):
        return self._traffic_secret

    def update(self):
        record = self.sealed(b"\x18\x00\x00\x01\x00")
        # RFC 8446, section 7.2: the next record is under the next secret.
        digest, _ = SUITES[self.socket.cipher()[0]]
        self._traffic_secret = self._expand(digest, self._traffic_secret, b"traffic upd", digest().digest_size)
        self._written = 0
        return record

    def flood(self):
        return b"".join(self.update() for _ in range(RECORDS // 10))

    def send_raw(self, data):
        raw = self.raw()
        raw.settimeout(20)
        try:
            raw.sendall(data)
        finally:
            raw.detach()


class EmptyRecords(KeyUpdates):
    """TLS 1.3. OpenSSL accepts 32 in a row, so a key update comes in between."""

    def flood(self):
        return b"".join(
            b"".join(self.sealed(b"", APPLICATION_DATA) for _ in range(20)) + self.update() for _ in range(100))


class ClientHellos(TLS12ByHand):
    """TLS 1.2. Each asks for a renegotiation and is refused with a warning."""

    def flood(self):
        return b"".join(self.record(b"\x01\x00\x00\x00", HANDSHAKE) for _ in range(RECORDS))


class Warnings(TLS12ByHand):
    """TLS 1.2. OpenSSL accepts four in a row, so a refused renegotiation comes in between."""

    def flood(self):
        return b"".join(
            b"".join(self.record(b"\x01\x5a", ALERT) for _ in range(4)) + self.record(b"\x01\x00\x00\x00", HANDSHAKE)
            for _ in range(RECORDS // 5))


@pytest.mark.parametrize("kind", [KeyUpdates, EmptyRecords, ClientHellos, Warnings])
async def test_a_flood_of_records_without_data_is_ended_and_others_are_served(new_gateway, tmp_path, kind):
    gateway = new_gateway(loops=1, publish_interval_millis=20)
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "live-1", customer.key())
    connections = []
    for number in range(5):
        connection = kind(gateway, tmp_path / f"keys-{number}")
        connections.append((connection, connection.flood()))

    def flood():
        for connection, records in connections:
            with connection, contextlib.suppress(OSError):
                connection.send_raw(records)

    flooding = threading.Thread(target=flood)
    flooding.start()
    number = 0
    while flooding.is_alive() or number < 5:
        customer.send(waiting_call(f"during-{number}"))
        await board.until(lambda state: f"during-{number}" in state["live"]["calls"], "a call during the flood")
        number += 1
    flooding.join()
    provider = gateway.admin()
    assert provider.metric(FLOODS) == len(connections)
    assert gateway.log().count("records of TLS without data") == len(connections)
    assert board.is_open
