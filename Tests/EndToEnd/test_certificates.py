"""Certificates change while the gateway runs, and nobody who is connected notices."""

import asyncio
import os
import shutil
import signal
import ssl
import subprocess

import pytest
from admin import Customer
from board import Board, eventually
from feed import waiting_call
from gateway import BIN, make_certificates
from tls import copy_of, end_yesterday, renew, served, shown

RELOADS = "wallboard_certificate_reloads_total"
EXPIRY = "wallboard_certificate_expiry_timestamp_seconds"
REFUSED = "certificates could not be loaded: those before stay"


@pytest.fixture
def own(tmp_path):
    """Certificates that the test may change."""
    return make_certificates(tmp_path / "own")


def hang_up(gateway):
    gateway.process.send_signal(signal.SIGHUP)


async def both_show(gateway, certificate):
    for port in (gateway.board_port, gateway.admin_port):
        await eventually(lambda: shown(gateway, port) == certificate, f"port {port} shows the new certificate")


async def test_a_hang_up_loads_the_new_certificate_and_no_board_notices(new_gateway, own):
    gateway = new_gateway(loops=2, tls_check_seconds=3600, certificates=own)
    provider = gateway.admin()
    customer = Customer(provider)
    key = customer.key()
    boards = [await Board.enrol(gateway, f"stays-{number}", key) for number in range(4)]
    renew(own)
    hang_up(gateway)
    await both_show(gateway, served(own))

    customer.send(waiting_call("after"))
    for board in boards:
        await board.until(lambda state: "after" in state["live"]["calls"], "the call on a board that was there before")
    await Board.enrol(gateway, "new", key)
    assert provider.metric(RELOADS + '{result="loaded"}') == 1
    end = ssl.cert_time_to_seconds(ssl._ssl._test_decode_cert(str(own / "server.pem"))["notAfter"])
    assert provider.metric(EXPIRY) == end
    assert gateway.terminate() == 0


async def test_a_changed_file_is_noticed(new_gateway, own):
    gateway = new_gateway(tls_check_seconds=1, certificates=own)
    renew(own)
    await both_show(gateway, served(own))


async def test_a_link_to_another_directory_is_a_change(new_gateway, own, tmp_path):
    """As mounted secrets and certbot's links change: no existing file is written."""
    first, second = copy_of(own, tmp_path / "first"), copy_of(own, tmp_path / "second")
    live = tmp_path / "live"
    live.symlink_to(first)
    gateway = new_gateway(tls_check_seconds=1, certificates=live)
    await both_show(gateway, served(first))
    (tmp_path / "next").symlink_to(second)
    os.replace(tmp_path / "next", live)
    await both_show(gateway, served(second))


async def test_half_a_pair_changes_nothing_until_the_other_half_is_there(new_gateway, own, tmp_path):
    gateway = new_gateway(tls_check_seconds=1, certificates=own)
    provider = gateway.admin()
    old, new = served(own), copy_of(own, tmp_path / "new")
    shutil.copy(new / "server.pem", own / "server.pem")
    await eventually(lambda: REFUSED in gateway.log(), "the log reports a certificate without its key")
    for _ in range(3):
        assert shown(gateway, gateway.board_port) == shown(gateway, gateway.admin_port) == old
        await asyncio.sleep(1)
    assert gateway.log().count(REFUSED) == 1, "a change is logged once"
    assert provider.metric(RELOADS + '{result="refused"}') == 1

    shutil.copy(new / "server-key.pem", own / "server-key.pem")
    await both_show(gateway, served(new))
    assert provider.metric(RELOADS + '{result="loaded"}') == 1


@pytest.mark.parametrize("name,content", [
    ("server.pem", "no certificate"), ("server-key.pem", "no key"), ("server.pem", None), ("server-key.pem", None)])
