"""wallboard-connect asterisk, with a PBX that plays the recording of a real Asterisk over TCP."""

import asyncio
import json
import signal
import socket
import subprocess
import threading
import time
import urllib.request

import pytest
from admin import Customer
from board import Board
from gateway import BIN
from pbx import AGENTS, DATA, QUEUES, SECRET, Pbx, Recording, Sink, count, expect_the_table

pytestmark = pytest.mark.skipif(
    not (DATA / "ami.txt.gz").exists(), reason=f"the recording is not there: {DATA} (WALLBOARD_DATA names its directory)")


class Connector:
    """One wallboard-connect asterisk; its spool outlives its process."""

    def __init__(self, directory, pbx, url, ca, customer="acme", token="token", extra=(), metrics=False):
        self.directory = directory
        (directory / "secret").write_text(SECRET + "\n")
        (directory / "token").write_text(token + "\n")
        self.gateway = ["--gateway", url, "--feed-token-file", directory / "token", "--ca", ca, "--customer", customer]
        self.ami = ["--ami", pbx.address, "--ami-user", "wallboard", "--ami-secret-file", directory / "secret"]
        self.extra = [*extra, "--spool", directory / "spool"]
        if metrics:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.metrics = f"127.0.0.1:{free.getsockname()[1]}"
            self.extra += ["--metrics", self.metrics]
        self.process, self._log = None, directory / "connect.log"

    def start(self, *more):
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(
                [BIN / "wallboard-connect", "asterisk", *self.ami, *self.gateway, *self.extra, *more], stdout=log,
                stderr=log)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(20) == 0, self.log()

    def figures(self):
        """Metrics without the prefix of their names."""
        text = urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=10).read().decode()
        lines = (line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("wallboard_connect_"))
        return {name.removeprefix("wallboard_connect_"): float(number) for name, number in lines}

    def wait_until_read(self, pbx, seconds=60):
        """Waits until everything that the PBX has said is read and on disk."""
        deadline, before = time.monotonic() + seconds, None
        while True:
            figures = self.figures()
            counts = figures["ami_messages_total"], figures["events_total"], figures["spool_bytes"]
            if counts[0] >= pbx.said and counts == before:
                return
            assert time.monotonic() < deadline, (pbx.said, figures)
            before = counts
            time.sleep(0.3)

    def log(self):
        return self._log.read_text(errors="replace")

    def run(self, *arguments, **more):
        return subprocess.run(
            [BIN / "wallboard-connect", "asterisk", *arguments], capture_output=True, text=True, timeout=120, **more)


@pytest.fixture
def sink(certificates):
    sink = Sink(certificates)
    yield sink
    sink.close()


@pytest.fixture
def connect(tmp_path, certificates, sink):
    """Starts a PBX and a connector to it: `pbx, connector = connect(seed=1)`."""
    started = []

    def start(seed=0, log=False, extra=(), tls=False, **more):
        directory = tmp_path / f"connect-{len(started)}"
        directory.mkdir()
        file = directory / "queue_log" if log else None
        if file:
            file.touch()
            extra = [*extra, "--queue-log", file]
        pbx = Pbx(Recording(), file, seed, certificates if tls else None)
        connector = Connector(directory, pbx, sink.url, certificates / "ca.pem", extra=extra, **more)
        started.append((pbx, connector))
        return pbx, connector

    yield start
    for pbx, connector in started:
        connector.stop()
        pbx.close()


def ended(events):
    return sum(event["type"] == "call.ended" for event in events)


def finish(sink, log):
    """Waits until the last call has ended: over AMI it is still talking when the recording ends."""
    sink.wait_for(lambda sink: ended(sink.events.values()) >= 144)
    return list(sink.events.values())


def test_the_recording_over_ami_gives_the_table(connect, sink):
    pbx, connector = connect(log=True)
    connector.start()
    pbx.wait_for_login(1).play()
    # The last call goes on when the recording ends; what follows is in the log.
    pbx._channels.clear()
    pbx.drop()
    pbx.wait_for_login(2)
    events = finish(sink, connector.log())
    expect_the_table(events)
    assert {event["agent"] for event in events if event["type"] == "agent.state"} == set(AGENTS)
    # The wall has what is so now.
    sink.wait_for(lambda sink: sink.statements)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_missed_while_cut_off_is_filled_in_from_the_log(connect, sink, seed):
    pbx, connector = connect(seed, log=True)
    connector.start()
    pbx.wait_for_login(1)
    logins = 1
    while not pbx.is_over:
        pbx.play(pbx.random.randint(500, 4000))
        pbx.drop()
        pbx.play(pbx.random.randint(0, 800))
        logins += 1
        pbx.wait_for_login(logins)
    pbx._channels.clear()
    pbx.drop()
    expect_the_table(finish(sink, connector.log()))


