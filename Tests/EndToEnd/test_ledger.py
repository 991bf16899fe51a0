"""The seat ledger and the statements that are made from it, verified by code that shares nothing with the gateway's."""

import asyncio
import csv
import http.server
import io
import json
import ssl
import subprocess
import threading
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from admin import Admin, Customer
from board import Board
from gateway import BIN
from ledger import canonical, differences, first_fault, fold, hash_of, usage


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def test_the_canonical_form_is_that_of_the_rfc():
    # RFC 8785, section 3.2.2.2, as far as texts go, and names in order.
    item = {"b": '€$\x0f\nA\'B"\\\\"/', "a": None, "B": 10, "aa": "\x7f\u2028"}
    assert canonical(item).decode() == (
        '{"B":10,"a":null,"aa":"\x7f\u2028","b":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')


def chained(*entries):
    """Entries as a ledger has them, from what is new in each."""
    made, seats, maximum = [], 0, None
    for number, entry in enumerate(entries, 1):
        seats += {"seatTaken": 1, "seatFreed": -1}.get(entry["kind"], 0)
        maximum = entry.get("maxWallboards", maximum)
        item = {"sequence": number, "customerId": "c", "author": "a", "configured": seats, **entry,
                "maxWallboards": maximum, "previousHash": made[-1]["hash"] if made else "0" * 64}  # fmt: skip
        made.append({**item, "hash": hash_of(item)})
    return made


def test_our_own_figures_are_those_of_a_statement_made_by_hand():
    def seat(kind, at, device, licence, **more):
        return {"kind": kind, "at": at, "deviceId": device, "serial": device.upper(), "boardLicence": licence, **more}

    entries = chained(
        {"kind": "opened", "at": "2026-03-01T10:00:00.000Z", "maxWallboards": 2, "timeZone": "UTC"},
        seat("seatTaken", "2026-03-31T12:00:00.000Z", "a", "analytics", how="enrolmentKey"),
        seat("seatTaken", "2026-04-02T00:00:00.000Z", "b", "liveAnalytics", how="enrolmentKey"),
        {"kind": "maximum", "at": "2026-04-03T00:00:00.000Z", "maxWallboards": 1, "previousMaxWallboards": 2},
        # Two devices swap their classes: at no time are there two of one.
        seat("boardLicence", "2026-04-04T00:00:00.000Z", "a", "liveAnalytics", previousBoardLicence="analytics"),
        seat("boardLicence", "2026-04-04T00:00:00.000Z", "b", "analytics", previousBoardLicence="liveAnalytics"),
        seat("seatFreed", "2026-04-05T00:00:00.000Z", "a", "liveAnalytics", how="removed"),
    )
    assert first_fault(entries) is None
    april = usage(entries, "2026-04", "UTC", utc(2026, 5, 9))
    first = utc(2026, 4, 1)
    figures = april["boardLicences"]
    assert figures["total"] == {
        "opening": 1, "closing": 1, "distinctDevices": 2, "seatHours": 4 * 24 + 29 * 24,
        "highest": {"count": 2, "at": utc(2026, 4, 2), "serial": "B"}, "lowest": {"count": 1, "at": first, "serial": None}}
    assert figures["analytics"] == {
        "opening": 1, "closing": 1, "distinctDevices": 2, "seatHours": 30 * 24,
        "highest": {"count": 1, "at": first, "serial": None}, "lowest": {"count": 1, "at": first, "serial": None}}
    assert figures["liveAnalytics"] == {
        "opening": 0, "closing": 0, "distinctDevices": 2, "seatHours": 3 * 24,
        "highest": {"count": 1, "at": utc(2026, 4, 2), "serial": "B"}, "lowest": {"count": 0, "at": first, "serial": None}}
    assert april["maximum"] == [(first, 2), (utc(2026, 4, 3), 1)]
    assert april["over"] == [(utc(2026, 4, 3), utc(2026, 4, 5), 1)]
    # London's May began an hour earlier than UTC's.
    may = usage(entries, "2026-05", "Europe/London", utc(2026, 5, 1))
    assert may["boardLicences"]["total"]["seatHours"] == 1 and may["boardLicences"]["total"]["opening"] == 1


