"""RFC 8446, section 4: after the handshake a client may send KeyUpdate and application data, nothing else."""

import pytest
from tls13 import ByHand
from wire import Wire

HANDSHAKE, ALERT, CHANGE_CIPHER_SPEC = 22, 21, 20


def message(kind, body=b""):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


@pytest.mark.parametrize("kind", [0, 1, 2, 4, 5, 8, 11, 13, 14, 15, 16, 20, 21, 22, 25, 67, 254, 255])
@pytest.mark.parametrize("body", [b"", b"\0" * 40])
def test_a_handshake_message_out_of_place_ends_the_connection_and_nothing_else(gateway, tmp_path, kind, body):
    with ByHand(gateway, tmp_path / "keys") as evil:
        evil.upgrade()
        evil.send_record(message(kind, body), HANDSHAKE)
        assert evil.at_end()
    assert_served(gateway)


@pytest.mark.parametrize("body", [b"\x02", b"\x00\x00", b""], ids=["unknown", "long", "empty"])
def test_a_key_update_that_is_none_ends_the_connection(gateway, tmp_path, body):
    with ByHand(gateway, tmp_path / "keys") as evil:
        evil.upgrade()
        evil.send_record(message(24, body), HANDSHAKE)
        assert evil.at_end()
    assert_served(gateway)


@pytest.mark.parametrize("alert", [b"\x02\x28", b"\x02\x00", b"\x07\x07"])
def test_an_alert_ends_the_connection(gateway, tmp_path, alert):
    with ByHand(gateway, tmp_path / "keys") as evil:
        evil.upgrade()
        evil.send_record(alert, ALERT)
        assert evil.at_end()
    assert_served(gateway)


@pytest.mark.parametrize("kind", [CHANGE_CIPHER_SPEC, 24, 99])
def test_a_record_of_another_kind_ends_the_connection(gateway, tmp_path, kind):
    with ByHand(gateway, tmp_path / "keys") as evil:
        evil.upgrade()
        evil.send_record(b"\x01", kind)
        assert evil.at_end()
    assert_served(gateway)


def assert_served(gateway):
    with Wire(gateway) as wire:
        assert wire.request(target="/healthz")[0] == 200
