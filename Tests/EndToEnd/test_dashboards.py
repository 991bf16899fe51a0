"""Dashboards: made and edited, shown at once on the boards, cut to what each may see, and nothing of what they hide."""

import asyncio
import json
import random
import re
import time

from admin import Customer
from board import Board
from feed import abandoned_call, active_call, answered_call, event, waiting_call

FLOOR = {
    "title": "Sales floor",
    "queues": ["sales", "orders"],
    "callerNumbers": "masked",
    "tiles": [
        {"kind": "figure", "figure": "callsWaiting", "queue": "sales", "title": "Waiting", "width": 4, "height": 3},
        {"kind": "figures", "figures": ["offered", "answered", "callsWaiting"]},
        {"kind": "agents"},
        {"kind": "text", "text": "Smile."},
    ],
    "alarms": [
        {"figure": "callsWaiting", "operator": ">", "value": 5, "colour": "red", "flash": True},
        {"figure": "serviceLevel", "operator": "between", "value": 0.5, "upTo": 0.8, "colour": "amber", "flash": False},
    ],
}
DEFAULT_KINDS = {
    "insights": ["figure"] * 5,
    "analytics": ["figure"] * 4 + ["intervals", "queues"],
    "liveAnalytics": ["figure"] * 3 + ["figures", "intervals", "queues", "calls", "leaderboard"],
    "contactCentre": ["figure"] * 3 + ["figures", "agents", "queues", "calls"],
}


def kinds(welcome):
    return [tile["kind"] for tile in welcome["dashboard"]["tiles"]]


async def newer_welcome(board, version):
    while board.welcome["entitlementVersion"] <= version:
        await board.expect("welcome")
    await board.expect("snapshot")
    return board.welcome


async def boards_of_all_views(gateway, customer):
    return {view: await Board.enrol(gateway, f"tv-{view}", customer.key(view)) for view in DEFAULT_KINDS}


async def test_a_dashboard_is_made_checked_and_edited_by_one_admin_at_a_time(gateway, customer):
    path, admin = f"{customer.path}/dashboards/floor", customer.admin.issue("customer", customer.id)
    dry = admin.put(f"{path}?dryRun=true", FLOOR, 200)
    assert dry.json["tiles"] == FLOOR["tiles"] and dry.headers["ETag"] is None
    assert admin.get(path, 404)["resource"] == "dashboard" and admin.items(f"{customer.path}/dashboards") == []
    made = admin.put(path, FLOOR, 201, headers={"If-None-Match": "*"})
    assert made.headers["Location"] == path and made.json == dry.json
    assert {name: made.json[name] for name in FLOOR} == FLOOR
    assert admin.get(path) == made.json and admin.items(f"{customer.path}/dashboards") == [made.json]
    assert customer.admin.issue("monitor").get(path) == made.json

    tag = admin.tag(path)
    changed = {**FLOOR, "title": "Second floor"}
    assert admin.put(path, changed, 200, headers={"If-Match": tag}).json["title"] == "Second floor"
    late = admin.put(path, FLOOR, 412, headers={"If-Match": tag}).json
    assert late["code"] == "changedMeanwhile" and late["current"]["title"] == "Second floor"
    assert admin.delete(path, 412, headers={"If-Match": tag}).json["current"]["title"] == "Second floor"
    assert customer.admin.issue("monitor").request("PUT", path, FLOOR).status == 403
    assert customer.admin.issue("feed", customer.id).request("GET", path).status == 403

    done = [record for record in customer.admin.items("/v1/audit") if record["customerId"] == customer.id]
    assert [record["status"] for record in done if record["operation"] == "putDashboard"][:1] == [403]
    admin.delete(path, 204, headers={"If-Match": admin.tag(path)})
    assert admin.items(f"{customer.path}/dashboards") == []


