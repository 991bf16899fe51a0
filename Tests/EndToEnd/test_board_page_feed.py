"""The board page while the telephone system says nothing: old figures look old until somebody states the active
calls."""

import json

import pytest
from admin import Customer
from board_tab import assert_well_laid_out, paired, television
from feed import abandoned_call, active_call, answered_call, event, moment, waiting_call
from test_feed import state_active
from test_board_page import LIVE_WORDS

LOST = "No news from the telephone system"


async def sees_the_feed_lost(tv, customer):
    customer.admin.patch(customer.path, {"feedLostSeconds": 10})
    await tv.see(f"re:{LOST} since [0-9:]{{8}}", within="header", seconds=45)
    # Once it is lost, no quiet moment of this test loses it again.
    customer.admin.patch(customer.path, {"feedLostSeconds": 3600})


async def assert_lost(tv):
    """The feed is, and the gateway is not."""
    await tv.see(LOST, within="header")
    await tv.not_see("Connection lost", "Reconnecting", "as of")
    assert await tv.count(".picture.is-feedLost") == 1


async def opacity(tv, selector):
    return float(await tv.evaluate(f"getComputedStyle(document.querySelector({json.dumps(selector)})).opacity"))


@pytest.mark.timeout(120)
async def test_a_lost_feed_is_shown_until_the_active_calls_are_stated(chromium, gateway):
    customer = Customer(gateway.admin())
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        customer.send(answered_call(queue="Sales", agent="Cem Aydin") + waiting_call("gone", queue="Sales", caller="0134")
                      + active_call("stays", queue="Sales", agent="Anna Bell"))  # fmt: skip
        await tv.see("Anna Bell", "Waiting · Sales", within=".tile-calls")
        await tv.see("Live ·", within="header")
        assert await opacity(tv, ".tile-calls") == 1
        await sees_the_feed_lost(tv, customer)
        await assert_lost(tv)
        # What was known last stays, and goes back; what is completed is as good as before.
        await tv.see("Anna Bell", "Waiting · Sales", within=".tile-calls")
        await tv.see("Waiting now", "1")
        for live in (".tile-calls", ".tile-agents", ".tile-figure.live"):
            assert await opacity(tv, live) < 0.5
        for rest in (".dashboard", ".tile-figure:not(.live)", ".tile-queues"):
            assert await opacity(tv, rest) == 1
        await assert_well_laid_out(tv)
        # A new call, and the call that goes on: of the one that waits, nobody knows anything yet.
        customer.send(waiting_call("new", began=0, queue="Service", caller="0139"))
        await tv.see("Waiting · Service", within=".tile-calls")
        customer.send([event("call.held", "stays")])
        await tv.see("On hold · Anna Bell", "Waiting · Sales", within=".tile-calls")
        await assert_lost(tv)
        state_active(customer, [
            {"callId": "stays", "state": "held", "agents": ["Anna Bell"], "since": moment(-1)},
            {"callId": "new", "state": "waiting", "queue": "Service", "since": moment(-1)},
        ])  # fmt: skip
        await tv.see("Live ·", within="header")
        await tv.not_see("Waiting · Sales", within=".tile-calls")
        await tv.see("Waiting · Service", "On hold · Anna Bell", within=".tile-calls")
        assert await opacity(tv, ".tile-calls") == 1 and await tv.count(".is-feedLost") == 0
        await assert_well_laid_out(tv)
        # A page that is opened while it is lost says so as well.
        await sees_the_feed_lost(tv, customer)
        await tv.reload()
        await assert_lost(tv)
        state_active(customer, [])
        await tv.see("Live ·", "No calls right now")


@pytest.mark.timeout(120)
async def test_without_live_data_a_lost_feed_is_shown_and_no_live_text_is_ever_in_the_page(chromium, gateway):
    customer = Customer(gateway.admin())
    hidden = [*LIVE_WORDS, "no calls right now", "anna bell", "zoe frost", "0134", "0135"]
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "analytics")
        await tv.evaluate(f"""(() => {{
            globalThis.leaks = [];
            globalThis.looks = 0;
            const look = () => {{
              const text = document.body.textContent.toLowerCase();
              looks += 1;
              leaks.push(...{json.dumps(hidden)}.filter(word => text.includes(word)));
            }};
            new MutationObserver(look).observe(document, {{subtree: true, childList: true, characterData: true,
              attributes: true}});
            look();
        }})()""")
        customer.send(answered_call(queue="Sales", agent="Anna Bell") + waiting_call("w", queue="Nights")
                      + active_call("a", queue="Nights", agent="Zoe Frost"))  # fmt: skip
        await tv.see("Sales", within=".tile-queues")
        await tv.see("Completed calls ·", within="header")
        await sees_the_feed_lost(tv, customer)
        await assert_well_laid_out(tv)
        # One that was open is heard of again, and others complete: the page hears of these alone, and it is lost still.
        customer.send([event("call.held", "a"), *abandoned_call(queue="Service")])
        await tv.see("Service", within=".tile-queues")
        await assert_lost(tv)
        customer.send([event("call.ended", "a", reason="caller")])
        await tv.see("Nights", within=".tile-queues")
        await assert_lost(tv)
        state_active(customer, [{"callId": "n", "state": "ringing", "agents": ["Zoe Frost"], "since": moment(-1)}])
        await tv.see("Completed calls ·", within="header")
        await tv.not_see(LOST)
        assert await tv.evaluate("looks > 3") and await tv.evaluate("leaks") == []
        await assert_well_laid_out(tv)
