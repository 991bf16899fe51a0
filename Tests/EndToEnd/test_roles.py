"""Permissions: tokens, their rights, their end, and sessions in a browser without one."""

import asyncio
import json
import re
import subprocess
import time
from datetime import datetime

import pytest
from admin import PLAIN_USER, Admin, Customer, new_address
from board import Board, eventually
from gateway import BIN

COOKIE = "__Host-wallboard-session"


def refused(admin, method, path, body=None, status=403):
    # Invalid tokens are counted by address.
    answer = (admin.at(new_address()) if status == 401 else admin).request(method, path, body)
    assert answer.status == status, f"{method} {path}: {answer}"
    return answer.json


def test_everybody_may_ask_who_they_are(gateway, customer):
    provider = customer.admin
    for role, confined in [("provider", None), ("customer", customer.id), ("monitor", None), ("monitor", customer.id),
                           ("feed", customer.id)]:  # fmt: skip
        bearer = provider.issue(role, confined, name="Anna Example", expiresInSeconds=3600)
        me = bearer.get("/v1/me")
        assert (me["name"], me["role"], me["customerId"], me["via"]) == ("Anna Example", role, confined, "token")
        assert me["maySetMaximum"] is (role == "provider")
        left = datetime.fromisoformat(me["expiresAt"]).timestamp() - time.time()
        assert 3500 < left <= 3601
    assert provider.issue("monitor").get("/v1/me")["expiresAt"] is None
    refused(Admin(gateway, None), "GET", "/v1/me", status=401)


def test_a_token_is_listed_without_itself_and_dies_when_it_is_revoked(gateway, customer):
    provider = customer.admin
    made = provider.post("/v1/tokens", {
        "role": "customer", "customerId": customer.id, "name": "Bert", "maySetMaximum": True, "expiresInSeconds": 60}, 201)
    token = made.pop("token")
    assert (made["role"], made["customerId"], made["name"], made["maySetMaximum"], made["revokedAt"]) == (
        "customer", customer.id, "Bert", True, None)  # fmt: skip
    bearer = Admin(gateway, token)
    assert bearer.get(customer.path)["id"] == customer.id
    listed = {one["id"]: one for one in provider.items("/v1/tokens")}
    assert listed[made["id"]]["lastUsedAt"] and listed[made["id"]]["expiresAt"] == made["expiresAt"]
    assert token not in str(listed) and "secret" not in str(listed).lower()
    provider.delete(f"/v1/tokens/{made['id']}", 204)
    refused(bearer, "GET", customer.path, status=401)
    after = {one["id"]: one for one in provider.items("/v1/tokens")}[made["id"]]
    assert after["revokedAt"]
    provider.delete(f"/v1/tokens/{made['id']}", 204)
    assert {one["id"]: one for one in provider.items("/v1/tokens")}[made["id"]]["revokedAt"] == after["revokedAt"]
    refused(provider, "DELETE", "/v1/tokens/nobody", status=404)


async def test_a_token_dies_when_its_time_is_over(gateway, customer):
    brief = customer.admin.issue("monitor", expiresInSeconds=1)
    assert brief.get("/v1/customers")["items"]
    await eventually(lambda: brief.request("GET", "/v1/customers").status == 401, "the token expired", 10)


@pytest.mark.parametrize("request_, field", [
    ({"role": "king", "name": "x"}, "role"), ({"name": "x"}, "role"), ({"role": "monitor"}, "name"),
    ({"role": "monitor", "name": ""}, "name"), ({"role": "monitor", "name": "x" * 201}, "name"),
    ({"role": "customer", "name": "x"}, "customerId"), ({"role": "feed", "name": "x"}, "customerId"),
    ({"role": "monitor", "name": "x", "expiresInSeconds": 0}, "expiresInSeconds"),
    ({"role": "monitor", "name": "x", "expiresInSeconds": 315_360_001}, "expiresInSeconds"),
    ({"role": "monitor", "name": "x", "maySetMaximum": "yes"}, "maySetMaximum"),
    ({"role": "monitor", "name": "x", "token": "mine"}, "token"),
])  # fmt: skip
def test_a_wrong_token_request_names_its_field(gateway, customer, request_, field):
    problem = customer.admin.post("/v1/tokens", request_, 422)
    assert any(error["field"] == field for error in problem["errors"]), problem


def test_a_token_of_an_unknown_customer_is_not_made(gateway):
    answer = gateway.admin().request("POST", "/v1/tokens", {"role": "feed", "name": "x", "customerId": "nobody-knows"})
    assert answer.status in (404, 422)


