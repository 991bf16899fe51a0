"""One real, dirty day of a bank's call centre: replayed by the simulator, counted here independently."""

import csv
import os
import subprocess
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from admin import Customer
from board import Board
from gateway import BIN, ROOT

DATA = Path(os.environ.get("WALLBOARD_DATA", ROOT.parent / "shared/data"))
DAY = DATA / "bank-calls-one-day.csv"


def noon_zone():
    """A time zone in which it is about noon now, so that the day does not end during the test."""
    ahead = 12 - datetime.now(timezone.utc).hour
    return f"Etc/GMT{-ahead:+d}", timezone(timedelta(hours=ahead))


class Count:
    """The figures of protocol section 8 for calls that wait in one queue, in whole seconds."""

    def __init__(self):
        self.answered = self.abandoned = self.short = self.within = self.wait = self.talk = 0
        self.longest = 0

    @property
    def offered(self):
        return self.answered + self.abandoned + self.short


def seconds(time_of_day):
    hours, minutes, rest = map(int, time_of_day.split(":"))
    return hours * 3600 + minutes * 60 + rest


def count(rows):
    """(totals, by queue, calls answered without a queue, records and hang-ups to be ignored), from the rows alone."""
    totals, queues, unqueued, ignored = Count(), defaultdict(Count), 0, 0
    for row in rows:
        if row["outcome"] == "PHANTOM":
            ignored += 1
            continue
        if row["q_start"] == "0:00:00":
            # Who hangs up before the queue was never queued, rang nowhere and was not answered: no call that counts.
            unqueued += row["outcome"] == "AGENT"
            ignored += row["outcome"] != "AGENT"
            continue
        # The recorded lengths count, since the units' clocks differ by seconds; only a talk that began after the
        # queue was left made the caller wait for longer.
        wait = int(row["q_time"])
        if row["outcome"] == "AGENT" and row["ser_start"] != "0:00:00":
            wait += max(0, seconds(row["ser_start"]) - seconds(row["q_exit"]))
        for figures in (totals, queues[row["type"]]):
            figures.longest = max(figures.longest, wait)
            if row["outcome"] == "AGENT":
                figures.answered += 1
                figures.within += wait <= 20
                figures.wait += wait
                figures.talk += int(row["ser_time"])
            elif wait < 5:
                figures.short += 1
            else:
                figures.abandoned += 1
    return totals, queues, unqueued, ignored


def compare(figures, counted, name):
    told = [figures[key] for key in ("offered", "answered", "abandoned", "shortAbandoned", "overflowed", "orphaned")]
    assert told == [counted.offered, counted.answered, counted.abandoned, counted.short, 0, 0], name
    assert figures["longestWaitSeconds"] == counted.longest, name
    if counted.answered:
        level = counted.within / (counted.answered + counted.abandoned)
        assert figures["serviceLevel"] == pytest.approx(level, abs=0.00005), name
        assert figures["averageSpeedOfAnswerSeconds"] == pytest.approx(counted.wait / counted.answered, abs=0.001), name
        assert figures["averageTalkSeconds"] == pytest.approx(counted.talk / counted.answered, abs=0.001), name
        # The day has neither hold nor wrap-up.
        assert figures["averageHandleSeconds"] == figures["averageTalkSeconds"], name


@pytest.mark.timeout(240)
async def test_the_totals_of_the_real_day_are_those_of_an_independent_count(new_gateway, tmp_path):
    if not DAY.exists():
        pytest.skip(f"the recorded day is not there: {DAY} (WALLBOARD_DATA names its directory)")
    zone, local = noon_zone()
    gateway = new_gateway(max_event_skew_seconds=172_800)
    customer = Customer(gateway.admin())
    customer.admin.patch(customer.path, {"timeZone": zone, "resetTime": "00:00"})
    token = tmp_path / "feed.token"
    token.write_text(gateway.token("feed", customer.id))
    replay = [
        BIN / "wallboard-sim", "replay", DAY, "--url", f"https://localhost:{gateway.admin_port}", "--ca", gateway.ca,
        "--token-file", token, "--customer", customer.id, "--speed", "max", "--time-zone", zone,
        "--date", datetime.now(local).date().isoformat(), "--report", tmp_path / "report.txt",
    ]  # fmt: skip
    ended = subprocess.run(replay, capture_output=True, text=True, timeout=180)
    assert ended.returncode == 0, ended.stderr + ended.stdout
    assert (tmp_path / "report.txt").stat().st_size > 0

    with open(DAY, newline="") as file:
        rows = list(csv.DictReader(file))
    totals, queues, unqueued, ignored = count(rows)
    assert totals.offered + unqueued + ignored == 2375, "a row was lost in the count"
    board = await Board.enrol(gateway, "day-1", customer.key("analytics"))
    state = await board.until(lambda state: state["totals"]["offered"] >= totals.offered, "the whole day", 60)
    compare(state["totals"], totals, "totals")
    assert set(state["queues"]) == set(queues)
    for queue, counted in queues.items():
        compare(state["queues"][queue], counted, queue)
    assert state["totals"]["inbound"] == totals.offered + unqueued
    halves = Counter(seconds(row["q_start"]) // 1800 for row in rows
                     if row["outcome"] != "PHANTOM" and row["q_start"] != "0:00:00")  # fmt: skip
    date = datetime.now(local).date().isoformat()
    assert {start: figures["offered"] for start, figures in state["intervals"].items()} == {
        f"{date}T{half // 2:02d}:{half % 2 * 30:02d}": offered for half, offered in halves.items()}
