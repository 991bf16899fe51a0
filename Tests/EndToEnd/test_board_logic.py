"""The logic of the board page, module by module in the browser, without a gateway: what it makes of messages, figures,
moments and tiles."""

import http.server
import json
import random
import threading
from contextlib import asynccontextmanager

import pytest
from board import merge
from gateway import ROOT

ASSETS = ROOT / "Sources/ControlPlane/BoardPage/Assets"


class Modules(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args, **more):
        super().__init__(*args, directory=str(ASSETS), **more)

    extensions_map = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}

    def do_GET(self):
        if self.path != "/":
            return super().do_GET()
        page = b"<!doctype html><title>Modules</title><link rel=icon href='data:,'>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def modules():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Modules)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@asynccontextmanager
async def lab(chromium, modules, *names):
    """A tab in which the exports of these modules are variables; yields how to evaluate an expression."""
    async with chromium.tab(modules) as tab:
        await tab.goto("/")
        for name in names:
            await tab.evaluate(f"import('/{name}').then(module => Object.assign(globalThis, module)).then(() => true)")
        yield tab.evaluate


def seed():
    number = random.SystemRandom().randrange(2**32)
    print(f"seed {number}")
    return random.Random(number)


async def test_a_merge_patch_is_that_of_rfc_7396(chromium, modules):
    rng = seed()

    def value(depth):
        kind = rng.randrange(6 if depth else 4)
        return [None, rng.randrange(9), "text", [1, {"a": None}]][kind] if kind < 4 else {
            rng.choice("abcd"): value(depth - 1) for _ in range(rng.randrange(4))}  # fmt: skip

    cases = [(value(3), value(3)) for _ in range(500)]
    async with lab(chromium, modules, "merge-patch.js") as js:
        got = await js(f"{json.dumps(cases)}.map(([target, patch]) => mergePatch(target, patch))")
        assert got == [merge(target, patch) for target, patch in cases]
        # Unnamed members are shared, so that tiles see what has not changed; nothing is changed in place.
        assert await js("(() => { const old = {a: {b: 1}, c: {}}; const made = mergePatch(old, {c: {d: 2}});"
                        "return made.a === old.a && made.c !== old.c && !('d' in old.c) })()")


#: Names that a queue may have, and that are none of an object that is empty.
NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "7", "\u200b", "\u2800", "\u202elive", "caf\u00e9",
         "cafe\u0301", "\u05d9\u05b4", "a b", "\"", "\\", "\U0001f600", "valueOf", "null"]  # fmt: skip


async def test_a_name_may_be_that_of_a_property_of_every_object(chromium, modules):
    rng = seed()

    def value(depth, nulls):
        if depth == 0 or rng.random() < 0.3:
            return rng.choice([rng.randrange(9), "text", None] if nulls else [rng.randrange(9), "text"])
        return {name: value(depth - 1, nulls) for name in rng.sample(NAMES, rng.randrange(len(NAMES)))}

    async with lab(chromium, modules, "merge-patch.js", "figures.js", "session.js") as js:
        for _ in range(60):
            # As messages: texts that the page parses, and states that are made by one patch after another.
            states, texts = [value(3, False)], []
            for _ in range(5):
                patch = value(3, True)
                texts.append(json.dumps(patch))
                states.append(merge(states[-1], patch))
            got = await js(f"""(() => {{ let state = mergePatch(null, JSON.parse({json.dumps(json.dumps(states[0]))}));
                return JSON.stringify([state].concat({json.dumps(texts)}.map((text) =>
                  state = mergePatch(state, JSON.parse(text))))); }})()""")
            assert json.loads(got) == states
            assert await js("({}).polluted === undefined && Object.keys(Object.prototype).length === 0")
        # A queue without calls has no figures, whatever its name; one with calls has them.
        for name in NAMES:
            call = f"""(() => {{ const session = new Session({{}}, "token", null, () => 0), named = {json.dumps(name)};
                session.start(0); session.opened(0);
                const hear = (message) => session.received(JSON.parse(JSON.stringify(message)), 0);
                const figures = () => [figureValue("offered", named, session.picture.state, 0),
                  figureValue("callsWaiting", named, session.picture.state, 0)];
                hear({{type: "welcome", view: "contactCentre", heartbeatSeconds: 15}});
                session.received(JSON.parse('{{"type":"snapshot","seq":1,"state":{{"queues":{{}},"live":{{"queues":{{}}}}}}}}'), 0);
                const before = figures();
                session.received(JSON.parse('{{"type":"update","seq":2,"patch":{{"queues":{{' + JSON.stringify(named) +
                  ':{{"offered":3}}}},"live":{{"queues":{{' + JSON.stringify(named) + ':{{"callsWaiting":2}}}}}}}}}}'), 0);
                return before.concat(figures()); }})()"""
            assert await js(call) == [None, 0, 3, 2], name


