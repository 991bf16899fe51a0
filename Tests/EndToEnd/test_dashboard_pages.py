"""The page of dashboards in a browser: one is made with the preview beside it, saved, assigned and removed."""

import json

import pytest
from admin import Customer
from board import Board
from browser import PHONE
from feed import answered_call, waiting_call
from people import person
from test_pages import UNNAMED, directives

@pytest.fixture
def petra(gateway):
    """A provider's admin with a name."""
    return gateway.admin().issue("provider", name="Petra Provider")


@pytest.fixture
def centre(gateway):
    """A customer whose calls have named two queues."""
    customer = Customer(gateway.admin())
    customer.send(answered_call(queue="Sales") + waiting_call(queue="Orders"))
    return customer


async def sees_on_screen(tab, *texts):
    """Waits until the board in the preview shows these texts."""
    frame = "document.querySelector('#dash-screen iframe').contentDocument?.body.innerText"
    for text in texts:
        await tab.wait(f"{frame}?.toLowerCase().includes({json.dumps(text.lower())})", f"{text} in the preview")


async def choose_tier(tab, tier):
    await tab.click(f"re:^{tier}", within="#dash-tiers")
    await tab.see(f"Boards of {tier}", within="#dash-words")


async def add_tile(tab, kind):
    await tab.click("Add tile")
    await tab.click(f"re:^{kind}", within="#tile-dialog")
    await tab.wait("!document.querySelector('dialog[open]')")


def save(customer, title, **fields):
    """Stores a dashboard; returns its id."""
    name = title.lower().replace(" ", "-")
    customer.admin.put(f"{customer.path}/dashboards/{name}", {
        "title": title, "queues": None, "tiles": [], "alarms": [], **fields}, 201)  # fmt: skip
    return name


async def test_a_dashboard_is_made_shown_and_taken_away(chromium, gateway, petra, centre):
    board = await Board.enrol(gateway, "TV-Hall", centre.key("analytics"))
    page = f"/customers/{centre.id}"
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        # It begins with what boards of a licence show anyway.
        await petras.open(f"{page}/dashboards", "Dashboards")
        await tab.see("No dashboards yet")
        await tab.click("New dashboard")
        await tab.click("re:^Default of Live Analytics")
        await tab.see("Not saved yet")
        assert await tab.focused() == "Title"
        await tab.type("Sales floor")
        await sees_on_screen(tab, "Sales floor")
        await tab.see("Boards of Live Analytics show all of it", within="#dash-words")
        tiles = await tab.count("#dash-tiles > li")
        assert tiles > 3

        # The preview follows, for each licence as its boards show it.
        await add_tile(tab, "Text")
        await tab.fill("Text", "Well done, everybody", within="#dash-tiles")
        await sees_on_screen(tab, "Well done, everybody")
        await choose_tier(tab, "Contact Centre")
        await tab.see("show all of it", within="#dash-words")
        await choose_tier(tab, "Insights")
        await tab.see("Left out", "Calls waiting", "Live Analytics view", "Calls now", within="#dash-words")
        await tab.see("not on Insights", within="#dash-tiles")
        await sees_on_screen(tab, "Well done, everybody")

        # Mistakes are shown beside the field, while typing and when saving; what was typed stays.
        tab.expect_failure(409, 422)
        await add_tile(tab, "One figure")
        await tab.fill("Figure", "Calls offered", within="#dash-tiles > li:last-child")
        await tab.fill("Queue", "Slaes", within="#dash-tiles > li:last-child")
        await tab.see("queue", within="#dash-tiles > li:last-child .error")
        await tab.see("The preview stays as it was", within="#dash-words")
        assert await tab.focused() == "Queue", "telling what is wrong takes nobody's focus"
        await tab.click("Save")
        await tab.wait("document.activeElement.getAttribute('aria-invalid') == 'true'")
        described = await tab.evaluate(
            "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent")
        assert "queue" in described.lower()
        assert (await tab.value("Queue", within="#dash-tiles > li:last-child"))[0] == "Slaes"
        await tab.fill("Queue", "Sales", within="#dash-tiles > li:last-child")
        await tab.wait("!document.querySelector('#dash-tiles .error')")

        # An alarm, in the unit of its figure.
        await tab.click("Add alarm")
        await tab.fill("Figure", "Service level", within="#dash-alarms")
        await tab.fill("When it", "is between", within="#dash-alarms")
        await tab.fill("Limit in per cent", "20", within="#dash-alarms")
        await tab.fill("and", "79.5", within="#dash-alarms")
        await tab.fill("Colour", "Red", within="#dash-alarms")
        await tab.click("Flashes", within="#dash-alarms")
        await tab.see("Red, flashing", "Service level is between 20 and 79.5 %", within="#dash-alarms")
        await tab.click("Save")
        await tab.see("“Sales floor” is saved")
        await tab.at(rf"{page}/dashboards\?dashboard=sales-floor")
        stored = centre.admin.get(f"{centre.path}/dashboards/sales-floor")
        assert stored["title"] == "Sales floor" and stored["queues"] is None
        assert len(stored["tiles"]) == tiles + 2
        assert stored["tiles"][-1] == {"kind": "figure", "figure": "offered", "queue": "Sales"}
        (alarm,) = stored["alarms"]
        assert alarm == {"figure": "serviceLevel", "operator": "between", "value": 0.2, "upTo": 0.795,
                         "colour": "red", "flash": True}  # fmt: skip

        # A device gets it, and its page says what its view does not show.
        await petras.open(f"{page}/devices", "Devices")
        await petras.open_device("TV-Hall")
        await tab.fill("Dashboard", "Sales floor", within="#device-dialog")
        await tab.see("Analytics does not show all of it", within="#device-dialog")
        await tab.click("Save", within="#device-dialog")
        welcome = await board.expect("welcome")
        while welcome["dashboard"].get("id") != "sales-floor":
            welcome = await board.expect("welcome")
        assert welcome["dashboard"]["title"] == "Sales floor"
        await tab.see("Sales floor", "tiles out", within="#devices")
        await tab.click("Dashboards", within="nav.tabs")
        await tab.see("1 dashboard, on 1 of 1 device", within="#dashboards-count")
        await tab.see("TV-Hall", "leaves tiles out", "on Insights", within="#dashboards")

        # Its removal shows the consequence, and the board falls back.
        await tab.click("Sales floor", within="#dashboards")
        await tab.see("Shown on TV-Hall")
        await tab.click("Delete…")
        await tab.see("1 device (TV-Hall) will show the default of its licence at once", within="#question")
        await tab.click("Delete dashboard", within="#question")
        await tab.see("No dashboards yet")
        welcome = await board.expect("welcome")
        while "id" in welcome["dashboard"]:
            welcome = await board.expect("welcome")
        assert centre.admin.items(f"{centre.path}/dashboards") == []


