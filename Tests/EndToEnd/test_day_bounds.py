"""Queues and agents beyond the bounds of a day: they count in the totals, and admins and boards learn of it."""

import pytest
from board import Board
from feed import event, moment, waiting_call
from people import person

QUEUES, AGENTS = 2_000, 10_000


def calls(numbers, queue="queue-{}", agent="agent"):
    """A completed call of each number."""
    times = [moment(seconds) for seconds in (-900, -890, -840)]
    for number in numbers:
        call = f"call-{queue}-{number}"
        yield {**event("call.queued", call, queue=queue.format(number), direction="inbound"), "time": times[0]}
        yield {**event("call.answered", call, agent=agent.format(number)), "time": times[1]}
        yield {**event("call.ended", call, reason="caller"), "time": times[2]}


def send(customer, events, at_once=3_000):
    events = list(events)
    for start in range(0, len(events), at_once):
        customer.send(events[start:start + at_once])  # fmt: skip


@pytest.mark.timeout(300)
async def test_queues_beyond_the_bound_count_in_the_totals_and_their_boards_learn_of_it(chromium, gateway, customer):
    petra = gateway.admin().issue("provider", name="Petra Provider")
    before = gateway.admin().metric_of("wallboard_names_left_out", kind="queue")
    boards = {view: await Board.enrol(gateway, f"bounds-{view}", customer.key(view))
              for view in ("insights", "analytics", "contactCentre")}  # fmt: skip
    send(customer, calls(range(QUEUES)))
    await boards["analytics"].until(lambda state: state["totals"]["answered"] == QUEUES, "the queues within", 60)
    assert "queuesLeftOut" not in boards["analytics"].state
    assert customer.admin.get(customer.path)["leftOut"] == {"queues": 0, "agents": 0}

    send(customer, calls(["one", "two"]))
    state = await boards["analytics"].until(lambda state: "queuesLeftOut" in state, "the queues beyond", 60)
    assert state["queuesLeftOut"] == {"queue-one": True, "queue-two": True}
    assert state["totals"]["answered"] == QUEUES + 2 and len(state["queues"]) == QUEUES
    assert "queue-one" not in state["queues"]
    assert customer.admin.get(customer.path)["leftOut"] == {"queues": 2, "agents": 0}
    assert gateway.admin().metric_of("wallboard_names_left_out", kind="queue") == before + 2

    # What waits there is live: a board of completed calls does not learn of it.
    customer.send(waiting_call(queue="queue-three"))
    state = await boards["contactCentre"].until(
        lambda state: "queue-three" in state["live"].get("queuesLeftOut", {}), "the queue of a waiting call", 60)
    assert state["live"]["callsWaiting"] == 1 and "queue-three" not in state["live"]["queues"]
    customer.admin.put(f"{customer.path}/dashboards/two", {"title": "Two", "queues": ["queue-1", "queue-two"]})
    device = boards["analytics"].welcome["deviceId"]
    customer.admin.patch(f"{customer.path}/devices/{device}", {"dashboardId": "two"})
    state = await boards["analytics"].until(lambda state: len(state["queues"]) == 1, "the dashboard", 60)
    assert state["queuesLeftOut"] == {"queue-two": True} and set(state["queues"]) == {"queue-1"}
    assert "queue-three" not in "".join(text for _, text, _ in boards["analytics"].received)
    assert "queuesLeftOut" not in boards["insights"].state

    async with person(chromium, gateway, petra) as petras:
        await petras.open(f"/customers/{customer.id}/settings", "Settings")
        await petras.tab.see("3 queues of today count in the totals only", within="#customer-notice")


@pytest.mark.timeout(300)
def test_agents_beyond_the_bound_count_in_the_totals_and_the_admin_learns_of_it(gateway, customer):
    send(customer, calls(range(AGENTS + 1), queue="Sales", agent="agent-{}"))
    assert customer.admin.get(customer.path)["leftOut"] == {"queues": 0, "agents": 1}
    assert gateway.admin().metric_of("wallboard_names_left_out", kind="agent") >= 1