@pytest.mark.parametrize("seed", range(4))
def test_kill_9_at_any_time_loses_nothing(connect, sink, seed):
    pbx, connector = connect(seed, log=True)
    for restart in range(1, 6):
        connector.start()
        pbx.wait_for_login(restart)
        pbx.play(pbx.random.randint(500, 2500))
        sink.failing = restart % 2
        connector.kill()
        pbx.play(pbx.random.randint(0, 600))
    sink.failing = 0
    connector.start()
    pbx.wait_for_login(6).play()
    pbx._channels.clear()
    pbx.drop()
    expect_the_table(finish(sink, connector.log()))


def test_kill_9_without_a_log_loses_nothing_that_was_said(connect, sink):
    pbx, connector = connect(7, metrics=True)
    sink.failing = 1
    for restart in range(1, 5):
        connector.start()
        pbx.wait_for_login(restart).play(3200, pause=0.001)
        connector.wait_until_read(pbx)
        connector.kill()
    sink.failing = 0
    connector.start()
    pbx.wait_for_login(5).play()
    sink.wait_for(lambda sink: ended(sink.events.values()) >= 143)
    queues, agents = count(sink.events.values())
    # The one call that talks when the recording ends is not complete: it came by way of sales.
    (left,) = {event.get("callId") for event in sink.events.values()} - {None} - {
        event["callId"] for event in sink.events.values() if event["type"] == "call.ended"}  # fmt: skip
    path = [event["queue"] for event in sink.events.values() if event.get("callId") == left and event["type"] == "call.queued"]
    assert path == ["sales", "support"]
    for queue in QUEUES:
        entered, answered, _, _, abandoned, _, overflowed = QUEUES[queue][:7]
        entered -= queue in path
        answered -= queue == "support"
        overflowed -= queue == "sales"
        assert [queues[queue][place] for place in (0, 1, 4, 6)] == [entered, answered, abandoned, overflowed], queue
    assert {agent: row[2] for agent, row in agents.items()} == {agent: row[2] for agent, row in AGENTS.items()}


def test_events_wait_in_the_spool_while_the_gateway_takes_none(connect, sink):
    pbx, connector = connect(metrics=True)
    sink.failing = 1
    connector.start()
    pbx.wait_for_login(1).play(6000)
    deadline = time.monotonic() + 20
    while True:
        figures = connector.figures()
        if figures["ami_messages_total"] > 6000 and figures["spool_bytes"] > 50_000:
            break
        assert time.monotonic() < deadline, figures
        time.sleep(0.1)
    assert figures["ami_up"] == 1 and not sink.events
    assert figures["spool_age_seconds"] > 1
    sink.failing = 0
    sink.wait_for(lambda sink: len(sink.events) == figures["events_total"])


def test_no_sign_of_life_while_asterisk_is_not_logged_in(connect, sink):
    pbx, connector = connect()
    pbx.secret = "another"
    connector.start()
    deadline = time.monotonic() + 30
    while pbx.refused < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert not sink.requests
    assert "Asterisk refuses the login (Authentication failed)" in connector.log()
    pbx.secret = SECRET
    pbx.wait_for_login(1)
    # The active calls, and an empty POST where there are none.
    sink.wait_for(lambda sink: sink.requests)


@pytest.mark.parametrize(("greeting", "reason"), [
    (b"Asterisk Call Manager/2.10.6\r\n", "an Asterisk before 16"),
    (b"SSH-2.0-OpenSSH_9.6\r\n", "not Asterisk's manager interface"),
    (b"A" * 2_000_000, "a line does not end"),
])  # fmt: skip
def test_what_is_not_understood_is_named_and_the_feed_stays_lost(connect, sink, greeting, reason):
    pbx, connector = connect()
    pbx.greeting = greeting
    connector.start()
    deadline = time.monotonic() + 30
    while reason not in connector.log():
        assert time.monotonic() < deadline, connector.log()
        time.sleep(0.1)
    assert not sink.requests and connector.process.poll() is None


