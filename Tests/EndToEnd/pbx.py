"""A PBX made of the recording of a real Asterisk: it listens for the manager interface, plays what was recorded with its
times moved to now, and writes the queue log beside it. And a count of call events that knows nothing of the programs."""

import gzip
import http.server
import json
import os
import random
import re
import socket
import ssl
import threading
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from gateway import ROOT

DATA = Path(os.environ.get("WALLBOARD_DATA", ROOT.parent / "shared/data")) / "asterisk"
GREETING, SECRET = b"Asterisk Call Manager/13.0.0\r\n", "s3cret"
#: What the recording's README counts by hand: entered, connected, hold, within 20 s, abandoned, its wait, timed out, talk,
#: transferred.
QUEUES = {
    "billing": (29, 21, 145, 20, 5, 78, 3, 283, 1),
    "sales": (67, 63, 584, 57, 3, 48, 1, 941, 3),
    "support": (50, 48, 275, 48, 1, 16, 1, 736, 1),
}
#: Answered, talk, rings not answered.
AGENTS = {
    "Anna Bell": (21, 319, 6), "Ben Okafor": (25, 356, 5), "Carla Núñez": (14, 180, 4), "Dev Patel": (22, 364, 7),
    "Elif Kaya": (14, 231, 4), "Finn Murphy": (15, 227, 8), "Gül Öztürk": (21, 283, 4),
}  # fmt: skip


class Recording:
    """The recording with its end at `end`, now by default: `messages` as (time, bytes), `lines` of the log as (second,
    bytes)."""

    def __init__(self, end=None):
        raw = gzip.decompress((DATA / "ami.txt.gz").read_bytes())
        log = (DATA / "queue_log.txt").read_bytes()
        last = int(log.splitlines()[-1].split(b"|")[0])
        self.shift = shift = int(end or time.time()) - last - 1
        raw = re.sub(
            rb"\r\n(Timestamp|LastCall|LastPause|LoginTime): (\d{10})",
            lambda found: b"\r\n%s: %d" % (found[1], int(found[2]) + shift), raw)
        self.messages, at = [], 0.0
        for message in raw.split(b"\r\n", 1)[1].split(b"\r\n\r\n"):
            found = re.search(rb"\r\nTimestamp: ([\d.]+)", message)
            at = max(at, float(found[1])) if found else at
            # What answered the actions of those who drove the PBX is for them alone.
            if message.startswith(b"Event: ") and b"\r\nActionID: " not in message:
                self.messages.append((at, message + b"\r\n\r\n"))
        self.lines = []
        for line in log.splitlines():
            second, rest = line.split(b"|", 1)
            self.lines.append((int(second) + shift, b"%d|%s\n" % (int(second) + shift, rest)))

    @property
    def log(self):
        return b"".join(line for _, line in self.lines)


def fields(message):
    """Those of the first message."""
    text = message.split(b"\r\n\r\n")[0].decode()
    return dict(line.split(": ", 1) for line in text.split("\r\n") if ": " in line)


