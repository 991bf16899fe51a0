"""TLS as a client of the gateway sees it, and certificates for a test."""

import shutil
import socket
import ssl
import subprocess
from datetime import datetime, timedelta, timezone

from gateway import ROOT


def renew(directory, *names):
    """Makes a new certificate and key for localhost and `names` in the directory, by the CA that is there."""
    (directory / "server.names").unlink(missing_ok=True)
    subprocess.run(
        [ROOT / "certs/make-dev-certs", "-o", directory, *names], check=True, stdout=subprocess.DEVNULL)


def copy_of(directory, to, *names):
    """Another directory with the same CA, and a certificate for localhost and `names` of its own."""
    shutil.copytree(directory, to)
    renew(to, *names)
    return to


def end_yesterday(directory):
    """Replaces the certificate by one with the same key that has expired."""
    day = (datetime.now(timezone.utc) - timedelta(days=1)).strftime("%Y%m%d%H%M%SZ")
    (directory / "index.txt").touch()
    (directory / "ended.cnf").write_text(
        "[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\nnew_certs_dir=.\ndefault_md=sha256\nrand_serial=yes\n"
        "policy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:localhost\n")
    for command in [
        "req -new -key server-key.pem -subj /CN=localhost -out ended.csr",
        "ca -batch -notext -config ended.cnf -cert ca.pem -keyfile ca-key.pem -in ended.csr -out server.pem"
        f" -startdate 20200101000000Z -enddate {day}",
    ]:
        subprocess.run(["openssl", *command.split()], cwd=directory, check=True, stderr=subprocess.DEVNULL)


def make_client_certificate(directory):
    """Makes a client certificate, signed by the CA of the directory."""
    (directory / "client.ext").write_text("extendedKeyUsage=clientAuth\n")
    for command in [
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout client-key.pem -subj /CN=client"
        " -out client.csr",
        "x509 -req -CA ca.pem -CAkey ca-key.pem -days 2 -extfile client.ext -in client.csr -out client.pem",
    ]:
        subprocess.run(["openssl", *command.split()], cwd=directory, check=True, stderr=subprocess.DEVNULL)
    return directory


def served(certificates):
    """What a client sees of the certificate in a directory."""
    return ssl.PEM_cert_to_DER_cert((certificates / "server.pem").read_text())


def client(certificates, shows=None, newest=None):
    """A client that trusts the CA of a directory, and shows the client's certificate in another."""
    context = ssl.create_default_context(cafile=str(certificates / "ca.pem"))
    if shows:
        context.load_cert_chain(shows / "client.pem", shows / "client-key.pem")
    if newest:
        context.maximum_version = newest
    return context


def shake_hands(gateway, port, context=None, name="localhost", session=None):
    """A connection to a port of the gateway with its handshake done."""
    context = context or gateway.tls
    tcp = socket.create_connection(("127.0.0.1", port), timeout=20)
    return context.wrap_socket(tcp, server_hostname=name, session=session, suppress_ragged_eofs=False)


def shown(gateway, port, name="localhost", context=None):
    """The certificate that a new connection gets."""
    with shake_hands(gateway, port, context, name) as connection:
        return connection.getpeercert(binary_form=True)


def ask(connection, host="localhost"):
    """The answer to a request for the health, to the end of the connection, which must be said."""
    connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = b""
    while data := connection.recv(65536):
        answer += data
    return answer