def test_odd_messages_change_nothing_else(connect, sink):
    pbx, connector = connect(log=True)
    odd = [b"Event: QueueCallerJoin\r\n\r\n", b"Event\r\nno colon\r\n\r\n", b"\xff\xfe: \x00\r\n\r\n", b"\r\n\r\n\r\n",
           b"Event: AgentConnect\r\nUniqueid: \r\nQueue: sales\r\n\r\n", b"Response: Error\r\nMessage: ?\r\n\r\n"]
    pbx.recording.messages = [(at, message + (odd[number // 50 % 6] if number % 50 == 0 else b""))
                              for number, (at, message) in enumerate(pbx.recording.messages)]  # fmt: skip
    connector.start()
    pbx.wait_for_login(1).play()
    pbx._channels.clear()
    pbx.drop()
    expect_the_table(finish(sink, connector.log()))
    assert "Asterisk said something that was not understood" in connector.log()


def test_the_log_alone_gives_the_table(connect, sink, tmp_path):
    pbx, connector = connect()
    log = tmp_path / "queue_log.txt"
    log.write_bytes(pbx.recording.log)
    done = connector.run("backfill", "--queue-log", log, *connector.gateway)
    assert done.returncode == 0, done.stderr
    expect_the_table(sink.events.values())
    first = len(sink.events)
    assert connector.run("backfill", "--queue-log", log, *connector.gateway).returncode == 0
    assert len(sink.events) == first
    # What is no line of a log, and half a line, are counted and cost nothing else.
    log.write_bytes(b"\x00\xff\n||||\n" + pbx.recording.log + b"x" * 1_000_000 + b"\n1796|half")
    printed = connector.run("backfill", "--queue-log", log, "--customer", "acme", "--dry-run")
    assert printed.returncode == 0 and "unreadable lines 3" in printed.stderr
    expect_the_table([json.loads(line) for line in printed.stdout.splitlines()])


def test_dry_run_prints_and_sends_nothing(connect, sink, tmp_path):
    pbx, connector = connect()
    config = tmp_path / "connect.yaml"
    config.write_text('queues:\n  sales: {name: Sales, customer: acme}\n  billing: {leaveOut: true}\n'
                      'agents:\n  Anna Bell: Anna\n')  # fmt: skip
    with subprocess.Popen([BIN / "wallboard-connect", "asterisk", *connector.ami, "--customer", "other", "--config", config,
                           "--dry-run"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # fmt: skip
        threading.Thread(target=lambda: pbx.wait_for_login(1).play(), daemon=True).start()
        events = []
        for line in process.stdout:
            events.append(json.loads(line))
            if sum(event["type"] == "call.ended" for event in events) >= 100:
                break
        process.terminate()
    assert {event["queue"] for event in events if "queue" in event} == {"Sales", "support"}
    assert "Anna" in {event.get("agent") for event in events} and "Anna Bell" not in {e.get("agent") for e in events}
    assert not sink.requests


def test_check_tries_both_ends(connect, sink):
    pbx, connector = connect()
    playing = threading.Thread(target=lambda: pbx.wait_for_login(1).play(2000), daemon=True)
    playing.start()
    checked = connector.run("check", "--listen", "2", *connector.ami, *connector.gateway)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Asterisk accepts the login" in checked.stdout and "the gateway takes events of acme" in checked.stdout
    playing.join()
    pbx.answers, pbx.secret = False, "another"
    checked = connector.run("check", "--listen", "2", *connector.ami, *connector.gateway)
    assert checked.returncode == 1 and "refuses the login" in checked.stdout


def test_wrong_settings_are_named(connect, tmp_path):
    pbx, connector = connect()
    config = tmp_path / "connect.yaml"
    config.write_text("queues:\n  sales: {nmae: Sales}\n")
    wrong = connector.run(*connector.ami, *connector.gateway, "--config", config)
    assert wrong.returncode == 78 and "queues.sales.nmae is not the name of a setting" in wrong.stderr
    wrong = connector.run("--ami", "nowhere", *connector.ami[2:], *connector.gateway)
    assert wrong.returncode == 78 and "--ami nowhere is not HOST:PORT" in wrong.stderr
    version = subprocess.run([BIN / "wallboard-connect", "--version"], capture_output=True, text=True, timeout=20)
    assert version.returncode == 0 and version.stdout.strip()


def test_two_do_not_share_a_spool(connect):
    pbx, connector = connect()
    connector.start()
    pbx.wait_for_login(1)
    second = connector.run(*connector.ami, *connector.gateway, *connector.extra)
    assert second.returncode == 78 and "another wallboard-connect uses" in second.stderr


def test_tls_to_asterisk_is_checked(connect, sink, certificates):
    pbx, connector = connect(tls=True, extra=["--ami-tls", "--ami-ca", certificates / "ca.pem"])
    connector.ami[1] = "localhost:" + pbx.address.split(":")[1]
    connector.start()
    pbx.wait_for_login(1).play(3000)
    sink.wait_for(lambda sink: ended(sink.events.values()) > 10)
    # Of an authority that the system does not know.
    checked = connector.run("check", "--listen", "1", "--ami-tls", *connector.ami, *connector.gateway)
    assert checked.returncode == 1 and "the certificate is of no authority that is trusted" in checked.stdout


def test_several_tenants_share_a_pbx(connect, sink, tmp_path):
    """Queues by customer, each with a token of its own; what one gateway customer has to wait for, others do not."""
    config = tmp_path / "connect.yaml"
    for name in ("bakery", "bank"):
        (tmp_path / name).write_text(f"token-of-{name}\n")
    config.write_text(
        "queues:\n  sales: {customer: bakery, name: Shop}\n  support: {customer: bank}\n  billing: {leaveOut: true}\n"
        f"agents:\n  Anna Bell: Anna\nfeedTokenFiles:\n  bakery: {tmp_path}/bakery\n  bank: {tmp_path}/bank\n")
    pbx, connector = connect(log=True, extra=["--config", config], customer="unused")
    del connector.gateway[-2:]
    connector.start()
    pbx.wait_for_login(1).play()
    pbx._channels.clear()
    pbx.drop()
    # One call was in support twice.
    for customer, calls in [("bank", QUEUES["support"][0] - 1), ("bakery", QUEUES["sales"][0])]:
        sink.wait_for(lambda sink: ended(sink.of[customer].values()) >= calls, 30)
    shop, bank = count(sink.of["bakery"].values())[0], count(sink.of["bank"].values())[0]
    assert set(shop) == {"Shop"} and set(bank) == {"support"} and set(sink.of) == {"bakery", "bank"}
    assert shop["Shop"][:2] == list(QUEUES["sales"][:2]) and bank["support"][:2] == list(QUEUES["support"][:2])
    assert sink.tokens == {"bakery": {"token-of-bakery"}, "bank": {"token-of-bank"}}
    assert "Anna Bell" not in json.dumps(list(sink.events.values()))


def test_a_log_that_was_rotated_is_read_on(connect, sink):
    pbx, connector = connect(log=True)
    connector.start()
    pbx.wait_for_login(1).play(4000)
    pbx.drop()
    connector.kill()
    pbx.play(3000)
    pbx.log.rename(pbx.log.with_name("queue_log.1"))
    pbx.play(2000)
    connector.start()
    pbx.wait_for_login(2).play()
    pbx._channels.clear()
    pbx.drop()
    expect_the_table(finish(sink, connector.log()))


async def test_the_gateway_shows_the_table(connect, new_gateway):
    """The figures of a real gateway: what the PBX's queue log says is on the wall, with a kill -9 in the middle."""
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    pbx, connector = connect(3, log=True)
    connector.gateway = [
        "--gateway", f"https://localhost:{gateway.admin_port}", "--ca", gateway.ca, "--customer", customer.id,
        "--feed-token-file", connector.directory / "token"]  # fmt: skip
    (connector.directory / "token").write_text(gateway.token("feed", customer.id))
    connector.start()
    await asyncio.to_thread(lambda: pbx.wait_for_login(1).play(6000))
    connector.kill()
    pbx.play(500)
    connector.start()
    await asyncio.to_thread(lambda: pbx.wait_for_login(2).play())
    pbx._channels.clear()
    pbx.drop()
    await asyncio.to_thread(lambda: pbx.wait_for_login(3))
    board = await Board.enrol(gateway, "pbx-1", customer.key())
    state = await board.until(lambda state: sum(row["offered"] for row in state["queues"].values()) == 146, "all", 40)
    for queue, row in state["queues"].items():
        truth = QUEUES[queue]
        assert (row["offered"], row["answered"], row["abandoned"], row["overflowed"], row["transferred"]) == (
            truth[0], truth[1], truth[4], truth[6], truth[8])  # fmt: skip
        assert abs(row["averageSpeedOfAnswerSeconds"] * truth[1] - truth[2]) <= truth[1]
        assert abs(row["averageTalkSeconds"] * truth[1] - truth[7]) <= truth[1]
    for agent, row in state["agents"].items():
        assert (row["answered"], row["missed"]) == (AGENTS[agent][0], AGENTS[agent][2])