async def test_an_unknown_tile_figure_or_queue_is_refused_with_the_field_named(gateway, customer):
    path, admin = f"{customer.path}/dashboards/floor", customer.admin

    def refused(status, **change):
        problem = admin.request("PUT", path, {"title": "T", **change})
        assert problem.status == status, problem
        return [error["field"] for error in problem.json["errors"]]

    agents, slip = {"kind": "agents"}, {"kind": "figure", "figure": "offered", "queue": "slaes"}
    assert refused(422, tiles=[agents, agents, {"kind": "clock"}]) == ["tiles[2].kind"]
    assert refused(422, tiles=[agents, {"kind": "figure", "figure": "moon"}]) == ["tiles[1].figure"]
    assert refused(422, tiles=[{"kind": "figures", "figures": ["offered", "moon"]}]) == ["tiles[0].figures"]
    assert refused(422, alarms=[{"figure": "offered", "operator": "<", "value": 1, "colour": "red"}]) == ["alarms[0].operator"]
    assert refused(422, queues=[]) == ["queues"]
    bad = {"figure": "offered", "operator": "between", "value": 2, "upTo": 1, "colour": "red"}
    assert refused(409, alarms=[bad]) == ["alarms[0].upTo"]
    assert refused(409, queues=["sales"], tiles=[slip]) == ["tiles[0].queue"]
    # Before the first call nobody can know the names of the queues; from then on an unknown name is a typo.
    admin.put(path, {"title": "Before", "queues": ["sales", "night"]}, 201)
    customer.send(answered_call(queue="sales") + waiting_call(queue="orders"))
    assert refused(409, queues=["sales", "orders", "slaes"]) == ["queues[2]"]
    assert refused(409, tiles=[agents, slip]) == ["tiles[1].queue"]
    watched = {"figure": "callsWaiting", "queue": "slaes", "operator": ">", "value": 1, "colour": "red"}
    assert refused(409, alarms=[watched]) == ["alarms[0].queue"]
    admin.put(path, {"title": "After", "queues": ["sales", "orders", "night"]}, 200)
    assert admin.patch(f"{customer.path}/devices/none", {"dashboardId": "floor"}, 404)["resource"] == "device"


async def test_every_view_has_a_default_and_gets_its_part_of_a_dashboard(gateway, customer):
    boards = await boards_of_all_views(gateway, customer)
    for view, board in boards.items():
        dashboard = board.welcome["dashboard"]
        assert kinds(board.welcome) == DEFAULT_KINDS[view] and "id" not in dashboard and "queues" not in dashboard
        assert dashboard["title"] == "Example Ltd" and dashboard["alarms"] == []
        assert sum(tile["width"] * tile["height"] for tile in dashboard["tiles"]) == 12 * 6

    path = f"{customer.path}/dashboards/floor"
    views = customer.admin.put(path, FLOOR, 201).json["views"]
    left_out = {"insights": 3, "analytics": 3, "liveAnalytics": 1, "contactCentre": 0}
    for view, board in boards.items():
        version = board.welcome["entitlementVersion"]
        device = customer.change_device(f"tv-{view}", dashboardId="floor")
        assert (device["dashboardId"], device["dashboardLeavesOut"]) == ("floor", left_out[view])
        welcome = await newer_welcome(board, version)
        dashboard = welcome["dashboard"]
        assert (dashboard["id"], dashboard["title"]) == ("floor", "Sales floor")
        # A view without figures by queue does not name one.
        assert dashboard.get("queues") == (None if view == "insights" else ["sales", "orders"])
        assert dashboard["tiles"] == views[view]["tiles"] and dashboard["alarms"] == views[view]["alarms"]
        assert len({part["tile"] for part in views[view]["leftOut"] if part["tile"] is not None}) == left_out[view]
        assert all(part["reason"].endswith(".") for part in views[view]["leftOut"])
        assert board.types().count("welcome") == 2
    text = json.dumps(boards["insights"].welcome) + json.dumps(boards["analytics"].welcome)
    assert "callsWaiting" not in text and "agents" not in text
    assert kinds(boards["analytics"].welcome) == ["figures", "text"]
    assert boards["analytics"].welcome["dashboard"]["tiles"][0]["figures"] == ["offered", "answered"]
    assert kinds(boards["contactCentre"].welcome) == ["figure", "figures", "agents", "text"]
    assert customer.admin.get(path)["devices"] == sorted(device["id"] for device in customer.devices().values())

    # A dashboard with only tiles that the view does not allow leaves no empty screen.
    customer.admin.put(path, {"title": "Agents", "tiles": [{"kind": "agents"}]}, 200)
    while boards["analytics"].welcome["dashboard"]["title"] != "Agents":
        await boards["analytics"].expect("welcome")
    assert kinds(boards["analytics"].welcome) == DEFAULT_KINDS["analytics"]


