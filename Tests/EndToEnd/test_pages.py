"""The admin pages in a browser: what a new user does on the first day, and what must not happen to anybody.

Each tab notes console errors, exceptions, violations of the content security policy, requests to elsewhere and answers
that failed; a test that leaves one it did not expect fails.
"""

import os
import re
import subprocess

import pytest
from admin import Admin, Customer
from board import Board, eventually
from browser import PHONE, png_size
from gateway import BIN
from people import Person, person

BOARDS = int(os.environ.get("WALLBOARD_PAGE_BOARDS", 1000))


@pytest.fixture
def petra(gateway):
    """A provider's admin with a name."""
    return gateway.admin().issue("provider", name="Petra Provider")


async def until(board, kind, **wanted):
    """The next message of a type with these members."""
    while True:
        message = await board.expect(kind)
        if all(message[name] == value for name, value in wanted.items()):
            return message


@pytest.mark.timeout(240)
async def test_the_first_day_of_a_new_admin(chromium, new_gateway):
    gateway = new_gateway(publish_interval_millis=20)
    petra = gateway.admin().issue("provider", name="Petra Provider")
    async with chromium.tab(gateway.url) as tab:
        petras = Person(tab, petra)
        # Somebody who is not signed in is asked to; a wrong token is reported, and not repeated.
        await tab.goto("/")
        await tab.at(r"/sign-in(\?.*)?")
        tab.expect_failure(400, 401, 403, 422)
        await tab.fill("Access token", "wba_wrong.SECRETLOOKING")
        await tab.click("Sign in")
        await tab.see("re:not|wrong|unknown", within="#sign-in-error")
        assert "SECRETLOOKING" not in await tab.evaluate("document.documentElement.outerHTML")
        assert (await tab.value("Access token"))[0] == "" and "SECRETLOOKING" not in await tab.url()
        await petras.sign_in()
        await tab.see("Petra Provider")

        # A customer, and two users.
        await tab.see("No customers yet")
        await tab.click("Add customer")
        await tab.fill("Name", "Anonymous Bank plc")
        assert (await tab.value("Id"))[0] == "anonymous-bank-plc"
        await tab.fill("Time zone", "Europe/London")
        await tab.fill("Maximum wallboards", "2")
        await tab.click("Add customer")
        await tab.at("/customers/anonymous-bank-plc")
        await petras.sees_seats(0, 2)
        await tab.see("Anonymous Bank plc")
        await tab.click("Users", within="nav.tabs")
        await petras.add_user("Cora Carr", "cora", "Contact Centre")
        await petras.add_user("Ines Ito", "ines", "Insights")

        # Three boards, of which the third is one too many; it is seen without a reload.
        customer = "/v1/customers/anonymous-bank-plc"
        key = petra.post(f"{customer}/enrolment-keys", {"userId": "cora"}, 201)["key"]
        await tab.click("Boards", within="nav.tabs")
        await tab.see("Live", within="#stream-state")
        await tab.wait("globalThis.wasHere = true")
        boards = [await Board.enrol(gateway, serial, key, model="AFTT") for serial in ("TV-Hall", "TV-Desk")]
        await tab.see("TV-Hall", "TV-Desk", "Connected", within="#boards")
        told, code = await Board.refused(gateway, "TV-Leeds-3", enrolmentKey=key, model="AFTT")
        assert code == 4010 and told["reason"] == "seatLimit"
        await tab.see("TV-Leeds-3", "No licence free", within="#boards")
        assert await tab.evaluate("globalThis.wasHere"), "the page was loaded again"

        # The licence page says so, and previews what one more seat would do.
        await tab.click("Licences", within="nav.tabs")
        await petras.sees_seats(2, 2)
        await tab.see("refused", within="#licence-banners")
        consequence = await petras.edit_maximum(3, "One more screen in Leeds")
        assert "2/2" in consequence and "2/3" in consequence and "TV-Leeds-3" in consequence
        assert petra.get(customer)["maxWallboards"] == 2, "nothing is saved before Save"
        await tab.click("Save")
        await petras.sees_seats(2, 3)
        boards.append(await Board.enrol(gateway, "TV-Leeds-3", key, model="AFTT"))
        await tab.reload()
        await petras.sees_seats(3, 3)
        assert all(board.is_open for board in boards)

        # Another role, while the boards are up.
        await tab.click("Users", within="nav.tabs")
        await petras.change_role("Cora Carr", "Insights")
        await tab.see("3 screens", "today's totals", within="#user-consequence")
        await tab.click("Save")
        for board in boards:
            await until(board, "welcome", view="insights")
        await tab.see("Cora Carr", "Insights", within="#users")

        # What happened is in the ledger, on the statement and in the audit.
        await tab.click("Ledger", within="nav.tabs")
        await tab.see("One more screen in Leeds", "Petra Provider", "TV-Hall", "3/3", within="#ledger")
        await tab.click("Verify")
        await tab.see("The chain is unbroken", within="#ledger-verdict")
        await tab.click("Usage", within="nav.tabs")
        await tab.see("Analytics", "Live Analytics", "All wallboards", "Seat-hours", within="#usage-figures")
        await tab.see("TV-Leeds-3", "Petra Provider", within="#usage-lines")
        await tab.goto("/audit")
        await tab.see("Change licences", "Petra Provider", "Put user", within="#audit")

        # And home.
        await tab.click("Sign out")
        await tab.at("/sign-in")
        assert not [cookie for cookie in await tab.cookies() if "session" in cookie["name"] and cookie["value"]]
        await tab.goto("/customers/anonymous-bank-plc")
        await tab.at(r"/sign-in(\?.*)?")


