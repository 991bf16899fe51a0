"""The simulated contact centre and the demo's day: a gateway takes every event, and each has an effect."""

import re
import subprocess
from datetime import datetime, timedelta, timezone

import pytest
from board import Board
from gateway import BIN

#: How a progress line ends when the gateway found nothing wrong with any event.
SOUND = "(duplicates 0, rejected 0, ignored 0, shortened 0)"


def play(gateway, customer, tmp_path, *options):
    """Runs the simulated calls; returns the last line that it shows."""
    token = tmp_path / "feed.token"
    token.write_text(gateway.token("feed", customer.id))
    played = subprocess.run(
        [BIN / "wallboard-sim", "calls", "--url", f"https://localhost:{gateway.admin_port}", "--ca", gateway.ca,
         "--token-file", token, "--customer", customer.id, *options],
        capture_output=True, text=True, timeout=120)  # fmt: skip
    assert played.returncode == 0, played.stderr
    return played.stderr.splitlines()[-1]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", ["1", "2", "3"])
async def test_every_event_of_a_simulated_day_counts(gateway, customer, tmp_path, seed):
    shown = play(gateway, customer, tmp_path, "--seed", seed, "--speed", "max", "--duration", "14400", "--rate", "240",
                 "--agents", "12")  # fmt: skip
    assert shown.endswith(SOUND), shown
    board = await Board.enrol(gateway, f"played-{seed}", customer.key("liveAnalytics"))
    state = await board.until(lambda state: state["totals"]["offered"] > 300, "the calls of the day")
    totals = state["totals"]
    for figure in ["answered", "abandoned", "overflowed", "callbacks", "transferred", "missed", "outbound", "internal"]:
        assert totals[figure] > 0, figure
    assert totals["orphaned"] == 0
    # The play has ended, and has left nothing on the boards.
    live = state["live"]
    assert [live[name] for name in ["callsWaiting", "callsRinging", "callsActive", "callsHeld", "callsParked"]] == [0] * 5


@pytest.mark.timeout(120)
def test_a_squeezed_play_that_is_cut_off_counts_too(gateway, customer, tmp_path):
    shown = play(gateway, customer, tmp_path, "--seed", "5", "--speed", "120", "--duration", "8", "--rate", "900",
                 "--agents", "40")  # fmt: skip
    assert shown.endswith(SOUND) and "active 0" in shown, shown


@pytest.mark.timeout(240)
async def test_the_demo_has_a_day_behind_it_and_a_week_before(gateway, tmp_path):
    admin = gateway.admin()
    # A day that began 12 hours ago: the test meets no reset.
    now = datetime.now(timezone.utc)
    admin.post("/v1/customers", {"id": "demo", "name": "Demo", "timeZone": "UTC", "maxWallboards": 10}, 201)
    admin.patch("/v1/customers/demo", {"resetTime": (now + timedelta(hours=12)).strftime("%H:%M")})
    provider, feed = tmp_path / "provider.token", tmp_path / "feed.token"
    provider.write_text(gateway.token("provider"))
    feed.write_text(gateway.token("feed", "demo"))

    def run():
        """Runs the demo until it goes on live; returns what it shows of the calls."""
        with subprocess.Popen(
            [BIN / "wallboard-sim", "demo", "--admin-url", f"https://localhost:{gateway.admin_port}",
             "--board-url", f"wss://localhost:{gateway.board_port}", "--ca", gateway.ca,
             "--provider-token-file", provider, "--feed-token-file", feed, "--seconds", "100"],
            stdout=subprocess.PIPE, text=True) as demo:  # fmt: skip
            progress = []
            for line in demo.stdout:
                if line.startswith("seats") and "calls" in line:
                    progress.append(line.strip())
                    is_live = "late by" not in line and not re.search("week before|events 0 ", line)
                    if is_live and len(progress) > 1:
                        break
            demo.terminate()
            demo.communicate(timeout=60)
        assert demo.returncode == 0
        return progress

    async def offered(serial):
        admin.patch("/v1/customers/demo/licences", {"maxWallboards": 20})
        key = admin.post("/v1/customers/demo/enrolment-keys", {"userId": "demo-liveAnalytics"}, 201)["key"]
        board = await Board.enrol(gateway, serial, key)
        return board, (await board.until(lambda state: "totals" in state, "the day"))["totals"]["offered"]

    shown = run()
    assert all(SOUND in line for line in shown), shown
    assert any("week before" in line for line in shown), shown
    board, first = await offered("demo-first")
    assert first > 10
    # Its half hours are computed once a minute.
    state = await board.until(lambda state: len(state.get("lastWeek") or {}) > 10, "the week before", 90)
    assert len(state["intervals"]) > 1 and state["totals"]["orphaned"] == 0
    await board.close()
    device = next(item for item in admin.items("/v1/customers/demo/devices") if item["serial"] == "demo-first")
    admin.delete(f"/v1/customers/demo/devices/{device['id']}")
    # Once more: what the first run played is gone, and does not count twice.
    shown = run()
    assert all(SOUND in line for line in shown), shown
    _, second = await offered("demo-second")
    assert first * 0.8 < second < first * 1.2 + 20