async def test_of_two_admins_the_second_loses_nothing(chromium, gateway, petra, centre):
    save(centre, "Desk", tiles=[{"kind": "text", "text": "Hello"}])
    paul = gateway.admin().issue("provider", name="Paul Other")
    async with person(chromium, gateway, petra) as first, person(chromium, gateway, paul) as second:
        for one in (first, second):
            await one.open(f"/customers/{centre.id}/dashboards?dashboard=desk", "Desk")
        await first.tab.fill("Title", "Front desk")
        await first.tab.click("Save")
        await first.tab.see("is saved")
        second.tab.expect_failure(412)
        await add_tile(second.tab, "Queues")
        await second.tab.click("Save")
        await second.tab.see("Somebody has changed this", "Desk → Front desk", within="#dashboard-conflict")
        await second.tab.click("Take these values")
        await second.tab.click("Save")
        await second.tab.see("is saved")
        stored = centre.admin.get(f"{centre.path}/dashboards/desk")
        assert stored["title"] == "Front desk" and [tile["kind"] for tile in stored["tiles"]] == ["text", "queues"]

        # One that is gone meanwhile is created again, if that is meant.
        centre.admin.delete(f"{centre.path}/dashboards/desk")
        second.tab.expect_failure(404)
        await second.tab.fill("Title", "Back desk")
        await second.tab.click("Save")
        await second.tab.see("Somebody else has deleted it")
        await second.tab.click("Save")
        await second.tab.see("“Back desk” is saved")
        assert centre.admin.get(f"{centre.path}/dashboards/desk")["title"] == "Back desk"


async def test_the_same_title_twice_is_two_dashboards(chromium, gateway, petra, centre):
    save(centre, "Desk")
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        tab.expect_failure(412)
        await petras.open(f"/customers/{centre.id}/dashboards?new=empty", "New dashboard")
        await tab.see("each board shows the default of its licence", within="#dash-tiles-empty")
        await tab.fill("Title", "Desk")
        await tab.click("Only these")
        await tab.fill("Another queue", "Orders")
        await tab.press("Enter")
        await tab.type("Sales")
        await tab.click("re:^Hide them")
        # A name that was typed and not added is meant all the same.
        await tab.click("Save")
        await tab.see("“Desk” is saved")
        stored = centre.admin.get(f"{centre.path}/dashboards/desk-2")
        assert stored["queues"] == ["Orders", "Sales"] and stored["callerNumbers"] == "masked"
        await tab.click("Remove queue Orders")
        await tab.click("Take those in the preview")
        assert await tab.count("#dash-tiles > li") > 3
        await tab.click("Undo")
        assert await tab.count("#dash-tiles > li") == 0
        await tab.see("Orders", within="#dash-queue-names")
        # Leaving unsaved changes asks first.
        await tab.fill("Title", "Desk two")
        await tab.click("All dashboards")
        await tab.see("desk-2", within="#dashboards")
        assert len(tab.dialogs) == 1


