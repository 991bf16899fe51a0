"""The admin port: permissions, answers, and what the licence page says."""

from admin import Admin, Customer, new_address
from board import Board


def test_a_problem_document_answers_a_role_that_may_not(gateway, customer):
    for token in [None, "wrong", "x" * 3000]:
        answer = Admin(gateway, token, new_address()).request("GET", "/v1/customers")
        assert answer.status == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json["status"] == 401 and answer.json["type"] and answer.json["title"]
    monitor = gateway.admin("monitor")
    assert monitor.get(customer.path)["id"] == customer.id
    assert monitor.request("DELETE", customer.path).status == 403


def test_a_customers_token_sees_its_customer_alone_and_not_the_maximum(gateway, customer):
    other = Customer(gateway.admin())
    own = gateway.admin("customer", customer.id)
    assert [found["id"] for found in own.get("/v1/customers")["items"]] == [customer.id]
    assert own.request("GET", other.path).status == 404
    assert own.request("PATCH", f"{customer.path}/licences", {"maxWallboards": 99}).status == 403
    own.put(f"{customer.path}/users/anna@example.com", {
        "name": "Anna", "extension": "101", "userLicence": "essential", "agentAddOn": True, "desktopClient": True,
        "crmAddOn": True, "supervisor": "contactCentre"}, 201)  # fmt: skip
    assert own.get(f"{customer.path}/users/anna@example.com")["supervisor"] == "contactCentre"


async def test_the_licence_page_counts_every_licence(gateway, customer):
    users = [
        ("essential", True, True, False, "none"), ("essential", False, False, False, "reports"),
        ("professional", True, True, True, "insights"), ("professional", False, True, True, "analytics"),
        (None, True, False, False, "liveAnalytics"), ("professional", False, False, True, "contactCentre"),
    ]  # fmt: skip
    for number, (licence, agent, desktop, crm, supervisor) in enumerate(users):
        customer.admin.put(f"{customer.path}/users/u{number}", {
            "name": f"User {number}", "extension": str(number), "userLicence": licence, "agentAddOn": agent,
            "desktopClient": desktop, "crmAddOn": crm, "supervisor": supervisor})  # fmt: skip
    await Board.enrol(gateway, "page-1", customer.key(user="u3"))
    offline = await Board.enrol(gateway, "page-2", customer.key(user="u5"))
    await offline.close()
    page = customer.licences()
    assert page["users"] == {"essential": 2, "professional": 3, "agentAddOn": 3}
    assert page["clients"] == {"desktop": 3, "crmAddOn": 3}
    assert page["supervisor"] == {"reports": 1, "insights": 1, "analytics": 1, "liveAnalytics": 1, "contactCentre": 1}
    boards = page["devices"]["wallboards"]
    assert {name: boards[name] for name in ("configured", "max", "analytics", "liveAnalytics", "display")} == {
        "configured": 2, "max": 10, "analytics": 1, "liveAnalytics": 1, "display": "2/10"}  # fmt: skip


def test_the_maximum_changes_only_for_an_admin_who_saw_the_newest(gateway, customer):
    path = f"{customer.path}/licences"
    tag = customer.admin.request("GET", path).headers["ETag"]
    customer.admin.patch(path, {"maxWallboards": 11}, headers={"If-Match": tag})
    assert customer.admin.patch(path, {"maxWallboards": 12}, 412, headers={"If-Match": tag})["code"] == "versionMismatch"
    customer.admin.patch(path, {"maxWallboards": 3, "dryRun": True})
    assert customer.wallboards()["max"] == 11


def test_a_wrong_field_is_named(gateway, customer):
    problem = customer.admin.post("/v1/customers", {"id": "Bad Id", "name": "x", "timeZone": "Mars", "maxWalboards": 1}, 422)
    assert {"id", "maxWalboards"} <= {error["field"] for error in problem["errors"]}
    assert customer.admin.request("POST", "/v1/customers", b"{").status == 400
    assert customer.admin.request("GET", "/v1/nothing").status == 404
    assert customer.admin.request("DELETE", "/v1/customers").headers["Allow"]


def test_monitoring_finds_health_metrics_and_the_description(gateway):
    nobody, monitor = Admin(gateway, None), gateway.admin("monitor")
    assert nobody.request("GET", "/healthz").status == 200 and nobody.request("GET", "/readyz").status == 200
    assert nobody.request("GET", "/metrics").status == 401
    metrics = monitor.request("GET", "/metrics").body.decode()
    assert metrics.endswith("\n") and "wallboard_" in metrics
    assert nobody.request("GET", "/openapi.yaml").body.startswith(b"openapi: 3.1")
