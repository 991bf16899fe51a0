"""A small client of the admin API, and a customer as the tests need it."""

import http.client
import itertools
import json
import urllib.parse
from datetime import datetime, timedelta, timezone

SUPERVISORS = ["none", "reports", "insights", "analytics", "liveAnalytics", "contactCentre"]

#: A user without any licence, as `PUT …/users/{userId}` takes it.
PLAIN_USER = {
    "name": "A user", "extension": "100", "userLicence": None, "agentAddOn": False, "desktopClient": False,
    "crmAddOn": False, "supervisor": "none",
}  # fmt: skip

_addresses = itertools.count(1)


def new_address():
    """An address of this machine that no other request came from: attempts are counted by address."""
    number = next(_addresses)
    return f"127.1.{number // 250}.{number % 250 + 1}"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body.decode(errors='replace')}"


class Admin:
    """Sends requests with one token. Thread-safe, since every request has a connection of its own unless `keep_open`
    was called."""

    def __init__(self, gateway, token, address=None):
        """Requests come from `address`, one of 127.0.0.0/8, if given."""
        self._gateway = gateway
        self._token = token
        self._address = address
        self._kept = None

    @property
    def token(self):
        return self._token

    @property
    def address(self):
        return self._address

    @property
    def gateway(self):
        return self._gateway

    def at(self, address):
        """The same token from another address."""
        return Admin(self._gateway, self._token, address)

    def keep_open(self):
        """Uses one connection, opened now, for all further requests."""
        self._kept = self._connect()
        self._kept.connect()
        return self

    def _connect(self):
        return http.client.HTTPSConnection(
            "localhost", self._gateway.admin_port, context=self._gateway.tls, timeout=30,
            source_address=(self._address, 0) if self._address else None)

    def request(self, method, path, body=None, headers=None, content_type="application/json"):
        """Any request, any answer. `body` is bytes, or something to be written as JSON."""
        sent = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if body is not None:
            sent["Content-Type"] = content_type
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = self._kept or self._connect()
        try:
            connection.request(method, path, body, {**sent, **(headers or {})})
            return Answer(connection.getresponse())
        finally:
            if connection is not self._kept:
                connection.close()

    def _expecting(self, status, *request, **more):
        answer = self.request(*request, **more)
        allowed = [status] if status else range(200, 300)
        assert answer.status in allowed, f"{request[0]} {request[1]}: {answer}"
        return answer

    def get(self, path, expect=200, headers=None):
        return self._expecting(expect, "GET", path, headers=headers).json

    def items(self, path, limit=100):
        """All items of a list, whatever the number of pages."""
        items, cursor = [], ""
        while True:
            page = self.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{cursor}")
            assert len(page["items"]) <= limit
            items += page["items"]
            if "nextCursor" not in page:
                return items
            cursor = "&cursor=" + urllib.parse.quote(page["nextCursor"], safe="")

    def tag(self, path):
        """The entity tag of a resource."""
        tag = self._expecting(200, "GET", path).headers["ETag"]
        assert tag and tag.startswith('"') and tag.endswith('"'), tag
        return tag

    def issue(self, role, customer=None, **fields):
        """A new token, made through the API, and a client that uses it: `admin.issue("monitor").get(…)`."""
        request = {"role": role, "name": f"test {role}", **({"customerId": customer} if customer else {}), **fields}
        made = self.post("/v1/tokens", request, 201)
        admin = Admin(self._gateway, made["token"], self._address)
        admin.id, admin.name = made["id"], made["name"]
        return admin

    def metric(self, name):
        """The value of a metric without labels."""
        lines = self._expecting(200, "GET", "/metrics").body.decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def metric_of(self, name, **labels):
        """The value of the one series of a metric that has these labels."""
        listed = ",".join(f'{key}="{value}"' for key, value in labels.items())
        return self.metric(f"{name}{{{listed}}}")

    def post(self, path, body=None, expect=None, headers=None):
        return self._expecting(expect, "POST", path, body, headers=headers).json

    def put(self, path, body, expect=None, headers=None):
        return self._expecting(expect, "PUT", path, body, headers=headers)

    def patch(self, path, body, expect=200, headers=None):
        return self._expecting(expect, "PATCH", path, body, headers=headers).json

    def delete(self, path, expect=None, headers=None):
        return self._expecting(expect, "DELETE", path, headers=headers)


class Customer:
    """A customer for one test. Its day began 12 hours ago, so that no test meets a reset."""

    _numbers = itertools.count(1)

    def __init__(self, admin, maximum=10, **settings):
        self.admin = admin
        self.id = f"customer-{next(self._numbers)}"
        self.path = f"/v1/customers/{self.id}"
        admin.post(
            "/v1/customers", {"id": self.id, "name": "Example Ltd", "timeZone": "UTC", "maxWallboards": maximum}, 201)
        reset = (datetime.now(timezone.utc) + timedelta(hours=12)).strftime("%H:%M")
        admin.patch(self.path, {"resetTime": reset, **settings})

    def user(self, user, supervisor, **fields):
        """Makes a user or changes the supervisor licence of one; returns the user's id."""
        assert supervisor in SUPERVISORS
        self.admin.put(f"{self.path}/users/{user}", {
            **PLAIN_USER, "name": user, "userLicence": "professional", "supervisor": supervisor, **fields})
        return user

    def key(self, supervisor="contactCentre", user=None, **limits):
        """An enrolment key of a user, who is made if only a licence is given."""
        user = user or self.user(f"user-{supervisor}", supervisor)
        return self.admin.post(f"{self.path}/enrolment-keys", {"userId": user, **limits}, 201)["key"]

    def licences(self):
        return self.admin.get(f"{self.path}/licences")

    def wallboards(self):
        return self.licences()["devices"]["wallboards"]

    def set_maximum(self, maximum, expect=200, **more):
        """`more` are members of the change, such as `surplus="keep"`."""
        return self.admin.patch(f"{self.path}/licences", {"maxWallboards": maximum, **more}, expect)

    def devices(self):
        """Every device, by serial, whatever the number of pages."""
        return {device["serial"]: device for device in self.admin.items(f"{self.path}/devices")}

    def device_path(self, serial):
        return f"{self.path}/devices/{self.devices()[serial]['id']}"

    def change_device(self, serial, expect=200, **change):
        return self.admin.patch(self.device_path(serial), change, expect)

    def somebody(self):
        """A provider's admin with a token and an address of its own."""
        return self.admin.issue("provider").at(new_address())

    def pair(self, code, user, expect=201, **more):
        """Types the code that a board shows."""
        return self.somebody().post(f"{self.path}/pairings", {"userCode": code, "userId": user, **more}, expect)

    def boards(self):
        """What the boards page lists of this customer."""
        return self.admin.get(f"/v1/boards?customerId={self.id}")

    def ledger(self):
        """Every entry, oldest first."""
        return self.admin.items(f"{self.path}/ledger")

    def send(self, events, expect=200, admin=None):
        """Posts call events as NDJSON; returns the receipt."""
        lines = "".join(json.dumps(event) + "\n" for event in events)
        return self.send_bytes(lines.encode(), expect=expect, admin=admin).json

    def send_bytes(self, body, content_type="application/x-ndjson", expect=200, admin=None):
        path = f"{self.path}/call-events"
        answer = (admin or self.admin).request("POST", path, body, content_type=content_type)
        assert answer.status == expect, answer
        return answer