async def test_of_two_admins_the_second_sees_who_changed_what(chromium, gateway, petra):
    customer = Customer(gateway.admin(), maximum=10)
    paul = gateway.admin().issue("provider", name="Paul Other")
    page = f"/customers/{customer.id}"
    async with person(chromium, gateway, petra) as first, person(chromium, gateway, paul) as second:
        for one in (first, second):
            await one.open(page, "Licence usage")
            await one.sees_seats(0, 10)
        await second.tab.click("Edit")
        await first.edit_maximum(12, "Two for Leeds")
        await first.tab.click("Save")
        await first.sees_seats(0, 12)
        second.tab.expect_failure(412)
        await second.tab.fill("Maximum wallboards", "11")
        await second.tab.see("Petra Provider", "from 10 to 12", "Two for Leeds", within="#licence-consequence")
        assert customer.wallboards()["max"] == 12
        # What was typed is still there, and can be saved after all.
        await second.tab.click("Try mine again")
        await second.tab.see("0/12", "0/11", within="#licence-consequence")
        await second.tab.click("Save")
        await second.sees_seats(0, 11)
        assert customer.wallboards()["max"] == 11
        # The same for a user.
        customer.user("ada", "insights", name="Ada Example")
        for one in (first, second):
            await one.open(f"{page}/users", "Users")
        await second.change_role("Ada Example", "Analytics")
        await first.change_role("Ada Example", "Contact Centre")
        await first.tab.click("Save")
        await first.tab.see("Contact Centre", within="#users")
        await second.tab.click("Save")
        await second.tab.see("Somebody has changed this", "Insights", "Contact Centre", within="#user-dialog")
        await second.tab.click("Keep what I typed")
        await second.tab.click("Save")
        await second.tab.see("Analytics", within="#users")
        assert customer.admin.get(f"{customer.path}/users/ada")["supervisor"] == "analytics"


