"""A TV keeps its seat although its browser has lost its storage, and a TV that sleeps is not missed (protocol,
sections 2 and 6; board page, "Hanging up a screen")."""

from urllib.parse import quote

import pytest
from admin import Customer
from board import Board, eventually
from board_tab import paired, television
from people import person
from receiver import Receiver
from test_programs import ctl


@pytest.fixture
def petra(gateway):
    return gateway.admin().issue("provider")


async def test_hardware_that_is_named_in_the_address_keeps_its_seat_without_storage(chromium, gateway):
    customer = Customer(gateway.admin())
    customer.send([])  # Without a feed a page shows that, not its figures.
    address = f"/#serial=G0%2D12AB&key={quote(customer.key())}"
    for _ in range(3):
        # Each tab has a browser with empty storage.
        async with television(chromium, gateway) as tv:
            await tv.before_scripts("localStorage.clear()")
            await tv.goto(address)
            await tv.see("Live ·")
            assert await tv.evaluate("localStorage.getItem('wallboard.serial')") == "G0-12AB"
        assert list(customer.devices()) == ["G0-12AB"]
    assert customer.wallboards()["display"] == "1/10"


async def test_a_board_with_a_seat_under_a_drawn_serial_keeps_it_and_a_copied_storage_does_not(chromium, gateway):
    customer = Customer(gateway.admin())
    customer.send([])  # Without a feed a page shows that, not its figures.
    async with television(chromium, gateway) as tv:
        await tv.goto("/")
        await tv.evaluate("localStorage.clear()")
        await tv.reload()
        await paired(tv, customer, "contactCentre")
        [drawn] = customer.devices()
        assert drawn.startswith("TV-")
        # An address with more in it than before, and an unreadable one, change nothing.
        for part in ("#serial=G0-1", "#serial=%&key=%", "#serial=a%20b"):
            await tv.evaluate(f"location.hash = '{part}'")
            await tv.reload()
            await tv.see("Live ·")
        assert list(customer.devices()) == [drawn]
        # A card that was copied from other hardware has its token on it: with it the board would be a thief.
        await tv.evaluate("localStorage.setItem('wallboard.serial', 'G0-0')")
        await tv.evaluate("location.hash = '#serial=G0-1'")
        await tv.reload()
        await tv.see("Pair this wallboard", "Device G0-1")
    assert customer.boards()["alarms"] == []


async def test_the_browser_is_asked_to_keep_the_storage(chromium, gateway):
    async with television(chromium, gateway) as tv:
        await tv.before_scripts("""
            globalThis.asked = 0;
            StorageManager.prototype.persist = () => { globalThis.asked += 1; return Promise.reject(new Error('no')) };""")
        await tv.goto("/")
        await tv.see("Pair this wallboard")
        assert await tv.evaluate("asked") == 1


async def test_a_tv_that_lost_its_storage_gets_its_seat_back_with_one_click(chromium, gateway, petra):
    customer = Customer(gateway.admin(), maximum=2)
    customer.user("cora", "contactCentre", name="Cora Carr")
    hall, other, there = [await Board.unpaired(gateway, f"TV-{name}", model=model) for name, model in
                          (("Hall", "AFTMM"), ("Other", "AFTT"), ("There", "AFTMM"))]  # fmt: skip
    customer.set_maximum(3)
    for board, name in ((hall, "Hall"), (other, "Other"), (there, "There")):
        customer.pair(board.code, "cora", name=name)
        await board.paired()
    await hall.close()
    await other.close()
    await eventually(lambda: customer.devices()["TV-Hall"]["status"] == "offline", "the board offline")
    # The same TV, after its browser has lost everything.
    new = await Board.unpaired(gateway, "TV-New", model="AFTMM")
    shown = customer.admin.get(f"{customer.path}/pairings/{new.code}")
    assert [(one["name"], one["serial"], one["status"]) for one in shown["candidates"]] == [("Hall", "TV-Hall", "offline")]
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        await tab.goto(f"/pair?code={new.code}")
        await tab.fill("Customer", customer.id)
        await tab.see("Is it one of these?", "Hall", within="#pairing-found")
        await tab.not_see("Other", "There", within="#pairing-found")
        await tab.click("Give it its seat back")
        await tab.see("“Hall” is paired", within="#paired")
    await new.paired()
    assert (new.welcome["deviceName"], new.welcome["view"]) == ("Hall", "contactCentre")
    assert set(customer.devices()) == {"TV-New", "TV-Other", "TV-There"}
    assert customer.wallboards()["display"] == "3/3"
    assert customer.ledger()[-1]["kind"] == "hardware"
    # Hardware of unknown model is not a candidate, nor is a board for one that is in.
    nameless = await Board.unpaired(gateway, "TV-Nameless")
    assert customer.admin.get(f"{customer.path}/pairings/{nameless.code}")["candidates"] == []