async def test_a_change_is_on_the_boards_at_once_and_a_removed_dashboard_gives_way_to_the_default(gateway, customer):
    path, admin = f"{customer.path}/dashboards/floor", customer.admin
    key = customer.key()
    board, other = await Board.enrol(gateway, "tv-1", key), await Board.enrol(gateway, "tv-2", key)
    admin.put(path, {"title": "First"}, 201)
    customer.change_device("tv-1", dashboardId="floor")
    first = await newer_welcome(board, 1)
    assert first["dashboard"]["title"] == "First" and kinds(first) == DEFAULT_KINDS["contactCentre"]
    admin.put(path, {"title": "Second", "tiles": [{"kind": "calls", "rows": 12}]}, 200)
    second = await newer_welcome(board, first["entitlementVersion"])
    assert second["dashboard"]["tiles"] == [{"kind": "calls", "rows": 12}] and board.state["live"]["callsOmitted"] == 0
    # Saving the same again is not a change: nothing is sent for it.
    admin.put(path, {"title": "Second", "tiles": [{"kind": "calls", "rows": 12}]}, 200)
    assert customer.change_device("tv-1", 404, dashboardId="none")["resource"] == "dashboard"
    await board.close()

    again = await Board.back(gateway, "tv-1", board.token)
    assert again.welcome["dashboard"]["title"] == "Second"
    admin.delete(path, 204)
    fallen = await newer_welcome(again, again.welcome["entitlementVersion"])
    assert fallen["dashboard"]["title"] == "Example Ltd" and "id" not in fallen["dashboard"]
    device = customer.devices()["tv-1"]
    assert device["dashboardId"] is None and device["dashboardLeavesOut"] == 0
    assert other.types().count("welcome") == 1 and board.types().count("welcome") == 3


async def test_dashboards_and_what_shows_them_are_there_after_a_restart(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "tv-1", customer.key())
    made = customer.admin.put(f"{customer.path}/dashboards/floor", FLOOR, 201)
    customer.change_device("tv-1", dashboardId="floor")
    tag = customer.admin.tag(f"{customer.path}/dashboards/floor")
    gateway.stop()
    gateway.start()
    again = await Board.back(gateway, "tv-1", board.token)
    assert again.welcome["dashboard"]["id"] == "floor" and kinds(again.welcome) == ["figure", "figures", "agents", "text"]
    shown = customer.admin.get(f"{customer.path}/dashboards/floor")
    assert shown["tiles"] == made.json["tiles"] and shown["alarms"] == made.json["alarms"]
    assert customer.admin.tag(f"{customer.path}/dashboards/floor") == tag


def everything(board):
    return "".join(text for _, text, _ in board.received)


def received_after(board, version):
    """What came with the welcome of this version and after it."""
    texts, is_after = [], False
    for _, text, message in board.received:
        is_after = is_after or message["type"] == "welcome" and message["entitlementVersion"] > version
        texts += [text] if is_after else []
    return "".join(texts)


async def test_nothing_of_other_queues_reaches_a_board_that_is_confined_to_some(gateway, customer):
    customer.send(answered_call(queue="sales") + answered_call(queue="canaryhidden") + waiting_call(queue="sales"))
    customer.admin.put(f"{customer.path}/dashboards/some", {"title": "Some", "queues": ["sales"]}, 201)
    boards = {}
    for view in ("analytics", "liveAnalytics", "contactCentre"):
        key = customer.key(view)
        boards[view] = await Board.enrol(gateway, f"some-{view}", key)
        boards[f"all-{view}"] = await Board.enrol(gateway, f"all-{view}", key)
        assert "canaryhidden" in boards[view].state["queues"]
    versions = {}
    for view in ("analytics", "liveAnalytics", "contactCentre"):
        versions[view] = boards[view].welcome["entitlementVersion"]
        customer.change_device(f"some-{view}", dashboardId="some")

    rng, number = random.Random(4), 0
    for _ in range(30):
        number += 1
        hidden, shown = f"canarycall-{number}", f"shown-{number}"
        customer.send([
            *waiting_call(hidden, queue="canaryhidden"), *waiting_call(shown, queue="sales"),
            event("call.ringing", f"canarynowhere-{number}", direction="inbound"),
            *abandoned_call(queue="canaryhidden"),
            *rng.choice([active_call, answered_call])(queue=rng.choice(["canaryhidden", "sales"])),
        ])  # fmt: skip
        await asyncio.sleep(0.02)
    customer.send(answered_call("last", queue="sales"))
    for view in versions:
        totals = await boards[f"all-{view}"].until(lambda state: state["totals"]["offered"] > 32, "the totals")
        await boards[view].until(lambda state: state["totals"] == totals["totals"], "the same totals")
        text = received_after(boards[view], versions[view])
        assert "canary" not in text and '"sales"' in text, view
        assert "canaryhidden" in everything(boards[f"all-{view}"])
        assert list(boards[view].state["queues"]) == ["sales"]
    live, whole = boards["contactCentre"].state["live"], boards["all-contactCentre"].state["live"]
    assert list(live["queues"]) == ["sales"] and live["callsWaiting"] == whole["callsWaiting"] > len(live["calls"])
    assert {call["queue"] for call in live["calls"].values()} == {"sales"}
    # All queues again: the board gets the others with its new snapshot.
    customer.admin.put(f"{customer.path}/dashboards/some", {"title": "Some"}, 200)
    await boards["analytics"].until(lambda state: "canaryhidden" in state["queues"], "all queues")


