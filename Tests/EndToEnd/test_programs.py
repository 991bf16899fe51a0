"""The programs: settings, tokens, the admins' command line, and the demo of scripts/run."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from board import Board
from gateway import BIN, ROOT


def run(program, *arguments, environment=None, **more):
    return subprocess.run(
        [BIN / program, *arguments], capture_output=True, text=True, timeout=60,
        env={**os.environ, **(environment or {})}, **more)


def ctl(gateway, tmp_path, *arguments):
    token = tmp_path / "token"
    token.write_text(gateway.admin()._token)
    return run("wallboardctl", *arguments, "--url", f"https://localhost:{gateway.admin_port}", "--ca", gateway.ca,
               "--token-file", token)  # fmt: skip


def test_the_settings_are_checked_and_printed(tmp_path):
    file = tmp_path / "gateway.yaml"
    file.write_text("dataDir: /data\ntlsCert: a\ntlsKey: b\nheartbeatSeconds: 1\nheartbeat: 2\n")
    # Few connections: a limit on descriptors that is too low for them would be a warning too.
    ports = ["--board-listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--max-connections", "64"]
    checked = run("wallboard-gateway", "config", "check", "--config", file, *ports)
    assert checked.returncode == 78
    assert checked.stderr.splitlines() == [
        "warning: publicUrl is not set, and 127.0.0.1:0 (adminListen) is no address that a phone can open: "
        "boards cannot be paired by code, only by enrolment key",
        f"{file}:2: tlsCert names a, which cannot be read", f"{file}:3: tlsKey names b, which cannot be read",
        f'{file}:4: heartbeatSeconds must be a whole number from 5 to 300, not "1"',
        f"{file}:5: heartbeat is not the name of a setting"]
    assert run("wallboard-gateway", "serve", "--config", file).returncode == 78
    file.write_text("dataDir: /data\ntlsCert: a\ntlsKey: b\n")
    printed = run(
        "wallboard-gateway", "config", "print", "--config", file, "--loops", "3",
        environment={"WALLBOARD_HEARTBEAT_SECONDS": "20"})
    assert "loops: 3  # --loops\n" in printed.stdout
    assert "heartbeatSeconds: 20  # WALLBOARD_HEARTBEAT_SECONDS\n" in printed.stdout
    assert f"dataDir: \"/data\"  # {file}:1\n" in printed.stdout
    # Every setting has a flag.
    flags = run("wallboard-gateway", "serve", "--help").stdout
    for key in re.findall(r"^(?:# )?([a-zA-Z]+):", printed.stdout, re.MULTILINE):
        assert re.search("--" + re.sub("([A-Z])", r"-\1", key).lower() + r"\b", flags), key


def test_tokens_of_wrong_roles_and_unknown_customers_are_refused(gateway):
    for arguments in [["--role", "king"], ["--role", "feed"], ["--role", "feed", "--customer", "nobody-knows"]]:
        made = run("wallboard-gateway", "token", "--data-dir", gateway.data, "--name", "x", *arguments)
        assert made.returncode != 0 and made.stderr and not made.stdout, arguments


async def test_the_command_line_shows_and_raises_the_maximum(gateway, customer, tmp_path):
    await Board.enrol(gateway, "ctl-1", customer.key())
    shown = ctl(gateway, tmp_path, "licences", "show", customer.id)
    assert shown.returncode == 0 and "1/10" in shown.stdout, shown.stderr
    raised = ctl(gateway, tmp_path, "licences", "set-max", customer.id, "11", "--json")
    assert json.loads(raised.stdout)["devices"]["wallboards"]["display"] == "1/11"
    assert "ctl-1" in ctl(gateway, tmp_path, "devices", "list", customer.id).stdout
    refused = ctl(gateway, tmp_path, "licences", "set-max", customer.id, "0")
    assert refused.returncode == 1 and "ctl-1" in refused.stderr


@pytest.fixture
def demo(tmp_path):
    """Starts scripts/run with the existing programs: `demo(WALLBOARD_RUN_SECONDS="20")`."""
    started = []

    def start(**variables):
        environment = {
            **os.environ, "WALLBOARD_BIN_DIR": str(BIN), "WALLBOARD_VAR": str(tmp_path / "var"),
            "BOARD_LISTEN": "127.0.0.1:0", "ADMIN_LISTEN": "127.0.0.1:0", **variables,
        }  # fmt: skip
        started.append(subprocess.Popen(
            ["bash", ROOT / "scripts/run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True))  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.timeout(180)
def test_the_demo_shows_every_tier_and_the_refused_board(demo):
    shown, first = [], demo(WALLBOARD_RUN_SECONDS="20")
    raise_maximum = None
    for line in first.stdout:
        shown.append(line)
        command = re.search(r"\S*wallboardctl licences set-max demo 11.*", line)
        if command and not raise_maximum and any("seatLimit" in line for line in shown):
            raise_maximum = subprocess.run(command[0].strip().split(), capture_output=True, text=True, timeout=30)
    text = "".join(shown)
    assert first.wait(60) == 0, text
    for tier in ["insights", "analytics", "liveAnalytics", "contactCentre"]:
        assert tier in text, f"{tier} is missing in:\n{text}"
    assert "10/10" in text and "seatLimit" in text
    assert raise_maximum and raise_maximum.returncode == 0 and "11/11" in text, text
    assert not processes_in_session(first.pid), "scripts/run left something behind"

    # On existing data, and ended from outside.
    second = demo()
    for line in second.stdout:
        if "10/10" in line:
            break
    second.terminate()
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert not processes_in_session(second.pid), "scripts/run left something behind"


def test_a_taken_port_is_reported_with_the_way_out(demo, gateway):
    busy = demo(BOARD_LISTEN=f"127.0.0.1:{gateway.board_port}")
    shown = busy.communicate(timeout=60)[0]
    assert busy.returncode == 1
    assert "Something listens there already" in shown and "BOARD_LISTEN=127.0.0.1:0" in shown


def processes_in_session(session):
    """What still runs of a session a moment after its leader ended."""
    for _ in range(20):
        left = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            if fields[3] == str(session) and fields[0] != "Z":
                left.append(entry.parent.name)
        if not left:
            break
        time.sleep(0.1)
    return left
