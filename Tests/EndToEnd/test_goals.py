"""Goals of a customer: set by an admin, kept, and on each board no more of them than it may see."""

import pytest
from admin import Customer
from board import Board

DEFAULTS = {
    "serviceLevel": {"amber": 0.8, "red": 0.6}, "longestWaitSeconds": {"amber": 60, "red": 120},
    "callsWaiting": {"amber": 5, "red": 10}, "abandonedRate": {"amber": 0.05, "red": 0.08},
    "agentsAvailable": {"red": 0}, "queues": {}}  # fmt: skip
COMPLETED = {name: DEFAULTS[name] for name in ("serviceLevel", "abandonedRate", "queues")}
LIVE = ["longestWaitSeconds", "callsWaiting", "agentsAvailable"]


def goals(customer):
    return customer.admin.get(customer.path)["goals"]


def change(customer, **patch):
    return customer.admin.patch(customer.path, {"goals": patch})["goals"]


@pytest.mark.parametrize("view", ["insights", "analytics", "liveAnalytics", "contactCentre"])
async def test_a_board_begins_with_the_default_goals_of_its_view(gateway, customer, view):
    board = await Board.enrol(gateway, f"goals-{view}", customer.key(view))
    expected = {"insights": None, "analytics": COMPLETED}.get(view, DEFAULTS)
    assert board.state["basis"].get("goals") == expected
    assert goals(customer) == DEFAULTS


async def test_a_change_reaches_open_boards_as_far_as_their_view_goes(gateway, customer):
    boards = {view: await Board.enrol(gateway, f"goals-{view}", customer.key(view))
              for view in ("insights", "analytics", "liveAnalytics", "contactCentre")}  # fmt: skip
    change(
        customer, serviceLevel={"amber": 0.9}, abandonedRate=None, callsWaiting={"red": 20},
        queues={"Sales": {"callsWaiting": {"amber": 3, "red": 6}, "serviceLevel": {}}})  # fmt: skip
    for view in ("liveAnalytics", "contactCentre"):
        state = await boards[view].until(lambda state: state["basis"]["goals"]["queues"], "the goals")
        expected = DEFAULTS | {"serviceLevel": {"amber": 0.9, "red": 0.6}, "callsWaiting": {"amber": 5, "red": 20}}
        expected |= {"queues": {"Sales": {"callsWaiting": {"amber": 3, "red": 6}, "serviceLevel": {}}}}
        del expected["abandonedRate"]
        assert state["basis"]["goals"] == expected
    state = await boards["analytics"].until(lambda state: state["basis"]["goals"]["queues"], "the goals")
    assert state["basis"]["goals"] == {
        "serviceLevel": {"amber": 0.9, "red": 0.6}, "queues": {"Sales": {"serviceLevel": {}}}}  # fmt: skip
    change(customer, queues={"Sales": None}, abandonedRate={"red": 0.5})
    for view in ("analytics", "liveAnalytics", "contactCentre"):
        state = await boards[view].until(lambda state: not state["basis"]["goals"]["queues"], "no goals of queues")
        assert state["basis"]["goals"]["abandonedRate"] == {"red": 0.5}
    for view in ("analytics", "insights"):
        received = "".join(text for _, text, _ in boards[view].received)
        assert not [name for name in LIVE if f'"{name}":{{' in received]
    assert '"goals"' not in "".join(text for _, text, _ in boards["insights"].received)
    changes = [message for _, _, message in boards["contactCentre"].received if message["type"] == "update"]
    assert len(changes) == 2 and all(set(message["patch"]) == {"basis"} for message in changes)


async def test_live_goals_alone_send_an_analytics_board_nothing(gateway, customer):
    board = await Board.enrol(gateway, "goals-quiet", customer.key("analytics"))
    witness = await Board.enrol(gateway, "goals-witness", customer.key("liveAnalytics"))
    change(customer, callsWaiting={"amber": 7}, queues={"Sales": {"longestWaitSeconds": {"red": 9}}})
    await witness.until(lambda state: state["basis"]["goals"]["callsWaiting"]["amber"] == 7, "the goal")
    change(customer, serviceLevel={"amber": 0.7})
    await board.until(lambda state: state["basis"]["goals"]["serviceLevel"]["amber"] == 0.7, "the goal")
    updates = [message for _, _, message in board.received if message["type"] == "update"]
    assert [message["patch"] for message in updates] == [{"basis": {"goals": {"serviceLevel": {"amber": 0.7}}}}]