async def busy_customer(gateway, **settings):
    """A customer whose ledger has every kind of entry but the last."""
    customer = Customer(gateway.admin(), maximum=4, **settings)
    key, other = customer.key("contactCentre"), customer.key("insights")
    for serial in ("one", "two"):
        await (await Board.enrol(gateway, serial, key)).close()
    await (await Board.enrol(gateway, "three", other)).close()
    board = await Board.unpaired(gateway, "four")
    customer.pair(board.code, "user-insights", name="Lobby")
    await board.paired()
    await board.close()
    customer.set_maximum(2, surplus="keep", reason='Zum "Testen" \\ Łódź – 1\u2028\u0001 ✓'.replace("\u0001", ""))
    customer.set_maximum(None)
    customer.set_maximum(3, surplus="suspend", suspend=[customer.devices()["two"]["id"]], reason="One screen less")
    customer.user("user-contactCentre", "analytics")
    customer.change_device("one", userId="user-insights")
    customer.user("user-insights", "liveAnalytics")
    customer.admin.post(customer.device_path("three") + "/replacement", {"serial": "three-b"}, 200)
    customer.admin.delete(customer.device_path("four"))
    customer.change_device("two", suspended=False)
    customer.admin.patch(customer.path, {"timeZone": "America/New_York"})
    return customer


async def test_the_chain_holds_and_says_what_the_devices_say(gateway):
    customer = await busy_customer(gateway)
    entries = customer.ledger()
    assert first_fault(entries) is None
    assert {entry["kind"] for entry in entries} == {
        "opened", "maximum", "seatTaken", "seatFreed", "boardLicence", "hardware", "timeZone"}
    assert {entry["how"] for entry in entries if "how" in entry} >= {
        "enrolmentKey", "pairing", "resumed", "removed", "surplus"}
    seats = {
        device["id"]: {name: device[name] for name in ("serial", "boardLicence", "userId")}
        for device in customer.devices().values() if not device["suspended"]}  # fmt: skip
    assert {id_: (one["serial"], one["boardLicence"]) for id_, one in fold(entries).items()} == {
        id_: (one["serial"], one["boardLicence"]) for id_, one in seats.items()}
    wallboards = customer.wallboards()
    assert (entries[-1]["configured"], entries[-1]["maxWallboards"]) == (wallboards["configured"], wallboards["max"])
    assert all(entry["author"] and entry["customerId"] == customer.id for entry in entries)
    assert entries[0]["timeZone"] == "UTC" and entries[0]["previousHash"] == "0" * 64
    # A change that does not affect the counts writes nothing.
    customer.change_device("one", name="Renamed")
    customer.set_maximum(1, surplus="keep", dryRun=True)
    customer.set_maximum(1, 409)
    assert customer.ledger() == entries
    for limit in (1, 3, 1000):
        assert customer.admin.items(f"{customer.path}/ledger", limit=limit) == entries


@pytest.mark.parametrize("spoil", [
    lambda e: e[3].update(serial=e[3]["serial"] + "x"), lambda e: e.pop(4), lambda e: e.insert(2, dict(e[2])),
    lambda e: e.reverse(), lambda e: e[1].update(at=e[0]["at"]), lambda e: e[2].update(author="Mallory"),
    lambda e: e[2].update(author="Mallory", hash=hash_of({**e[2], "author": "Mallory"})),
    lambda e: e[5].update(maxWallboards=99, hash=hash_of({**e[5], "maxWallboards": 99})),
], ids=["serial", "left out", "put in", "turned round", "time", "author", "author and hash", "maximum and hash"])  # fmt: skip
async def test_our_own_verification_finds_what_was_altered(gateway, spoil):
    entries = (await busy_customer(gateway)).ledger()
    spoil(entries)
    assert first_fault(entries)