def test_a_customer_makes_tokens_for_itself_and_no_stronger_ones(gateway, customer):
    other = Customer(gateway.admin())
    own = customer.admin.issue("customer", customer.id)
    for role in ("customer", "monitor", "feed"):
        made = own.issue(role, customer.id)
        assert made.get("/v1/me")["customerId"] == customer.id
        own.delete(f"/v1/tokens/{made.id}", 204)
        refused(made, "GET", "/v1/me", status=401)
    # Without a customer in the request, its own is meant.
    assert own.post("/v1/tokens", {"name": "x", "role": "monitor"}, 201)["customerId"] == customer.id
    for wrong in [{"role": "provider"}, {"role": "monitor", "customerId": other.id},
                  {"role": "customer", "customerId": customer.id, "maySetMaximum": True}]:  # fmt: skip
        answer = own.request("POST", "/v1/tokens", {"name": "x", **wrong})
        assert answer.status in (403, 404, 422), f"{wrong}: {answer}"
    # It sees only its own tokens, and cannot end others.
    assert {one["customerId"] for one in own.items("/v1/tokens")} == {customer.id}
    foreign = customer.admin.issue("monitor")
    refused(own, "DELETE", f"/v1/tokens/{foreign.id}", status=404)
    assert foreign.get("/v1/me")
    trusted = customer.admin.issue("customer", customer.id, maySetMaximum=True)
    assert trusted.issue("customer", customer.id, maySetMaximum=True).get("/v1/me")["maySetMaximum"]


def test_the_maximum_is_changed_by_those_who_may(gateway, customer):
    path = f"{customer.path}/licences"
    plain = customer.admin.issue("customer", customer.id)
    trusted = customer.admin.issue("customer", customer.id, maySetMaximum=True)
    for body in [{"maxWallboards": 11}, {"maxWallboards": 11, "dryRun": True}]:
        assert refused(plain, "PATCH", path, body)["code"] == "forbidden"
    trusted.patch(path, {"maxWallboards": 11})
    assert customer.wallboards()["max"] == 11
    refused(trusted, "PATCH", customer.path, {"name": "Mine"})
    refused(trusted, "DELETE", customer.path)
    refused(trusted, "PATCH", f"{Customer(gateway.admin()).path}/licences", {"maxWallboards": 11}, status=404)


def test_a_feed_sends_calls_and_sees_nothing(gateway, customer):
    feed = customer.admin.issue("feed", customer.id)
    assert feed.request("POST", f"{customer.path}/call-events", [], content_type="application/json").status == 200
    for path in ["/v1/customers", customer.path, f"{customer.path}/users", f"{customer.path}/licences",
                 f"{customer.path}/devices", f"{customer.path}/ledger", f"{customer.path}/usage", "/v1/boards",
                 "/v1/boards/events", "/v1/tokens", "/v1/audit", "/metrics"]:  # fmt: skip
        refused(feed, "GET", path)
    other = Customer(gateway.admin())
    assert feed.request("POST", f"{other.path}/call-events", [], content_type="application/json").status in (403, 404)


async def test_the_tokens_of_a_removed_customer_are_dead(gateway, customer):
    own = customer.admin.issue("customer", customer.id)
    assert own.get("/v1/me")
    customer.admin.delete(customer.path)
    refused(own, "GET", "/v1/me", status=401)


def test_the_command_line_makes_what_the_api_lists(gateway, customer):
    listed = {one["name"] for one in customer.admin.items("/v1/tokens")}
    assert "test provider" in listed
    made = subprocess.run(
        [BIN / "wallboard-gateway", "token", "--data-dir", gateway.data, "--role", "monitor", "--name", "From the shell"],
        capture_output=True, text=True, check=True)  # fmt: skip
    assert Admin(gateway, made.stdout.strip()).get("/v1/me")["name"] == "From the shell"


def test_a_revoked_token_stays_dead_after_a_crash(new_gateway):
    gateway = new_gateway()
    provider = gateway.admin()
    kept, revoked = provider.issue("monitor"), provider.issue("monitor")
    provider.delete(f"/v1/tokens/{revoked.id}", 204)
    gateway.kill()
    gateway.start()
    assert kept.get("/v1/me") and revoked.at(new_address()).request("GET", "/v1/me").status == 401


# Sessions: what a browser does, without one. The forms themselves are in test_pages.py.


def sign_in(gateway, token, address=None):
    """Posts the form of the sign-in page; returns the answer."""
    anybody = Admin(gateway, None, address)
    return anybody.request(
        "POST", "/sign-in", f"token={token}".encode(), {"Origin": gateway.url},
        content_type="application/x-www-form-urlencoded")  # fmt: skip


class Session:
    """Requests with a session's cookie in place of a token."""

    def __init__(self, gateway, token):
        answer = sign_in(gateway, token)
        assert answer.status == 303, answer
        self.set_cookie = answer.headers["Set-Cookie"]
        self.cookie = self.set_cookie.split(";")[0]
        self._anybody = Admin(gateway, None)

    def request(self, method, path, body=None, **headers):
        return self._anybody.request(
            method, path, body, {"Cookie": self.cookie, **{n.replace("_", "-"): v for n, v in headers.items()}})

    def csrf(self):
        """The token that the pages carry for their scripts."""
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.request("GET", "/").body.decode())
        assert found, "the page carries no CSRF token"
        return found[1]


def test_a_session_has_a_cookie_that_scripts_and_other_sites_cannot_use(gateway, customer):
    session = Session(gateway, customer.admin.token)
    name, *attributes = [part.strip() for part in session.set_cookie.split(";")]
    assert name.startswith(COOKIE + "=") and customer.admin.token not in session.set_cookie
    attributes = {attribute.lower() for attribute in attributes}
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= attributes
    assert not any(attribute.startswith("domain") for attribute in attributes)
    me = session.request("GET", "/v1/me").json
    assert (me["role"], me["via"]) == ("provider", "session")
    assert session.request("GET", customer.path).status == 200


