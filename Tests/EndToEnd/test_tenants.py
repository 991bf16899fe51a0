"""Two tenants on one gateway, one hostile: whatever it sends with its tokens and keys, every request of the other one
succeeds."""

import asyncio
import json
import socket
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from admin import Customer, new_address
from board import Board, eventually
from feed import answered_call
from stream import EventStream
from test_roles import Session


class WellBehaved:
    """A tenant with a feed, an admin and a board, each of which runs all the time at its own address."""

    def __init__(self, provider):
        self.customer = Customer(provider)
        self.feed = provider.issue("feed", self.customer.id).at(new_address())
        self.chief = provider.issue("customer", self.customer.id).at(new_address())
        self.done = {"feed": 0, "admin": 0, "provider": 0}
        self.faults = []
        self._ending = threading.Event()

    @contextmanager
    def going_on(self):
        threads = [
            threading.Thread(target=self._repeat, args=(name, act))
            for name, act in [("feed", self._send), ("admin", self._manage), ("provider", self._look)]
        ]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._ending.set()
            for thread in threads:
                thread.join()

    def _repeat(self, name, act):
        while not self._ending.wait(0.05):
            try:
                act()
                self.done[name] += 1
            except Exception as fault:  # any fault is one too many
                self.faults.append(f"{name}: {fault!r}"[:500])

    def _send(self):
        receipt = self.customer.send(answered_call(), admin=self.feed)
        assert receipt["accepted"] == 4

    def _manage(self):
        self.chief.put(f"{self.customer.path}/users/mia", {
            "name": "Mia", "extension": "1", "userLicence": None, "agentAddOn": False, "desktopClient": False,
            "crmAddOn": False, "supervisor": "analytics"})
        key = self.chief.post(f"{self.customer.path}/enrolment-keys", {"userId": "mia"}, 201)
        self.chief.delete(f"{self.customer.path}/enrolment-keys/{key['id']}")

    def _look(self):
        self.customer.admin.get("/v1/customers?limit=1000")
        self.customer.admin.get(f"/v1/boards?customerId={self.customer.id}")

    async def has_done(self, more=5):
        """Waits until each has done so much more than now."""
        aims = {name: count + more for name, count in self.done.items()}
        await eventually(
            lambda: self.faults or all(self.done[name] >= aim for name, aim in aims.items()), "the other tenant's work", 60)
        assert not self.faults, self.faults


def connect(gateway, address=None):
    """A TCP connection to the admin port that says nothing yet."""
    return socket.create_connection(
        ("127.0.0.1", gateway.admin_port), source_address=(address, 0) if address else None)