async def test_figures_durations_and_moments_are_said_as_people_read_them(chromium, modules):
    async with lab(chromium, modules, "format.js") as js:
        for unit, number, text in [
            ("count", 0, "0"), ("count", 1234567, "1,234,567"), ("count", None, "–"), ("seconds", 0, "0:00"),
            ("seconds", 61.9, "1:01"), ("seconds", 3599.9995, "1:00:00"), ("seconds", 36000, "10:00:00"),
            ("seconds", -3, "0:00"), ("ratio", 0.7649, "76%"), ("ratio", 0.0421, "4.2%"), ("ratio", 0.04, "4%"),
            ("ratio", 1, "100%"), ("ratio", None, "–"), ("ratio", 0.09999, "10%"), ("ratio", 0, "0%"),
        ]:  # fmt: skip
            assert await js(f"formatValue({json.dumps(unit)}, {json.dumps(number)})") == text, (unit, number)
        assert await js("[59.9, 3600, 3725, 360000].map(formatShortSeconds)") == ["0:59", "1h00", "1h02", "100h00"]
        noon = "Date.parse('2026-07-01T11:59:59.500Z')"
        for zone, text in [("UTC", "11:59:59"), ("Europe/London", "12:59:59"), ("Asia/Kathmandu", "17:44:59"),
                           ("Pacific/Auckland", "23:59:59")]:  # fmt: skip
            assert await js(f"new ZoneTime('{zone}').withSeconds({noon})") == text
        assert await js("new ZoneTime('Europe/London').withMinutes(Date.parse('2026-06-30T23:00:00Z'))") == "00:00"
        # A zone that the browser does not know is not taken for another.
        assert await js(f"new ZoneTime('Mars/Olympus').withMinutes({noon})") == "11:59 UTC"


async def test_a_clock_that_is_wrong_counts_in_the_gateways_time(chromium, modules):
    async with lab(chromium, modules, "server-clock.js", "format.js") as js:
        assert await js("(() => { let counter = 5000; const clock = new ServerClock(() => counter);"
                        "clock.heard('2031-01-01T00:00:00.000Z'); counter += 1500; clock.heard('nonsense');"
                        "return new Date(clock.now()).toISOString() })()") == "2031-01-01T00:00:01.500Z"
        # A TV that slept for 25 s: its counter stood still. What is made later than it thinks moves it forward; what is
        # shared and old does not set it back.
        assert await js("(() => { let counter = 5000; const clock = new ServerClock(() => counter);"
                        "clock.heard('2031-01-01T00:00:00.000Z'); clock.heardAtLeast('2031-01-01T00:00:25.000Z');"
                        "clock.heardAtLeast('2031-01-01T00:00:03.000Z'); clock.heardAtLeast('x'); counter += 1000;"
                        "return new Date(clock.now()).toISOString() })()") == "2031-01-01T00:00:26.000Z"
        assert await js("(() => { const clock = new ServerClock(() => 0); clock.heardAtLeast('2031-01-01T00:00:00Z');"
                        "return [clock.isSet, new Date(clock.now()).toISOString()] })()") == [
                            True, "2031-01-01T00:00:00.000Z"]
        assert await js("secondsSince('2031-01-01T00:00:00Z', Date.parse('2031-01-01T00:01:01.5Z'))") == 61.5
        assert await js("secondsSince('2031-01-01T00:00:09Z', Date.parse('2031-01-01T00:00:00Z'))") == 0


async def test_an_alarm_is_set_off_by_its_own_figure_alone_and_red_outranks_amber(chromium, modules):
    alarms = [
        {"figure": "callsWaiting", "operator": ">", "value": 5, "colour": "amber"},
        {"figure": "callsWaiting", "operator": ">=", "value": 10, "colour": "red", "flash": True},
        {"figure": "serviceLevel", "operator": "<=", "value": 0.8, "colour": "red"},
        {"figure": "offered", "queue": "Sales", "operator": "between", "value": 3, "upTo": 5, "colour": "amber"},
    ]
    amber, red = {"colour": "amber", "flash": False}, {"colour": "red", "flash": False}
    async with lab(chromium, modules, "alarms.js") as js:
        for figure, queue, number, expected in [
            ("callsWaiting", None, 5, None), ("callsWaiting", None, 6, amber),
            ("callsWaiting", None, 10, {"colour": "red", "flash": True}), ("callsWaiting", "Sales", 10, None),
            ("serviceLevel", None, 0.8, red), ("serviceLevel", None, 0.81, None), ("serviceLevel", None, None, None),
            ("offered", "Sales", 2, None), ("offered", "Sales", 3, amber), ("offered", "Sales", 5, amber),
            ("offered", "Sales", 6, None), ("offered", None, 4, None),
        ]:  # fmt: skip
            arguments = ", ".join(json.dumps(part) for part in (alarms, figure, queue, number))
            assert await js(f"alarmOf({arguments})") == expected, (figure, queue, number)