async def test_a_lower_maximum_says_what_becomes_of_each_device(chromium, gateway, petra):
    customer = Customer(gateway.admin(), maximum=3)
    key = customer.key()
    boards = [await Board.enrol(gateway, serial, key) for serial in ("stays-1", "stays-2", "goes")]
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        tab.expect_failure(409)
        await petras.open(f"/customers/{customer.id}", "Licence usage")
        await tab.click("Edit")
        await tab.fill("Maximum wallboards", "2")
        await tab.see("1 device is too many", within="#surplus")
        await tab.click("re:^Suspend some now")
        await tab.click("Suspend goes")
        await tab.see("3/3 becomes 2/2", "goes", within="#licence-consequence")
        assert all(board.is_open for board in boards)
        await tab.click("Save")
        await petras.sees_seats(2, 2)
        assert await boards[2].closed() == 4011 and boards[0].is_open and boards[1].is_open
        await tab.click("Edit")
        await tab.fill("Maximum wallboards", "1")
        await tab.click("re:^Keep them")
        await tab.see("over the maximum", within="#licence-consequence")
        await tab.click("Save")
        await petras.sees_seats(2, 1)
        await tab.see("1 device more than licensed", within="#licence-banners")


@pytest.mark.timeout(180)
async def test_a_board_is_paired_by_the_code_on_its_screen_and_cared_for(chromium, gateway, petra):
    customer = Customer(gateway.admin(), maximum=5)
    customer.user("cora", "contactCentre", name="Cora Carr")
    board = await Board.unpaired(gateway, "TV-Lobby", model="AFTMM", appVersion="2.4.1")
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        # As the picture on the screen leads there.
        await tab.goto(f"/pair?code={board.code}")
        await tab.fill("Customer", customer.id)
        await tab.see("AFTMM", "127.0.0.1", "TV-Lobby", "2.4.1", within="#pairing-found")
        await tab.fill("User", "cora")
        await tab.fill("Name of the board", "Lobby")
        await tab.click("Pair")
        await tab.see("“Lobby” is paired", within="#paired")
        await board.paired()
        assert (board.welcome["deviceName"], board.welcome["view"]) == ("Lobby", "contactCentre")

        # On the devices page, first with a code that no board shows.
        second = await Board.unpaired(gateway, "TV-Desk")
        await petras.open(f"/customers/{customer.id}/devices", "Devices")
        await tab.see("Lobby", "TV-Lobby", "Connected", within="#devices")
        tab.expect_failure(404)
        await tab.click("Pair a board", within="main")
        await tab.fill("Code on the screen", "BBBBBBBB")
        await tab.see("no board shows this code", within="#pairing-dialog")
        await tab.fill("Code on the screen", second.code)
        await tab.see("TV-Desk", within="#pairing-found")
        await tab.fill("User", "cora")
        await tab.click("Pair", within="#pairing-dialog")
        await second.paired()
        await tab.see("TV-Desk", within="#devices")

        # Suspended and resumed.
        await petras.open_device("Lobby")
        await petras.act("suspend", "Suspend")
        assert await board.closed() == 4011
        await petras.act("resume", "Resume")
        board = await Board.back(gateway, "TV-Lobby", board.token)
        # A new credential, on the open connection.
        old = board.token
        await petras.act("rotate", "Renew")
        token = (await board.expect("registered"))["token"]
        assert token != old and board.is_open
        # Other hardware.
        third = await Board.unpaired(gateway, "TV-Lobby-2")
        await petras.act("replace")
        await tab.fill("Code on the screen", third.code, within="#replace-dialog")
        await tab.click("Replace", within="#replace-dialog")
        await third.paired()
        assert await board.closed() == 4503 and third.welcome["deviceName"] == "Lobby"
        await tab.see("TV-Lobby-2", within="#device-dialog")
        # Removed.
        await petras.act("remove", "Remove device")
        assert await third.closed() == 4502
        await tab.wait("!document.querySelector('#device-dialog').open")
        await tab.not_see("Lobby", within="#devices")
        assert set(customer.devices()) == {"TV-Desk"}


