"""Protocol, sections 4 and 9: what each view shows, and what it does not."""

import pytest
from board import Board
from feed import active_call, answered_call, event, waiting_call

FIGURES = {
    "offered", "answered", "abandoned", "shortAbandoned", "overflowed", "orphaned", "callbacks", "abandonedRate", "serviceLevel",
    "averageSpeedOfAnswerSeconds", "averageAbandonSeconds", "longestWaitSeconds", "averageTalkSeconds",
    "averageHandleSeconds", "transferred",
}  # fmt: skip
TOTALS = {"inbound", "outbound", "internal", "missed", "talkSeconds"} | FIGURES
PARTS = {
    "insights": {"basis", "totals"},
    "analytics": {"basis", "totals", "queues", "intervals", "lastWeek"},
    "liveAnalytics": {"basis", "totals", "queues", "intervals", "lastWeek", "agents", "live"},
    "contactCentre": {"basis", "totals", "queues", "intervals", "lastWeek", "agents", "live", "agentStatus"},
}


def play(customer):
    """One completed, one active and one waiting call, and an agent's state."""
    customer.send(
        answered_call(agent="Alice", queue="sales") + active_call("active-1", agent="Bob")
        + waiting_call("waiting-1", queue="service") + [event("agent.state", agent="Carol", state="paused")])


@pytest.mark.parametrize("view", PARTS)
async def test_a_view_has_its_parts_and_no_others(gateway, customer, view):
    play(customer)
    board = await Board.enrol(gateway, f"{view}-1", customer.key(view))
    assert board.welcome["view"] == view
    assert board.welcome["boardLicence"] == ("analytics" if view in ("insights", "analytics") else "liveAnalytics")
    state = await board.until(lambda state: state["totals"]["offered"] == 1, "the completed call")
    assert set(state) <= PARTS[view], f"{view} has {set(state) - PARTS[view]}"
    # What is not yet computed may be absent, but a view must show its main figures.
    assert set(state) >= PARTS[view] - {"intervals", "lastWeek", "agents"}
    if view == "insights":
        assert set(state["totals"]) <= {"offered", "answered", "missed", "averageTalkSeconds", "talkSeconds"}
        assert "serviceLevelSeconds" not in state["basis"]
    else:
        assert set(state["totals"]) <= TOTALS
        assert set(state["queues"]["sales"]) <= FIGURES
    live = view in ("liveAnalytics", "contactCentre")
    everything = "".join(text for _, text, _ in board.received)
    for name in ["active-1", "waiting-1", "callsWaiting", "Bob"]:
        assert (name in everything) == live, f"{name} on {view}"
    if not live:
        assert "Alice" not in everything and "Carol" not in everything


async def test_the_live_block_shows_the_calls_of_now(gateway, customer):
    board = await Board.enrol(gateway, "live-1", customer.key("contactCentre"))
    play(customer)
    state = await board.until(lambda state: state["live"]["callsActive"] == 1, "the active call")
    live = state["live"]
    assert (live["callsWaiting"], live["callsRinging"], live["callsHeld"]) == (1, 0, 0)
    assert live["calls"]["active-1"]["state"] == "active" and live["calls"]["active-1"]["agent"] == "Bob"
    assert live["calls"]["waiting-1"]["queue"] == "service"
    assert live["queues"]["service"]["callsWaiting"] == 1
    assert live["longestWaitingSince"] == live["calls"]["waiting-1"]["since"]
    assert live["agentStates"]["paused"] == 1
    assert state["agentStatus"]["Carol"]["state"] == "paused"
    assert state["agentStatus"]["Bob"]["callId"] == "active-1"
    customer.send([event("call.held", "active-1"), event("call.ringing", "waiting-1", agent="Dora")])
    state = await board.until(lambda state: state["live"]["callsHeld"] == 1, "the held call")
    assert (state["live"]["callsActive"], state["live"]["callsWaiting"], state["live"]["callsRinging"]) == (0, 1, 1)
    customer.send([event("call.ended", "active-1", reason="agent"), event("call.ended", "waiting-1", reason="caller")])
    state = await board.until(lambda state: state["live"].get("calls", {}) == {}, "an empty house")
    assert "longestWaitingSince" not in state["live"]


async def test_callers_are_masked_unless_the_customer_says_otherwise(gateway, customer):
    board = await Board.enrol(gateway, "masked-1", customer.key("contactCentre"))
    customer.send(waiting_call("masked", caller="+441632960999"))
    state = await board.until(lambda state: "masked" in state["live"]["calls"], "the call")
    assert "0999" in state["live"]["calls"]["masked"]["caller"]
    assert "441632960" not in "".join(text for _, text, _ in board.received)
    customer.admin.patch(customer.path, {"callerNumbers": "shown"})
    await board.until(lambda state: state["live"]["calls"]["masked"]["caller"] == "+441632960999", "the whole number")


async def test_a_key_for_a_user_without_a_view_is_refused_to_the_admin(gateway, customer):
    for supervisor in ["none", "reports"]:
        user = customer.user(f"dark-{supervisor}", supervisor)
        problem = customer.admin.post(f"{customer.path}/enrolment-keys", {"userId": user}, expect=409)
        assert problem["code"] == "notEntitled"


async def test_a_board_that_lost_its_view_keeps_its_seat_and_goes_dark(gateway, customer):
    user = customer.user("fading", "contactCentre")
    board = await Board.enrol(gateway, "fading-1", customer.key(user=user))
    customer.user(user, "reports")
    assert (await board.expect("welcome"))["view"] == "none"
    assert customer.wallboards()["display"] == "1/10"
    customer.change_device("fading-1", userId=None)
    assert customer.devices()["fading-1"]["view"] == "none"
    customer.change_device("fading-1", userId=customer.user("bright", "analytics"))
    await board.until(lambda state: "queues" in state and board.welcome["view"] == "analytics", "the analytics view")
    assert customer.wallboards()["analytics"] == 1