async def test_tiles_never_lie_on_each_other_and_none_is_left_out(chromium, modules):
    rng = seed()
    kinds = ["figure", "figures", "calls", "queues", "agents", "intervals", "leaderboard", "text"]
    dashboards = [
        [{"kind": rng.choice(kinds), "number": number,
          **({"width": rng.randint(1, 12)} if rng.random() < 0.6 else {}),
          **({"height": rng.randint(1, 6)} if rng.random() < 0.6 else {})}
         for number in range(rng.randint(1, 40))]
        for _ in range(300)
    ]  # fmt: skip
    async with lab(chromium, modules, "layout.js") as js:
        for tiles, pages in zip(dashboards, await js(f"{json.dumps(dashboards)}.map(arrange)")):
            assert sorted(p["tile"]["number"] for page in pages for p in page["places"]) == list(range(len(tiles)))
            for page in pages:
                taken = set()
                assert 1 <= page["rows"] <= 8
                for place in page["places"]:
                    tile = place["tile"]
                    assert place["width"] == tile.get("width", place["width"])
                    assert place["height"] == tile.get("height", place["height"])
                    assert place["column"] + place["width"] <= 12 and place["row"] + place["height"] <= page["rows"]
                    cells = {(place["row"] + y, place["column"] + x)
                             for y in range(place["height"]) for x in range(place["width"])}  # fmt: skip
                    assert not cells & taken, tiles
                    taken |= cells


async def test_of_a_dashboard_only_what_the_page_does_not_know_is_left_out(chromium, modules):
    async with lab(chromium, modules, "defaults.js", "dashboard.js") as js:
        await js("globalThis.kinds = tiles => tilesOf({view: 'insights', dashboard: {tiles}}, tile => tile.kind !== 'new')"
                 ".map(tile => tile.kind + (tile.text || '')); true")  # fmt: skip
        assert await js("kinds([{kind: 'text', text: 1}, {kind: 'new'}, {kind: 'text', text: 2}])") == ["text1", "text2"]
        for tiles in ("[{kind: 'new'}, {kind: 'new'}]", "[]", "undefined"):
            assert await js(f"kinds({tiles})") == ["figure"] * 5, tiles
        # What the page itself knows: kinds, and figures.
        tiles = [{"kind": "hologram"}, {"kind": "constructor"}, {"kind": "figure", "figure": "smiles"},
                 {"kind": "figures", "figures": ["smiles"]}, {"kind": "text", "text": "Ours"},
                 {"kind": "figures", "figures": ["smiles", "offered"]}]  # fmt: skip
        assert await js(f"(node => [...node.querySelectorAll('.tile')].map(tile => tile.textContent))(makeDashboard("
                        f"{{view: 'insights', dashboard: {{tiles: {json.dumps(tiles)}}}}}).node)") == ["Ours", "Offered"]


async def test_nothing_counts_on_of_which_nobody_has_news(chromium, modules):
    moments = {"now": "12:30:00", "asOf": "12:20:00", "lastEventAt": "12:10:00"}
    async with lab(chromium, modules, "format.js", "freshness.js", "frame.js") as js:
        for feed, last_event, lost_millis, expected in [
            ("live", True, None, "now"), ("delayed", True, None, "now"), ("lost", True, None, "lastEventAt"),
            ("lost", False, None, "now"), ("live", True, 4999, "now"), ("live", True, 5000, "asOf"),
            # Losing the connection as well does not start the times again.
            ("lost", True, 4999, "lastEventAt"), ("lost", True, 5000, "lastEventAt"), ("lost", False, 5000, "asOf"),
        ]:  # fmt: skip
            live = {"feed": feed, **({"lastEventAt": f"2026-01-01T{moments['lastEventAt']}Z"} if last_event else {})}
            picture = {"welcome": {"view": "contactCentre"}, "asOf": f"2026-01-01T{moments['asOf']}Z",
                       "state": {"live": live}}  # fmt: skip
            level = f"freshnessOf(picture, {json.dumps(lost_millis)}, new ZoneTime('UTC')).level"
            until = f"countsUntil(picture, {level}, Date.parse('2026-01-01T{moments['now']}Z'))"
            assert await js(f"(picture => new Date({until}).toISOString())({json.dumps(picture)})") == (
                f"2026-01-01T{moments[expected]}.000Z"), (feed, last_event, lost_millis)  # fmt: skip
        for view, state in [("contactCentre", "{live: {feed: 'none'}}"), ("analytics", "{basis: {feed: 'none'}}")]:
            told = await js(f"freshnessOf({{welcome: {{view: '{view}'}}, asOf: '', state: {state}}}, null,"
                            "new ZoneTime('UTC'))")  # fmt: skip
            assert told == {"level": "noFeed", "text": "No telephone system has been connected yet"}
        # A TV whose gateway is behind the telephone system; completed calls, of which nothing counts; nothing licensed.
        for state in ("{live: {feed: 'lost', lastEventAt: '2026-01-01T00:00:00Z'}}",
                      "{basis: {feed: 'lost', lastEventAt: '1970-01-01T00:00:00Z'}}", "null"):  # fmt: skip
            assert await js(f"countsUntil({{state: {state}}}, 'feedLost', 7)") == 7, state


