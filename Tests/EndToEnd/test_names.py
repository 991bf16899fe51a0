"""Names (protocol, sections 7 and 9): however they are called and spelled, what a board makes of patches is the
snapshot that another one gets, in an independent board and in the board page."""

import json
import random
import unicodedata

import pytest
from admin import Customer
from board import Board, eventually
from board_tab import paired, television
from feed import event
from test_board_logic import ASSETS, lab, modules  # noqa: F401

#: Each in spellings that mean the same.
NAMES = [
    ["__proto__", " __proto__ "], ["constructor"], ["toString"], ["hasOwnProperty"], ["caf\u00e9", "cafe\u0301", "cafe\u0301\u00a0"],
    ["\u1ead", "a\u0302\u0323", "a\u0323\u0302"], ["\uac01", "\u1100\u1161\u11a8"], ["\u200b"], ["\u2800"], ["\u202eevil"],
    ["\u05d9\u05b4", "\ufb1d"], ["\u0627\u0644\u0628"], ["\U0001f468\u200d\U0001f469"], ["\"\\"], ["null"], ["0"],
]  # fmt: skip


def normal(text):
    return unicodedata.normalize("NFC", text).strip()


def seed():
    number = random.SystemRandom().randrange(2**32)
    print(f"seed {number}")
    return random.Random(number)


def history(rng, calls=40):
    """Calls that come and go, with names that are spelled differently in each of their events."""
    for number in range(calls):
        queue, agent, names = rng.choice(NAMES), rng.choice(NAMES), rng.choice(NAMES)
        call = lambda: f"{rng.choice(names)}-{number}"  # noqa: B023, E731
        yield event("call.queued", call(), queue=rng.choice(queue), direction="inbound", caller=rng.choice(agent))
        if rng.random() < 0.6:
            yield event("call.ringing", call(), agent=rng.choice(agent))
            yield event("call.answered", call(), agent=rng.choice(agent), queue=rng.choice(queue))
        yield event("agent.state", agent=rng.choice(agent), state=rng.choice(["paused", "available"]),
                    pauseReason=rng.choice(rng.choice(NAMES)))  # fmt: skip
        if rng.random() < 0.8:
            yield event("call.ended", call(), reason="caller")


@pytest.mark.parametrize("supervisor", ["analytics", "contactCentre"])
async def test_patched_states_are_the_snapshot_whatever_the_names(chromium, modules, gateway, supervisor):  # noqa: F811
    rng = seed()
    customer = Customer(gateway.admin())
    key = customer.key(supervisor)
    board = await Board.enrol(gateway, "patched", key)
    events = list(history(rng))
    while events:
        count = rng.randint(1, 8)
        batch, events = events[:count], events[count:]
        customer.send(batch)
        fresh = await Board.enrol(gateway, "fresh", key)
        await board.until(lambda state: state == fresh.state, f"the state {fresh.state}")
        await fresh.close()
    # Everything that the patched board received, in the page's own session.
    texts, state = [text for _, text, _ in board.received], board.state
    async with lab(chromium, modules, "session.js") as js:
        shown = await js(f"""(() => {{ const session = new Session({{}}, "token", null, () => 0);
            session.start(0); session.opened(0);
            for (const text of {json.dumps(texts)}) session.received(JSON.parse(text), 0);
            return JSON.stringify(session.picture.state); }})()""")
    assert json.loads(shown) == state
    for names in filter(None, (state.get("queues"), state.get("agentStatus"))):
        assert all(name == normal(name) for name in names)


async def test_a_queue_that_is_called_proto_and_a_decomposed_one_are_rows_like_others(chromium, gateway):
    customer = Customer(gateway.admin())
    async with television(chromium, gateway) as tv:
        await paired(tv, customer, "contactCentre")
        queues = ("[...document.querySelectorAll('.tile-queues .row:not(.head)')].filter(row => !row.hidden)"
                  ".map(row => row.querySelector('.name').textContent).sort()")  # fmt: skip
        customer.send([event("call.queued", "c1", -9, queue="cafe\u0301", direction="inbound"),
                       event("call.queued", "c2", -9, queue="__proto__", direction="inbound")])  # fmt: skip
        await tv.wait(f"JSON.stringify({queues}) === JSON.stringify(['__proto__', 'caf\u00e9'])")
        customer.send([event("call.ended", "c1", reason="caller"), event("call.ended", "c2", reason="caller"),
                       event("call.queued", "c3", queue=" caf\u00e9", direction="inbound")])  # fmt: skip
        await tv.see("Waiting · caf\u00e9", within=".tile-calls")
        customer.send([event("call.ended", "c3", reason="caller")])
        await tv.see("No calls right now")
        await tv.wait(f"JSON.stringify({queues}) === JSON.stringify(['__proto__', 'caf\u00e9'])")


async def test_a_dashboard_means_the_queue_however_it_is_spelled(gateway):
    customer = Customer(gateway.admin())
    path = f"/v1/customers/{customer.id}"
    tile = {"kind": "figure", "figure": "offered", "queue": "cafe\u0301 "}
    body = {"title": " Cafe\u0301 ", "queues": ["  cafe\u0301"], "tiles": [tile], "alarms": []}
    stored = customer.admin.put(f"{path}/dashboards/cafe", body).json
    assert (stored["title"], stored["queues"]) == ("Caf\u00e9", ["caf\u00e9"])
    twice = customer.admin.put(f"{path}/dashboards/cafe", {**body, "queues": ["caf\u00e9", "cafe\u0301"]}, 422)
    assert twice.json["errors"][0]["field"] == "queues"
    board = await Board.enrol(gateway, "cafe", customer.key())
    customer.admin.patch(f"{path}/devices/{board.welcome['deviceId']}", {"dashboardId": "cafe"})
    customer.send([event("call.queued", "c1", -9, queue="cafe\u0301", direction="inbound")])
    await board.until(lambda state: state["live"]["queues"]["caf\u00e9"]["callsWaiting"] == 1, "the call")
    assert board.welcome["dashboard"]["queues"] == ["caf\u00e9"]
    statement = {"calls": [{"callId": "c2", "state": "waiting", "queue": "cafe\u0301 ", "since": board.welcome["serverTime"],
                            "agents": []}]}  # fmt: skip
    customer.admin.put(f"{path}/active-calls", statement)
    await board.until(lambda state: list(state["live"]["calls"]) == ["c2"], "the stated call alone")
    assert list(board.state["live"]["queues"]) == ["caf\u00e9"]


async def test_names_of_devices_users_and_customers_are_kept_in_one_spelling(gateway):
    customer = Customer(gateway.admin())
    path = f"/v1/customers/{customer.id}"
    assert customer.admin.patch(path, {"name": " Cafe\u0301 Ltd "})["name"] == "Caf\u00e9 Ltd"
    user = customer.user("cora", "insights", name="\u3000Ze\u0301")
    assert customer.admin.get(f"{path}/users/{user}")["name"] == "Z\u00e9"
    board = await Board.enrol(gateway, "tv", customer.key(user=user))
    device = f"{path}/devices/{board.welcome['deviceId']}"
    assert customer.admin.patch(device, {"name": "Sa\u0308le "})["name"] == "S\u00e4le"
    customer.admin.patch(device, {"name": " \u3000"}, 422)
    await eventually(lambda: board.welcome["deviceName"] == "S\u00e4le", "the new name on the board")