async def test_the_csv_is_the_same_ledger(gateway):
    customer = await busy_customer(gateway)
    entries = customer.ledger()
    by_query = customer.admin.request("GET", f"{customer.path}/ledger?format=csv")
    by_header = customer.admin.request("GET", f"{customer.path}/ledger", headers={"Accept": "text/csv"})
    assert by_query.body == by_header.body and by_query.headers["Content-Type"].startswith("text/csv")
    disposition = by_query.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=") and customer.id in disposition
    assert by_query.body.count(b"\r\n") >= len(entries) + 1
    rows = list(csv.DictReader(io.StringIO(by_query.body.decode("utf-8-sig"), newline=""), strict=True))
    assert len(rows) == len(entries)
    for row, entry in zip(rows, entries, strict=True):
        assert set(entry) <= set(row)
        for name, value in row.items():
            wanted = entry.get(name)
            if name in entry and wanted is None:
                assert value in ("", "null", "unlimited"), (name, value)
            else:
                assert value == ("" if wanted is None else str(wanted)), (name, value)


@pytest.mark.timeout(180)
async def test_statements_of_months_over_a_change_of_the_clocks(new_gateway, shifted_clock):
    """A year in the life of a customer in London: a gateway that is started at chosen moments, and ended by kill -9."""
    gateway = new_gateway()
    zone = "Europe/London"
    customer = tokens = key = None

    async def at(moment, do):
        """What happens a moment after the gateway was started at `moment`."""
        nonlocal customer, key
        gateway.kill()
        shifted_clock(gateway, moment).start()
        if customer is None:
            customer = Customer(gateway.admin(), maximum=3)
            customer.admin.patch(customer.path, {"timeZone": zone})
            key = {view: customer.key(view, expiresInSeconds=None) for view in ("insights", "contactCentre")}
        if asyncio.iscoroutine(done := do()):
            await done

    async def enrol(view, *serials):
        for serial in serials:
            await (await Board.enrol(gateway, serial, key[view])).close()

    def device(serial, **change):
        customer.change_device(serial, **change)

    def remove(serial):
        customer.admin.delete(customer.device_path(serial))

    assert tokens is None
    await at(utc(2026, 2, 10, 9, 30), lambda: enrol("insights", "hall"))
    await at(utc(2026, 2, 28, 23, 59, 50), lambda: enrol("contactCentre", "desk", "lift"))
    await at(utc(2026, 3, 1, 0, 0, 5), lambda: customer.set_maximum(2, surplus="keep", reason="The old contract"))
    await at(utc(2026, 3, 12, 17), lambda: device("lift", suspended=True))
    await at(utc(2026, 3, 28, 12), lambda: customer.user("user-insights", "liveAnalytics"))
    await at(utc(2026, 3, 29, 0, 59, 58), lambda: customer.set_maximum(4, reason="Two more"))
    await at(utc(2026, 3, 29, 3), lambda: device("lift", suspended=False))
    # 31 March, 23:30 in London is still March; 1 April, 00:10 is 23:10 of the day before in UTC.
    await at(utc(2026, 3, 31, 22, 30), lambda: remove("hall"))
    await at(utc(2026, 3, 31, 23, 10), lambda: enrol("insights", "roof"))
    await at(utc(2026, 4, 20, 8), lambda: customer.set_maximum(None))
    await at(utc(2026, 4, 25, 8), lambda: customer.user("user-insights", "insights"))
    await at(utc(2026, 6, 2, 8), lambda: remove("desk"))

    entries = customer.ledger()
    assert first_fault(entries) is None
    for period in ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]:
        told = customer.admin.get(f"{customer.path}/usage?period={period}")
        as_of = datetime.fromisoformat(told["asOf"])
        assert differences(told, usage(entries, period, zone, as_of)) == [], f"in {period}: {json.dumps(told, indent=1)}"
        # The month in which the zone was set is cut by the one that it began with, that of Customer, as those before
        # are.
        cut = zone if period >= "2026-03" else "UTC"
        assert (told["customerId"], told["period"], told["timeZone"]) == (customer.id, period, cut)
        assert told["isComplete"] is (period != "2026-06") and told["linesOmitted"] == 0
        check_lines(told, entries)
    march = customer.admin.get(f"{customer.path}/usage?period=2026-03")
    # 31 days less the hour that the clocks went forward; British time, written in UTC.
    assert (march["from"], march["to"]) == ("2026-03-01T00:00:00.000Z", "2026-03-31T23:00:00.000Z")
    assert march["boardLicences"]["total"]["opening"] == 3 and march["boardLicences"]["total"]["closing"] == 2
    assert march["over"][0]["most"] == 1
    april = customer.admin.get(f"{customer.path}/usage?period=2026-04")
    assert april["boardLicences"]["liveAnalytics"]["highest"]["serial"] == "roof"
    assert customer.admin.get(f"{customer.path}/usage")["period"] == "2026-06"
    assert customer.admin.get(f"{customer.path}/usage?period=2026-07")["boardLicences"]["total"]["seatHours"] == 0

    figures = customer.admin.request("GET", f"{customer.path}/usage?period=2026-03&format=csv&part=figures")
    lines = customer.admin.request("GET", f"{customer.path}/usage?period=2026-03&format=csv")
    for answer in (figures, lines):
        assert answer.headers["Content-Type"].startswith("text/csv"), answer
        assert "2026-03" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(lines.body.decode("utf-8-sig"), newline=""), strict=True))
    assert [row["sequence"] for row in rows] == [str(line["sequence"]) for line in march["lines"]]
    assert len(list(csv.reader(io.StringIO(figures.body.decode("utf-8-sig"), newline=""), strict=True))) >= 4
    assert str(march["boardLicences"]["total"]["seatHours"]) in figures.body.decode()