async def test_a_wait_without_news_sets_off_no_alarm_again(chromium, modules):
    welcome = {
        "view": "contactCentre", "timeZone": "UTC", "customerName": "C", "dashboard": {
            "title": "T", "tiles": [{"kind": "figure", "figure": "longestWaitingSeconds"}],
            "alarms": [{"figure": "longestWaitingSeconds", "operator": ">", "value": 60, "colour": "red"}]},
    }  # fmt: skip
    live = {"callsWaiting": 1, "longestWaitingSince": "2026-01-01T12:00:00Z", "lastEventAt": "2026-01-01T12:00:40Z"}
    async with lab(chromium, modules, "frame.js") as js:
        await js(f"""(() => {{ const welcome = {json.dumps(welcome)}, shown = makePicture(welcome);
            globalThis.at = (feed, time, lost) => {{
              const state = {{live: Object.assign({json.dumps(live)}, {{feed}})}};
              shown.paint({{welcome, state, asOf: '2026-01-01T12:00:50Z'}}, Date.parse('2026-01-01T' + time + 'Z'), lost);
              return [shown.node.querySelector('.value').textContent, shown.node.querySelectorAll('.alarm').length];
            }}; return true }})()""")
        assert await js("at('live', '12:00:50', null)") == ["0:50", 0]
        assert await js("at('lost', '12:15:40', null)") == ["0:40", 0]
        assert await js("at('lost', '12:20:00', 9000)") == ["0:40", 0]
        assert await js("at('live', '12:20:00', 9000)") == ["0:50", 0]
        assert await js("at('live', '12:20:00', null)") == ["20:00", 1]


async def test_a_long_list_shows_each_row_within_a_turn(chromium, modules):
    async with lab(chromium, modules, "paging.js") as js:
        for count, room in [(0, 4), (3, 4), (4, 4), (5, 4), (23, 6), (200, 7)]:
            pages = await js(f"[...Array(60).keys()].map(turn => pageAt({count}, {room}, turn * PAGE_MILLISECONDS))")
            assert {row for page in pages for row in range(page["from"], page["to"])} == set(range(count))
            assert all(page["to"] - page["from"] == min(room, count) for page in pages)
        assert await js("pageText(pageAt(23, 6, 0), 23, 0)") == "1–6 of 23"
        assert await js("pageText(pageAt(3, 6, 0), 3, 0)") == ""
        assert await js("pageText(pageAt(3, 6, 0), 3, 12)") == "+12 more"


async def test_figures_are_found_where_the_state_has_them(chromium, modules):
    state = {
        "totals": {"offered": 10, "serviceLevel": 0.5}, "queues": {"Sales": {"offered": 4}},
        "live": {"callsWaiting": 2, "longestWaitingSince": "2026-01-01T00:00:00Z", "agentStates": {"wrapUp": 3},
                 "queues": {"Sales": {"callsWaiting": 1, "longestWaitingSince": "2026-01-01T00:00:30Z"}}},
    }  # fmt: skip
    now = "Date.parse('2026-01-01T00:01:00Z')"
    async with lab(chromium, modules, "figures.js") as js:
        for figure, queue, value in [
            ("offered", None, 10), ("offered", "Sales", 4), ("offered", "Orders", None), ("answered", None, None),
            ("serviceLevel", None, 0.5), ("callsWaiting", None, 2), ("callsWaiting", "Sales", 1),
            ("callsWaiting", "Orders", 0), ("longestWaitingSeconds", None, 60), ("longestWaitingSeconds", "Sales", 30),
            ("longestWaitingSeconds", "Orders", None), ("agentsWrapUp", None, 3), ("agentsPaused", None, None),
            ("constructor", None, None),
        ]:  # fmt: skip
            call = f"figureValue({json.dumps(figure)}, {json.dumps(queue)}, {json.dumps(state)}, {now})"
            assert await js(call) == value, (figure, queue)
        # Without live data, nothing live has a value.
        assert await js("figureValue('callsWaiting', 'Sales', {totals: {}}, 0)") is None


