"""Every operation of docs/openapi.yaml by every kind of token: one table says who may, nothing is left out.

There are two customers. A token that is confined to one must not reveal a name of the other, whatever is requested.
"""

import itertools
import re

import pytest
import yaml
from admin import PLAIN_USER, Admin, Customer, new_address
from board import Board, eventually
from gateway import ROOT
from stream import EventStream

# The outcome of a request. ALLOWED is what the operation itself answers; never 401 or 403.
ALLOWED, UNAUTHORIZED, FORBIDDEN, HIDDEN = "allowed", 401, 403, 404

#: The kinds of tokens; `@other` is a request about the other customer with the other's ids.
BEARERS = [
    "provider", "customer", "customer@other", "trusted", "trusted@other", "monitor", "confined", "confined@other",
    "feed", "feed@other", "none", "expired", "revoked",
]  # fmt: skip


def rule(provider=ALLOWED, customer=FORBIDDEN, trusted=None, monitor=FORBIDDEN, feed=FORBIDDEN, foreign=HIDDEN,
         confined=None, dead=UNAUTHORIZED):  # fmt: skip
    """What each token gets. `trusted` is a customer's admin that may set the maximum; `foreign` is what all get that
    are confined to another customer; `dead` is what those get that have no valid token."""
    trusted, confined = trusted or customer, confined or monitor
    return dict(zip(BEARERS, [
        provider, customer, foreign or customer, trusted, foreign or trusted, monitor, confined, foreign or confined,
        feed, foreign or feed, dead, dead, dead], strict=True))  # fmt: skip


OPEN = rule(ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, foreign=None, dead=ALLOWED)
EVERYBODY = rule(ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, foreign=None)
#: A list of what the token may see.
VISIBLE = rule(customer=ALLOWED, monitor=ALLOWED, foreign=None)
#: Tokens: the customer's own, by the provider and the customer.
OWN = rule(customer=ALLOWED, foreign=None)
READ = rule(customer=ALLOWED, monitor=ALLOWED)
CHANGE = rule(customer=ALLOWED)
MAXIMUM = rule(trusted=ALLOWED)
PROVIDER = rule()
NEW_CUSTOMER = rule(foreign=None)
GATEWAY = rule(monitor=ALLOWED, confined=FORBIDDEN, foreign=None)
FEED = rule(feed=ALLOWED)

C = "/v1/customers/{}"
TABLE = {
    ("GET", "/v1/me"): EVERYBODY,
    ("GET", "/v1/customers"): VISIBLE,
    ("POST", "/v1/customers"): NEW_CUSTOMER,
    ("GET", C): READ,
    ("PATCH", C): PROVIDER,
    ("DELETE", C): PROVIDER,
    ("GET", f"{C}/users"): READ,
    ("GET", f"{C}/users/{{}}"): READ,
    ("PUT", f"{C}/users/{{}}"): CHANGE,
    ("DELETE", f"{C}/users/{{}}"): CHANGE,
    ("POST", f"{C}/user-imports"): CHANGE,
    ("GET", f"{C}/pbx-agents"): READ,
    ("PUT", f"{C}/pbx-agents"): CHANGE,
    ("GET", f"{C}/licences"): READ,
    ("PATCH", f"{C}/licences"): MAXIMUM,
    ("GET", f"{C}/enrolment-keys"): READ,
    ("POST", f"{C}/enrolment-keys"): CHANGE,
    ("DELETE", f"{C}/enrolment-keys/{{}}"): CHANGE,
    ("GET", f"{C}/pairings/{{}}"): CHANGE,
    ("POST", f"{C}/pairings"): CHANGE,
    ("GET", f"{C}/waiting-boards"): READ,
    ("DELETE", f"{C}/waiting-boards/{{}}"): CHANGE,
    ("GET", f"{C}/devices"): READ,
    ("GET", f"{C}/devices/{{}}"): READ,
    ("PATCH", f"{C}/devices/{{}}"): CHANGE,
    ("DELETE", f"{C}/devices/{{}}"): CHANGE,
    ("POST", f"{C}/devices/{{}}/replacement"): CHANGE,
    ("POST", f"{C}/devices/{{}}/credential-rotation"): CHANGE,
    ("GET", f"{C}/refusals"): READ,
    ("GET", f"{C}/dashboards"): READ,
    ("GET", f"{C}/dashboards/{{}}"): READ,
    ("PUT", f"{C}/dashboards/{{}}"): CHANGE,
    ("DELETE", f"{C}/dashboards/{{}}"): CHANGE,
    ("GET", f"{C}/ledger"): READ,
    ("GET", f"{C}/usage"): READ,
    ("POST", f"{C}/call-events"): FEED,
    ("GET", f"{C}/call-events"): FEED,
    ("DELETE", f"{C}/call-events"): FEED,
    ("PUT", f"{C}/active-calls"): FEED,
    ("GET", "/v1/boards"): VISIBLE,
    ("GET", "/v1/boards/events"): VISIBLE,
    ("GET", "/v1/tokens"): VISIBLE,
    ("POST", "/v1/tokens"): OWN,
    ("DELETE", "/v1/tokens/{}"): OWN,
    ("GET", "/v1/sessions"): VISIBLE,
    ("DELETE", "/v1/sessions/{}"): OWN,
    ("GET", "/v1/audit"): VISIBLE,
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/metrics"): GATEWAY,
    ("GET", "/openapi.yaml"): OPEN,
}