@pytest.mark.timeout(180)
async def test_where_no_licence_is_free_a_screen_waits_and_the_pages_show_how_it_comes_in(chromium, gateway, petra):
    customer = Customer(gateway.admin(), maximum=0)
    customer.user("cora", "contactCentre", name="Cora Carr")
    refused, _ = await Board.refused(gateway, "TV-Refused", enrolmentKey=customer.key(user="cora"))
    assert refused["reason"] == "seatLimit"
    lobby, hall = await Board.unpaired(gateway, "TV-Lobby"), await Board.unpaired(gateway, "TV-Hall")
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        tab.expect_failure(409)
        await tab.goto(f"/pair?code={lobby.code}")
        await tab.fill("Customer", customer.id)
        await tab.see("TV-Lobby", within="#pairing-found")
        await tab.fill("User", "cora")
        await tab.fill("Name of the board", "Lobby")
        await tab.click("Pair")
        await tab.see("No licence is free: 0/0 in use", within="#pairing-wait")
        await tab.click("Pair, and wait for a licence")
        await tab.see("“Lobby” waits for a licence", "its place in the line is 1", within="#paired")
        await lobby.expect("waiting")
        customer.pair(hall.code, "cora", 202, wait=True)
        # The line is on the devices page and among the boards; the licence page says what it is about.
        await petras.open(f"/customers/{customer.id}/devices", "Devices")
        await tab.see("Lobby", "TV-Lobby", "TV-Hall", "a licence", within="#waiting")
        await tab.see("TV-Refused", within="#refusals")
        await petras.open(f"/customers/{customer.id}/boards", "Boards")
        await tab.see("Lobby", "TV-Lobby, place 1: a licence", "TV-Hall, place 2", within="#boards")
        await petras.open(f"/customers/{customer.id}", "Licence usage")
        await tab.see("2 screens wait for a licence", within="#waiting-banner")
        await tab.see("1 board was refused", within="#refused-banner")
        await tab.click_on("#licence-edit")
        await tab.fill("Maximum wallboards", "1", within="#licence-form")
        await tab.see("Lets in", "TV-Lobby, waiting for", within="#licence-consequence")
        await tab.click_on("#licence-save")
        await lobby.paired()
        await tab.see("1", within="#seats-configured")
        await tab.see("1 screen waits for a licence", within="#waiting-banner")
        await petras.open(f"/customers/{customer.id}/devices", "Devices")
        await tab.see("Lobby", "Connected", within="#devices")
        await tab.not_see("TV-Lobby", within="#waiting")
        await tab.click_on("button[data-cancel='TV-Hall']")
        assert await hall.closed() == 4502
        await tab.wait("document.querySelector('#waiting').hidden")
        # While licences are free, no board is listed as refused, and a board that is in was never refused.
        customer.set_maximum(5)
        await Board.enrol(gateway, "TV-Refused", customer.key(user="cora"))
        await petras.open(f"/customers/{customer.id}/devices", "Devices")
        await tab.see("No board was refused", within="#refusals")
        await petras.open(f"/customers/{customer.id}", "Licence usage")
        await tab.see("2", within="#seats-configured")
        assert await tab.count("#refused-banner") == await tab.count("#waiting-banner") == 0