async def test_every_number_of_the_queues_has_room_in_its_column(chromium, modules):
    async with lab(chromium, modules, "tile-queues.js", "text-size.js") as js:
        wrong = await js("""[2, 3, 4, 6].flatMap(height => [4, 5, 6, 7, 9, 12].flatMap(width =>
            ['analytics', 'liveAnalytics', 'contactCentre'].flatMap(view => [1, 2, 3, 4, 6, 30].flatMap(count => {
                const box = {width: 1728 / 12 * width - 20, height: 880 / 6 * height - 20};
                const tile = queuesTile({}, box, {view: view, dashboard: {}});
                const queues = {};
                for (let i = 0; i < count; i++) queues['Queue ' + i] = {serviceLevel: 1, averageSpeedOfAnswerSeconds: 754};
                tile.paint({state: {totals: {}, queues: queues}, alarms: [], now: 0, turn: 0});
                const list = tile.node.querySelector('.list'), size = parseFloat(list.style.getPropertyValue('--text'));
                const columns = [...list.style.getPropertyValue('--columns').matchAll(/minmax\\(([0-9.]+)px/g)];
                const cells = [...tile.node.querySelectorAll('.rows .row:not([hidden]) .number:not([hidden])')];
                return cells.filter((cell, index) => index < columns.length &&
                    widthOf(cell.textContent, 600) * size > Number(columns[index][1]))
                  .map(cell => `${view} ${width} x ${height}, ${count} queues: ${cell.textContent} at ${size}`)
                  .concat(columns.length && cells.length ? [] : ['no numbers']);
            }))))""")
        assert wrong == []


SESSION = """
(() => {
  globalThis.log = [];
  globalThis.board = (token, random) => new Session({serial: 'S'}, token || null, null,
    random || (() => 1));
  globalThis.welcome = (view, more) => Object.assign({type: 'welcome', view, heartbeatSeconds: 5, deviceId: 'd',
    serverTime: '2026-01-01T00:00:00.000Z', dashboard: {title: 'T', tiles: []}}, more);
  globalThis.up = session => { session.start(0); session.opened(0); session.received(welcome('analytics'), 0);
    session.received({type: 'snapshot', seq: 1, asOf: 'a', state: {totals: {offered: 1}}}, 0); return session; };
  return true;
})()
"""


@asynccontextmanager
async def session(chromium, modules):
    async with lab(chromium, modules, "session.js") as js:
        await js(SESSION)
        yield js


async def test_a_session_says_hello_once_and_keeps_its_token(chromium, modules):
    async with session(chromium, modules) as js:
        assert await js("(s => [s.start(0), s.opened(1), s.opened(2)])(board())") == [
            [{"do": "connect"}], [{"do": "send", "message": {"type": "hello", "serial": "S"}}], []]  # fmt: skip
        assert await js("(s => [s.start(0), s.opened(1)])(board('t'))[1][0].message.token") == "t"
        # A key is offered until it is refused.
        assert await js("(s => { s.start(0); const first = s.opened(0); s.closed(4501, 1); s.start(2);"
                        "return [first, s.opened(3)].map(e => e[0].message.enrolmentKey) })"
                        "(new Session({serial: 'S'}, null, 'key', () => 1))") == ["key", None]  # fmt: skip
        effects = await js("(s => { s.start(0); s.opened(0); return [s.received({type: 'pairing', userCode: 'A',"
                           "expiresInSeconds: 600}, 5), s.phase, s.received({type: 'registered', token: 'new'}, 6),"
                           "s.token] })(board())")  # fmt: skip
        assert effects == [[], "pairing", [{"do": "keepToken", "token": "new"}], "new"]


async def test_a_board_that_waits_for_a_licence_keeps_its_token_and_starts_by_itself(chromium, modules):
    async with session(chromium, modules) as js:
        waits = "{type: 'waiting', detail: 'd', configured: 10, max: 10, token: 'w'}"
        told = await js(f"(s => {{ s.start(0); s.opened(0); s.received({{type: 'pairing', expiresInSeconds: 600}}, 1);"
                        f"return [s.received({waits}, 2), s.phase, s.token, s.queued.max, s.pairing,"
                        "s.received({type: 'heartbeat', serverTime: 'x'}, 100000), s.elapsed(160000), s.phase,"
                        "s.received({type: 'registered', token: 'w'}, 160001),"
                        "s.received({type: 'welcome', view: 'insights', heartbeatSeconds: 5}, 160002).length,"
                        "s.phase, s.queued] })(board())")  # fmt: skip
        assert told == [[{"do": "keepToken", "token": "w"}], "queued", "w", 10, None,
                        [{"do": "hear", "moment": "x"}], [], "queued", [{"do": "keepToken", "token": "w"}], 1,
                        "up", None]  # fmt: skip
        # A gateway that is silent for two heartbeats is gone, and the board comes back with what it was given.
        assert await js(f"(s => {{ s.start(0); s.opened(0); s.received({waits}, 0);"
                        "return [s.elapsed(149999), s.elapsed(150000), s.phase, s.queued, s.elapsed(300000),"
                        "s.opened(300001)[0].message.token] })(board())") == [
            [], [{"do": "drop"}], "waiting", None, [{"do": "connect"}], "w"]  # fmt: skip