async def test_a_file_that_cannot_be_used_changes_nothing(new_gateway, own, name, content):
    gateway = new_gateway(tls_check_seconds=3600, certificates=own)
    old, kept = served(own), (own / name).read_text()
    board = await Board.enrol(gateway, "stays", Customer(gateway.admin()).key())
    (own / name).unlink() if content is None else (own / name).write_text(content)
    hang_up(gateway)
    await eventually(lambda: REFUSED in gateway.log(), "the log reports the file")
    line = next(line for line in gateway.log().splitlines() if REFUSED in line)
    assert str(own / name) in line and "SIGHUP" in line and " error" in line
    assert shown(gateway, gateway.board_port) == shown(gateway, gateway.admin_port) == old
    assert gateway.admin().metric(RELOADS + '{result="refused"}') == 1

    (own / name).write_text(kept)
    renew(own)
    hang_up(gateway)
    await both_show(gateway, served(own))
    assert board.is_open


async def test_a_certificate_that_has_ended_changes_nothing(new_gateway, own):
    gateway = new_gateway(tls_check_seconds=3600, certificates=own)
    old = served(own)
    end_yesterday(own)
    hang_up(gateway)
    await eventually(lambda: REFUSED in gateway.log(), "the log reports the expiry")
    assert "they ended at 20" in gateway.log()
    assert shown(gateway, gateway.board_port) == shown(gateway, gateway.admin_port) == old


def test_the_check_of_the_settings_loads_the_certificates(own, tmp_path):
    def check(key):
        return subprocess.run(
            [BIN / "wallboard-gateway", "config", "check", "--data-dir", tmp_path, "--tls-cert", own / "server.pem",
             "--tls-key", key], capture_output=True, text=True)  # fmt: skip

    assert check(own / "server-key.pem").returncode == 0
    refused = check(own / "ca-key.pem")
    assert refused.returncode == 78
    assert f"private key {own / 'ca-key.pem'}: key values mismatch" in refused.stderr


async def test_the_certificate_is_for_the_name_that_is_asked_for(new_gateway, own, tmp_path):
    second = copy_of(own, tmp_path / "second", "second.example", "*.wild.example")
    third = copy_of(own, tmp_path / "third", "third.example")
    pairs = ",".join(f"{each / 'server.pem'}:{each / 'server-key.pem'}" for each in (second, third))
    gateway = new_gateway(certificates=own, tls_more_certificates=pairs, tls_check_seconds=1)
    for port in (gateway.board_port, gateway.admin_port):
        for name, certificates in [
            ("localhost", own), ("127.0.0.1", own), ("second.example", second), ("a.wild.example", second),
            ("third.example", third),
        ]:  # fmt: skip
            assert shown(gateway, port, name) == served(certificates), name
        for name in ("elsewhere.example", "a.b.wild.example"):
            with pytest.raises(ssl.SSLCertVerificationError):
                shown(gateway, port, name)
    renew(third, "third.example")
    for port in (gateway.board_port, gateway.admin_port):
        await eventually(
            lambda: shown(gateway, port, "third.example") == served(third), "each certificate is watched")


def test_the_check_of_the_settings_says_what_the_start_would_say(own, tmp_path, new_gateway):
    gateway = new_gateway(tmp_path / "gateway", certificates=own)
    gateway.stop()

    def check():
        done = subprocess.run(
            [BIN / "wallboard-gateway", "config", "check", *gateway._flags], capture_output=True, text=True)
        assert done.returncode == 0 and "The settings are in order." in done.stdout, done
        return done.stderr.splitlines()

    assert not [line for line in check() if "a certificate ended" in line or "others on this machine" in line]
    gateway.data.chmod(0o755)
    end_yesterday(own)
    checked = check()
    gateway.start()
    said = [line for line in gateway.log().splitlines() if " error " in line]
    for words, flag in (("a certificate ended at 20", "--tls-cert"), ("others on this machine may open", "--data-dir")):
        sentence = next(line[line.index(words):] for line in checked if words in line)
        assert f"warning: {flag}: {sentence}" in checked
        assert any(sentence in line for line in said), (sentence, said)
