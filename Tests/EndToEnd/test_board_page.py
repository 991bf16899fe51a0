"""The board page on a TV of 1920 × 1080, against the running gateway: what people see from eight metres away."""

import http.client
import json
import socket

import pytest
from admin import Customer
from board import Board, eventually
from board_tab import assert_well_laid_out, code_on, frames_pass, paired, television, without_a_flicker
from feed import event

#: What only viewers of live data may see.
LIVE_WORDS = ("waiting", "ringing", "on hold", "agents", "leaderboard", "active calls", "live ·")

DAY = [
    event("call.queued", "c1", -400, queue="Sales", caller="+44 20 7946 0132", direction="inbound"),
    event("call.answered", "c1", -390, agent="Anna Bell"), event("call.ended", "c1", -200, reason="caller"),
    event("call.queued", "c2", -300, queue="Sales", caller="+44 20 7946 0133", direction="inbound"),
    event("call.ended", "c2", -240, reason="caller"),
    event("agent.state", agent="Ben Okafor", state="paused", pauseReason="Lunch"),
]  # fmt: skip


def fed(customer):
    """The customer, once a telephone system has been heard of: without one a page shows that instead of its figures."""
    customer.send([])
    return customer


@pytest.mark.parametrize("supervisor", ["insights", "analytics", "liveAnalytics", "contactCentre"])
async def test_a_board_is_paired_by_its_code_and_shows_what_its_tier_may_see(chromium, gateway, supervisor):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await tv.goto("/")
        await tv.see("Pair this wallboard", "wallboards.example/pair", "A new code follows in", "Device TV-")
        await tv.wait("document.querySelector('.qr path')")
        await assert_well_laid_out(tv)
        customer.pair(await code_on(tv), customer.user("cora", supervisor), name="Hall")
        await tv.see("Example Ltd", "re:as of [0-9]{2}:[0-9]{2}:[0-9]{2}")
        await assert_well_laid_out(tv)
        customer.send(DAY)
        # The day was some minutes ago: a feed with nothing more to tell has caught up.
        customer.send([])
        await tv.wait("document.body.innerText.includes('1')")
        is_live = supervisor in ("liveAnalytics", "contactCentre")
        await tv.see("Live ·" if is_live else "Completed calls ·")
        if supervisor != "insights":
            await tv.see("Sales")
        if is_live:
            await tv.see("Anna Bell")
        # Also once everything was drawn that the state has.
        await assert_well_laid_out(tv)
        text = (await tv.evaluate("document.documentElement.outerHTML")).lower()
        if not is_live:
            assert not [word for word in (*LIVE_WORDS, "anna bell", "0132") if word in (await tv.text()).lower()]
            assert "anna bell" not in text and "okafor" not in text
        else:
            assert ("lunch" in text) == (supervisor == "contactCentre")
            assert "7946" not in text, "a caller's number is not masked"
        # It comes back with its identity, without anybody's help.
        await tv.reload()
        await tv.see("re:as of [0-9]{2}")
        assert customer.wallboards()["configured"] == 1


