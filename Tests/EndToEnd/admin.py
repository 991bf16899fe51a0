"""A small client of the admin API, and a customer as the tests need it."""

import http.client
import itertools
import json
from datetime import datetime, timedelta, timezone

SUPERVISORS = ["none", "reports", "insights", "analytics", "liveAnalytics", "contactCentre"]


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

    def __init__(self, gateway, token):
        self._gateway = gateway
        self._token = token
        self._kept = None

    def keep_open(self):
        """Uses one connection, opened now, for all further requests."""
        self._kept = self._connect()
        self._kept.connect()
        return self

    def _connect(self):
        return http.client.HTTPSConnection(
            "localhost", self._gateway.admin_port, context=self._gateway.tls, timeout=30)

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

    def get(self, path, expect=200):
        return self._expecting(expect, "GET", path).json

    def metric(self, name):
        """The value of a metric without labels."""
        lines = self._expecting(200, "GET", "/metrics").body.decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def post(self, path, body=None, expect=None):
        return self._expecting(expect, "POST", path, body).json

    def put(self, path, body, expect=None):
        return self._expecting(expect, "PUT", path, body)

    def patch(self, path, body, expect=200, headers=None):
        return self._expecting(expect, "PATCH", path, body, headers=headers).json

    def delete(self, path, expect=None):
        self._expecting(expect, "DELETE", path)


class Customer:
    """A customer of its own for one test. Its day began 12 hours ago, so that no test meets a reset."""

    _numbers = itertools.count(1)

    def __init__(self, admin, maximum=10, **settings):
        self.admin = admin
        self.id = f"customer-{next(self._numbers)}"
        self.path = f"/v1/customers/{self.id}"
        admin.post(
            "/v1/customers", {"id": self.id, "name": "Example Ltd", "timeZone": "UTC", "maxWallboards": maximum}, 201)
        reset = (datetime.now(timezone.utc) + timedelta(hours=12)).strftime("%H:%M")
        admin.patch(self.path, {"resetTime": reset, **settings})

    def user(self, user, supervisor):
        """Makes a user or changes the supervisor licence of one; returns the user's id."""
        assert supervisor in SUPERVISORS
        self.admin.put(f"{self.path}/users/{user}", {
            "name": user, "extension": "100", "userLicence": "professional", "agentAddOn": False,
            "desktopClient": False, "crmAddOn": False, "supervisor": supervisor,
        })  # fmt: skip
        return user

    def key(self, supervisor="contactCentre", user=None, **limits):
        """An enrolment key of a user, who is made if only a licence is given."""
        user = user or self.user(f"user-{supervisor}", supervisor)
        return self.admin.post(f"{self.path}/enrolment-keys", {"userId": user, **limits}, 201)["key"]

    def licences(self):
        return self.admin.get(f"{self.path}/licences")

    def wallboards(self):
        return self.licences()["devices"]["wallboards"]

    def set_maximum(self, maximum, expect=200):
        return self.admin.patch(f"{self.path}/licences", {"maxWallboards": maximum}, expect)

    def devices(self):
        """Every device, by serial, whatever the number of pages."""
        found, cursor = {}, ""
        while True:
            page = self.admin.get(f"{self.path}/devices?limit=100{cursor}")
            found.update({device["serial"]: device for device in page["items"]})
            if "nextCursor" not in page:
                return found
            cursor = "&cursor=" + page["nextCursor"]

    def change_device(self, serial, expect=200, **change):
        return self.admin.patch(f"{self.path}/devices/{self.devices()[serial]['id']}", change, expect)

    def send(self, events, expect=200, admin=None):
        """Posts call events as NDJSON; returns the receipt."""
        lines = "".join(json.dumps(event) + "\n" for event in events)
        return self.send_bytes(lines.encode(), expect=expect, admin=admin).json

    def send_bytes(self, body, content_type="application/x-ndjson", expect=200, admin=None):
        path = f"{self.path}/call-events"
        answer = (admin or self.admin).request("POST", path, body, content_type=content_type)
        assert answer.status == expect, answer
        return answer
