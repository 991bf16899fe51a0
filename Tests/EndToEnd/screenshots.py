"""Takes the pictures of the documentation; run by scripts/screenshots, not by the tests.

The names and numbers are made up: a telephone company's customer with ten seats, of which all are taken.
"""

import os
from pathlib import Path

import pytest
from admin import PLAIN_USER
from board import Board
from browser import PHONE
from people import person

#: Bytes of one picture at most.
LARGEST = 300_000

USERS = [
    ("anna", "Anna Bell", "professional", "contactCentre"), ("ben", "Ben Okafor", "professional", "liveAnalytics"),
    ("carla", "Carla Núñez", "professional", "analytics"), ("dev", "Dev Patel", "essential", "insights"),
    ("eva", "Eva Lind", "essential", "reports"), ("finn", "Finn Murphy", "essential", "none"),
]  # fmt: skip
BOARDS = [
    ("G0-Leeds-1", "Leeds, sales floor", "anna"), ("G0-Leeds-2", "Leeds, service", "anna"),
    ("G0-Leeds-3", "Leeds, canteen", "dev"), ("G0-York-1", "York, reception", "dev"),
    ("G0-York-2", "York, team north", "ben"), ("G0-York-3", "York, team south", "ben"),
    ("G0-Hull-1", "Hull, service", "carla"), ("G0-Hull-2", "Hull, directors", "carla"),
    ("G0-Bath-1", "Bath, hall", "carla"), ("G0-Bath-2", "Bath, late shift", "anna"),
]  # fmt: skip


@pytest.mark.timeout(300)
async def test_take_the_screenshots(chromium, new_gateway):
    directory = Path(os.environ["WALLBOARD_SCREENSHOTS"])
    gateway = new_gateway(publish_interval_millis=100)
    admin = gateway.admin().issue("provider", name="Petra Lindqvist")
    waiting = await furnish(gateway, admin)
    customer = "/customers/northern-bank"
    pages = {
        "customers": "/", "licences": customer, "users": f"{customer}/users", "devices": f"{customer}/devices",
        "boards": f"{customer}/boards", "usage": f"{customer}/usage", "ledger": f"{customer}/ledger",
        "settings": f"{customer}/settings", "tokens": "/tokens", "audit": "/audit",
    }  # fmt: skip
    async with chromium.tab(gateway.url) as stranger:
        await stranger.goto("/sign-in")
        await take(stranger, directory / "sign-in.png")
    async with person(chromium, gateway, admin) as petra:
        tab = petra.tab
        for name, page in pages.items():
            await tab.goto(page)
            await take(tab, directory / f"{name}.png")
        await tab.goto(customer)
        await petra.edit_maximum(12, "Two more screens in Leeds")
        await take(tab, directory / "licences-edit.png")
        await tab.goto(f"/pair?code={waiting.code}")
        await tab.fill("Customer", "northern-bank")
        await tab.see("G0-Leeds-5", within="#pairing-found")
        await take(tab, directory / "pair.png")
    async with person(chromium, gateway, admin, dark=True) as petra:
        await petra.tab.goto(customer)
        await take(petra.tab, directory / "licences-dark.png")
    async with person(chromium, gateway, admin, size=PHONE) as petra:
        await petra.tab.goto(customer)
        await take(petra.tab, directory / "licences-phone.png")
        await petra.tab.goto(f"{customer}/boards")
        await take(petra.tab, directory / "boards-phone.png")


async def furnish(gateway, admin):
    """Makes the customer with all that it has; returns a board that shows its code."""
    for id_, name, maximum in [("northern-bank", "Northern Bank plc", 10), ("harbour-clinic", "Harbour Clinic", 3),
                               ("city-transport", "City Transport", None)]:  # fmt: skip
        admin.post("/v1/customers", {
            "id": id_, "name": name, "timeZone": "Europe/London", "maxWallboards": maximum}, 201)  # fmt: skip
    path = "/v1/customers/northern-bank"
    for number, (id_, name, licence, supervisor) in enumerate(USERS):
        admin.put(f"{path}/users/{id_}", {
            **PLAIN_USER, "name": name, "extension": str(201 + number), "userLicence": licence, "supervisor": supervisor,
            "agentAddOn": number % 2 == 0, "desktopClient": True, "crmAddOn": number % 3 == 0}, 201)  # fmt: skip
    keys = {user: admin.post(f"{path}/enrolment-keys", {"userId": user}, 201)["key"] for _, _, user in BOARDS}
    boards = []
    for serial, name, user in BOARDS:
        boards.append(await Board.enrol(gateway, serial, keys[user], model="AFTMM", appVersion="2.4.1"))
        admin.patch(f"{path}/devices/{boards[-1].welcome['deviceId']}", {"name": name})
    await boards[2].send({"type": "status", "asleep": True})
    await boards[7].close()
    await Board.refused(gateway, "G0-Leeds-4", enrolmentKey=keys["anna"], model="AFTT")
    return await Board.unpaired(gateway, "G0-Leeds-5", model="AFTMM", appVersion="2.4.1")


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
