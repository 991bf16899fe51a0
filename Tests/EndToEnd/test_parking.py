"""Parking TLS sessions is tried before any is parked; if the trial fails, the gateway serves without."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from admin import Customer
from board import Board
from gateway import BIN

PARKED = "TLS sessions of boards are parked"
NOT_PARKED = "TLS sessions of boards are not parked"


@pytest.fixture(scope="session")
def broken_parking(tmp_path_factory):
    """The variables of a program in whose OpenSSL sessions cannot be parked."""
    library = tmp_path_factory.mktemp("preload") / "broken_parking.so"
    compiler = shutil.which("cc") or shutil.which("clang")
    source = Path(__file__).parent / "preload/broken_parking.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source], check=True)
    return lambda how: {"LD_PRELOAD": str(library), "WALLBOARD_TEST_PARKING": how}


def check(gateway, *flags):
    """What `config check` says, with the settings of a gateway."""
    command = [BIN / "wallboard-gateway", "config", "check", *gateway._flags, *flags]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**os.environ, **gateway.environment})
    assert done.returncode == 0, done.stderr
    return done.stdout


def trials(gateway):
    """The processes that try parking now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"try-parking" in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            pass
    return found


async def serves(gateway):
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "tv-1", customer.key())
    assert board.welcome["view"] == "contactCentre"
    assert gateway.is_running()


async def test_sessions_are_parked_after_a_trial_and_the_log_names_openssl(new_gateway):
    gateway = new_gateway()
    await serves(gateway)
    line = next(line for line in gateway.log().splitlines() if PARKED in line)
    assert "OpenSSL 3." in line
    assert PARKED in check(gateway) and "OpenSSL 3." in check(gateway)


@pytest.mark.parametrize("how, reason", [
    ("crash", "crashed with signal 11"), ("hang", "took more than 5 s"), ("end", "failed with 0")])
async def test_where_the_trial_does_not_come_back_well_nobody_is_parked(new_gateway, broken_parking, how, reason):
    gateway = new_gateway()
    gateway.terminate()
    gateway.environment |= broken_parking(how)
    before = len(gateway.log())
    # Parking a session would end the gateway, or keep a loop for ever.
    gateway.start()
    await serves(gateway)
    told = [line for line in gateway.log()[before:].splitlines() if "parked" in line]
    assert len(told) == 1 and NOT_PARKED in told[0] and reason in told[0] and "warning" in told[0]
    assert NOT_PARKED in check(gateway)
    assert not trials(gateway)


async def test_a_setting_turns_it_off_and_nothing_is_tried(new_gateway, broken_parking):
    gateway = new_gateway(tls_parking="false")
    gateway.terminate()
    gateway.environment |= broken_parking("crash")
    gateway.start()
    await serves(gateway)
    assert NOT_PARKED in gateway.log() and "tlsParking is false" in gateway.log()
    assert "crashed" not in check(gateway)


async def test_a_board_that_asks_for_short_records_gets_them(new_gateway, tmp_path):
    """RFC 6066, section 4: what was agreed on is kept in what a parked session gives back, so such a one is not
    parked."""
    gateway = new_gateway()
    asked = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{gateway.board_port}", "-servername", "localhost", "-tls1_3",
         "-CAfile", gateway.ca, "-maxfraglen", "512", "-quiet", "-ign_eof"],
        input=b"GET /board/board.js HTTP/1.1\r\nHost: localhost\r\n\r\n", capture_output=True, timeout=60)
    assert asked.stdout.startswith(b"HTTP/1.1 200 ") and len(asked.stdout) > 16_384, asked.stderr
    assert b"error" not in asked.stderr.lower(), asked.stderr
