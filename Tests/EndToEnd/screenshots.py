"""Takes the pictures of the documentation; run by scripts/screenshots, not by the tests.

The names and numbers are made up: a telephone company's customer with ten seats, of which all are taken. Its three
weeks with the gateway pass by a clock that is set back, so that statement and ledger have many entries.
"""

import asyncio
import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from admin import PLAIN_USER, Admin
from board import Board
from browser import PHONE
from feed import answered_call, waiting_call
from people import person

#: The customer in the pictures.
PATH = "/v1/customers/northern-bank"
#: Bytes of one picture at most.
LARGEST = 300_000

USERS = [
    ("anna", "Anna Bell", "professional", "contactCentre"), ("ben", "Ben Okafor", "professional", "liveAnalytics"),
    ("carla", "Carla Núñez", "professional", "analytics"), ("dev", "Dev Patel", "essential", "insights"),
    ("eva", "Eva Lind", "essential", "reports"), ("finn", "Finn Murphy", "essential", "none"),
]  # fmt: skip
#: Supervisor licences of some of the others; the rest have none.
MORE_SUPERVISORS = ["reports"] * 3 + ["insights"] + ["analytics"] * 2 + ["liveAnalytics"]
FIRST_NAMES = "Amir Beth Chloe Daniel Elif Femi Grace Henry Imogen Jonas Karolina Liam".split()
LAST_NAMES = "Adeyemi Brooks Clarke Dubois Evans".split()
BOARDS = [
    ("G0-Leeds-1", "Leeds, sales floor", "anna"), ("G0-Leeds-2", "Leeds, service", "anna"),
    ("G0-Leeds-3", "Leeds, canteen", "dev"), ("G0-York-1", "York, reception", "dev"),
    ("G0-York-2", "York, team north", "ben"), ("G0-York-3", "York, team south", "ben"),
    ("G0-Hull-1", "Hull, service", "carla"), ("G0-Hull-2", "Hull, directors", "carla"),
    ("G0-Bath-1", "Bath, hall", "carla"), ("G0-Bath-2", "Bath, late shift", "anna"),
]  # fmt: skip


@pytest.mark.timeout(300)
async def test_take_the_screenshots(chromium, new_gateway, shifted_clock):
    directory = Path(os.environ["WALLBOARD_SCREENSHOTS"])
    gateway = new_gateway(publish_interval_millis=100, heartbeat_seconds=5)
    admin, waiting = await furnish(gateway, shifted_clock)
    customer = "/customers/northern-bank"
    pages = {
        "customers": "/", "licences": customer, "users": f"{customer}/users", "devices": f"{customer}/devices",
        "dashboards": f"{customer}/dashboards", "boards": f"{customer}/boards", "usage": f"{customer}/usage",
        "ledger": f"{customer}/ledger", "settings": f"{customer}/settings", "tokens": "/tokens", "audit": "/audit",
    }  # fmt: skip
    async with chromium.tab(gateway.url) as stranger:
        await stranger.goto("/sign-in")
        await take(stranger, directory / "sign-in.png")
    async with person(chromium, gateway, admin) as petra:
        tab = petra.tab
        for name, page in pages.items():
            await tab.goto(page)
            await take(tab, directory / f"{name}.png")
        await tab.goto(f"{customer}/dashboards?dashboard=sales-floor")
        await tab.click("re:^Live Analytics", within="#dash-tiers")
        await take(tab, directory / "dashboard.png")
        await tab.goto(customer)
        await petra.edit_maximum(12, "Two more screens in Leeds")
        await take(tab, directory / "licences-edit.png")
        await tab.goto(f"/pair?code={waiting.code}")
        await tab.fill("Customer", "northern-bank")
        await tab.see("G0-Leeds-5", within="#pairing-found")
        await tab.fill("User", "anna")
        await tab.fill("Name of the board", "Leeds, training room")
        await take(tab, directory / "pair.png")
    async with person(chromium, gateway, admin, dark=True) as petra:
        await petra.tab.goto(customer)
        await take(petra.tab, directory / "licences-dark.png")
    async with person(chromium, gateway, admin, size=PHONE) as petra:
        await petra.tab.goto(customer)
        await take(petra.tab, directory / "licences-phone.png")
        await petra.tab.goto(f"{customer}/boards")
        await take(petra.tab, directory / "boards-phone.png")


async def furnish(gateway, shifted_clock):
    """Makes the customer with all that it has; returns a provider's admin, and a board that shows its code."""
    admin, tokens = None, {}

    async def at(days, first, last):
        """Registers some of the boards so many days ago."""
        gateway.kill()
        shifted_clock(gateway, datetime.now(timezone.utc) - timedelta(days=days)).start()
        nonlocal admin
        if not admin:
            # Made by no other token: it would end with that.
            admin = Admin(gateway, gateway.token("provider", name="Petra Lindqvist"))
            make_customers(admin)
            make_users(admin)
            make_tokens(admin)
            # The tokens that the tests sign in with are not part of the story.
            for token in admin.items("/v1/tokens"):
                if token["name"].startswith("test "):
                    admin.delete(f"/v1/tokens/{token['id']}", 204)
        if last > 8:
            licences = admin.request("GET", f"{PATH}/licences")
            admin.patch(f"{PATH}/licences", {"maxWallboards": 10, "reason": "Bath opens"},
                        headers={"If-Match": licences.headers["etag"]})  # fmt: skip
        keys = {}
        for serial, name, user in BOARDS[first:last]:
            if user not in keys:
                request = {"userId": user, "expiresInSeconds": 86_400}
                keys[user] = admin.post(f"{PATH}/enrolment-keys", request, 201)["key"]
            board = await Board.enrol(gateway, serial, keys[user], model="AFTMM", appVersion="2.4.1")
            admin.patch(f"{PATH}/devices/{board.welcome['deviceId']}", {"name": name})
            tokens[serial] = board.token
            await board.close()

    await at(21, 0, 4)
    await at(15, 4, 6)
    await at(11, 6, 8)
    await at(4, 8, 10)
    gateway.kill()
    gateway.environment.clear()
    gateway.start()
    make_dashboards(admin)
    key = admin.post(f"{PATH}/enrolment-keys", {"userId": "anna"}, 201)["key"]
    boards = {serial: await Board.back(gateway, serial, token, model="AFTMM", appVersion="2.4.1")
              for serial, token in tokens.items()}  # fmt: skip
    await boards["G0-Hull-2"].close()
    await boards["G0-Leeds-3"].send({"type": "status", "asleep": True})
    await Board.refused(gateway, "G0-Leeds-4", enrolmentKey=key, model="AFTT")
    waiting = await Board.unpaired(gateway, "G0-Leeds-5", model="AFTMM", appVersion="2.4.1")
    # Two heartbeats, after which round trips are known.
    await asyncio.sleep(11)
    return admin, waiting


