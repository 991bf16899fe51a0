"""The page for integrators: what it shows is what works."""

import json
import os
import re
import subprocess

from board import Board
from feed import moment
from gateway import ROOT

PAGE = (ROOT / "docs/calls.md").read_text()


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def test_an_example_of_every_type_is_accepted_and_counts(gateway, customer):
    types = set(re.findall(r"`((?:call|agent)\.\w+)`", PAGE.split("## 2.")[0]))
    events = [json.loads(line) for line in blocks("json")[0].replace("NOW", moment(-60)).splitlines()]
    assert {event["type"] for event in events} == types | {"agent.state"}
    receipt = customer.send(events)
    assert receipt == {"accepted": len(events), "duplicates": 0, "shortened": 0, "rejected": [], "ignored": []}


async def test_the_commands_of_the_page_do_what_it_says(gateway, customer, tmp_path):
    token = tmp_path / "feed.token"
    token.write_text(gateway.token("feed", customer.id))
    board = await Board.enrol(gateway, "page-1", customer.key())
    script = "\n".join(blocks("sh")[1:])
    here = {
        **os.environ, "GATEWAY": f"https://localhost:{gateway.admin_port}", "CUSTOMER": customer.id,
        "CA": str(gateway.ca), "TOKEN_FILE": str(token),
    }  # fmt: skip
    ended = subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=here, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr + ended.stdout
    assert '"accepted":2' in ended.stdout and '"stated":1' in ended.stdout
    state = await board.until(lambda state: state["live"]["callsActive"] == 1, "the stated call")
    assert state["live"]["calls"]["first"]["agent"] == "Ada"
