"""The goals of a customer on the page of its settings, in a browser."""

import pytest
from admin import Customer
from board import Board
from browser import PHONE
from people import person


@pytest.fixture
def petra(gateway):
    """A provider's admin with a name."""
    return gateway.admin().issue("provider", name="Petra Provider")


@pytest.fixture
def centre(gateway):
    return Customer(gateway.admin())


def goals(customer):
    return customer.admin.get(customer.path)["goals"]


def line(goal, queue=None):
    """The fields of a goal."""
    return f"[data-queue='{queue}'] [data-goal='{goal}']" if queue else f"#goal-list [data-goal='{goal}']"


async def saved(tab):
    await tab.click("Save")
    await tab.see("The settings are saved.")
    await tab.wait("document.querySelector('#settings-save').disabled", "nothing left to save")


async def test_goals_are_seen_changed_and_reach_an_open_board(chromium, gateway, petra, centre):
    board = await Board.enrol(gateway, "TV-Goals", centre.key("contactCentre"))
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        await petras.open(f"/customers/{centre.id}/settings", "Settings")
        await tab.wait("document.querySelector('#goal-list input')", "the goals")
        assert await tab.value("Amber", within=line("serviceLevel")) == ["80"]
        assert await tab.value("Red", within=line("abandonedRate")) == ["8"]
        assert await tab.value("Red", within=line("agentsAvailable")) == ["0"]
        await tab.fill("Amber", "92.5", within=line("serviceLevel"))
        for colour in ("Amber", "Red"):
            await tab.fill(colour, "", within=line("abandonedRate"))
        await tab.fill("Goals of one queue", "Sales")
        await tab.click("Add queue")
        await tab.fill("Calls waiting, in Sales", "Its own", within=line("callsWaiting", "Sales"))
        await tab.fill("Amber", "3", within=line("callsWaiting", "Sales"))
        await tab.fill("Red", "6", within=line("callsWaiting", "Sales"))
        await tab.fill("Service level below, in Sales", "Not judged", within=line("serviceLevel", "Sales"))
        await saved(tab)
        now = goals(centre)
        assert now["serviceLevel"] == {"amber": 0.925, "red": 0.6} and now["abandonedRate"] is None
        assert now["queues"] == {
            "Sales": {"callsWaiting": {"amber": 3, "red": 6}, "serviceLevel": {"amber": None, "red": None}}}
        assert now["callsWaiting"] == {"amber": 5, "red": 10}
        await board.until(lambda state: "Sales" in state["basis"]["goals"]["queues"], "the goals of the page")

        # It is the same when it is opened again, and a queue can be taken out.
        await tab.reload()
        await tab.wait("document.querySelector('[data-queue]')", "the queue")
        assert await tab.value("Red", within=line("callsWaiting", "Sales")) == ["6"]
        await tab.fill("Calls waiting, in Sales", "As for all queues", within=line("callsWaiting", "Sales"))
        await saved(tab)
        assert goals(centre)["queues"] == {"Sales": {"serviceLevel": {"amber": None, "red": None}}}
        await tab.click("Remove the goals of queue Sales")
        await saved(tab)
        assert goals(centre)["queues"] == {}


async def test_a_wrong_goal_is_named_beside_its_field_and_nothing_is_saved(chromium, gateway, petra, centre):
    before = goals(centre)
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        tab.expect_failure(409)
        await petras.open(f"/customers/{centre.id}/settings", "Settings")
        await tab.wait("document.querySelector('#goal-list input')", "the goals")
        for goal, colour, value, words in [
            ("callsWaiting", "Red", "4", "Must not be below amber"),
            ("serviceLevel", "Amber", "120", "Must be a number from 0 to 100"),
            ("longestWaitSeconds", "Amber", "1.5", "Must be a whole number from 0 to 86400"),
        ]:  # fmt: skip
            await tab.fill(colour, value, within=line(goal))
            await tab.click("Save")
            await tab.see(words, within=line(goal))
            assert goals(centre) == before
            await tab.click("Undo")
            await tab.wait("!document.querySelector('.error')", "no error left")


async def test_a_monitor_sees_goals_and_cannot_change_them(chromium, gateway, centre):
    centre.admin.patch(centre.path, {"goals": {"queues": {"Night": {"callsWaiting": {"red": 2}}}}})
    monitor = gateway.admin().issue("monitor", name="Mona Monitor")
    async with person(chromium, gateway, monitor, size=PHONE) as monas:
        await monas.open(f"/customers/{centre.id}/settings", "Settings")
        await monas.tab.wait("document.querySelector('[data-queue]')", "the queue")
        assert await monas.tab.value("Red", within=line("callsWaiting", "Night")) == ["2"]
        disabled = "[...document.querySelectorAll('[data-goal] input')].every(e => e.matches(':disabled'))"
        assert await monas.tab.evaluate(disabled)
        assert not await monas.tab.is_there("#goal-queue")
        assert not await monas.tab.has_control("Remove the goals of queue Night")
        assert await monas.tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