async def test_a_scanned_code_survives_signing_in(chromium, gateway, petra):
    customer = Customer(gateway.admin())
    customer.user("cora", "contactCentre", name="Cora Carr")
    board = await Board.unpaired(gateway, "TV-Scanned")
    async with chromium.tab(gateway.url, size=PHONE) as tab:
        await tab.goto(f"/pair?code={board.code}")
        await tab.at(r"/sign-in\?next=.*")
        tab.expect_failure(401)
        await tab.fill("Access token", "wba_wrong.SECRETLOOKING")
        await tab.click("Sign in")
        await tab.see("not valid", within="#sign-in-error")
        await tab.fill("Access token", petra.token)
        await tab.click("Sign in")
        await tab.at(rf"/pair\?code={board.code}")
        await tab.fill("Customer", customer.id)
        await tab.see("TV-Scanned", within="#pairing-found")
        assert await tab.value("Code on the screen") == [board.code]
        await tab.fill("User", "cora")
        await tab.click("Pair", within="main")
        await board.paired()
        await tab.see("“TV-Scanned” is paired", within="#paired")
        await tab.click("Devices", within="#paired")
        await tab.see("TV-Scanned", "Connected", within="#devices")
        # The next sign-in does not lead there again.
        await tab.click("Sign out")
        await tab.at("/sign-in")
        await Person(tab, petra).sign_in()
    # An admin of one customer has none to choose: the board is looked up at once.
    board = await Board.unpaired(gateway, "TV-Own")
    own = gateway.admin().issue("customer", customer.id)
    async with person(chromium, gateway, own, next_page=f"/pair?code={board.code}") as one:
        await one.tab.see("TV-Own", within="#pairing-found")
        await one.tab.fill("User", "cora")
        await one.tab.click("Pair", within="main")
        await board.paired()


async def test_a_session_is_for_its_pages_alone(chromium, gateway, petra):
    customer = Customer(gateway.admin())
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        (cookie,) = [one for one in await tab.cookies() if one["name"].startswith("__Host-")]
        assert cookie["name"] == "__Host-wallboard-session"
        assert cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] == "Strict" and cookie["path"] == "/"
        assert not cookie["domain"].startswith(".")
        assert await tab.evaluate("document.cookie") == ""
        stored = await tab.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert petra.token not in stored and cookie["value"] not in stored
        assert petra.token not in await tab.evaluate("document.documentElement.outerHTML")
        tab.expect_failure(403)
        change = "fetch('/v1/customers/%s/licences', {method: 'PATCH', headers: {'Content-Type': 'application/json'%s}, " \
                 "body: '{\"maxWallboards\": 99}'}).then(answer => answer.status)"  # fmt: skip
        assert await tab.evaluate(change % (customer.id, "")) == 403
        assert await tab.evaluate(change % (customer.id, ", 'X-CSRF-Token': 'guessed'")) == 403
        assert customer.wallboards()["max"] == 10
        assert await tab.evaluate("fetch('/v1/me').then(a => a.json()).then(me => me.via)") == "session"


PAGES = ["/sign-in", "/", "/boards", "/pair", "/tokens", "/audit", "/customers/{}", "/customers/{}/users",
         "/customers/{}/devices", "/customers/{}/dashboards", "/customers/{}/boards", "/customers/{}/usage",
         "/customers/{}/ledger", "/customers/{}/settings"]  # fmt: skip


def directives(policy):
    return {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}


@pytest.mark.timeout(180)
async def test_every_page_is_strict_readable_on_a_phone_and_in_the_dark(chromium, gateway, petra):
    customer = Customer(gateway.admin())
    await Board.enrol(gateway, "TV-1", customer.key())
    async with (
        person(chromium, gateway, petra) as desk,
        person(chromium, gateway, petra, size=PHONE, dark=True) as phone,
    ):
        for page in (page.format(customer.id) for page in PAGES):
            for one in (desk.tab, phone.tab):
                await one.goto(page)
                await one.wait("document.querySelector('h1')")
                status, _, headers = one.documents[-1]
                assert status == 200, page
                policy = directives(headers["content-security-policy"])
                assert policy["default-src"] in (["'none'"], ["'self'"]), page
                assert policy["frame-ancestors"] == ["'none'"] and policy["base-uri"] in (["'none'"], ["'self'"])
                assert policy["form-action"] == ["'self'"]
                assert "unsafe" not in str(policy) and "*" not in str(policy) and "http" not in str(policy), policy
                assert headers["x-content-type-options"] == "nosniff" and "no-store" in headers["cache-control"]
                assert headers["referrer-policy"] in ("no-referrer", "same-origin")
                too_wide = await one.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert too_wide <= 0, f"{page} is {too_wide} px wider than the screen"
            assert png_size(await phone.tab.screenshot()) == PHONE
            light, dark = [await one.evaluate("getComputedStyle(document.body).backgroundColor")
                           for one in (desk.tab, phone.tab)]  # fmt: skip
            assert brightness(light) > 200 > 80 > brightness(dark), (page, light, dark)
            # What every page owes to people who cannot see it.
            assert await desk.tab.evaluate("document.documentElement.lang") == "en"
            assert await desk.tab.evaluate(UNNAMED) == [], page