def test_a_session_changes_nothing_without_its_csrf_token(gateway, customer):
    session = Session(gateway, customer.admin.token)
    path, body = f"{customer.path}/users/ada", PLAIN_USER
    good = session.csrf()
    for headers in [{}, {"X_CSRF_Token": "wrong"}, {"X_CSRF_Token": ""}, {"X_CSRF_Token": good, "Origin": "https://evil.example"},
                    {"X_CSRF_Token": good, "Origin": "null"},
                    {"X_CSRF_Token": Session(gateway, customer.admin.token).csrf()}]:  # fmt: skip
        answer = session.request("PUT", path, body, **headers)
        assert answer.status == 403 and answer.json["code"] == "csrf", f"{headers}: {answer}"
    assert session.request("DELETE", customer.path).status == 403
    assert customer.admin.items(f"{customer.path}/users") == []
    assert session.request("PUT", path, body, X_CSRF_Token=good, Origin=gateway.url).status == 201
    assert session.request("DELETE", path, X_CSRF_Token=good).status == 204
    # A bearer token needs none, and wins over a cookie.
    monitor = customer.admin.issue("monitor")
    both = {"Cookie": session.cookie, "X-CSRF-Token": good}
    assert monitor.request("PUT", path, body, both).status == 403
    assert customer.admin.request("PUT", path, body, {"Cookie": session.cookie}).status == 201


def test_a_session_ends_with_its_token_and_with_its_sign_out(gateway, customer):
    provider = customer.admin
    admin = provider.issue("monitor")
    session = Session(gateway, admin.token)
    provider.delete(f"/v1/tokens/{admin.id}")
    assert session.request("GET", "/v1/me").status == 401
    session = Session(gateway, provider.token)
    answer = session.request("POST", "/sign-out", X_CSRF_Token=session.csrf(), Origin=gateway.url)
    assert answer.status in (200, 204, 303), answer
    assert session.request("GET", "/v1/me").status == 401
    assert provider.get("/v1/me")


def test_a_wrong_token_signs_nobody_in_and_is_not_repeated(gateway):
    answer = sign_in(gateway, "wallboard.WRONGTOKEN.12345", new_address())
    assert answer.status in (400, 401, 403, 422), answer
    assert b"WRONGTOKEN" not in answer.body and "Set-Cookie" not in answer.headers


async def test_a_session_outlives_no_expiry(gateway, customer):
    brief = customer.admin.issue("monitor", expiresInSeconds=2)
    session = Session(gateway, brief.token)
    assert session.request("GET", "/v1/me").status == 200
    await eventually(lambda: session.request("GET", "/v1/me").status == 401, "the session expired", 10)


async def test_boards_know_nothing_of_admins(gateway, customer):
    """An admin's token does not work for a board, nor the other way round."""
    board = await Board.enrol(gateway, "honest", customer.key())
    assert (await Board.refused(gateway, "sneaky", token=customer.admin.token))[1] == 4501
    answers = await asyncio.to_thread(
        lambda: [Admin(gateway, credential, new_address()).request("GET", "/v1/customers").status
                 for credential in (board.token, customer.key())])  # fmt: skip
    assert answers == [401, 401]


def test_sessions_are_listed_and_ended_on_the_command_line(gateway, tmp_path):
    petra, mallory = (gateway.admin().issue("provider", name=name) for name in ("Petra Types", "Mallory Browses"))
    session = Session(gateway, mallory.token)
    token = tmp_path / "token"
    token.write_text(petra.token)

    def sessions(*arguments):
        return subprocess.run(
            [BIN / "wallboardctl", "sessions", *arguments, "--url", gateway.url, "--ca", gateway.ca, "--token-file",
             token], capture_output=True, text=True, timeout=60)  # fmt: skip

    assert session.request("GET", "/v1/me").status == 200
    listed = json.loads(sessions("list", "--json").stdout)["items"]
    mine = next(one for one in listed if one["name"] == "Mallory Browses")
    assert mine["tokenId"] == mallory.id and not mine["isOwn"]
    row = next(line for line in sessions("list").stdout.splitlines() if mine["id"] in line)
    assert "Mallory Browses" in row and "provider" in row and mine["address"] in row
    ended = sessions("end", mine["id"])
    assert (ended.returncode, ended.stdout) == (0, f"The session {mine['id']} is ended.\n")
    assert session.request("GET", "/v1/me").status == 401
    assert mine["id"] not in sessions("list").stdout
    again = sessions("end", mine["id"])
    assert again.returncode == 1 and "404" in again.stderr and not again.stdout
    # The token keeps working, and the audit has who did it.
    assert mallory.get("/v1/me")["name"] == "Mallory Browses"
    record = next(one for one in gateway.admin().get("/v1/audit?limit=20")["items"] if one["operation"] == "endSession")
    assert "Petra Types" in record["author"]