async def test_a_board_that_waits_or_was_refused_gets_its_seat_back_with_one_click(chromium, gateway, petra, tmp_path):
    customer = Customer(gateway.admin(), maximum=2)
    customer.user("cora", "contactCentre")
    key = customer.key(user="cora")
    for name, serial in (("Hall", "TV-Hall"), ("Floor", "TV-Floor")):
        board = await Board.unpaired(gateway, serial, model="AFTMM")
        customer.pair(board.code, "cora", name=name)
        await (await board.paired()).close()
    await eventually(lambda: {device["status"] for device in customer.devices().values()} == {"offline"}, "both offline")
    # Both TVs have lost their storage. One is paired and waits, the other has a key and is refused.
    waits = await Board.unpaired(gateway, "TV-Waits", model="AFTMM")
    customer.user("dora", "insights")
    answer = customer.pair(waits.code, "dora", 202, wait=True)
    await waits.expect("waiting")
    for _ in range(2):
        told, code = await Board.refused(gateway, "TV-Refused", enrolmentKey=key, model="AFTMM")
        assert (told["reason"], code) == ("seatLimit", 4010)
    assert {one["name"] for one in answer["candidates"]} == {"Hall", "Floor"}
    refused = customer.admin.get(f"{customer.path}/refusals")["attempts"]
    assert [len(attempt["candidates"]) for attempt in refused] == [2, 0], "the last attempt of a board says it"
    # On the command line.
    floor = customer.devices()["TV-Floor"]["id"]
    for command in ("waiting", "refusals"):
        shown = ctl(gateway, tmp_path, "devices", command, customer.id)
        serial = {"waiting": "TV-Waits", "refusals": "TV-Refused"}[command]
        assert f"wallboardctl devices replace {customer.id} {floor} --serial={serial}   # Floor" in shown.stdout
    async with person(chromium, gateway, petra) as petras:
        tab = petras.tab
        await tab.goto(f"/customers/{customer.id}/devices")
        await tab.see("TV-Waits", "Hall", "Floor", "Is it one of these?", within="#waiting")
        await tab.see("Hall", "Floor", within="#refusals")
        hall = "[...document.querySelectorAll('#waiting li')].findIndex((line) => line.textContent.includes('Hall'))"
        await tab.click("Give it its seat back", within="#waiting", nth=await tab.evaluate(hall))
        await tab.see("“Hall” has its seat back")
        await waits.paired()
        assert (waits.welcome["deviceName"], waits.welcome["view"]) == ("Hall", "contactCentre")
        await tab.wait("document.querySelector('#waiting').hidden", "nobody waits")
        await tab.not_see("Hall", within="#refusals")
        await tab.click("Give it its seat back", within="#refusals")
        await tab.see("“Floor” has its seat back: the screen starts at its next try, within a minute.")
        await tab.not_see("TV-Refused", within="#refusals")
    back = await Board.enrol(gateway, "TV-Refused", key)
    assert back.welcome["deviceName"] == "Floor"
    assert set(customer.devices()) == {"TV-Waits", "TV-Refused"}
    assert customer.wallboards()["display"] == "2/2"
    assert [entry["kind"] for entry in customer.ledger()[-2:]] == ["hardware", "hardware"]


@pytest.mark.timeout(240)
async def test_a_tv_that_sleeps_is_asleep_also_without_its_network(new_gateway, tmp_path, certificates):
    with Receiver(certificates) as receiver:
        gateway = new_gateway(
            **receiver.settings(tmp_path), webhook_trust_roots=certificates / "ca.pem", board_offline_minutes=1)
        customer = Customer(gateway.admin(), maximum=100)
        key = customer.key()
        up, night, gone = [await Board.enrol(gateway, serial, key) for serial in ("up", "night", "gone")]
        await night.send({"type": "status", "asleep": True})
        await eventually(lambda: customer.devices()["night"]["status"] == "asleep", "the board asleep")
        await night.close()
        await gone.close()
        await eventually(lambda: customer.devices()["gone"]["status"] == "offline", "the board offline")
        assert (customer.devices()["night"]["status"], customer.devices()["night"]["connectedSince"]) == ("asleep", None)
        listed = {board["serial"]: board["status"] for board in customer.boards()["boards"]}
        assert listed == {"up": "connected", "night": "asleep", "gone": "offline"}
        figures = customer.wallboards()
        assert [figures[name] for name in ("configured", "connected", "asleep", "offline")] == [3, 1, 1, 1]
        # The missing board is reported; the one that sleeps went at the same time and is not.
        await eventually(lambda: receiver.taken("board.offline"), "the board that is gone reported", 120)
        await eventually(lambda: customer.devices()["night"]["status"] == "asleep", "still asleep")
        assert [notice.data["serial"] for notice in receiver.taken("board.offline")] == ["gone"]
        back = await Board.back(gateway, "night", night.token)
        await eventually(lambda: customer.devices()["night"]["status"] == "connected", "awake")
        await back.close()
        await eventually(lambda: customer.devices()["night"]["status"] == "offline", "gone without a word")
        assert up.is_open


async def test_a_tv_that_slept_before_a_restart_is_asleep_after_it(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin(), maximum=100)
    key = customer.key()
    night, dozing, gone = [await Board.enrol(gateway, serial, key) for serial in ("night", "dozing", "gone")]
    for board in (night, dozing):
        await board.send({"type": "status", "asleep": True})
    await eventually(lambda: customer.wallboards()["asleep"] == 2, "both asleep")
    await night.close()
    await gone.close()
    await eventually(lambda: customer.wallboards()["offline"] == 1, "one offline")
    for _ in range(2):
        assert gateway.terminate() == 0
        gateway.start()
        statuses = {serial: device["status"] for serial, device in customer.devices().items()}
        assert statuses == {"night": "asleep", "dozing": "asleep", "gone": "offline"}
        assert [customer.wallboards()[name] for name in ("connected", "asleep", "offline")] == [0, 2, 1]
    await Board.back(gateway, "night", night.token)
    await eventually(lambda: customer.devices()["night"]["status"] == "connected", "awake")