async def test_a_board_gets_the_goals_of_its_dashboards_queues(gateway, customer):
    change(customer, queues={name: {"callsWaiting": {"red": 9}} for name in ("Sales", "Service", "Night")})
    board = await Board.enrol(gateway, "goals-floor", customer.key("contactCentre"))
    assert set(board.state["basis"]["goals"]["queues"]) == {"Sales", "Service", "Night"}
    customer.admin.put(f"{customer.path}/dashboards/floor", {"title": "Floor", "queues": ["Sales", "Night"]})
    device = board.welcome["deviceId"]
    customer.admin.patch(f"{customer.path}/devices/{device}", {"dashboardId": "floor"})
    state = await board.until(lambda state: "Service" not in state["basis"]["goals"]["queues"], "the dashboard")
    assert set(state["basis"]["goals"]["queues"]) == {"Sales", "Night"}
    change(customer, queues={"Service": {"callsWaiting": {"red": 8}}, "Sales": {"callsWaiting": {"red": 7}}})
    state = await board.until(lambda state: state["basis"]["goals"]["queues"]["Sales"] != {"callsWaiting": {"red": 9}},
                              "the other goal")  # fmt: skip
    assert state["basis"]["goals"]["queues"] == {"Sales": {"callsWaiting": {"red": 7}}, "Night": {"callsWaiting": {"red": 9}}}


@pytest.mark.parametrize(
    "patch, status, field",
    [
        ({"serviceLevel": {"amber": 1.5}}, 422, "goals.serviceLevel.amber"),
        ({"serviceLevel": {"red": 0.9}}, 409, "goals.serviceLevel.red"),
        ({"callsWaiting": {"amber": 6, "red": 5}}, 409, "goals.callsWaiting.red"),
        ({"callsWaiting": {"red": -1}}, 422, "goals.callsWaiting.red"),
        ({"agentsAvailable": {"amber": 1}}, 422, "goals.agentsAvailable.amber"),
        ({"queues": {"Sales": {"agentsAvailable": {"red": 1}}}}, 422, "goals.queues.Sales.agentsAvailable"),
        ({"queues": {"Sales": {"abandonedRate": {"amber": 0.2, "red": 0.1}}}}, 409,
         "goals.queues.Sales.abandonedRate.red"),
        ({"queues": {f"q{number}": {"callsWaiting": {"red": 1}} for number in range(201)}}, 409, "goals.queues"),
    ],
)  # fmt: skip
def test_bad_goals_are_refused_by_name_and_what_was_there_stays(customer, patch, status, field):
    before = change(customer, queues={"Night": {"callsWaiting": {"red": 4}}})
    problem = customer.admin.patch(customer.path, {"goals": patch, "name": "Not this"}, status)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["code"] == {409: "conflictingGoals", 422: "invalidFields"}[status]
    now = customer.admin.get(customer.path)
    assert now["goals"] == before and now["name"] != "Not this"


async def test_acknowledged_goals_survive_a_kill(new_gateway, tmp_path):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    key = customer.key("contactCentre")
    board = await Board.enrol(gateway, "goals-kill", key)
    kept = change(customer, serviceLevel=None, queues={"Größe “1”": {"longestWaitSeconds": {"amber": 30, "red": 45}}})
    gateway.kill()
    gateway.start()
    customer.admin = gateway.admin()
    assert goals(customer) == kept
    again = await Board.back(gateway, "goals-kill", board.token)
    assert again.state["basis"]["goals"] == {name: value for name, value in kept.items() if value is not None} | {
        "queues": {"Größe “1”": {"longestWaitSeconds": {"amber": 30, "red": 45}}}}  # fmt: skip
