"""Takes the pictures of boards for the documentation; run by scripts/screenshots, not by the tests."""

import json
import os
import random
import socket
from pathlib import Path

import pytest
from admin import Customer
from board import Board
from board_tab import TV, code_on, television
from busy_day import busy_morning
from screenshots import LARGEST

#: Supervisor licence → picture.
TIERS = {"insights": "insights", "analytics": "analytics", "liveAnalytics": "live-analytics",
         "contactCentre": "contact-centre"}  # fmt: skip
ALARMS = [
    {"figure": "callsWaiting", "operator": ">=", "value": 1, "colour": "amber"},
    {"figure": "longestWaitingSeconds", "operator": ">", "value": 1, "colour": "red"},
    {"figure": "serviceLevel", "operator": "<=", "value": 0.8, "colour": "amber"},
]


@pytest.mark.timeout(300)
async def test_take_the_pictures_of_boards(chromium, new_gateway):
    directory = Path(os.environ["WALLBOARD_SCREENSHOTS"])
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    gateway = new_gateway(max_event_skew_seconds=172_800, heartbeat_seconds=5, publish_interval_millis=100,
                          board_listen=f"127.0.0.1:{port}", public_url="https://wallboards.northern-bank.example")
    customer = Customer(gateway.admin(), maximum=len(TIERS) + 1)
    customer.admin.patch(customer.path, {"name": "Northern Bank"})
    key = customer.key("contactCentre")
    watch = await Board.enrol(gateway, "TV-WATCH", key)
    customer.send(busy_morning(random.Random(7)))

    async def take(tab, name):
        await tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 700)))")
        picture = await tab.screenshot()
        (directory / f"board-{name}.png").write_bytes(picture)
        assert len(picture) <= LARGEST, f"{name} has {len(picture)} bytes"

    async with television(chromium, gateway) as tv:
        await tv.goto("/")
        code = await code_on(tv)
        await take(tv, "pairing")
        for tier, name in TIERS.items():
            user = customer.user(f"tv-{tier}", tier)
            if code:
                customer.pair(code, user)
                code = None
            else:
                customer.change_device(next(s for s in customer.devices() if s != "TV-WATCH"), userId=user)
            await tv.see("Live ·" if tier in ("liveAnalytics", "contactCentre") else "Completed calls")
            await tv.wait("document.querySelectorAll('.tile').length > 3")
            await take(tv, name)
        customer.user("tv-contactCentre", "none")
        await tv.see("Nothing is licensed")
        await take(tv, "not-licensed")
        customer.user("tv-contactCentre", "contactCentre")
        await tv.see("Live ·")
        async with television(chromium, gateway) as other:
            customer.set_maximum(2)
            await other.goto(f"/#key={key}")
            await other.see("No licence is free")
            await take(other, "seat-limit")
        await take_previews(chromium, gateway, watch, take)
        gateway.kill()
        await tv.see("Connection lost")
        await take(tv, "gateway-lost")


async def take_previews(chromium, gateway, watch, take):
    """The parts of the board's state that an alarm or a silent feed needs."""
    async with chromium.tab(gateway.url, size=TV) as tab:
        for name, view, change in [("alarms", "liveAnalytics", "welcome.dashboard.alarms = " + json.dumps(ALARMS)),
                                   ("feed-lost", "contactCentre", "state.live.feed = state.basis.feed = 'lost'")]:
            await tab.goto("/preview/")
            welcome = {**watch.welcome, "view": view}
            await tab.evaluate(f"""(() => {{
                const welcome = {json.dumps(welcome)}, state = {json.dumps(watch.state)};
                welcome.dashboard.tiles = [];
                {change};
                postMessage({{welcome, state}}, location.origin);
                return true }})()""")
            await tab.wait("document.querySelector('.tile')")
            await take(tab, name)