def described():
    """(method, path with {} for each parameter) of every operation of the document."""
    document = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
    methods = ("get", "put", "post", "patch", "delete")
    return {
        (method.upper(), re.sub(r"\{[^}]*\}", "{}", path))
        for path, operations in document["paths"].items() for method in operations if method in methods}  # fmt: skip


def test_the_table_names_every_operation_of_the_document_and_no_other():
    missing, surplus = described() - set(TABLE), set(TABLE) - described()
    assert not missing, f"nobody decided who may: {sorted(missing)}"
    assert not surplus, f"these are in no document: {sorted(surplus)}"


class World:
    """Two customers, each with everything, under names that can be searched for; and one token of each kind."""

    def __init__(self, gateway):
        self.gateway, self.provider = gateway, gateway.admin()
        self._numbers = itertools.count(1)
        self._showing = None
        self.own, self.other = self._customer("alpha"), self._customer("omega")
        provider, own = self.provider, self.own.id
        dead = provider.issue("provider", name="revoked")
        provider.delete(f"/v1/tokens/{dead.id}")
        self.bearers = {
            "provider": provider, "customer": provider.issue("customer", own),
            "trusted": provider.issue("customer", own, maySetMaximum=True), "monitor": provider.issue("monitor"),
            "confined": provider.issue("monitor", own), "feed": provider.issue("feed", own), "none": Admin(gateway, None),
            "expired": provider.issue("provider", name="expired", expiresInSeconds=1), "revoked": dead,
        }  # fmt: skip

    def _customer(self, mark):
        customer = Customer(self.provider, maximum=None)
        customer.mark = f"{mark}-{customer.id}"
        self.provider.patch(customer.path, {"name": f"{customer.mark} Ltd"})
        customer.user(f"{customer.mark}-boss", "contactCentre", name=f"{customer.mark} boss")
        customer.key_id = self.provider.post(
            f"{customer.path}/enrolment-keys", {"userId": f"{customer.mark}-boss"}, 201)["id"]
        return customer

    async def enrol(self, customer):
        """A new device; returns its id."""
        serial = f"{customer.mark}-{next(self._numbers)}"
        board = await Board.enrol(self.gateway, serial, customer.key(user=f"{customer.mark}-boss"))
        return board.welcome["deviceId"]

    async def request(self, method, path, customer, mine):
        """(path, body, content type) of a request that is good in itself, on something made for it."""
        number = next(self._numbers)
        where = path.replace("{}", customer.id, 1) if path.startswith(C) else path
        kind = "application/json"
        body = None
        match method, path.removeprefix(C):
            case "POST", "/v1/customers":
                body = {"id": f"new-{number}", "name": "New", "timeZone": "UTC", "maxWallboards": 1}
            case "PATCH", "":
                body = {"serviceLevelSeconds": 20 + number % 20}
            case "DELETE", "":
                where = self._customer(f"doomed{number}").path
            case ("GET" | "PUT" | "DELETE"), "/users/{}":
                user = f"{customer.mark}-{number}"
                customer.user(user, "insights")
                where = where.replace("{}", user)
                body = PLAIN_USER if method == "PUT" else None
            case "POST", "/user-imports":
                body = [{"id": f"{customer.mark}-{number}", **PLAIN_USER}]
            case "PUT", "/pbx-agents":
                body = {"extensions": [str(number)]}
            case "PATCH", "/licences":
                body = {"maxWallboards": None}
            case "POST", "/enrolment-keys":
                body = {"userId": f"{customer.mark}-boss"}
            case "DELETE", "/enrolment-keys/{}":
                key = self.provider.post(f"{customer.path}/enrolment-keys", {"userId": f"{customer.mark}-boss"}, 201)
                where = where.replace("{}", key["id"])
            case "GET", "/pairings/{}":
                where = where.replace("{}", "BBBB-BBBB")
            case "DELETE", "/waiting-boards/{}":
                where = where.replace("{}", "nobody")
            case "POST", "/pairings":
                if self._showing:
                    await self._showing.close()
                self._showing = await Board.connect(self.gateway, f"{customer.mark}-{number}")
                code = (await self._showing.expect("pairing"))["userCode"]
                body = {"userCode": code, "userId": f"{customer.mark}-boss"}
            case "DELETE", "/v1/sessions/{}":
                where = where.replace("{}", "nobody")
            case _, rest if rest.startswith("/devices/{}"):
                where = where.replace("{}", await self.enrol(customer))
                body = {"PATCH": {"name": f"{customer.mark} lobby"}, "POST": {}}.get(method)
                if rest.endswith("replacement"):
                    body = {"serial": f"{customer.mark}-new-{number}"}
            case ("GET" | "PUT" | "DELETE"), "/dashboards/{}":
                dashboard = f"{customer.mark}-{number}"
                self.provider.put(f"{customer.path}/dashboards/{dashboard}", {"title": customer.mark})
                where = where.replace("{}", dashboard)
                body = {"title": customer.mark} if method == "PUT" else None
            case "POST", "/call-events":
                body = []
            case ("GET" | "DELETE"), "/call-events":
                where += "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"
            case "PUT", "/active-calls":
                body = {"calls": []}
            case "POST", "/v1/tokens":
                body = {"role": "feed", "customerId": mine.id, "name": f"{mine.mark} feed"}
            case "DELETE", "/v1/tokens/{}":
                where = where.replace("{}", self.provider.issue("feed", mine.id).id)
        return where, body, kind