async def test_a_licence_without_a_view_says_why_the_screen_is_dark(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        user = await paired(tv, customer, "analytics", name="Hall")
        customer.user(user, "reports")
        await tv.see("Nothing is licensed for this screen", "Hall", "by themselves")
        await tv.not_see("as of", "Offered")
        await assert_well_laid_out(tv)
        customer.user(user, "insights")
        await tv.see("Completed calls", "Offered")


async def test_calls_move_on_the_wall_and_waiting_counts_up_by_itself(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        await tv.see("No calls right now")
        customer.send([event("call.queued", "c1", -75, queue="Sales", caller="+44 20 7946 0132", direction="inbound")])
        await tv.see("••• 0132", "Waiting · Sales", within=".tile-calls")
        await tv.see("re:1:1[5-9]|1:[2-5]", within=".tile-calls")
        # Nothing comes from the gateway, and yet the display continues.
        before = await tv.text(within=".tile-calls")
        for _ in range(2):
            await tv.wait(f"document.querySelector('.tile-calls').innerText.replace(/\\s+/g, ' ') != {json.dumps(before)}")
            before = await tv.text(within=".tile-calls")
        customer.send([event("call.answered", "c1", agent="Anna Bell")])
        await tv.see("Anna Bell", within=".tile-calls")
        await tv.see("Anna Bell", "Talking", within=".tile-agents")
        customer.send([event("call.ended", "c1", reason="caller")])
        await tv.see("No calls right now")
        await tv.see("1", within=".tile-queues")


async def test_another_role_changes_the_picture_without_a_flicker(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        user = await paired(tv, customer, "contactCentre")
        customer.send([*DAY, event("call.queued", "c9", -5, queue="Sales", caller="+44 20 7946 0139",
                                   direction="inbound")])  # fmt: skip
        await tv.see("0139", "Anna Bell")
        async with without_a_flicker(tv):
            for supervisor, shown in [("analytics", "Completed calls"), ("liveAnalytics", "Live ·"),
                                      ("insights", "Completed calls"), ("contactCentre", "Live ·")]:  # fmt: skip
                customer.user(user, supervisor)
                await tv.see(shown)
                await frames_pass(tv)
                if supervisor in ("analytics", "insights"):
                    html = await tv.evaluate("document.documentElement.outerHTML")
                    assert "0139" not in html and "Anna Bell" not in html and "Okafor" not in html
                await assert_well_laid_out(tv)


# Dashboards of the customer's own


def put_dashboard(customer, expect, **fields):
    return customer.admin.put(f"{customer.path}/dashboards/floor", {"title": "Floor", **fields}, expect)


async def shows_dashboard(tv, customer, supervisor="contactCentre", **fields):
    """A TV that was paired and shows a dashboard of its own."""
    await paired(tv, customer, supervisor)
    put_dashboard(customer, 201, **fields)
    customer.change_device(next(iter(customer.devices())), dashboardId="floor")
    await tv.see("Floor", within="header")


async def test_a_changed_dashboard_is_on_the_open_page_and_a_removed_one_gives_way_to_the_default(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await shows_dashboard(tv, customer, tiles=[
            {"kind": "figure", "figure": "offered", "title": "Since we opened"},
            {"kind": "text", "text": "Smile."}])  # fmt: skip
        customer.send(DAY)
        await tv.see("Since we opened 2", "Smile.")
        async with without_a_flicker(tv):
            put_dashboard(customer, 200, title="Second floor", tiles=[
                {"kind": "agents", "title": "Our people"}, {"kind": "figure", "figure": "missed"}])  # fmt: skip
            await tv.see("Second floor", "Our people", "Anna Bell", "Lunch", "Missed")
            await tv.not_see("Smile.", "Since we opened")
            await frames_pass(tv)
            await assert_well_laid_out(tv)
            # Only the tiles are others: who looks at the wall sees the rest go on.
            customer.send([event("call.queued", "c3", queue="Sales", caller="x", direction="inbound"),
                           event("call.answered", "c3", agent="Zoe Frost")])  # fmt: skip
            await tv.see("Zoe Frost", within=".tile-agents")
            customer.admin.delete(f"{customer.path}/dashboards/floor", 204)
            await tv.see("Example Ltd", within="header")
            await tv.see("Waiting now", "Service level", "Active calls", "Zoe Frost")
            await tv.not_see("Our people", "Second floor")
            await assert_well_laid_out(tv)


async def test_alarms_are_set_off_by_calls_and_by_time_alone_and_end_when_somebody_answers(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        # What comes from the gateway, and what the tile of the longest wait makes of it in each frame.
        await tv.before_scripts("""
            globalThis.heard = [];
            globalThis.WebSocket = class extends WebSocket {
              constructor(...all) {
                super(...all);
                this.addEventListener('message', message => heard.push(JSON.parse(message.data).type));
              }
            };
            globalThis.waits = {};
            (function look() {
              const value = document.querySelectorAll('.tile-figure .value')[1];
              if (value) waits[value.innerText] = value.parentNode.className.includes('alarm');
              requestAnimationFrame(look);
            })();""")
        await shows_dashboard(tv, customer, tiles=[
            {"kind": "figure", "figure": "callsWaiting"}, {"kind": "figure", "figure": "longestWaitingSeconds"},
            {"kind": "calls"}], alarms=[
            {"figure": "callsWaiting", "operator": ">", "value": 1, "colour": "red", "flash": True},
            {"figure": "longestWaitingSeconds", "operator": ">", "value": 9, "colour": "amber", "flash": False},
        ])  # fmt: skip
        customer.send([event("call.queued", "c1", queue="Sales", caller="+44 20 7946 0132", direction="inbound")])
        await tv.see("0132", within=".tile-calls")
        told = "heard.filter(type => type !== 'heartbeat').length"
        before = await tv.evaluate(told)
        await tv.wait("document.querySelector('.tile-figure.alarm-amber:not(.flash)')", "the alarm of the wait", seconds=30)
        await tv.see("Longest waiting", within=".tile-figure.alarm-amber")
        await tv.wait("Object.values(waits).includes(true)", "a frame with the alarm")
        assert await tv.evaluate(told) == before, "the gateway sent something meanwhile"
        waits = await tv.evaluate("Object.entries(waits).filter(([text]) => /^0:../.test(text))")
        shown = {is_alarm: {int(text[2:]) for text, has in waits if has == is_alarm} for is_alarm in (False, True)}
        assert shown[False] and max(shown[False]) <= 9 <= min(shown[True]), waits
        assert await tv.count(".alarm-red") == 0

        customer.send([event("call.queued", "c2", queue="Sales", caller="+44 20 7946 0133", direction="inbound")])
        await tv.see("Waiting now", "2", within=".tile-figure.alarm-red.flash")
        assert await tv.evaluate("""(tile => [getComputedStyle(tile).backgroundColor,
            Number(getComputedStyle(tile, '::after').opacity) > 0])(document.querySelector('.alarm-red'))""") == [
            "rgb(71, 19, 26)", True]  # fmt: skip
        await assert_well_laid_out(tv)
        customer.send([event("call.answered", "c1", agent="Anna Bell")])
        await tv.wait("!document.querySelector('.alarm-red, .flash')", "the end of the alarm of two callers")
        customer.send([event("call.answered", "c2", agent="Ben Okafor")])
        await tv.wait("!document.querySelector('.alarm')", "the end of all alarms")
        await tv.see("Ben Okafor", within=".tile-calls")


# What a board is refused with


async def test_without_a_free_licence_it_says_so_and_starts_when_there_is_one(chromium, new_gateway):
    gateway = new_gateway(publish_interval_millis=20)
    customer = fed(Customer(gateway.admin(), maximum=2))
    key = customer.key("contactCentre")
    for serial in ("A", "B"):
        await Board.enrol(gateway, serial, key)
    async with television(chromium, gateway) as tv:
        await tv.goto(f"/#key={key}")
        await tv.see("No licence is free", "2/2", "wallboards in use", "re:(tries|trying) again")
        await assert_well_laid_out(tv)
        customer.set_maximum(3)
        # It tries again at the time it was given; a person need not wait for that.
        await tv.press("Enter")
        await tv.see("Live ·")
        assert customer.wallboards()["configured"] == 3


async def test_a_board_that_shows_its_code_keeps_it_where_no_licence_is_free(chromium, gateway):
    customer = fed(Customer(gateway.admin(), maximum=0))
    user = customer.user("cora", "contactCentre")
    async with television(chromium, gateway) as tv:
        await tv.goto("/")
        code = await code_on(tv)
        customer.pair(code, user, expect=409)
        customer.set_maximum(1)
        customer.pair(code, user)
        await tv.see("Live ·")


async def test_a_key_that_is_not_good_is_reported_and_left_for_a_code(chromium, gateway):
    async with television(chromium, gateway) as tv:
        await tv.goto("/#key=wbe_wrong.key")
        await tv.see("The enrolment key is not valid", "Press OK")
        await assert_well_laid_out(tv)
        await tv.press("Enter")
        await code_on(tv)


async def test_suspended_it_waits_and_resumed_it_shows_its_picture(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        serial = next(iter(customer.devices()))
        assert serial.startswith("TV-")
        customer.change_device(serial, suspended=True)
        await tv.see("This wallboard is suspended", "re:(tries|trying) again")
        await tv.not_see("as of")
        await assert_well_laid_out(tv)
        customer.change_device(serial, suspended=False)
        await tv.press("Enter")
        await tv.see("Live ·")


async def test_removed_it_stays_until_somebody_pairs_it_again(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        customer.admin.delete(customer.device_path(next(iter(customer.devices()))))
        await tv.see("This wallboard was removed", "Press OK")
        await assert_well_laid_out(tv)
        await tv.press("Enter")
        customer.pair(await code_on(tv), "tv-contactCentre")
        await tv.see("Live ·")


async def test_replaced_by_other_hardware_it_says_so_and_can_be_paired_again(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        customer.admin.post(customer.device_path(next(iter(customer.devices()))) + "/replacement", {"serial": "fresh"}, 200)
        await tv.see("Another device took this place", "Press OK")
        await assert_well_laid_out(tv)
        await tv.press("Enter")
        customer.pair(await code_on(tv), "tv-contactCentre")
        await tv.see("Live ·")


async def test_a_key_whose_user_may_see_nothing_any_more_is_reported(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    key = customer.key("analytics")
    user = next(user["id"] for user in customer.admin.items(f"{customer.path}/users"))
    customer.user(user, "reports")
    async with television(chromium, gateway) as tv:
        await tv.goto(f"/#key={key}")
        await tv.see("Not licensed", "Ask your administrator")
        await assert_well_laid_out(tv)


async def test_a_token_that_is_not_known_is_reported_and_forgotten_when_somebody_says_so(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        await tv.evaluate("localStorage.setItem('wallboard.token', 'wbb_unknown.token') || true")
        await tv.reload()
        await tv.see("This wallboard is not known", "Press OK")
        await assert_well_laid_out(tv)
        assert await tv.evaluate("localStorage.getItem('wallboard.token')")
        await tv.press("Enter")
        await code_on(tv)
        assert await tv.evaluate("localStorage.getItem('wallboard.token')") is None


async def test_taken_over_it_stays_quiet_until_somebody_wants_it_back(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        serial, token = await tv.evaluate("['serial', 'token'].map(name => localStorage.getItem('wallboard.' + name))")
        other = await Board.back(gateway, serial, token)
        await tv.see("Open somewhere else", "Press OK")
        await assert_well_laid_out(tv)
        assert other.is_open
        await tv.press("Enter")
        await tv.see("Live ·")
        assert await other.closed() == 4504


async def test_a_closed_account_is_reported(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        customer.admin.delete(customer.path)
        await tv.see("This account is closed")
        await assert_well_laid_out(tv)


# What happens to a screen that hangs for months


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.timeout(180)
async def test_while_the_gateway_is_away_old_figures_look_old_and_then_it_goes_on(chromium, new_gateway):
    gateway = new_gateway(publish_interval_millis=20, board_listen=f"127.0.0.1:{free_port()}")
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        customer.send(DAY)
        await tv.see("Anna Bell")
        await tv.evaluate("globalThis.isSamePage = true")
        gateway.kill()
        await tv.see("Connection lost", "figures are from", "Anna Bell")
        assert float(await tv.evaluate("getComputedStyle(document.querySelector('.dashboard')).opacity")) < 0.5
        await assert_well_laid_out(tv)
        gateway.start()
        await tv.see("Live ·", "Anna Bell", seconds=75)
        assert await tv.evaluate("globalThis.isSamePage"), "the page was reloaded"
        # Notified beforehand, it comes back when it was asked to.
        gateway.terminate()
        await tv.see("re:Reconnecting|Connection lost")
        gateway.start()
        await tv.see("Live ·", seconds=75)


async def test_a_page_that_opens_before_its_gateway_is_well_says_so(chromium, new_gateway):
    gateway = new_gateway(board_listen=f"127.0.0.1:{free_port()}")
    async with television(chromium, gateway) as tv:
        await tv.goto("/")
        await code_on(tv)
        gateway.kill()
        await tv.see("The gateway does not answer", "Nothing is wrong with this screen")
        await assert_well_laid_out(tv)
        gateway.start()
        await code_on(tv)


async def test_a_tv_that_sleeps_says_so_and_wakes(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    hide = ("(state => { Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});"
            "document.dispatchEvent(new Event('visibilitychange')); return true })")  # fmt: skip

    def is_asleep():
        return [device["status"] for device in customer.devices().values()] == ["asleep"]

    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        await tv.evaluate(f"{hide}('hidden')")
        await eventually(is_asleep, "the board to be asleep")
        customer.send([event("call.queued", "c1", -5, queue="Night", caller="x", direction="inbound")])
        await tv.evaluate(f"{hide}('visible')")
        await eventually(lambda: not is_asleep(), "the board to be awake")
        await tv.see("Night")


async def test_without_storage_it_works_as_long_as_it_is_open(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await tv.before_scripts("""
            Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})""")
        await paired(tv, customer, "contactCentre")
        await tv.see("Live ·")
        await tv.reload()
        await code_on(tv)


async def test_a_clock_that_is_years_wrong_is_not_the_one_on_the_wall(chromium, gateway):
    customer = fed(Customer(gateway.admin()))
    async with television(chromium, gateway) as tv:
        await tv.before_scripts("Date.now = () => 1000000")
        await paired(tv, customer, "contactCentre")
        customer.send([event("call.queued", "c1", -75, queue="Sales", caller="x", direction="inbound")])
        await tv.see("re:1:1[5-9]|1:[2-5]", within=".tile-calls")


# What is served


def ask(gateway, method, path, **headers):
    connection = http.client.HTTPSConnection("localhost", gateway.board_port, context=gateway.tls, timeout=30)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


async def test_the_page_is_strict_and_kept_by_browsers(gateway):
    answer, document = ask(gateway, "GET", "/")
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-cache"
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
        "connect-src": f"'self' wss://localhost:{gateway.board_port}", "frame-ancestors": "'none'",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    for path in ("/", "/board/board.js", "/board/board.css"):
        whole, body = ask(gateway, "GET", path)
        assert whole.status == 200 and whole.headers["X-Content-Type-Options"] == "nosniff"
        assert len(body) == int(whole.headers["Content-Length"])
        again, nothing = ask(gateway, "GET", path, **{"If-None-Match": whole.headers["ETag"]})
        assert (again.status, nothing) == (304, b"")
        head, nothing = ask(gateway, "HEAD", path)
        assert (head.status, nothing, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
        assert ask(gateway, "POST", path)[0].status == 405
    assert ask(gateway, "GET", "/board/")[0].status == 404
    assert b"wss:" not in document