#: The controls for which a screen reader would have no name.
UNNAMED = """[...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea')].filter(e =>
    e.getClientRects().length && !e.textContent.trim() && !e.labels?.length && !e.getAttribute('aria-label') &&
    !e.getAttribute('aria-labelledby') && !e.title).map(e => e.outerHTML)"""


def brightness(colour):
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


async def test_the_keyboard_is_enough_to_sign_in_and_to_edit(chromium, gateway, petra):
    customer = Customer(gateway.admin(), maximum=4)
    async with chromium.tab(gateway.url) as tab:
        await tab.goto("/sign-in")
        assert await tab.focused() == "Access token"
        await tab.type(petra.token)
        await tab.press("Enter")
        await tab.at("/")
        await tab.see(customer.id, within="#customers")
        await tab.tab_to("re:^name or id|search customers")
        await tab.type(customer.id)
        await tab.wait("document.querySelectorAll('#customers tbody tr').length == 1")
        await tab.tab_to("Example Ltd")
        await tab.press("Enter")
        await tab.at(f"/customers/{customer.id}")
        await tab.see("0 / 4", within="#seats-figure")
        await tab.tab_to("Edit")
        await tab.press("Enter")
        await tab.wait("document.activeElement.id == 'max-wallboards'")
        await tab.type("7")
        await tab.see("0/4 becomes 0/7", within="#licence-consequence")
        await tab.press("Enter")
        await tab.see("0 / 7", within="#seats-figure")
        assert customer.wallboards()["max"] == 7
        # Escape leaves everything as it was, and the focus where it came from.
        await tab.press("Enter")
        await tab.wait("document.activeElement.id == 'max-wallboards'")
        await tab.type("9")
        await tab.press("Escape")
        await tab.see("0 / 7", within="#seats-figure")
        assert await tab.focused() == "Edit" and customer.wallboards()["max"] == 7


async def test_roles_see_what_they_may_do(chromium, gateway):
    customer = Customer(gateway.admin())
    customer.user("ada", "insights", name="Ada Example")
    page = f"/customers/{customer.id}"
    for role, may_edit, may_set in [("customer", True, False), ("monitor", False, False)]:
        async with person(chromium, gateway, gateway.admin().issue(role, customer.id), next_page=page) as one:
            tab = one.tab
            await one.sees_seats(0, 10)
            assert await tab.has_control("Edit") is may_set
            await one.open(f"{page}/users", "Users")
            await tab.see("Ada Example", within="#users")
            assert await tab.has_control("Add user") is may_edit
            await one.open(f"{page}/devices", "Devices")
            assert await tab.has_control("Pair a board") is may_edit
            tab.expect_failure(403, 404)
            await tab.goto(f"/customers/{Customer(gateway.admin()).id}")
            await tab.not_see("Licence usage")
    trusted = gateway.admin().issue("customer", customer.id, maySetMaximum=True)
    async with person(chromium, gateway, trusted, next_page=page) as one:
        await one.edit_maximum(11)
        await one.tab.click("Save")
        await one.sees_seats(0, 11)


async def test_a_new_token_is_shown_once(chromium, gateway, petra):
    customer = Customer(gateway.admin())
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        await petras.open("/tokens", "Access tokens")
        await tab.click("Make a token")
        await tab.fill("Who or what uses it", f"Feed of {customer.id}")
        await tab.fill("Role", "Call events only")
        await tab.fill("Customer", customer.id)
        await tab.click("Make token")
        (token,) = await tab.value("re:shown this once")
        await tab.click("Done")
        await tab.see(f"Feed of {customer.id}", within="#tokens")
        assert token not in await tab.evaluate("document.documentElement.outerHTML")
        assert Admin(gateway, token).get("/v1/me")["role"] == "feed"
        await tab.click(f"Revoke Feed of {customer.id}")
        await tab.click("Revoke", within="#question")
        await tab.not_see(f"Feed of {customer.id}", within="#tokens")