async def test_the_keyboard_is_enough(chromium, gateway, petra, centre):
    save(centre, "Desk", tiles=[{"kind": "text", "text": text} for text in ("One", "Two", "Three")])
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        await petras.open(f"/customers/{centre.id}/dashboards?dashboard=desk", "Desk")
        await tab.see("3", within="#dash-tiles-count")
        words = "[...document.querySelectorAll('#dash-tiles .sub')].map(e => e.textContent)"
        await tab.tab_to("re:^Move down: tile 1")
        await tab.press("Enter")
        assert await tab.evaluate(words) == ["“Two”", "“One”", "“Three”"]
        assert await tab.focused() == "Move down: tile 2, Text", "the keyboard goes with what it moves"
        assert await tab.evaluate("document.getElementById('dash-said').textContent") == "Text is now tile 2 of 3."
        await tab.press("Alt+ArrowUp")
        assert await tab.evaluate(words) == ["“One”", "“Two”", "“Three”"]
        await tab.tab_to("re:^3 Text")
        await tab.press("Enter")
        await tab.press("Alt+ArrowUp")
        assert await tab.evaluate(words) == ["“One”", "“Three”", "“Two”"]
        # Within its fields the keys still move the tile, and the text stays in its field.
        await tab.tab_to("Text")
        await tab.press("Alt+ArrowUp")
        assert await tab.evaluate(words) == ["“Three”", "“One”", "“Two”"]
        assert await tab.focused() == "Text"
        await tab.tab_to("re:^Remove: tile 2")
        await tab.press("Enter")
        assert await tab.evaluate(words) == ["“Three”", "“Two”"]
        assert (await tab.focused()).startswith("2 Text"), "the keyboard is at what came in its place"
        await tab.press("Shift+Tab", times=3)
        await tab.tab_to("re:^Contact Centre")
        await tab.press("ArrowLeft")
        await tab.see("Boards of Live Analytics", within="#dash-words")


async def test_who_only_reads_sees_it_and_changes_nothing(chromium, gateway, centre):
    save(centre, "Desk", tiles=[{"kind": "agents"}, {"kind": "figure", "figure": "answered", "title": "Well answered"}])
    page = f"/customers/{centre.id}/dashboards"
    monitor = gateway.admin().issue("monitor", centre.id)
    async with person(chromium, gateway, monitor, next_page=page) as reader:
        tab = reader.tab
        await tab.click("Desk", within="#dashboards")
        await tab.see("Well answered", within="#dash-tiles")
        await sees_on_screen(tab, "Well answered")
        await choose_tier(tab, "Insights")
        await tab.see("Agents now: Such tiles are shown in the Contact Centre view only", within="#dash-words")
        for name in ("Save", "Add tile", "Add alarm", "Delete…"):
            assert not await tab.has_control(name), name
        enabled = "#dashboard-fields :is(input, select, textarea, button):not(:disabled)"
        assert await tab.count(enabled) == 0
        await tab.goto(f"{page}?new=empty")
        await tab.see("Desk", within="#dashboards")


async def test_the_editor_is_strict_readable_on_a_phone_and_named(chromium, gateway, petra, centre):
    save(centre, "Desk", tiles=[{"kind": "figures", "figures": ["offered", "callsWaiting"]}, {"kind": "queues"}],
         alarms=[{"figure": "callsWaiting", "operator": ">", "value": 5, "colour": "amber"}])  # fmt: skip
    page = f"/customers/{centre.id}/dashboards"
    async with person(chromium, gateway, petra, size=PHONE, dark=True) as phone:
        tab = phone.tab
        for address in (page, f"{page}?dashboard=desk", f"{page}?new=analytics"):
            await tab.goto(address)
            await tab.wait("document.querySelector('#dashboards tr[data-key], #dash-words p')")
            for opener in range(await tab.count(".card-toggle")):
                await tab.evaluate(f"document.querySelectorAll('.card-toggle')[{opener}].click()")
            too_wide = await tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert too_wide <= 0, f"{address} is {too_wide} px wider than the screen"
            assert await tab.evaluate(UNNAMED) == [], address
        policies = [directives(headers["content-security-policy"]) for _, url, headers in tab.documents
                    if url.startswith(f"{gateway.url}{page}")]  # fmt: skip
        assert policies and all(policy["frame-src"] == ["'self'"] for policy in policies)
        await tab.goto(f"/customers/{centre.id}")
        assert "frame-src" not in directives(tab.documents[-1][2]["content-security-policy"])
