"""One customer's bulk load: a body is all or nothing, a deletion is done in parts, and nobody inherits anything."""

import json
import random
import threading
import time

import pytest
from admin import Customer
from feed import event, moment, new_call

EVENTS = 20_000


def bulk(name, count=EVENTS):
    """Events of an hour ago, of many calls; each is in several parts of what the gateway stores at once."""
    time_of_all = moment(-3600)
    lines = [
        json.dumps({"id": f"{name}-{number}", "type": "call.queued", "time": time_of_all,
                    "callId": f"{name}-{number // 4}", "queue": "Sales"})
        for number in range(count)]
    return "\n".join(lines).encode()


def stored(customer):
    """How many events of the customer the gateway returns."""
    begin, end = moment(-7200), moment(0)
    answer = customer.admin.request("GET", f"{customer.path}/call-events?from={begin}&to={end}")
    assert answer.status == 200, answer
    return len(answer.body.splitlines())


@pytest.mark.timeout(300)
def test_a_body_is_all_or_nothing_whenever_the_gateway_is_killed(new_gateway):
    seed = random.randrange(1 << 32)
    rng = random.Random(seed)
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    expected, broken = 0, 0
    for round in range(5):
        answers = []

        def send():
            try:
                answers.append(customer.send_bytes(bulk(f"round-{round}"), admin=gateway.admin()).json)
            except (OSError, AssertionError):
                pass

        sender = threading.Thread(target=send)
        sender.start()
        time.sleep(rng.uniform(0.2, 3))
        gateway.kill()
        sender.join()
        gateway.start()
        customer.admin = gateway.admin()
        found = stored(customer)
        if answers:
            assert answers[0]["accepted"] == EVENTS, f"seed {seed}"
            expected += EVENTS
            assert found == expected, f"round {round}, seed {seed}"
        else:
            # Killed before the answer: the last part may have been durable just then.
            assert found in (expected, expected + EVENTS), f"round {round}, seed {seed}"
            broken += 1
            receipt = customer.send_bytes(bulk(f"round-{round}")).json
            assert receipt["accepted"] == expected + EVENTS - found, f"seed {seed}"
            expected += EVENTS
            assert stored(customer) == expected, f"seed {seed}"
    print(f"{broken} bodies were interrupted, seed {seed}")


@pytest.mark.timeout(300)
def test_an_id_that_is_used_again_begins_with_nothing_also_when_the_gateway_is_killed_meanwhile(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    customer.key("insights")
    customer.send_bytes(bulk("old"))
    assert len(customer.ledger()) == 1
    customer.admin.delete(customer.path, 204)
    customer.admin.get(customer.path, 404)
    gateway.kill()
    gateway.start()
    admin = gateway.admin()
    assert [entry["kind"] for entry in admin.items(f"{customer.path}/ledger")] == ["opened", "closed"]
    admin.post("/v1/customers", {"id": customer.id, "name": "Next", "timeZone": "UTC", "maxWallboards": 1}, 201)
    customer.admin = admin
    assert stored(customer) == 0
    assert [entry["sequence"] for entry in customer.ledger()] == [1]
    assert customer.devices() == {} and admin.items(f"{customer.path}/users") == []
    operations = [record["operation"] for record in admin.items(f"/v1/audit?customerId={customer.id}")]
    assert "deleteCustomer" not in operations and "putUser" not in operations
    assert customer.send([event("call.ended", new_call())])["accepted"] == 1
    # The rest of the previous one is removed in the background.
    deadline = time.monotonic() + 120
    while admin.metric("wallboard_stored_call_events") > 1:
        assert time.monotonic() < deadline, "the events of the deleted customer stay"
        time.sleep(0.5)
    assert stored(customer) == 1


@pytest.mark.timeout(180)
def test_customers_that_are_created_and_deleted_at_once_are_there_or_not(new_gateway):
    seed = random.randrange(1 << 32)
    gateway = new_gateway()
    admin = gateway.admin()
    problems = []

    def work(number):
        rng, own = random.Random(seed + number), gateway.admin()
        for _ in range(40):
            step = rng.randrange(3)
            if step == 0:
                answer = own.request(
                    "POST", "/v1/customers", {"id": "twin", "name": "Twin", "timeZone": "UTC", "maxWallboards": 1})
                allowed = (201, 409)
            elif step == 1:
                answer, allowed = own.request("DELETE", "/v1/customers/twin"), (204, 404)
            else:
                answer, allowed = own.request("GET", "/v1/customers/twin"), (200, 404)
            if answer.status not in allowed:
                problems.append((step, answer.status))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, f"{problems}, seed {seed}"
    there = admin.request("GET", "/v1/customers/twin").status
    gateway.kill()
    gateway.start()
    assert gateway.admin().request("GET", "/v1/customers/twin").status == there, f"seed {seed}"