async def test_what_a_later_gateway_says_is_passed_over(chromium, modules):
    async with session(chromium, modules) as js:
        for message in ["{type: 'fireworks'}", "{type: '__proto__'}", "{type: 'constructor'}", "{type: 7}", "{}", "null"]:
            assert await js(f"(s => [s.received({message}, 1), s.phase, s.picture.state.totals.offered])(up(board('t')))"
                            ) == [[], "up", 1], message  # fmt: skip


async def test_a_gap_is_answered_by_one_resync_and_nothing_is_drawn_until_the_snapshot(chromium, modules):
    async with session(chromium, modules) as js:
        assert await js("(s => [s.received({type: 'update', seq: 3, patch: {totals: {offered: 9}}}, 1),"
                        "s.received({type: 'update', seq: 4, patch: {totals: {offered: 9}}}, 1),"
                        "s.picture.state.totals.offered,"
                        "s.received({type: 'snapshot', seq: 9, asOf: 'b', state: {totals: {offered: 5}}}, 2),"
                        "s.received({type: 'update', seq: 10, asOf: 'c', patch: {totals: {offered: 6}}}, 3),"
                        "s.picture.state.totals.offered])(up(board('t')))") == [
            [{"do": "send", "message": {"type": "resync"}}], [], 1, [{"do": "hearAtLeast", "moment": "b"}],
            [{"do": "hearAtLeast", "moment": "c"}], 6]  # fmt: skip


async def test_a_snapshot_that_never_comes_is_asked_for_on_another_connection(chromium, modules):
    beat = "s.received({type: 'heartbeat', serverTime: '2026-01-01T00:00:05.000Z'}, 5)"
    async with session(chromium, modules) as js:
        assert await js(f"(s => {{ {beat}; {beat}; s.received(welcome('analytics'), 3); {beat}; const told = {beat};"
                        "return [told.length, told[1].do, s.phase] })(up(board('t')))") == [2, "drop", "waiting"]  # fmt: skip


async def test_another_licence_replaces_the_picture_when_its_snapshot_is_there(chromium, modules):
    async with session(chromium, modules) as js:
        assert await js("(s => { const seen = []; s.received(welcome('contactCentre'), 1);"
                        "seen.push(s.picture.welcome.view);"
                        "s.received({type: 'snapshot', seq: 1, asOf: 'b', state: {}}, 2);"
                        "seen.push(s.picture.welcome.view); s.received(welcome('none'), 3);"
                        "seen.push(s.picture.welcome.view, s.picture.state); return seen })(up(board('t')))") == [
            "analytics", "contactCentre", "none", None]  # fmt: skip


async def test_the_back_off_doubles_up_to_a_minute_and_begins_again_after_a_stable_one(chromium, modules):
    async with session(chromium, modules) as js:
        waits = await js("(s => { const waits = []; let now = 0; s.start(now); for (let i = 0; i < 12; i++) {"
                         "s.closed(1006, now); waits.push(s.nextDeadline - now); now = s.nextDeadline; s.elapsed(now); }"
                         "return waits })(board('t'))")  # fmt: skip
        assert waits == [min(60_000, 1000 * 2**n) for n in range(12)]
        assert await js("(s => { s.start(0); s.closed(1006, 0); return s.nextDeadline })(board('t', () => 0))") == 0
        for stable, expected in [(59_999, 4000), (60_000, 1000)]:
            assert await js("(s => { s.start(0); s.closed(1006, 0); s.elapsed(1000); s.closed(1006, 1000);"
                            "s.elapsed(3000); s.opened(3000); s.received(welcome('none'), 3000);"
                            f"s.closed(1006, 3000 + {stable}); return s.nextDeadline - 3000 - {stable} }})(board('t'))"
                            ) == expected  # fmt: skip