@pytest.mark.timeout(300)
async def test_every_operation_by_every_bearer(new_gateway):
    gateway = new_gateway()
    world = World(gateway)
    await _expired(world)
    wrong = []
    for (method, path), expected in TABLE.items():
        for bearer in BEARERS:
            kind, _, about = bearer.partition("@")
            customer = world.other if about else world.own
            admin = world.bearers[kind].at(new_address())
            where, body, content = await world.request(method, path, customer, world.own)
            if (method, path) == ("DELETE", C) and kind != "provider":
                # Refused tokens are tried on the customer itself: a refusal does it no harm.
                where = customer.path
            if path == "/v1/boards/events":
                status, text = await _watch(admin)
            else:
                answer = admin.request(method, where, body, content_type=content)
                status, text = answer.status, answer.body.decode()
            if not _fits(status, text, expected[bearer]):
                wrong.append(f"{method} {where} by {bearer}: {status}, not {expected[bearer]}: {text[:200]}")
            if kind in ("customer", "trusted", "confined", "feed", "none", "expired", "revoked"):
                # What was asked for may be repeated; nothing else of the other customer may be revealed.
                told = text.replace(where, "")
                if world.other.mark in told or (world.other.id in told and not about):
                    wrong.append(f"{method} {where} by {bearer} reveals the other customer: {text[:300]}")
    assert not wrong, "\n" + "\n".join(wrong)


def _fits(status, text, expected):
    if expected == ALLOWED:
        # No board shows the code that was looked up, and none waits; only those allowed to ask learn that.
        return status < 400 or status == 404 and _names_a_board(text)
    if expected == HIDDEN:
        return status == 404 and not _names_a_board(text)
    return status == expected


def _names_a_board(text):
    return re.search('"resource": ?"(pairing|waitingBoard|session)"', text) is not None


async def _watch(admin):
    async with await EventStream.open(admin) as stream:
        if stream.status == 200:
            await stream.expect("resync")
        return stream.status, str(stream.events)


async def _expired(world):
    await eventually(
        lambda: world.bearers["expired"].at(new_address()).request("GET", "/v1/me").status == 401, "the token expired", 10)


async def test_lists_hold_what_the_bearer_may_see(new_gateway):
    gateway = new_gateway()
    world = World(gateway)
    await world.enrol(world.own)
    await world.enrol(world.other)
    world.provider.issue("customer", world.other.id)
    for path in ["/v1/customers", "/v1/boards", "/v1/tokens", "/v1/audit"]:
        for bearer in ("customer", "confined"):
            text = world.bearers[bearer].request("GET", path).body.decode()
            assert world.own.id in text and world.other.id not in text, (path, bearer)
        text = world.provider.request("GET", path).body.decode()
        assert world.own.id in text and world.other.id in text, path
    # Naming the other customer in a filter reveals nothing either, nor does one with its ids under one's own path.
    for path in ["/v1/boards", "/v1/audit"]:
        answer = world.bearers["customer"].request("GET", f"{path}?customerId={world.other.id}")
        assert answer.status in (403, 404) and world.other.mark not in answer.body.decode()
    device = world.provider.items(f"{world.other.path}/devices")[0]["id"]
    world.provider.put(f"{world.other.path}/dashboards/floor", {"title": "Floor"})
    for path in [f"/devices/{device}", "/dashboards/floor", f"/users/{world.other.mark}-boss", f"/enrolment-keys/{world.other.key_id}"]:
        for method in ("GET", "DELETE"):
            answer = world.bearers["customer"].request(method, world.own.path + path)
            assert answer.status in (404, 405), (method, path, answer)
    assert len(world.provider.items(f"{world.other.path}/devices")) == 1
