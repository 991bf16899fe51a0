"""What OWASP ASVS, level 2, requires of the gateway's audit: who did what, what no text may forge, and what the
operator must see at the start."""

import os
import re
import socket
import subprocess

import pytest
from board import Board
from browser import DESKTOP
from feed import moment, waiting_call
from gateway import BIN
from people import Person
from test_certificates import end_yesterday, own  # noqa: F401


def raw(gateway, text):
    """The status of the answer to these bytes on the admin port."""
    with socket.create_connection(("127.0.0.1", gateway.admin_port), timeout=30) as connection:
        with gateway.tls.wrap_socket(connection, server_hostname="localhost") as tls:
            tls.sendall(text.encode())
            return int(tls.recv(4096).split()[1])


@pytest.mark.parametrize("head,status", [
    ("GET /healthz HTTP/1.1\r\nHost: localhost\r\n", 200), ("GET /healthz HTTP/1.1\r\nHost: [::1]:9443\r\n", 200),
    ("GET /healthz HTTP/1.0\r\n", 200), ("GET /healthz HTTP/1.0\r\nHost: localhost\r\n", 200),
    ("GET /healthz HTTP/1.1\r\n", 400), ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n", 400),
    ("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Y: z\r\nhost: b\r\n", 400), ("GET /v1/me HTTP/1.1\r\n", 400),
    ("GET / HTTP/1.1\r\nAccept: text/html\r\n", 400), ("GET /healthz HTTP/1.1\r\nHost: a b\r\n", 400),
    ("GET /healthz HTTP/1.1\r\nHost: a,b\r\n", 400), ("GET /healthz HTTP/1.1\r\nHost: a/b\r\n", 400),
])  # fmt: skip
def test_a_request_has_one_host(gateway, head, status):
    assert raw(gateway, head + "Connection: close\r\n\r\n") == status


def test_browsers_are_held_to_tls_but_for_a_developers_host(gateway):
    admin = gateway.admin()
    for path in ("/sign-in", "/v1/me", "/healthz", "/v1/nothing"):
        named = admin.request("GET", path, headers={"Host": f"gateway.example:{gateway.admin_port}"})
        assert named.headers["Strict-Transport-Security"] == "max-age=31536000", path
        assert admin.request("GET", path).headers["Strict-Transport-Security"] is None


def test_tokens_of_the_command_line_and_exports_are_in_the_audit(gateway, customer):
    token = gateway.token("monitor", customer.id)
    made = customer.admin.get(f"/v1/audit?customerId={customer.id}&limit=1")["items"][0]
    assert (made["operation"], made["status"], made["address"], made["customerId"]) == (
        "createToken", 201, "local", customer.id)  # fmt: skip
    assert "command line" in made["author"] and '"test monitor"' in made["change"]
    assert token.split(".")[-1] not in str(made)

    customer.send(waiting_call())
    export = customer.admin.request(
        "GET", f"{customer.path}/call-events?from={moment(-3600)}&to={moment(3600)}")
    assert export.status == 200 and export.headers["Content-Disposition"] == (
        f'attachment; filename="call-events-{customer.id}.ndjson"')
    taken = customer.admin.get(f"/v1/audit?customerId={customer.id}&limit=1")["items"][0]
    assert (taken["operation"], taken["status"]) == ("exportCallEvents", 200)
    assert '"from"' in taken["change"] and '"to"' in taken["change"] and "44163" not in str(taken)


@pytest.mark.parametrize("name", ["Ann\n2026-11-30T00:00:00+0000 error wallboard: forged", "a\u0085b", "a\x1b[2Jb", " "])
def test_the_command_line_makes_no_token_whose_name_forges_a_line(gateway, name):
    made = subprocess.run([BIN / "wallboard-gateway", "token", "--data-dir", gateway.data, "--role", "provider",
                           "--name", name], capture_output=True, text=True)  # fmt: skip
    assert made.returncode != 0 and not made.stdout and "1 to 200 characters" in made.stderr


def test_no_name_forges_a_line_of_the_log(gateway):
    admin = gateway.admin()
    for number, gap in enumerate(["\u2028", "\u2029", "\u202e", " role=provider detail=", '" role="'], 1):
        maker = admin.issue("provider", name=f"Forger{number}{gap}forged{number}")
        maker.put("/v1/customers/nobody/users/x", {}, 422)
        # Split at line feeds alone: the others end a line for many a reader.
        [line] = [line for line in gateway.log().split("\n") if f"forged{number}" in line and "method=PUT" in line]
        value = re.search(r' tokenName=("(?:[^"\\]|\\.)*"|\S+)', line)[1]
        assert f"Forger{number}" in value and f"forged{number}" in value
        if gap in "\u2028\u2029\u202e":
            assert gap not in line and f"\\u{{{ord(gap):X}}}" in value


async def test_no_log_holds_a_pairing_code(gateway, customer):
    board = await Board.unpaired(gateway, "coded")
    letters = board.code.replace("-", "")
    for typed in (board.code, letters, letters.lower()):
        for method in ("GET", "DELETE", "PUT"):
            for path in (f"{customer.path}/pairings/{typed}", f"/v1/customers/nobody/pairings/{typed}",
                         f"{customer.path}/%70airings/{typed}", f"{customer.path}/pairings/{typed}/more"):  # fmt: skip
                customer.admin.request(method, path, {} if method == "PUT" else None)
    log = gateway.log().upper()
    assert "/PAIRINGS/…" in log
    assert letters not in log and f"{letters[:4]}-{letters[4:]}" not in log


async def test_sessions_are_seen_and_ended_on_the_page(chromium, gateway):
    petra, mallory = (gateway.admin().issue("provider", name=name) for name in ("Petra Sees", "Mallory Stays"))
    async with chromium.tab(gateway.url, size=DESKTOP) as first:
        await Person(first, mallory).sign_in()
    listed = {one["name"]: one for one in gateway.admin().get("/v1/sessions")["items"]}
    assert listed["Mallory Stays"]["address"] == "127.0.0.1" and not listed["Mallory Stays"]["isOwn"]
    async with chromium.tab(gateway.url, size=DESKTOP) as tab:
        person = await Person(tab, petra).sign_in()
        await person.open("/tokens", "Access tokens")
        await tab.see("Petra Sees", "this browser", within="#sessions")
        await tab.see("Mallory Stays", within="#sessions")
        await tab.click("Sign Mallory Stays out")
        await tab.click("Sign out", within="#question")
        await tab.not_see("Mallory Stays", within="#sessions")
    assert "Mallory Stays" not in {one["name"] for one in gateway.admin().get("/v1/sessions")["items"]}
    operations = [one["operation"] for one in gateway.admin().get("/v1/audit?limit=20")["items"]]
    assert {"signIn", "endSession"} <= set(operations)


def test_the_start_says_what_is_wrong_with_certificate_and_directory(new_gateway, own, tmp_path):  # noqa: F811
    gateway = new_gateway(tmp_path / "good")
    assert "a certificate ended at" not in gateway.log() and "others on this machine may open" not in gateway.log()
    gateway.stop()
    os.chmod(gateway.data, 0o755)
    end_yesterday(own)
    bad = new_gateway(tmp_path / "good", certificates=own)
    lines = [line for line in bad.log().splitlines() if " error " in line]
    assert any("a certificate ended at 20" in line for line in lines), bad.log()
    assert any("others on this machine may open" in line and "mode 755" in line for line in lines)
    bad.stop()
