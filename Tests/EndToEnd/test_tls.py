"""How connections end, and what is refused, on both ports."""

import ssl
import subprocess

import pytest
from tls import ask, client, shake_hands

PORTS = ["board_port", "admin_port"]
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("port", PORTS)
def test_the_gateway_says_that_it_ends(gateway, certificates, port, version):
    """RFC 8446, section 6.1: without close_notify the read would fail, and the answer might be cut off."""
    with shake_hands(gateway, getattr(gateway, port), client(certificates, newest=version)) as connection:
        assert b" 200 OK\r\n" in ask(connection)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("port", PORTS)
def test_the_end_that_a_client_says_is_answered(gateway, certificates, port, version):
    connection = shake_hands(gateway, getattr(gateway, port), client(certificates, newest=version))
    connection.unwrap().close()


@pytest.mark.parametrize("port", PORTS)
def test_nobody_negotiates_again(gateway, certificates, port):
    """A line that is `R` alone has s_client ask for it. The boards' port refuses, the admin port just closes."""
    told = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{getattr(gateway, port)}", "-CAfile", certificates / "ca.pem",
         "-tls1_2"], input="R\n", capture_output=True, text=True, timeout=30)  # fmt: skip
    assert "RENEGOTIATING" in told.stderr + told.stdout
    refusal = "no renegotiation" if port == "board_port" else "unexpected eof while reading"
    assert refusal in told.stderr, told


@pytest.mark.parametrize("suite", ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"])
@pytest.mark.parametrize("port", PORTS)
def test_suites_without_forward_secrecy_or_authentication_are_refused(gateway, certificates, port, suite):
    context = client(certificates, newest=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers(f"{suite}:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        shake_hands(gateway, getattr(gateway, port), context)
