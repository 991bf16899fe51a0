"""Boards come back by tickets: to every loop, after a restart, and after a change of the certificate."""

import signal
import ssl
import stat

import pytest
from board import eventually
from gateway import make_certificates
from tls import ask, client, renew, served, shake_hands, shown

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
UNUSABLE = "the keys of tickets cannot be used"


class Returning:
    """A client that comes back by its last ticket."""

    def __init__(self, gateway, certificates, version):
        self._gateway = gateway
        self._context = client(certificates, newest=version)
        self._session = None

    def comes_back(self, name="localhost"):
        """Connects to the boards' port; whether the handshake was a resumed one."""
        gateway = self._gateway
        with shake_hands(gateway, gateway.board_port, self._context, name, self._session) as connection:
            assert b"200 OK" in ask(connection)
            self._session = connection.session
            return connection.session_reused


def keys_of(gateway):
    return gateway.data / "ticket-keys"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_board_comes_back_by_its_ticket_to_every_loop(new_gateway, certificates, version):
    gateway = new_gateway(loops=4)
    board = Returning(gateway, certificates, version)
    assert not board.comes_back()
    for _ in range(16):
        assert board.comes_back()
    provider = gateway.admin()
    assert provider.metric('wallboard_tls_handshakes_total{resumed="true"}') == 16
    assert provider.metric('wallboard_tls_handshakes_total{resumed="false"}') == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ticket_is_good_after_a_restart_and_after_a_crash(new_gateway, certificates, version):
    gateway = new_gateway()
    board = Returning(gateway, certificates, version)
    assert not board.comes_back()
    assert gateway.terminate() == 0
    gateway.start()
    assert board.comes_back()
    gateway.kill()
    gateway.start()
    assert board.comes_back()


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_ticket_is_good_after_a_change_of_the_certificate(new_gateway, tmp_path, version):
    own = make_certificates(tmp_path / "own")
    gateway = new_gateway(tls_check_seconds=3600, certificates=own)
    board = Returning(gateway, own, version)
    assert not board.comes_back()
    renew(own)
    gateway.process.send_signal(signal.SIGHUP)
    await eventually(lambda: shown(gateway, gateway.board_port) == served(own), "the new certificate is shown")
    assert board.comes_back()


def test_the_keys_are_their_owners_alone_and_in_no_log(new_gateway, certificates):
    gateway = new_gateway()
    Returning(gateway, certificates, None).comes_back()
    file = keys_of(gateway)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_bytes()
    gateway.terminate()
    gateway.start()
    assert file.read_bytes() == kept
    secret = kept[-80:]
    assert secret.hex() not in gateway.log().lower() and secret not in gateway.log().encode()


@pytest.mark.parametrize("damage", ["foreign", "cut", "readable"])
def test_keys_that_cannot_be_used_are_replaced(new_gateway, certificates, damage):
    gateway = new_gateway()
    board = Returning(gateway, certificates, ssl.TLSVersion.TLSv1_3)
    board.comes_back()
    gateway.terminate()
    file = keys_of(gateway)
    kept = file.read_bytes()
    match damage:
        case "foreign": file.write_bytes(b"something else\n" * 10)
        case "cut": file.write_bytes(kept[:-1])
        case "readable": file.chmod(0o644)
    assert UNUSABLE not in gateway.log()
    gateway.start()
    assert UNUSABLE in gateway.log()
    assert not board.comes_back() and board.comes_back()
    assert file.read_bytes() != kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
