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

    def boards(seconds):
        ended = subprocess.run(
            [BIN / "wallboard-sim", "boards", "--url", f"wss://localhost:{gateway.board_port}", "--ca", gateway.ca,
             "--enrolment-key-file", key, "--state-file", tokens, "--count", str(BOARDS), "--seconds", str(seconds),
             "--json-lines"], capture_output=True, text=True, timeout=60)  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return [json.loads(line) for line in ended.stdout.splitlines()]

    lines = boards(5)
    assert max(line["boards"]["live"] for line in lines) == BOARDS
    last = lines[-1]
    assert last["registrations"] == BOARDS and last["gaps"] == 0 and last["unreadable"] == 0 and not last["refused"]
    assert last["views"]["contactCentre"]["updates"] > 0
    assert customer.wallboards()["configured"] == BOARDS

    # With the tokens that they kept they come back without registering again.
    again = boards(3)
    assert max(line["boards"]["live"] for line in again) == BOARDS and again[-1]["registrations"] == 0
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