def check_lines(told, entries):
    """The lines of a statement are the entries of the month, with the counts after each."""
    begin, end = (datetime.fromisoformat(told[name]) for name in ("from", "to"))
    kinds = {"opened", "maximum", "seatTaken", "seatFreed", "boardLicence", "closed"}
    inside = [entry for entry in entries
              if entry["kind"] in kinds and begin <= datetime.fromisoformat(entry["at"]) < end]  # fmt: skip
    assert [line["sequence"] for line in told["lines"]] == [entry["sequence"] for entry in inside]
    for line, entry in zip(told["lines"], inside, strict=True):
        for name in ("at", "kind", "deviceId", "serial", "boardLicence", "previousBoardLicence", "how", "author", "reason"):
            assert line.get(name) == entry.get(name), (name, line)
        assert line["maxWallboards"] == entry["maxWallboards"]
        seats = fold(entries[: entry["sequence"]])
        counts = [sum(one["boardLicence"] == kind for one in seats.values()) for kind in ("analytics", "liveAnalytics")]
        assert [line["analytics"], line["liveAnalytics"], line["total"]] == [*counts, len(seats)], line


@pytest.mark.parametrize("query", ["period=2026-13", "period=2026-1", "period=x", "period=2026-01-01", "format=xml"])
def test_a_month_that_is_none_is_refused(gateway, customer, query):
    assert customer.admin.request("GET", f"{customer.path}/usage?{query}").status in (400, 422)


async def test_the_statement_of_the_running_month(gateway):
    customer = await busy_customer(gateway)
    told = customer.admin.get(f"{customer.path}/usage")
    assert told["isComplete"] is False and told["timeZone"] in ("UTC", "America/New_York")
    as_of = datetime.fromisoformat(told["asOf"])
    assert differences(told, usage(customer.ledger(), told["period"], told["timeZone"], as_of)) == []
    check_lines(told, customer.ledger())


