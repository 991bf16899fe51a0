"""What admins see of a customer's feed: its state, its last event, and what became of the events."""

import time

import pytest
from admin import Customer
from board import eventually
from feed import answered_call, event
from test_programs import ctl


def feed(customer):
    return customer.admin.get(customer.path)["feed"]


async def becomes(customer, state):
    await eventually(lambda: feed(customer)["state"] == state, f"the feed is {state}", 30)


@pytest.mark.timeout(90)
async def test_a_feed_is_never_heard_of_then_live_late_and_lost(gateway, customer):
    before = feed(customer)
    assert (before["state"], before["lastHeardAt"], before["lastEventAt"]) == ("none", None, None)
    assert before["accepted"] == 0 and before["problems"] == []
    events = answered_call(began=-120, wait=8, talk=30)
    customer.send(events)
    late = feed(customer)
    assert late["state"] == "delayed" and late["accepted"] == len(events) and late["lastEventAt"] == events[-1]["time"]
    customer.send([])
    live = feed(customer)
    assert live["state"] == "live" and live["accepted"] == len(events) and live["lastHeardAt"] >= late["lastHeardAt"]
    customer.admin.patch(customer.path, {"feedLostSeconds": 10})
    await becomes(customer, "lost")
    assert feed(customer)["lastHeardAt"] == live["lastHeardAt"]


def test_what_is_wrong_with_events_is_counted_and_said(gateway, customer, tmp_path):
    call = answered_call()
    customer.send(call)
    customer.send([call[0], event("call.held", call[0]["callId"]), event("call.dancing", "other"),
                   event("call.queued", "new", queue="q" * 300)])  # fmt: skip
    customer.send([{"id": "no-type"}, event("call.queued", "old", at=-90 * 86_400)])
    customer.send_bytes(b"no JSON at all\n")
    told = feed(customer)
    assert {name: told[name] for name in ["accepted", "duplicates", "rejected", "ignored", "shortened"]} == {
        "accepted": 7, "duplicates": 1, "rejected": 3, "ignored": 2, "shortened": 1}  # fmt: skip
    kinds = {problem["kind"]: problem["reason"] for problem in told["problems"]}
    assert kinds["ignored"] == "the type 'call.dancing' is not known"
    assert "128 characters" in kinds["shortened"] and kinds["rejected"]
    # The list has it too, and so has the command line.
    listed = next(item for item in customer.admin.items("/v1/customers") if item["id"] == customer.id)
    assert listed["feed"]["rejected"] == 3
    shown = ctl(gateway, tmp_path, "customers", "show", customer.id)
    assert shown.returncode == 0, shown.stderr
    assert "7 accepted, 1 duplicates, 3 rejected, 2 ignored, 1 shortened" in shown.stdout
    assert "the type 'call.dancing' is not known" in shown.stdout
    assert "live" in ctl(gateway, tmp_path, "customers", "list").stdout


def test_only_who_may_read_the_customer_sees_its_feed(gateway, customer):
    customer.send([])
    other = Customer(gateway.admin())
    for role, confined_to, status in [
        ("customer", customer.id, 200), ("monitor", customer.id, 200), ("customer", other.id, 404),
        ("monitor", other.id, 404), ("feed", customer.id, 403)]:  # fmt: skip
        answer = gateway.admin().issue(role, confined_to).request("GET", customer.path)
        assert answer.status == status, f"{role} of {confined_to}: {answer}"
        assert (status == 200) == ('"state":"live"' in answer.body.decode())


@pytest.mark.timeout(120)
async def test_the_pages_show_it_as_it_changes(chromium, gateway):
    customer = Customer(gateway.admin())
    async with chromium.tab(gateway.url) as tab:
        await tab.goto("/sign-in")
        await tab.tab_to("Access token")
        await tab.type(gateway.admin().token)
        await tab.press("Enter")
        await tab.at("/")
        await tab.see("Never", within=f"#customers tr[data-key='{customer.id}']")
        await tab.goto(f"/customers/{customer.id}")
        await tab.see("Never", within="#feed-state")
        customer.send([event("call.dancing", "a"), event("call.queued", "b", queue="Sales")])
        # Without a reload.
        await tab.see("Live", within="#feed-state")
        await tab.see("the type 'call.dancing' is not known", within="#feed-problems")
        customer.admin.patch(customer.path, {"feedLostSeconds": 10})
        await tab.goto("/")
        await tab.see("Live", within=f"#customers tr[data-key='{customer.id}']")
        await tab.see("1 ignored", within=f"#customers tr[data-key='{customer.id}']")
        deadline = time.monotonic() + 60
        while feed(customer)["state"] != "lost" and time.monotonic() < deadline:
            time.sleep(0.5)
        await tab.wait(
            f"document.querySelector(\"#customers tr[data-key='{customer.id}']\").textContent.includes('Lost')")