class Pbx:
    """Plays messages to whoever is logged in; what is said while nobody is, is missed."""

    def __init__(self, recording, log=None, seed=None, certificates=None):
        self.recording, self.log = recording, log
        self._tls = None
        if certificates:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificates / "server.pem", certificates / "server-key.pem")
        self.random = random.Random(seed)
        self.position, self._lines = 0, 0
        self.logins, self.refused, self.secret, self.greeting = 0, 0, SECRET, GREETING
        self.answers = True
        # Messages since the login.
        self.said = 0
        self._waiting, self._channels, self._members = {}, {}, {}
        self._client, self._lock = None, threading.RLock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._server.close()
        self.drop()

    # The conversation

    def _accept(self):
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            if self._tls:
                client = self._tls.wrap_socket(client, server_side=True)
            client.sendall(self.greeting)
            heard = b""
            while data := client.recv(65536):
                heard += data
                while b"\r\n\r\n" in heard:
                    action, heard = heard.split(b"\r\n\r\n", 1)
                    self._answer(client, fields(action))
        except OSError:
            pass
        with self._lock:
            if self._client is client:
                self._client = None

    def _answer(self, client, action):
        with self._lock:
            kind, ref = action.get("Action"), f"ActionID: {action.get('ActionID')}\r\n"
            if kind == "Login":
                if action.get("Secret") != self.secret:
                    self.refused += 1
                    client.sendall(f"Response: Error\r\n{ref}Message: Authentication failed\r\n\r\n".encode())
                    return client.close()
                client.sendall(f"Response: Success\r\n{ref}Message: Authentication accepted\r\n\r\n".encode())
                client.sendall(b"Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n")
                self._client, self.said = client, 0
                self.logins += 1
                return None
            if not self.answers:
                return None
            lists = {"QueueStatus": self._queue_status, "CoreShowChannels": self._core_show_channels}
            if kind in lists:
                name, items = lists[kind]()
                text = f"Response: Success\r\n{ref}EventList: start\r\nMessage: follows\r\n\r\n"
                text += "".join(item + ref + "\r\n" for item in items)
                text += f"Event: {name}\r\n{ref}EventList: Complete\r\nListItems: {len(items)}\r\n\r\n"
                return client.sendall(text.encode())
            if kind == "CoreSettings":
                return client.sendall(f"Response: Success\r\n{ref}AsteriskVersion: 22.1.0\r\n\r\n".encode())
            return client.sendall(f"Response: Success\r\n{ref}Ping: Pong\r\n\r\n".encode())

    def _queue_status(self):
        now, items = self.now, []
        for queue in sorted({queue for queue, _ in self._members}):
            items.append(f"Event: QueueParams\r\nQueue: {queue}\r\n")
        for (queue, _), member in sorted(self._members.items()):
            items.append("Event: QueueMember\r\n" + "".join(
                f"{name}: {member[key]}\r\n" for name, key in [
                    ("Queue", "Queue"), ("Name", "MemberName"), ("Location", "Interface"), ("LastCall", "LastCall"),
                    ("LastPause", "LastPause"), ("LoginTime", "LoginTime"), ("Status", "Status"), ("Paused", "Paused"),
                    ("PausedReason", "PausedReason")] if member.get(key)))  # fmt: skip
        for call, (queue, joined, caller) in self._waiting.items():
            items.append(f"Event: QueueEntry\r\nQueue: {queue}\r\nUniqueid: {call}\r\nCallerIDNum: {caller}\r\n"
                         f"Wait: {int(now - joined)}\r\n")  # fmt: skip
        return "QueueStatusComplete", items

    def _core_show_channels(self):
        return "CoreShowChannelsComplete", [
            f"Event: CoreShowChannel\r\nChannel: {name}\r\nUniqueid: {channel}\r\nDuration: 00:00:05\r\n"
            for channel, name in self._channels.items()]

    # Playing

    @property
    def now(self):
        return self.recording.messages[min(self.position, len(self.recording.messages) - 1)][0]

    @property
    def is_over(self):
        return self.position >= len(self.recording.messages)

    def play(self, count=None, pause=0.0005):
        """Says the next messages, all by default, in pieces of any size."""
        end = len(self.recording.messages) if count is None else min(self.position + count, len(self.recording.messages))
        while self.position < end:
            step = min(end - self.position, self.random.randint(1, 40))
            with self._lock:
                piece = b"".join(self._next() for _ in range(step))
                self.said += step
                self._send(piece)
            time.sleep(pause)
        if self.is_over:
            self._write_log(float("inf"))
        return self

    def _next(self):
        at, message = self.recording.messages[self.position]
        self.position += 1
        self._write_log(at)
        said = fields(message)
        kind, call = said["Event"], said.get("Uniqueid")
        if kind == "Newchannel":
            self._channels[call] = said["Channel"]
        elif kind == "Hangup":
            self._channels.pop(call, None)
        elif kind == "QueueCallerJoin" and "Queue" in said:
            self._waiting[call] = (said["Queue"], at, said["CallerIDNum"])
        elif kind == "QueueCallerLeave":
            self._waiting.pop(call, None)
        elif kind == "QueueMemberRemoved":
            self._members.pop((said["Queue"], said["MemberName"]), None)
        elif kind.startswith("QueueMember"):
            self._members[said["Queue"], said["MemberName"]] = said
        return message

    def _write_log(self, at):
        """The queue log, up to this moment."""
        while self._lines < len(self.recording.lines) and self.recording.lines[self._lines][0] <= at:
            if self.log:
                with self.log.open("ab") as file:
                    file.write(self.recording.lines[self._lines][1])
            self._lines += 1

    def _send(self, piece):
        while piece and self._client:
            size = self.random.randint(1, 3000)
            try:
                self._client.sendall(piece[:size])
            except OSError:
                self._client = None
            piece = piece[size:]

    def drop(self):
        """Cuts the connection off."""
        with self._lock:
            if self._client:
                self._client.shutdown(socket.SHUT_RDWR)
                self._client = None

    def wait_for_login(self, logins, seconds=30):
        deadline = time.monotonic() + seconds
        while self.logins < logins:
            assert time.monotonic() < deadline, f"{self.logins} logins after {seconds} s"
            time.sleep(0.02)
        return self


class Sink:
    """Stands where the gateway is: keeps every request, and each event by its id."""

    def __init__(self, certificates):
        self.events, self.requests, self.statements, self.failing = {}, [], [], 0
        # By customer: events, and the tokens that they came with.
        self.of, self.tokens = defaultdict(dict), defaultdict(set)
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                sink.tokens[self.path.split("/")[3]].add(self.headers["Authorization"].removeprefix("Bearer "))
                self._answer(*sink.take(self.path, body))

            do_PUT = do_POST

            def _answer(self, status, answer):
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates / "server.pem", certificates / "server-key.pem")
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._lock = threading.Lock()
        self.url = f"https://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, path, body):
        with self._lock:
            self.requests.append((time.monotonic(), path, len(body)))
            if self.failing:
                return 503, {"title": "not now", "status": 503}
            if path.endswith("/active-calls"):
                self.statements.append(json.loads(body))
                return 200, {"stated": len(self.statements[-1]["calls"])}
            told = [json.loads(line) for line in body.splitlines()]
            known = self.of[path.split("/")[3]]
            before = len(known)
            for event in told:
                # The first counts, as at the gateway.
                self.events[event["id"]] = known.setdefault(event["id"], event)
            new = len(known) - before
            return 200, {"accepted": new, "duplicates": len(told) - new, "rejected": [], "ignored": []}

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition(self):
            assert time.monotonic() < deadline, f"after {seconds} s: {len(self.events)} events"
            time.sleep(0.05)
        return self