async def test_users_are_imported_after_a_look_at_what_changes(chromium, gateway, petra):
    customer = Customer(gateway.admin())
    customer.user("ada", "contactCentre", name="Ada Example")
    await Board.enrol(gateway, "TV-1", customer.key(user="ada"))
    text = ("id,name,extension,userLicence,agentAddOn,desktopClient,crmAddOn,supervisor\n"
            "ada,Ada Example,100,professional,false,false,false,insights\n"
            "ben,Ben New,101,essential,true,false,false,{}\n")  # fmt: skip
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        await petras.open(f"/customers/{customer.id}/users", "Users")
        await tab.click("Import")
        tab.expect_failure(422)
        await tab.fill("Or paste it", text.format("king"))
        await tab.click("Show changes")
        await tab.see("line 3", "supervisor", within="#import-dialog")
        await tab.fill("Or paste it", text.format("reports"))
        await tab.click("Show changes")
        await tab.see("Ben New", "TV-1", "re:insights", within="#import-dialog")
        assert len(customer.admin.items(f"{customer.path}/users")) == 1
        await tab.click("re:^Import|^Save|^Make")
        await tab.see("Ben New", within="#users")
        assert customer.admin.get(f"{customer.path}/users/ada")["supervisor"] == "insights"


@pytest.mark.timeout(300)
async def test_a_thousand_boards_and_more_stay_a_page_that_answers(chromium, new_gateway, tmp_path):
    gateway = new_gateway()
    customer = Customer(gateway.admin(), maximum=None)
    await register(gateway, customer, BOARDS, tmp_path)
    serial = sorted(customer.devices())[BOARDS // 2]
    async with person(chromium, gateway, gateway.admin()) as one:
        tab = one.tab
        await tab.goto(f"/customers/{customer.id}/boards")
        await tab.see("Live", within="#stream-state")
        await tab.see(f"re:{BOARDS:,} boards", within="#boards-shown")
        assert 0 < await tab.count("#boards tr.row") <= 100
        assert await tab.count("*") < 5000
        # Any of them is a word away.
        await tab.fill("re:^search boards|^name, serial", serial)
        await tab.see(serial, within="#boards")
        await tab.wait("document.querySelectorAll('#boards tr.row').length == 1")
        await tab.fill("re:^search boards|^name, serial", "")
        await tab.see(f"re:{BOARDS:,} boards", within="#boards-shown")
        await tab.evaluate("document.querySelector('#boards-scroll').scrollTop = 1e9")
        await tab.wait(f"document.querySelector('#boards tr.row[aria-rowindex=\"{BOARDS + 1}\"]')", "the last board")
        assert await tab.count("#boards tr.row") <= 100
        # A change comes through while all are listed.
        customer.change_device(serial, name="A name of its own")
        await tab.fill("re:^search boards|^name, serial", "of its own")
        await tab.see("A name of its own", within="#boards")


async def register(gateway, customer, count, tmp_path):
    """Registers boards by the simulator, and lets them go again."""
    key = tmp_path / "key"
    key.write_text(customer.key())
    fleet = subprocess.Popen(
        [BIN / "wallboard-sim", "boards", "--url", f"wss://localhost:{gateway.board_port}", "--ca", gateway.ca,
         "--enrolment-key-file", key, "--count", str(count), "--seconds", "200", "--json-lines"],
        stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        await eventually(lambda: customer.wallboards()["configured"] == count, f"{count} boards", 180)
    finally:
        fleet.terminate()
        fleet.wait(60)