def half_body(admin, path, announced, sent, content_type):
    """A request whose body never ends."""
    gateway = admin.gateway
    tls = gateway.tls.wrap_socket(connect(gateway, admin._address), server_hostname="localhost")
    tls.sendall(
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {admin.token}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {announced}\r\n\r\n".encode() + b" " * sent)
    return tls


async def test_a_tenant_with_all_its_tokens_takes_nothing_from_another(new_gateway):
    gateway = new_gateway()
    provider = gateway.admin()
    good = WellBehaved(provider)
    hostile = Customer(provider)
    feed = provider.issue("feed", hostile.id).at(new_address())
    chief = provider.issue("customer", hostile.id)
    bodies, streams = [], []
    with good.going_on():
        await good.has_done()

        # Half-sent bodies of every kind that is parsed in memory.
        for _ in range(20):
            bodies.append(await asyncio.to_thread(
                half_body, feed, f"{hostile.path}/call-events", 1 << 20, 1 << 19, "application/x-ndjson"))
            bodies.append(await asyncio.to_thread(
                half_body, chief.at(new_address()), f"{hostile.path}/user-imports", 1 << 20, 1 << 19, "text/csv"))
        await good.has_done()
        assert hostile.send(answered_call(), admin=feed.at(new_address()))["accepted"] == 4

        # As many streams as it gets: a quarter, and others still get theirs.
        for _ in range(20):
            streams.append(await EventStream.open(chief))
        assert [stream.status for stream in streams] == [200] * 16 + [503] * 4
        for watcher in [good.chief, provider]:
            async with await EventStream.open(watcher) as stream:
                assert stream.status == 200
        await good.has_done()

        # Seats: six hundred at once, then two a second, for good.
        board = await Board.enrol(gateway, "wall-1", hostile.key())
        device = hostile.device_path("wall-1")
        await board.close()
        answers = await asyncio.to_thread(toggle, chief, device, 700)
        assert answers.count(200) >= 600 and answers.count(429) >= 1
        refused = chief.request("PATCH", device, {"suspended": False})
        assert refused.status == 429 and int(refused.headers["Retry-After"]) >= 1
        assert refused.json["code"] == "tooManyChanges"
        assert chief.patch(device, {"name": "Still named"})["name"] == "Still named"
        assert len(hostile.ledger()) < 800
        await good.has_done()

        # Refused requests: one record each hour, with a count, and what was accepted stays.
        for number in range(120):
            answer = feed.request("PUT", f"{hostile.path}/users/u{number}", {})
            assert answer.status == 403
        records = [one for one in provider.items(f"/v1/audit?customerId={hostile.id}", limit=1000) if one["status"] == 403]
        assert [(one["operation"], one["count"], one["path"]) for one in records] == [
            ("putUser", 120, f"{hostile.path}/users/u0")]
        await good.has_done()
    assert not good.faults and all(good.done.values())
    for stream in streams:
        await stream.close()
    for body in bodies:
        body.close()


def toggle(admin, device, times):
    """Suspends and resumes a device; returns what was answered."""
    admin = admin.at(new_address()).keep_open()
    return [admin.request("PATCH", device, {"suspended": number % 2 == 0}).status for number in range(times)]


async def test_a_tenant_that_leaves_something_behind_and_strangers_beside_it_shut_nobody_out(new_gateway):
    gateway = new_gateway(max_admin_connections=200)
    provider = gateway.admin()
    good = WellBehaved(provider)
    hostile = Customer(provider)
    silent, stranger = [], new_address()
    # A token's tokens go with it: those it has made, and those they have made.
    brief = provider.issue("customer", hostile.id, expiresInSeconds=6)
    child = brief.issue("customer", hostile.id)
    grandchild = child.issue("monitor", hostile.id, expiresInSeconds=86_400)
    listed = {one["id"]: one for one in provider.items("/v1/tokens")}
    assert listed[child.id]["createdBy"] == brief.id and listed[grandchild.id]["createdBy"] == child.id
    assert listed[child.id]["expiresAt"] == listed[grandchild.id]["expiresAt"] == listed[brief.id]["expiresAt"]
    with good.going_on():
        # Silent connections, from one address more than it may have, and from many addresses more than there may be.
        for _ in range(80):
            silent.append(await asyncio.to_thread(connect, gateway, stranger))
        await good.has_done()
        for _ in range(6):
            address = new_address()
            for _ in range(50):
                silent.append(await asyncio.to_thread(connect, gateway, address))
            await good.has_done(1)
        await good.has_done()

        # The stranger's own address can be used, too, and a head that never ends takes nobody's place for long.
        assert provider.at(stranger).get("/v1/me")["role"] == "provider"
        slow = gateway.tls.wrap_socket(connect(gateway, stranger), server_hostname="localhost")
        slow.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        slow.settimeout(30)
        assert await asyncio.to_thread(lambda: slow.recv(100)) == b""

        await eventually(lambda: child.request("GET", "/v1/me").status == 401, "the end of the token")
        assert grandchild.request("GET", "/v1/me").status == 401

        # The same when the token is revoked, even in open sessions and streams.
        parent = provider.issue("customer", hostile.id)
        child = parent.issue("customer", hostile.id)
        grandchild = child.issue("monitor", hostile.id)
        session = Session(gateway, grandchild.token)
        assert session.request("GET", "/v1/me").status == 200
        async with await EventStream.open(child) as stream:
            provider.delete(f"/v1/tokens/{parent.id}")
            await stream.ended()
        assert [one.request("GET", "/v1/me").status for one in [parent, child, grandchild, session]] == [401] * 4
        revoked = {one["id"] for one in provider.items("/v1/tokens") if one["revokedAt"]}
        assert revoked >= {parent.id, child.id, grandchild.id}
        await good.has_done()
    assert not good.faults and all(good.done.values())
    for connection in silent:
        connection.close()
    slow.close()


def stalled_export(admin, path):
    """An export whose client takes only its head; returns its status and the connection."""
    gateway = admin.gateway
    tcp = socket.socket()
    # Little, and said before the connection: else the kernel would take megabytes for it.
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    tcp.bind((admin.address, 0))
    tcp.connect(("127.0.0.1", gateway.admin_port))
    tls = gateway.tls.wrap_socket(tcp, server_hostname="localhost")
    tls.settimeout(60)
    tls.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {admin.token}\r\n\r\n".encode())
    return int(tls.recv(12).split()[1]), tls


async def test_exports_that_nobody_reads_on_shut_nobody_out(new_gateway):
    gateway = new_gateway()
    provider = gateway.admin()
    good = WellBehaved(provider)
    hostile = Customer(provider)
    feeds = [provider.issue("feed", hostile.id) for _ in range(2)]
    now = datetime.now(timezone.utc)
    begin, end = [(now + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ") for hours in (-20, 20)]
    export = f"{hostile.path}/call-events?from={begin}&to={end}"
    # More than the kernel takes for a client that does not read: two bodies of 12 MB.
    for body in range(2):
        line = json.dumps({"id": "N" + "x" * 110, "type": "call.queued", "time": now.isoformat(timespec="milliseconds")
                           .replace("+00:00", "Z"), "callId": "N" + "c" * 110, "queue": "q" * 120, "caller": "+" + "4" * 100,
                           "direction": "inbound"})  # fmt: skip
        lines = [line.replace("N", f"{body}-{number}-") for number in range(20_000)]
        receipt = await asyncio.to_thread(hostile.send_bytes, "\n".join(lines).encode(), admin=feeds[0].at(new_address()))
        assert receipt.json["accepted"] == len(lines)
    with good.going_on():
        await good.has_done()
        stalled = [
            await asyncio.to_thread(stalled_export, feeds[number % 2].at(new_address()), export)
            for number in range(12)
        ]
        assert [status for status, _ in stalled] == [200] * 8 + [503] * 4
        assert (await asyncio.to_thread(stalled_export, provider.at(new_address()), export))[0] == 200
        assert good.chief.request("GET", f"{good.customer.path}/ledger?format=csv").status == 200
        await good.has_done()
        assert hostile.send(answered_call(), admin=feeds[0].at(new_address()))["accepted"] == 4
        # One that is gone makes room for another.
        stalled[0][1].close()
        for _ in range(100):
            if stalled[-1][0] == 200:
                break
            await asyncio.sleep(0.1)
            stalled.append(await asyncio.to_thread(stalled_export, feeds[0].at(new_address()), export))
        assert stalled[-1][0] == 200
    assert not good.faults and all(good.done.values())
    # Nor do they keep the gateway from ending.
    assert gateway.terminate(60) == 0
    for _, line in stalled:
        line.close()