async def test_a_person_who_presses_ok_between_refusal_and_close_need_not_press_again(chromium, modules):
    async with session(chromium, modules) as js:
        refused = json.dumps({"type": "refused", "reason": "replaced", "detail": "d"})
        for presses, phase, effects in [
            ("", "stopped", []), ("s.start(5);", "connecting", [{"do": "keepToken", "token": None}, {"do": "connect"}]),
        ]:  # fmt: skip
            assert await js(f"(s => {{ s.received({refused}, 4); {presses} const done = s.closed(4503, 20);"
                            "return [s.phase, done] })(up(board('t')))") == [phase, effects]  # fmt: skip
        # Without a refusal a press means nothing while the board is up.
        assert await js("(s => { s.start(5); const done = s.closed(4503, 20); return [s.phase, done] })(up(board('t')))"
                        ) == ["stopped", []]  # fmt: skip


async def test_a_hint_goes_before_the_back_off_and_a_final_code_waits_for_a_person(chromium, modules):
    async with session(chromium, modules) as js:
        for message, code, wait in [
            ({"type": "goaway", "retryAfterMillis": 4321}, 1012, 4321),
            ({"type": "refused", "reason": "seatLimit", "detail": "d", "retryAfterSeconds": 30}, 4010, 30_000),
            ({"type": "refused", "reason": "suspended", "detail": "d"}, 4011, 1000),
        ]:
            assert await js(f"(s => {{ s.received({json.dumps(message)}, 10); s.closed({code}, 20);"
                            "return [s.phase, s.nextDeadline - 20] })(up(board('t')))") == ["waiting", wait]  # fmt: skip
        for code in (4500, 4501, 4502, 4503, 4504, 4505, 4999):
            assert await js(f"(s => {{ s.closed({code}, 20); return [s.phase, s.nextDeadline, s.elapsed(1e9)] }})"
                            "(up(board('t')))") == ["stopped", None, []]  # fmt: skip
            restarted = await js(f"(s => {{ s.closed({code}, 20); return [s.start(30), s.token] }})(up(board('t')))")
            forgets = code in (4501, 4502, 4503)
            assert restarted == [[*([{"do": "keepToken", "token": None}] if forgets else []), {"do": "connect"}],
                                 None if forgets else "t"]  # fmt: skip


async def test_every_refusal_has_a_screen_of_its_own(chromium, modules):
    codes = {"seatLimit": 4010, "suspended": 4011, "tooManyAttempts": 4012, "unavailable": 1013, "notEntitled": 4501,
             "unknownToken": 4501, "badEnrolmentKey": 4501, "removed": 4502, "replaced": 4503, "takenOver": 4504,
             "customerClosed": 4505}  # fmt: skip
    async with lab(chromium, modules, "screens.js", "wording.js") as js:
        shown = {}
        for reason, code in codes.items():
            comes_back = code < 4500
            text = await js(f"""(screen => {{ screen.paint(0); return screen.node.textContent }})(refusedScreen(
                {{reason: '{reason}', detail: 'A sentence for {reason}.'}}, {code}, {30_000 if comes_back else "null"}, 'TV-1'))""")
            assert f"A sentence for {reason}." in text and f"code {code}" in text and "TV-1" in text
            assert ("Tries again in 0:30" in text) == comes_back, reason
            shown[reason] = await js(f"refusalWords({{reason: '{reason}', detail: ''}}, {code}).title")
            # A gateway that is only busy leaves the picture on the wall, looking old.
            assert await js(f"isFinal({{reason: '{reason}'}}, {code})") == (reason not in ("tooManyAttempts", "unavailable"))
        assert len(set(shown.values())) == len(codes)


async def test_silence_for_two_heartbeats_is_a_dead_connection(chromium, modules):
    async with session(chromium, modules) as js:
        assert await js("(s => { const seen = [s.nextDeadline, s.elapsed(9999)]; s.received({type: 'heartbeat',"
                        "serverTime: '2026-01-01T00:00:05.000Z'}, 9000); seen.push(s.nextDeadline, s.picture.asOf,"
                        "s.elapsed(19000), s.phase, s.lostAt); return seen })(up(board('t')))") == [
            10_000, [], 19_000, "2026-01-01T00:00:05.000Z", [{"do": "drop"}], "waiting", 19_000]  # fmt: skip


async def test_sleep_is_reported_and_a_long_one_reconnects(chromium, modules):
    async with session(chromium, modules) as js:
        asleep, awake = [{"do": "send", "message": {"type": "status", "asleep": value}} for value in (True, False)]
        assert await js("(s => [s.sleep(), s.sleep(), s.wake(2000, 5), s.wake(2000, 5)])(up(board('t')))") == [
            [asleep], [], [awake], []]  # fmt: skip
        assert await js("(s => { s.sleep(); return [s.wake(10000, 5), s.phase] })(up(board('t')))") == [
            [{"do": "drop"}, {"do": "connect"}], "connecting"]  # fmt: skip