async def test_masked_numbers_never_reach_a_board_whose_dashboard_hides_them(gateway):
    customer = Customer(gateway.admin(), callerNumbers="shown")
    hiding = {"title": "Hidden", "callerNumbers": "masked"}
    customer.admin.put(f"{customer.path}/dashboards/hiding", {"title": "Shown"}, 201)
    key = customer.key()
    board, open_board = await Board.enrol(gateway, "hiding", key), await Board.enrol(gateway, "open", key)
    customer.change_device("hiding", dashboardId="hiding")
    customer.send(waiting_call("c0", caller="+442079460000"))
    await board.until(lambda state: state["live"]["calls"]["c0"]["caller"] == "+442079460000", "the number")
    version = board.welcome["entitlementVersion"]
    customer.admin.put(f"{customer.path}/dashboards/hiding", hiding, 200)
    for number in range(1, 40):
        customer.send(waiting_call(f"c{number}", caller=f"+4420794600{number:02}"))
    await board.until(lambda state: len(state["live"]["calls"]) == 40, "all calls")
    await open_board.until(lambda state: len(state["live"]["calls"]) == 40, "all calls")
    after = received_after(board, version)
    assert "4420794600" not in after and "••• 0039" in after and "+442079460039" in everything(open_board)
    # The customer may hide them too and show them again: the dashboard keeps hiding them.
    customer.admin.patch(customer.path, {"callerNumbers": "masked"})
    customer.admin.patch(customer.path, {"callerNumbers": "shown"})
    customer.send(waiting_call("later", caller="+442079460099"))
    await board.until(lambda state: state["live"]["calls"]["later"]["caller"] == "••• 0099", "the masked number")
    await open_board.until(lambda state: state["live"]["calls"]["later"]["caller"] == "+442079460099", "the number")
    assert "4420794600" not in received_after(board, version)


async def test_from_the_answer_on_no_byte_of_a_hidden_queue_or_number_goes_to_a_board(gateway):
    """Marked calls are played while what a dashboard shows changes at random: a mark is the name of a hidden queue's
    call or a number, and must not come under a welcome that hides it, nor after the answer that removed it."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    customer = Customer(gateway.admin(), callerNumbers="shown")
    path, key = f"{customer.path}/dashboards/moving", customer.key()
    customer.send(waiting_call(queue="sales") + waiting_call(queue="hidden"))
    customer.admin.put(path, {"title": "open"}, 201)
    boards = [await Board.enrol(gateway, f"moving-{number}", key, compression=compression)
              for number, compression in enumerate(["deflate", None])]  # fmt: skip
    for number in range(len(boards)):
        customer.change_device(f"moving-{number}", dashboardId="moving")

    sent_at, stop = {}, asyncio.Event()

    def batch():
        number = len(sent_at)
        sent_at[number] = time.monotonic()
        return [*waiting_call(f"mark-{number}-", queue="hidden", caller="1"),
                *waiting_call(f"call-{number}", queue="sales", caller=f"mark-{number}-")]  # fmt: skip

    async def play():
        while not stop.is_set():
            await asyncio.to_thread(customer.send, batch())

    playing, hidings = asyncio.create_task(play()), []
    for _ in range(60):
        hides = rng.random() < 0.5
        content = {"queues": ["sales"], "callerNumbers": "masked"} if hides else {}
        await asyncio.to_thread(customer.admin.put, path, {"title": "hides" if hides else "open", **content}, 200)
        hidings += [time.monotonic()] if hides else []
        await asyncio.sleep(rng.random() * 0.05)
    stop.set()
    await playing
    customer.admin.put(path, {"title": "end"}, 200)
    marked = 0
    for board in boards:
        while board.welcome["dashboard"]["title"] != "end":
            await board.expect("welcome")
        hides, since = False, 0
        for moment, text, message in board.received:
            if message["type"] == "welcome":
                hides, since = message["dashboard"]["title"] == "hides", moment
            marks = [int(number) for number in re.findall(r"mark-(\d+)-", text)]
            marked += bool(marks)
            assert not (hides and marks), f"under a dashboard that hides them: {text}"
            for hiding in hidings:
                assert since >= hiding or not [mark for mark in marks if sent_at[mark] > hiding], "after the answer"
    assert len(hidings) > 10 and len(sent_at) > 30 and marked > 10
