"""What a release promises: one version everywhere, and examples that run."""

import json
import re
import subprocess
import sys
import time

import pytest
import yaml
from feed import answered_call
from gateway import BIN, ROOT

VERSION = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())["info"]["version"]


@pytest.mark.parametrize("program", ["wallboard-gateway", "wallboard-connect", "wallboardctl", "wallboard-sim", "wire-echo"])
def test_each_program_prints_the_version_of_the_documents(program):
    printed = subprocess.run([BIN / program, "--version"], capture_output=True, text=True, timeout=60)
    assert (printed.returncode, printed.stdout) == (0, f"{VERSION}\n")


def test_the_metrics_name_the_version(gateway):
    metrics = gateway.admin().request("GET", "/metrics").body.decode()
    assert f'wallboard_build_info{{version="{VERSION}",' in metrics


def test_the_changelog_has_an_entry_for_the_version():
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[:2] == ["Unreleased", VERSION]


def test_the_example_board_shows_what_the_feed_sends(gateway, customer, tmp_path):
    printed = tmp_path / "printed"
    with printed.open("w") as output:
        board = subprocess.Popen(
            [sys.executable, ROOT / "examples/board.py", board_url(gateway), "example-1", customer.key("analytics"),
             "--ca", gateway.ca], stdout=output, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        lines = lambda: [line.split(" ", 1) for line in printed.read_text().splitlines()]  # noqa: E731
        until(lambda: any(kind == "snapshot" for kind, _ in lines()), printed)
        customer.send(answered_call() + answered_call())
        until(lambda: any(kind == "update" and json.loads(text)["totals"]["answered"] == 2 for kind, text in lines()),
              printed)  # fmt: skip
        assert [kind for kind, _ in lines()][:3] == ["registered", "welcome", "snapshot"]
    finally:
        board.terminate()
        board.wait(timeout=20)


def test_the_example_board_says_why_it_was_closed(gateway, customer):
    ended = subprocess.run(
        [sys.executable, ROOT / "examples/board.py", board_url(gateway), "example-2", "not-a-key", "--ca", gateway.ca],
        capture_output=True, text=True, timeout=60)  # fmt: skip
    assert ended.returncode == 1
    assert "The gateway closed the connection" in ended.stderr


def board_url(gateway):
    return f"wss://localhost:{gateway.board_port}/v1/board"


def until(holds, printed, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"still not so: {printed.read_text()[-2000:]}")
