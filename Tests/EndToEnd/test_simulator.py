"""The simulator: boards by the hundred and a seeded contact centre against a real gateway."""

import json
import subprocess

import pytest
from admin import Customer
from gateway import BIN

BOARDS = 300


@pytest.mark.timeout(120)
def test_boards_by_the_hundred_follow_a_simulated_contact_centre(gateway, tmp_path):
    customer = Customer(gateway.admin(), maximum=None)
    key, token, tokens = tmp_path / "key", tmp_path / "feed.token", tmp_path / "tokens.json"
    key.write_text(customer.key("contactCentre"))
    token.write_text(gateway.token("feed", customer.id))

    calls = subprocess.Popen(
        [BIN / "wallboard-sim", "calls", "--url", f"https://localhost:{gateway.admin_port}", "--ca", gateway.ca,
         "--token-file", token, "--customer", customer.id, "--seed", "7", "--rate", "3600", "--agents", "30",
         "--speed", "10", "--duration", "8"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip

    def boards(arrived):
        """Runs the boards until a status line says that they have `arrived`; returns the last line."""
        with subprocess.Popen(
            [BIN / "wallboard-sim", "boards", "--url", f"wss://localhost:{gateway.board_port}", "--ca", gateway.ca,
             "--enrolment-key-file", key, "--state-file", tokens, "--count", str(BOARDS), "--seconds", "60",
             "--json-lines"], stdout=subprocess.PIPE, text=True) as fleet:  # fmt: skip
            for line in fleet.stdout:
                status = json.loads(line)
                if arrived(status):
                    break
            fleet.terminate()
            fleet.communicate(timeout=60)
        assert fleet.returncode == 0 and arrived(status), status
        assert status["gaps"] == 0 and status["unreadable"] == 0 and not status["refused"]
        return status

    def all_live(status):
        return status["boards"]["live"] == BOARDS

    first = boards(lambda status: all_live(status) and status["views"]["contactCentre"]["updates"] > 0)
    assert first["registrations"] == BOARDS == customer.wallboards()["configured"]
    # With the tokens that they kept they come back without registering again.
    assert boards(all_live)["registrations"] == 0
    assert customer.wallboards()["configured"] == BOARDS
    shown = calls.communicate(timeout=60)[0]
    assert calls.returncode == 0, shown


def test_one_seed_gives_one_day(tmp_path):
    days = []
    for name in ["a", "b"]:
        out = tmp_path / name
        made = subprocess.run(
            [BIN / "wallboard-sim", "calls", "--seed", "3", "--duration", "1800", "--play", "day", "--events-out", out],
            capture_output=True, text=True, timeout=60)  # fmt: skip
        assert made.returncode == 0, made.stderr
        events = [json.loads(line) for line in out.read_text().splitlines()]
        assert len(events) > 100
        for event in events:
            event.pop("time")
        days.append(events)
    assert days[0] == days[1]