# Counting


def milliseconds(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class _Call:
    def __init__(self):
        self.visits, self.legs, self.rings, self.talked = [], {}, set(), defaultdict(int)
        self.waits, self.is_over, self.answered, self.last = False, False, None, None

    def close(self, outcome, at):
        if self.waits:
            self.visits[-1].update(outcome=outcome, end=at)
            self.waits, self.rings = False, set()

    def end_leg(self, agent, at):
        if agent in self.legs:
            talk = at - self.legs.pop(agent)
            self.talked[agent] += talk
            if self.answered is not None:
                self.answered["talk"] += talk
                self.last = (self.answered, at)


def count(events):
    """(queues, agents) of completed calls, as `QUEUES` and `AGENTS` have them, in seconds, by the rules of the event
    types."""
    calls, done, missed = {}, [], defaultdict(int)
    for event in sorted(events, key=lambda event: (milliseconds(event["time"]), event["sequence"])):
        if "callId" not in event:
            continue
        kind, at, agent = event["type"].removeprefix("call."), milliseconds(event["time"]), event.get("agent")
        call = calls.setdefault(event["callId"], _Call())
        if kind == "queued" and call.is_over:
            done.append(call)
            call = calls[event["callId"]] = _Call()
        if call.is_over:
            continue
        if call.waits and "waitSeconds" in event:
            call.visits[-1]["entry"] = at - event["waitSeconds"] * 1000
        if kind == "queued" and not (call.waits and call.visits[-1]["queue"] == event["queue"]):
            call.close("overflowed", at)
            for other in list(call.legs):
                call.end_leg(other, at)
            call.visits.append({"queue": event["queue"], "entry": at, "talk": 0, "transferred": False})
            call.waits, call.answered = True, None
        elif kind == "left":
            call.close("overflowed", at)
        elif kind == "ringing":
            call.rings.add(agent)
        elif kind == "notAnswered" and agent in call.rings:
            call.rings.discard(agent)
            missed[agent] += event["reason"] == "noAnswer"
        elif kind == "answered":
            call.answered = call.visits[-1] if call.waits else call.answered
            call.close("answered", at)
            call.rings = set()
            for other in set(call.legs) - {agent}:
                call.end_leg(other, at)
            call.legs.setdefault(agent, at)
            call.talked[agent] += 0
        elif kind == "released":
            call.end_leg(agent, at)
        elif kind == "transferred":
            if agent in call.legs and call.answered:
                call.answered["transferred"] = True
            elif call.last and at - call.last[1] <= 2000:
                call.last[0]["transferred"] = True
            call.end_leg(agent, at)
            if "toNumber" in event:
                call.close("overflowed", at)
        elif kind == "ended":
            caller = event.get("reason", "caller") in ("caller", "agent", "rejected", "system")
            call.close("abandoned" if caller else "overflowed", at)
            for other in list(call.legs):
                call.end_leg(other, at)
            call.is_over = True
    queues, agents = defaultdict(lambda: [0] * 9), defaultdict(lambda: [0, 0, 0])
    for call in done + [call for call in calls.values() if call.is_over]:
        for agent, talk in call.talked.items():
            agents[agent][0] += 1
            agents[agent][1] += talk / 1000
        for visit in call.visits:
            row = queues[visit["queue"]]
            wait = (visit.get("end", visit["entry"]) - visit["entry"]) / 1000
            row[0] += 1
            row[7] += visit["talk"] / 1000
            row[8] += visit["transferred"]
            if visit["outcome"] == "answered":
                row[1], row[2], row[3] = row[1] + 1, row[2] + wait, row[3] + (wait <= 20)
            elif visit["outcome"] == "abandoned":
                row[4], row[5] = row[4] + 1, row[5] + wait
            else:
                row[6] += 1
    for agent, number in missed.items():
        agents[agent][2] = number
    return queues, agents


def expect_the_table(events, within=0.5):
    """Every figure of the recording's table; talk within so many seconds a call."""
    queues, agents = count(events)
    assert set(queues) == set(QUEUES) and set(agents) == set(AGENTS)
    for queue, truth in QUEUES.items():
        assert [*queues[queue][:7], queues[queue][8]] == [*truth[:7], truth[8]], queue
        assert abs(queues[queue][7] - truth[7]) <= within * truth[1], (queue, queues[queue][7], truth[7])
    for agent, truth in AGENTS.items():
        assert (agents[agent][0], agents[agent][2]) == (truth[0], truth[2]), agent
        assert abs(agents[agent][1] - truth[1]) <= within * truth[0], (agent, agents[agent][1], truth[1])