def make_customers(admin):
    for id_, name, maximum in [("northern-bank", "Northern Bank plc", 8), ("harbour-clinic", "Harbour Clinic", 3),
                               ("city-transport", "City Transport", None)]:  # fmt: skip
        admin.post("/v1/customers", {
            "id": id_, "name": name, "timeZone": "Europe/London", "maxWallboards": maximum}, 201)  # fmt: skip


def make_users(admin):
    """Those with a board by name, and some fifty others in one import."""
    for number, (id_, name, licence, supervisor) in enumerate(USERS):
        admin.put(f"{PATH}/users/{id_}", {
            **PLAIN_USER, "name": name, "extension": str(201 + number), "userLicence": licence,
            "supervisor": supervisor, "agentAddOn": number % 2 == 0, "desktopClient": True,
            "crmAddOn": number % 3 == 0}, 201)  # fmt: skip
    names = [(first, last) for last in LAST_NAMES for first in FIRST_NAMES][:53]
    admin.post(f"{PATH}/user-imports?dryRun=false", [{
        "id": f"{first}.{last}".lower(), "name": f"{first} {last}", "extension": str(220 + number),
        "userLicence": "professional" if number % 4 == 0 else "essential", "agentAddOn": number % 5 < 2,
        "desktopClient": number % 8 > 0, "crmAddOn": number % 7 == 0,
        "supervisor": dict(zip(range(0, 53, 4), MORE_SUPERVISORS)).get(number, "none"),
    } for number, (first, last) in enumerate(names)])  # fmt: skip


def make_tokens(admin):
    for role, customer, name in [("customer", "northern-bank", "Niamh Byrne, Northern Bank"),
                                 ("monitor", None, "Prometheus"),
                                 ("feed", "northern-bank", "PBX of Northern Bank")]:  # fmt: skip
        admin.issue(role, customer, name=name, expiresInSeconds=90 * 86_400)


def make_dashboards(admin):
    """Two dashboards, of queues that calls have named, and the devices that show them."""
    calls = [answered_call(queue=queue, agent="Anna Bell") for queue in ("Sales", "Orders", "Service")]
    events = [event for call in calls for event in call]
    lines = "".join(json.dumps(event) + "\n" for event in events + waiting_call(queue="Sales")).encode()
    admin.request("POST", f"{PATH}/call-events", lines, content_type="application/x-ndjson")
    admin.put(f"{PATH}/dashboards/sales-floor", {
        "title": "Sales floor", "queues": ["Sales", "Orders"], "callerNumbers": "masked",
        "tiles": [
            {"kind": "figure", "figure": "callsWaiting", "width": 3, "height": 2},
            {"kind": "figure", "figure": "serviceLevel", "queue": "Sales", "title": "Sales on time",
             "width": 3, "height": 2},
            {"kind": "figures", "figures": ["answered", "abandoned", "agentsAvailable", "agentsTalking"],
             "width": 6, "height": 2},
            {"kind": "queues", "width": 6, "height": 3}, {"kind": "agents", "width": 6, "height": 3},
            {"kind": "text", "text": "Team meeting at 15:00 in the blue room", "width": 12, "height": 1},
        ],
        "alarms": [
            {"figure": "callsWaiting", "operator": ">", "value": 2, "colour": "amber"},
            {"figure": "serviceLevel", "queue": "Sales", "operator": "<=", "value": 0.7, "colour": "red",
             "flash": True},
        ]}, 201)  # fmt: skip
    admin.put(f"{PATH}/dashboards/reception", {
        "title": "Reception", "queues": None, "alarms": [],
        "tiles": [{"kind": "figure", "figure": "answered"}, {"kind": "intervals"}]}, 201)  # fmt: skip
    shown = {"G0-Leeds-1": "sales-floor", "G0-Hull-1": "sales-floor", "G0-York-1": "reception"}
    for device in admin.items(f"{PATH}/devices"):
        if device["serial"] in shown:
            admin.patch(f"{PATH}/devices/{device['id']}", {"dashboardId": shown[device["serial"]]})


async def take(tab, file):
    """The picture of what is in view once nothing is loaded or drawn any more."""
    await tab.wait("document.readyState == 'complete' && document.querySelector('h1')")
    before = None
    for _ in range(100):
        await tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))")
        picture = await tab.screenshot()
        if picture == before:
            break
        before = picture
    file.write_bytes(picture)
    assert len(picture) <= LARGEST, f"{file.name} has {len(picture)} bytes"
