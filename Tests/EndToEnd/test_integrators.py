"""The pages for integrators: what they show is what works."""

import json
import os
import re
import subprocess

from board import Board
from feed import moment
from gateway import BIN, ROOT

PAGE = (ROOT / "docs/calls.md").read_text()
#: Options of curl and of `wallboard-gateway token` in the guide.
CURL = ["--fail", "--silent", "--show-error", "--cacert", "--data-binary"]
GATEWAY_TOKEN = ["--data-dir", "--role", "--customer", "--name"]
GUIDE = (ROOT / "docs/connect-a-pbx.md").read_text()


def blocks(kind, page=PAGE):
    return re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)


def run(script, gateway, customer, tmp_path):
    token = tmp_path / "feed.token"
    token.write_text(gateway.token("feed", customer.id))
    here = {
        **os.environ, "GATEWAY": f"https://localhost:{gateway.admin_port}", "CUSTOMER": customer.id,
        "CA": str(gateway.ca), "TOKEN_FILE": str(token),
    }  # fmt: skip
    ended = subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=here, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr + ended.stdout
    return ended.stdout


def test_an_example_of_every_type_is_accepted_and_counts(gateway, customer):
    types = set(re.findall(r"`((?:call|agent)\.\w+)`", PAGE.split("## 2.")[0]))
    events = [json.loads(line) for line in blocks("json")[0].replace("NOW", moment(-60)).splitlines()]
    assert {event["type"] for event in events} == types | {"agent.state"}
    receipt = customer.send(events)
    assert receipt == {"accepted": len(events), "duplicates": 0, "shortened": 0, "rejected": [], "ignored": []}


async def test_the_commands_of_the_page_do_what_it_says(gateway, customer, tmp_path):
    board = await Board.enrol(gateway, "page-1", customer.key())
    said = run("\n".join(blocks("sh")[1:]), gateway, customer, tmp_path)
    assert '"accepted":2' in said and '"stated":1' in said
    state = await board.until(lambda state: state["live"]["callsActive"] == 1, "the stated call")
    assert state["live"]["calls"]["first"]["agent"] == "Ada"


async def test_the_commands_of_the_guide_show_a_call_from_its_beginning_to_its_end(gateway, customer, tmp_path):
    board = await Board.enrol(gateway, "guide-1", customer.key())
    script = next(block for block in blocks("sh", GUIDE) if "send()" in block)
    assert run(script, gateway, customer, tmp_path).count('"accepted":1') == 4
    state = await board.until(lambda state: state["totals"]["answered"] == 1, "the call")
    assert state["agents"]["Ada"]["answered"] == 1


def test_what_the_guide_says_of_the_connector_exists():
    connect = [BIN / "wallboard-connect", "asterisk"]
    helped = "".join(
        subprocess.run([*connect, *command, "--help"], capture_output=True, text=True, timeout=60).stdout
        for command in ([], ["run"], ["check"], ["backfill"]))  # fmt: skip
    commands = "\n".join(block for block in blocks("sh", GUIDE) if "wallboard-connect" in block)
    unit = (ROOT / "deploy/wallboard-connect.service").read_text()
    for option in set(re.findall(r"(?<!-)--[a-z][a-z-]+", GUIDE + unit)) - {"--ca"} - set(CURL):
        assert option in helped or option in GATEWAY_TOKEN, option
    assert "--ca" in helped and "check" in commands and "backfill" in commands
    metrics = (ROOT / "Sources/Executables/wallboard-connect/Feed/MetricsPort.swift").read_text()
    table = GUIDE.split("serves these to Prometheus")[1].split("###")[0]
    for name in re.findall(r"`([a-z_]+)(?:\{result\})?`", table):
        assert f'"wallboard_connect_{name}"' in metrics or name in {"rejected", "ignored", "wallboard_connect_"}, name


def test_the_example_configuration_of_the_connector_is_taken(tmp_path):
    log = tmp_path / "queue_log"
    log.touch()
    for number, config in enumerate([(ROOT / "deploy/wallboard-connect.yaml").read_text(), blocks("yaml", GUIDE)[0]]):
        file = tmp_path / f"{number}.yaml"
        file.write_text(config)
        done = subprocess.run(
            [BIN / "wallboard-connect", "asterisk", "backfill", "--queue-log", log, "--config", file, "--dry-run"],
            capture_output=True, text=True, timeout=60)  # fmt: skip
        assert done.returncode == 0, done.stderr