async def test_the_ledger_survives_a_crash_and_the_customer(new_gateway):
    gateway = new_gateway()
    customer = await busy_customer(gateway)
    entries = customer.ledger()
    gateway.kill()
    gateway.start()
    assert customer.ledger() == entries
    customer.admin.delete(customer.path)
    gateway.kill()
    gateway.start()
    after = customer.ledger()
    assert after[: len(entries)] == entries and first_fault(after) is None
    assert after[-1]["kind"] == "closed" and fold(after) == {}
    assert {entry["how"] for entry in after[len(entries):-1]} == {"customerClosed"}
    assert customer.admin.request("GET", customer.path).status == 404
    period = customer.admin.get(f"{customer.path}/usage")
    assert period["boardLicences"]["total"]["closing"] == 0
    assert customer.admin.request("GET", "/v1/customers/never-was/ledger").status == 404


# The admins' own tool


class Altering(http.server.BaseHTTPRequestHandler):
    """Hands on what the gateway says, with one byte altered."""

    gateway = token = alter = None

    def do_GET(self):
        answer = Admin(self.gateway, self.token).request("GET", self.path)
        body = self.alter(answer.body) if "/ledger" in self.path else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def altering_gateway(gateway, token, alter):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(gateway.certificates / "server.pem", gateway.certificates / "server-key.pem")
    handler = type("Handler", (Altering,), {"gateway": gateway, "token": token, "alter": staticmethod(alter)})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def ctl(gateway, tmp_path, *arguments, port=None):
    token = tmp_path / "token"
    token.write_text(gateway.admin().token)
    return subprocess.run(
        [BIN / "wallboardctl", *arguments, "--url", f"https://localhost:{port or gateway.admin_port}", "--ca", gateway.ca,
         "--token-file", token], capture_output=True, text=True, timeout=60)  # fmt: skip


NOT_VERIFIED = 4


async def test_wallboardctl_accepts_the_ledger_and_finds_one_altered_byte(gateway, tmp_path):
    customer = await busy_customer(gateway)
    verified = ctl(gateway, tmp_path, "ledger", "verify", "--customer", customer.id, "--json")
    entries = customer.ledger()
    assert verified.returncode == 0, verified.stderr
    said = json.loads(verified.stdout)
    assert said["verified"] is True and said["lastHash"] == entries[-1]["hash"] and said["entries"] == len(entries)

    # In a file, every alteration of one byte is found.
    file = tmp_path / "ledger.json"
    listed = ctl(gateway, tmp_path, "ledger", "list", customer.id, "--json")
    assert listed.returncode == 0, listed.stderr
    file.write_text(listed.stdout)
    assert ctl(gateway, tmp_path, "ledger", "verify", file).returncode == 0
    text = file.read_text()
    for wanted in ['"three-b"', '"seatTaken"', '"One screen less"', entries[4]["hash"], entries[3]["at"]]:
        place = text.index(wanted) + len(wanted) // 2
        altered = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        file.write_text(altered)
        found = ctl(gateway, tmp_path, "ledger", "verify", file)
        assert found.returncode == NOT_VERIFIED and found.stderr, f"{wanted}: {found}"
    file.write_text(json.dumps(entries[:-1]))
    assert ctl(gateway, tmp_path, "ledger", "verify", file).returncode == 0
    cut = ctl(gateway, tmp_path, "ledger", "verify", file, "--expect-last", entries[-1]["hash"])
    assert cut.returncode == NOT_VERIFIED

    # A gateway that sends one altered byte is detected online.
    for alter, code in [(lambda body: body, 0), (lambda body: body.replace(b'"three-b"', b'"three-c"'), NOT_VERIFIED)]:
        with altering_gateway(gateway, customer.admin.token, alter) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                done = await asyncio.to_thread(
                    ctl, gateway, tmp_path, "ledger", "verify", "--customer", customer.id, port=server.server_port)
            finally:
                server.shutdown()
                thread.join()
            assert done.returncode == code, SimpleNamespace(out=done.stdout, err=done.stderr)
