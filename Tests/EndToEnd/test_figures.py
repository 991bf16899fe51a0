"""Protocol, section 8: the figures of a few calls that can be counted by hand."""

from board import Board
from feed import abandoned_call, answered_call, events_from_now, new_call


async def test_the_figures_of_a_small_day(gateway, customer):
    overflowing, moving, event = new_call(), new_call(), events_from_now()
    customer.send(
        answered_call(began=-600, wait=10, talk=60, queue="sales")
        + answered_call(began=-500, wait=20, talk=30, queue="sales")  # exactly T counts as within
        + answered_call(began=-400, wait=40, talk=30, queue="service")
        + abandoned_call(began=-300, wait=30, queue="sales")
        + abandoned_call(began=-200, wait=2, queue="sales")  # before S: short
        + [event("call.queued", overflowing, -190, queue="service", direction="inbound"),
           event("call.ended", overflowing, -160, reason="overflow"),
           # Waited 15 s in sales, left for service, was answered there after 5 s more.
           event("call.queued", moving, -150, queue="sales", direction="inbound"),
           event("call.queued", moving, -135, queue="service"),
           event("call.answered", moving, -130, agent="Alice"),
           event("call.held", moving, -120), event("call.retrieved", moving, -110),
           event("call.ended", moving, -100, reason="agent"),
           # Never queued.
           event("call.answered", "direct", -90, agent="Bob", direction="outbound"),
           event("call.ended", "direct", -80, reason="agent")])  # fmt: skip
    board = await Board.enrol(gateway, "figures-1", customer.key("analytics"))
    state = await board.until(lambda state: state["totals"]["offered"] == 7, "seven offered calls")

    totals = state["totals"]
    assert {name: totals[name] for name in ("answered", "abandoned", "shortAbandoned", "overflowed", "orphaned")} == {
        "answered": 4, "abandoned": 1, "shortAbandoned": 1, "overflowed": 1, "orphaned": 0}  # fmt: skip
    assert totals["abandonedRate"] == 0.2
    assert totals["serviceLevel"] == 0.6  # 10, 20 and 20 s of 4 answered and 1 abandoned
    assert totals["averageSpeedOfAnswerSeconds"] == 22.5
    assert totals["averageTalkSeconds"] == 35  # 60, 30, 30 and 20 without the hold
    assert totals["averageAbandonSeconds"] == 30
    assert totals["longestWaitSeconds"] == 40
    assert totals["averageHandleSeconds"] == 37.5  # and the hold of 10 s
    assert totals["inbound"] == 7 and totals["outbound"] == 1

    sales, service = state["queues"]["sales"], state["queues"]["service"]
    assert (sales["offered"], sales["answered"], sales["abandoned"], sales["shortAbandoned"], sales["overflowed"]) == (
        5, 2, 1, 1, 1)  # fmt: skip
    assert (service["offered"], service["answered"], service["overflowed"]) == (3, 2, 1)
    assert sales["averageSpeedOfAnswerSeconds"] == 15
    assert service["averageSpeedOfAnswerSeconds"] == 22.5  # 40 s, and 5 s in this queue
    assert sales["longestWaitSeconds"] == 30 and service["longestWaitSeconds"] == 40

    customer.admin.patch(customer.path, {"serviceLevelVariant": "withShortAbandonsAndOverflows"})
    state = await board.until(
        lambda state: state["basis"]["serviceLevelVariant"] != "standard", "the other service level")
    assert state["basis"]["serviceLevelVariant"] == "withShortAbandonsAndOverflows"
    assert state["totals"]["serviceLevel"] == 0.4286  # 3 of 7


async def test_wrap_up_is_counted_as_soon_as_a_report_ends_it_and_not_before(gateway, customer):
    board = await Board.enrol(gateway, "wrap-1", customer.key("analytics"))
    witness = await Board.enrol(gateway, "wrap-2", customer.key("contactCentre"))
    event = events_from_now()
    customer.send(answered_call(began=-100, wait=10, talk=60, queue="sales"))
    state = await board.until(lambda state: state["totals"]["answered"] == 1, "the call")
    assert state["totals"]["averageHandleSeconds"] == 60
    agent = next(iter((await witness.until(lambda state: state.get("agents"), "the agent"))["agents"]))
    before = len([kind for kind in board.types() if kind == "update"])
    customer.send([event("agent.state", None, -30, agent=agent, state="wrapUp")])
    await witness.until(lambda state: state["agentStatus"][agent]["state"] == "wrapUp", "the report")
    assert len([kind for kind in board.types() if kind == "update"]) == before
    customer.send([event("agent.state", None, -18, agent=agent, state="paused")])
    state = await board.until(lambda state: state["totals"]["averageHandleSeconds"] == 72, "the end of the wrap-up")
    assert state["totals"]["averageHandleSeconds"] == state["queues"]["sales"]["averageHandleSeconds"] == 72


async def test_a_figure_without_a_value_is_absent(gateway, customer):
    board = await Board.enrol(gateway, "empty-1", customer.key("analytics"))
    assert board.state["totals"]["offered"] == 0
    for figure in ("abandonedRate", "serviceLevel", "averageSpeedOfAnswerSeconds", "averageTalkSeconds"):
        assert figure not in board.state["totals"]
    customer.send(answered_call())
    await board.until(lambda state: state["totals"]["serviceLevel"] == 1, "a service level")


async def test_a_patch_takes_away_what_is_no_more(gateway, customer):
    board = await Board.enrol(gateway, "gone-1", customer.key("liveAnalytics"))
    call, event = new_call(), events_from_now()
    customer.send([event("call.queued", call, -5, queue="sales", direction="inbound")])
    await board.until(lambda state: call in state["live"]["calls"], "the call")
    customer.send([event("call.ended", call, reason="caller")])
    state = await board.until(lambda state: state["totals"]["offered"] == 1, "the call completed")
    assert call not in state["live"].get("calls", {}) and "longestWaitingSince" not in state["live"]


async def test_an_analytics_board_does_not_hear_that_a_call_began(gateway, customer):
    customer.send([])  # The first request of a feed is news to every board.
    board = await Board.enrol(gateway, "still-1", customer.key("analytics"))
    before = len([kind for kind in board.types() if kind == "update"])
    witness = await Board.enrol(gateway, "witness-1", customer.key("contactCentre"))
    call, event = new_call(), events_from_now()
    customer.send([event("call.queued", call, -50, queue="sales", direction="inbound")])
    await witness.until(lambda state: state["live"]["callsWaiting"] == 1, "the call on a board that may see it")
    customer.send([event("call.answered", call, -40, agent="Alice")])
    await witness.until(lambda state: state["live"]["callsActive"] == 1, "the answer on a board that may see it")
    assert len([kind for kind in board.types() if kind == "update"]) == before
    customer.send([event("call.ended", call, reason="agent")])
    await board.until(lambda state: state["totals"]["answered"] == 1, "the call, once it is complete")
