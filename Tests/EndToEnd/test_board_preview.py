"""The pictures of boards as the editor previews them: every kind of tile in every size, alarms, old figures, other screens.

What is posted to `/preview/` is drawn by the same modules as on the TV.
"""

import json

import pytest
from board_tab import TV, assert_well_laid_out


async def post(tab, message):
    """The page is its own parent where it is in no frame."""
    await tab.evaluate(f"postMessage({json.dumps(message)}, location.origin)")


async def test_the_preview_shows_what_each_licence_sees(chromium, gateway):
    async with chromium.tab(gateway.url, size=TV) as tab:
        await tab.goto("/preview/")
        for view, words in [("insights", ["Offered", "Missed"]), ("analytics", ["Service level", "Orders"]),
                            ("liveAnalytics", ["Leaderboard", "Active calls"]), ("contactCentre", ["Lunch"]),
                            ("none", ["Nothing is licensed"])]:  # fmt: skip
            await post(tab, {"view": view, "title": f"Of {view}"})
            await tab.see(*words, *([f"Of {view}"] if view != "none" else []))
            await assert_well_laid_out(tab)
        # An invalid dashboard leaves the picture as it is.
        for message in ("text", None, 7, [], {}, {"view": None}):
            await post(tab, message)
        await post(tab, {"view": "insights", "tiles": [{"kind": "text", "text": "Afterwards"}]})
        await tab.see("Afterwards")


async def test_tiles_of_every_kind_and_size_are_well_laid_out(chromium, gateway):
    kinds = [
        {"kind": "figure", "figure": "serviceLevel"}, {"kind": "figure", "figure": "longestWaitingSeconds"},
        {"kind": "figure", "figure": "offered", "queue": "A queue with quite a long name"},
        {"kind": "figures", "figures": ["offered", "answered", "averageHandleSeconds"], "title": "Today"},
        {"kind": "figures", "figures": ["callsWaiting", "callsRinging", "callsActive", "callsHeld", "agentsAvailable",
                                        "agentsTalking", "agentsWrapUp", "agentsPaused"]},
        {"kind": "queues"}, {"kind": "queues", "figures": [
            "offered", "answered", "abandoned", "shortAbandoned", "overflowed", "serviceLevel", "longestWaitSeconds",
            "averageAbandonSeconds"]},
        {"kind": "calls"}, {"kind": "agents"}, {"kind": "intervals"}, {"kind": "leaderboard", "rows": 40},
        {"kind": "text", "text": "Please remember the meeting at 14:00. " * 12, "title": "News"},
    ]  # fmt: skip
    async with chromium.tab(gateway.url, size=TV) as tab:
        await tab.goto("/preview/")
        for width, height in [(3, 1), (3, 2), (4, 1), (4, 3), (5, 2), (6, 6), (7, 3), (12, 1), (12, 6)]:
            for kind in kinds:
                # A tile over the whole width below makes the rows as low as they can be.
                tiles = [{**kind, "width": width, "height": height}, {"kind": "text", "text": "x", "height": 6 - height + 1}]
                title = f"{kinds.index(kind)} at {width} × {height}"
                message = {"view": "contactCentre", "title": title, "tiles": tiles[:1] if height == 6 else tiles}
                await post(tab, message)
                await tab.see(title, within="h1")
                assert await tab.count(".tile") == (1 if height == 6 else 2)
                try:
                    await assert_well_laid_out(tab)
                except AssertionError as fault:
                    raise AssertionError(f"{title}: {kind}: {fault}") from None


async def test_alarms_need_no_reading_and_nothing_moves_for_who_wants_that(chromium, gateway):
    alarms = [
        {"figure": "callsWaiting", "operator": ">", "value": 2, "colour": "red", "flash": True},
        {"figure": "serviceLevel", "operator": "<=", "value": 0.8, "colour": "amber"},
        {"figure": "longestWaitingSeconds", "operator": ">", "value": 163, "colour": "red"},
    ]
    tiles = [{"kind": "figure", "figure": figure} for figure in
             ("callsWaiting", "serviceLevel", "longestWaitingSeconds", "offered")]  # fmt: skip
    async with chromium.tab(gateway.url, size=TV) as tab:
        await tab.goto("/preview/")
        await post(tab, {"view": "contactCentre", "tiles": tiles, "alarms": alarms})
        of = "[...document.querySelectorAll('.tile')].map(tile => (/alarm-[a-z]+/.exec(tile.className) || [''])[0])"
        await tab.wait(f"{of}.join() === 'alarm-red,alarm-amber,,'")
        # What counts up on the TV sets its alarm off there.
        await tab.wait(f"{of}.join() === 'alarm-red,alarm-amber,alarm-red,'")
        assert await tab.evaluate("getComputedStyle(document.querySelector('.flash'), '::after').animationName") == "none"
        assert await tab.count(".gauge-mark") == 1


@pytest.mark.parametrize("size", [(1280, 720), (960, 540), (3840, 2160), (1024, 768), (480, 270)])
async def test_other_screens_get_the_same_picture(chromium, gateway, size):
    async with chromium.tab(gateway.url, size=size) as tab:
        await tab.goto("/preview/")
        await post(tab, {"view": "contactCentre"})
        await tab.wait("document.querySelector('.tile')")
        box = await tab.evaluate("(box => [box.left, box.top, box.right, box.bottom])"
                                 "(document.getElementById('stage').getBoundingClientRect())")  # fmt: skip
        scale = min(size[0] / TV[0], size[1] / TV[1])
        assert box[2] - box[0] == pytest.approx(TV[0] * scale, abs=1)
        assert box[0] == pytest.approx(size[0] - box[2], abs=12 * scale + 1)
        assert await tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_feed_that_is_lost_looks_unlike_anything_else(chromium, gateway):
    async with chromium.tab(gateway.url, size=TV) as tab:
        await tab.goto("/preview/")
        for view, part in [("contactCentre", "live"), ("analytics", "basis")]:
            for feed, words in [("live", "as of"), ("delayed", "Calls arrive late"),
                                ("lost", "No news from the telephone system since")]:  # fmt: skip
                await tab.evaluate(f"""(() => {{
                    const moment = new Date().toISOString();
                    postMessage({{welcome: {{view: '{view}', customerName: 'C', timeZone: 'UTC', heartbeatSeconds: 5,
                      dashboard: {{title: 'T', tiles: []}}, serverTime: moment}},
                      state: {{basis: {{}}, {part}: {{feed: '{feed}', lastEventAt: moment}}}}}}, location.origin);
                    return true }})()""")
                await tab.see(words)
                await assert_well_laid_out(tab)
