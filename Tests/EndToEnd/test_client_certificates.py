"""A port that asks for certificates accepts clients with one of the right authority, and nobody else."""

import ssl
import subprocess

import pytest
from admin import Customer
from board import Board, eventually
from gateway import BIN, make_certificates
from tls import ask, client, make_client_certificate, shake_hands

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """An authority that is not the gateway's own, with a certificate for a client."""
    return make_client_certificate(make_certificates(tmp_path_factory.mktemp("clients")))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """An authority that nobody asks for, with a certificate for a client."""
    return make_client_certificate(make_certificates(tmp_path_factory.mktemp("strangers")))


def is_answered(gateway, port, context):
    """With TLS 1.3 a client learns with its first read what its certificate was worth."""
    try:
        with shake_hands(gateway, port, context) as connection:
            return b"200 OK" in ask(connection)
    except (ssl.SSLError, ConnectionError):
        return False


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_boards_port_asks(new_gateway, certificates, authority, stranger, version):
    gateway = new_gateway(board_client_ca=authority / "ca.pem")
    port = gateway.board_port
    assert is_answered(gateway, port, client(certificates, shows=authority, newest=version))
    assert not is_answered(gateway, port, client(certificates, newest=version))
    assert not is_answered(gateway, port, client(certificates, shows=stranger, newest=version))
    await eventually(lambda: gateway.log().count("TLS handshake failed") == 2, "the log tells of both")
    lines = [line for line in gateway.log().splitlines() if "TLS handshake failed" in line]
    assert all("fault=board" in line for line in lines), lines
    assert "peer did not return a certificate" in lines[0]
    provider = gateway.admin()
    assert provider.metric("wallboard_tls_handshake_failures_total") == 2
    assert is_answered(gateway, gateway.admin_port, client(certificates, newest=version)), "the admin port asks nobody"


async def test_a_board_with_a_certificate_is_served(new_gateway, certificates, authority):
    gateway = new_gateway(board_client_ca=authority / "ca.pem")
    key = Customer(gateway.admin()).key()
    gateway.tls = client(certificates, shows=authority)
    await Board.enrol(gateway, "with-certificate", key)


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_admin_port_asks(new_gateway, certificates, authority, stranger, version):
    gateway = new_gateway(admin_client_ca=authority / "ca.pem")
    port = gateway.admin_port
    assert is_answered(gateway, port, client(certificates, shows=authority, newest=version))
    assert not is_answered(gateway, port, client(certificates, newest=version))
    assert not is_answered(gateway, port, client(certificates, shows=stranger, newest=version))
    await eventually(lambda: gateway.log().count("admin connection refused") == 2, "the log tells of both")
    assert is_answered(gateway, gateway.board_port, client(certificates, newest=version)), "the boards' port asks nobody"


def test_the_command_line_shows_its_certificate(new_gateway, certificates, authority, tmp_path):
    gateway = new_gateway(admin_client_ca=authority / "ca.pem")
    both = tmp_path / "client.pem"
    both.write_text((authority / "client.pem").read_text() + (authority / "client-key.pem").read_text())
    token = tmp_path / "token"
    token.write_text(gateway.token("provider"))
    command = [
        BIN / "wallboardctl", "customers", "list", "--url", gateway.url, "--token-file", token, "--ca",
        certificates / "ca.pem",
    ]  # fmt: skip
    assert subprocess.run(command, capture_output=True).returncode == 3
    assert subprocess.run([*command, "--client-cert", both], capture_output=True).returncode == 0
    told = subprocess.run([*command, "--client-cert", authority / "client.pem"], capture_output=True, text=True)
    assert told.returncode == 2 and "there is no private key in" in told.stderr


def test_a_ticket_of_before_lets_nobody_in(new_gateway, certificates, authority, tmp_path):
    directory = tmp_path / "same"
    gateway = new_gateway(directory=directory)
    context = client(certificates)
    with shake_hands(gateway, gateway.board_port, context) as connection:
        ask(connection)
        session = connection.session
    assert session.has_ticket
    gateway.terminate()
    gateway = new_gateway(directory=directory, board_client_ca=authority / "ca.pem")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        with shake_hands(gateway, gateway.board_port, context, session=session) as connection:
            ask(connection)


def test_authorities_that_cannot_be_read_are_named_at_the_start(new_gateway, tmp_path):
    with pytest.raises(AssertionError, match="authorities of clients .*nowhere.pem"):
        new_gateway(board_client_ca=tmp_path / "nowhere.pem")