async def test_no_order_of_messages_breaks_a_session(chromium, modules):
    rng = seed()
    messages = [
        {"type": "pairing", "userCode": "BCDF-GHJK", "expiresInSeconds": 600, "qr": ["1"], "verificationUri": "u"},
        {"type": "registered", "deviceId": "d", "token": "t"}, {"type": "update", "seq": 2, "patch": {"totals": None}},
        {"type": "update", "seq": 1, "asOf": "x", "patch": {}}, {"type": "heartbeat", "serverTime": "x"},
        {"type": "snapshot", "seq": 0, "asOf": "x", "state": {"totals": {"offered": 1}}},
        {"type": "goaway", "retryAfterMillis": 5}, {"type": "refused", "reason": "seatLimit", "detail": "d"},
        {"type": "unheard of"}, {"type": "constructor"}, {}, [], None, 7, "text",
    ]  # fmt: skip
    steps = [f"s.received({json.dumps(message)}, now)" for message in messages]
    steps += [f"s.received(welcome('{view}'), now)" for view in ("none", "analytics", "contactCentre")]
    steps += ["s.start(now)", "s.opened(now)", "s.closed(1006, now)", "s.closed(4502, now)", "s.elapsed(now)",
              "s.sleep()", "s.wake(5, now)", "s.wake(1e6, now)"]  # fmt: skip
    async with session(chromium, modules) as js:
        for _ in range(40):
            script = "; now += 997; take(".join(f"{rng.choice(steps)})" for _ in range(200))
            told = await js(
                "(s => { let now = 0, connecting = 0; const bad = []; const take = effects => { for (const e of effects)"
                "{ if (e.do === 'send' && !['greeting', 'pairing', 'up'].includes(s.phase)) bad.push([e, s.phase]); }"
                "if (s.phase !== 'stopped' && typeof s.nextDeadline !== 'number') bad.push(s.phase);"
                "if (s.picture && s.picture.state === null && s.picture.welcome.view !== 'none') bad.push('no state'); };"
                f" take({script}; return bad }})(board())")
            assert told == []


async def test_reloads_are_bounded(chromium, modules):
    async with lab(chromium, modules, "caretaker.js") as js:
        day = 86_400_000
        assert (await js("reloadBudget([], 5)"))["allowed"]
        assert not (await js(f"reloadBudget([1, 2, 3, 4], {day})"))["allowed"]
        assert await js(f"reloadBudget([1, 2, 3, 4], {day + 2})") == {"allowed": True, "reloads": [3, 4]}
        # A clock that was set back forgets entries in the future.
        assert (await js("reloadBudget([100, 200, 300, 400], 50)"))["allowed"]


async def test_without_storage_nothing_is_loaded_again(chromium, modules):
    ask = ("(async () => { let reloads = 0; globalThis.fetch = async () => ({ok: true});"
           "const caretaker = new Caretaker(() => { reloads += 1 }, () => 5); caretaker.fault(); caretaker.fault();"
           "await new Promise(done => setTimeout(done, 50)); return reloads })()")  # fmt: skip
    async with lab(chromium, modules, "caretaker.js") as js:
        assert await js(ask) == 1
        await js("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }}) && true")
        assert await js(ask) == 0


async def test_the_picture_moves_a_little_every_few_minutes_and_stays_in_its_margin(chromium, modules):
    async with lab(chromium, modules, "stage.js") as js:
        await js("globalThis.stage = new Stage(document.createElement('div')); true")
        places = []
        for turn in range(16):
            for now in (turn * 180_000, turn * 180_000 + 179_999):
                await js(f"stage.drift({now}) || true")
                places.append((await js("stage.shift.join()"), await js("stage.node.style.transform")))
            assert places[-1] == places[-2], "it moves within a turn"
        assert len(set(places)) == 8 and places[:16] == places[16:]
        assert all(abs(int(pixels)) <= 5 for shift, _ in places for pixels in shift.split(","))
        assert len({transform for _, transform in places}) == 8


async def test_another_version_of_the_page_is_loaded_once_and_only_while_the_gateway_is_well(chromium, modules):
    async with lab(chromium, modules, "caretaker.js") as js:
        await js("""(() => {
            globalThis.reloads = 0;
            globalThis.gateway = {tag: '"1"', isWell: true};
            globalThis.fetch = async path => ({
                ok: gateway.isWell, headers: new Headers(path === "/" ? {ETag: gateway.tag} : {})});
            globalThis.caretaker = new Caretaker(() => { reloads += 1 }, () => 5);
            globalThis.looks = async () => { caretaker.look(null); await new Promise(done => setTimeout(done, 50)); return reloads };
            return true })()""")
        assert [await js("looks()") for _ in range(3)] == [0, 0, 0]
        await js("""gateway = {tag: '"2"', isWell: false}, true""")
        assert await js("looks()") == 0
        await js("gateway.isWell = true")
        assert [await js("looks()") for _ in range(2)] == [1, 1]
