"""How long one customer waits for another's bulk load.

One customer sends bodies of 100,000 events, four at a time, again and again, while another customer's maximum is
changed; then the first customer, with everything it has stored, is deleted while that goes on. Prints rows of a
Markdown table.

    hostile_feed.py --admin-url URL --ca FILE --token-file FILE [--seconds N]
"""

import argparse
import http.client
import json
import ssl
import statistics
import threading
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

EVENTS = 100_000  # of a body
BODIES = 4  # at once
BETWEEN = 0.2  # seconds from one change of the maximum to the next


class Admin:
    """One connection to the admin port."""

    def __init__(self, options):
        address = urlsplit(options.admin_url)
        context = ssl.create_default_context(cafile=options.ca)
        self.connection = http.client.HTTPSConnection(address.hostname, address.port, context=context, timeout=300)
        with open(options.token_file) as file:
            self.token = file.read().strip()

    def ask(self, method, path, body=None, kind="application/json", **headers):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind, **headers}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.headers.get("ETag"), answer.read()


def body(run, number):
    """100,000 events of 25,000 calls."""
    began = datetime.now(timezone.utc) - timedelta(hours=1)
    steps = ["call.queued", "call.ringing", "call.answered", "call.ended"]
    lines = []
    for event in range(EVENTS):
        call, step = divmod(event, len(steps))
        moment = (began + timedelta(milliseconds=call * 20 + step * 5_000)).isoformat(timespec="milliseconds")
        fields = {"id": f"{run}-{number}-{event}", "type": steps[step], "time": moment.replace("+00:00", "Z"),
                  "callId": f"{run}-{number}-{call}"}
        if step == 0:
            fields["queue"] = "Sales"
        if step in (1, 2):
            fields["agent"] = f"A{call % 50}"
        lines.append(json.dumps(fields, separators=(",", ":")))
    return "\n".join(lines).encode()


class Flood:
    """Bodies of one customer, as fast as they are accepted, until it is stopped."""

    def __init__(self, options):
        self.options, self.stopping = options, threading.Event()
        self.accepted, self.refused, self.lock = 0, 0, threading.Lock()
        self.threads = [threading.Thread(target=self.send, args=(number,)) for number in range(BODIES)]

    def send(self, number):
        admin = Admin(self.options)
        run = 0
        while not self.stopping.is_set():
            events = body(run, number)
            status, _, answer = admin.ask("POST", "/v1/customers/hostile/call-events", events, "application/x-ndjson")
            with self.lock:
                if status == 200:
                    self.accepted += json.loads(answer)["accepted"]
                else:
                    self.refused += 1
            run += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def changes(admin, until):
    """Changes the maximum of the other customer again and again; returns how long each change took, in milliseconds."""
    path = "/v1/customers/quiet/licences"
    took, maximum = [], 10
    while not until():
        _, version, _ = admin.ask("GET", path)
        maximum = 21 - maximum
        began = time.monotonic()
        status, _, answer = admin.ask("PATCH", path, {"maxWallboards": maximum}, **{"If-Match": version})
        took.append((time.monotonic() - began) * 1_000)
        assert status == 200, (status, answer)
        time.sleep(BETWEEN)
    return took


def row(what, took):
    ordered = sorted(took)
    print(f"| {what} | {len(took)} | {statistics.median(ordered):.0f} ms | {ordered[-1]:.0f} ms |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--admin-url", required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--token-file", required=True)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    admin = Admin(options)
    for name in ["hostile", "quiet"]:
        status, _, answer = admin.ask(
            "POST", "/v1/customers", {"id": name, "name": name, "timeZone": "Etc/UTC", "maxWallboards": 10})
        assert status == 201, answer

    def lasting(seconds):
        end = time.monotonic() + seconds
        return lambda: time.monotonic() >= end

    print("| licence changes of another customer | how many | median | longest |\n| --- | --- | --- | --- |")
    row("with nothing beside them", changes(admin, lasting(5)))
    with Flood(options) as flood:
        row(f"beside {BODIES} bodies of {EVENTS:,} events at once", changes(admin, lasting(options.seconds)))
    deletion = threading.Thread(target=lambda: Admin(options).ask("DELETE", "/v1/customers/hostile"))
    deletion.start()
    row(f"beside the removal of {flood.accepted:,} events", changes(admin, lasting(options.seconds)))
    deletion.join()
    if flood.refused:
        print(f"\n{flood.refused} bodies were refused.")


main()
