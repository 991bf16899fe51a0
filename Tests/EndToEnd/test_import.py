"""Users in bulk: what an import would do, every mistake by its line, and what is left of it where it fails on the way."""

import csv
import io
import random
import sqlite3
import threading
import time

import pytest
from admin import PLAIN_USER, Customer
from board import Board

COLUMNS = ["id", "name", "extension", "userLicence", "agentAddOn", "desktopClient", "crmAddOn", "supervisor"]


def user(id_, **fields):
    return {"id": id_, **PLAIN_USER, "name": f"User {id_}", **fields}


def as_csv(users, columns=COLUMNS, end="\r\n"):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(columns)
    for one in users:
        fields = {
            name: "" if value is None else str(value).lower() if isinstance(value, bool) else value
            for name, value in one.items()}  # fmt: skip
        writer.writerow([fields[name] for name in columns])
    return out.getvalue().encode()


def send(customer, body, dry=False, expect=200, kind=None, admin=None):
    kind = kind or ("text/csv" if isinstance(body, bytes) else "application/json")
    answer = (admin or customer.admin).request(
        "POST", f"{customer.path}/user-imports?dryRun={str(dry).lower()}", body, content_type=kind)
    assert answer.status == expect, answer
    return answer.json


def users(customer):
    return {one["id"]: one for one in customer.admin.items(f"{customer.path}/users")}


MANY = [
    user("ada", userLicence="professional", supervisor="contactCentre", agentAddOn=True),
    user("ben", userLicence="essential", desktopClient=True),
    user("cy@example.com", name='Cy "the" Quick, jr.\nII'.replace("\n", " "), crmAddOn=True, supervisor="insights"),
    user("d.e_f-1", name="Dörte Łukasz 李", extension="", supervisor="reports"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["array", "object", "csv", "csv with LF", "csv in another order", "csv with a BOM"])
def test_every_form_of_the_same_users(gateway, customer, form):
    body = {
        "array": MANY, "object": {"users": MANY}, "csv": as_csv(MANY), "csv with LF": as_csv(MANY, end="\n"),
        "csv in another order": as_csv(MANY, COLUMNS[::-1]), "csv with a BOM": b"\xef\xbb\xbf" + as_csv(MANY),
    }[form]  # fmt: skip
    dry = send(customer, body, dry=True)
    assert users(customer) == {}
    done = send(customer, body)
    assert {**dry, "dryRun": False} == done and dry["dryRun"] is True
    assert (done["created"], done["changed"], done["unchanged"]) == (4, 0, 0)
    assert users(customer) == {one["id"]: one for one in MANY}
    assert done["licences"]["before"]["users"] == {"essential": 0, "professional": 0, "agentAddOn": 0}
    assert done["licences"]["after"] == {
        name: customer.licences()[name] for name in ("users", "clients", "supervisor")}  # fmt: skip
    again = send(customer, body)
    assert (again["created"], again["changed"], again["unchanged"], again["changes"]) == (0, 0, 4, [])


@pytest.mark.parametrize("yes, no", [("true", "false"), ("1", "0"), ("yes", "no"), ("TRUE", "False")])
def test_the_words_of_a_spreadsheet(gateway, customer, yes, no):
    text = f"id,name,extension,userLicence,agentAddOn,desktopClient,crmAddOn,supervisor\r\na,A,1,,{yes},{no},{yes},\r\n"
    send(customer, text.encode())
    one = users(customer)["a"]
    assert (one["agentAddOn"], one["desktopClient"], one["crmAddOn"]) == (True, False, True)
    assert one["userLicence"] is None and one["supervisor"] == "none"


async def test_an_import_tells_what_changes_on_which_screen_and_changes_it(gateway, customer):
    customer.user("ada", "contactCentre", name="User ada", userLicence="professional")
    board = await Board.enrol(gateway, "screen-1", customer.key(user="ada"))
    change = [user("ada", userLicence="professional", supervisor="insights"), user("eve", supervisor="analytics")]
    dry = send(customer, change, dry=True)
    assert (dry["created"], dry["changed"], dry["unchanged"]) == (1, 1, 0)
    by_user = {one["userId"]: one for one in dry["changes"]}
    assert by_user["ada"]["action"] == "changed" and by_user["eve"]["action"] == "created"
    assert by_user["ada"]["fields"] == [{"field": "supervisor", "from": "contactCentre", "to": "insights"}]
    (screen,) = by_user["ada"]["screens"]
    assert (screen["serial"], screen["view"], screen["id"]) == (
        "screen-1", "insights", customer.devices()["screen-1"]["id"])  # fmt: skip
    assert screen["screen"] and screen["name"] == "screen-1" and by_user["eve"]["screens"] == []
    assert board.welcome["view"] == "contactCentre" and customer.devices()["screen-1"]["view"] == "contactCentre"
    assert {**send(customer, change), "dryRun": True} == dry
    welcome = board.welcome
    while welcome["view"] != "insights":
        welcome = await board.expect("welcome")
    assert customer.wallboards()["analytics"] == 1
    entry = customer.ledger()[-1]
    assert (entry["kind"], entry["previousBoardLicence"], entry["boardLicence"]) == (
        "boardLicence", "liveAnalytics", "analytics")  # fmt: skip


HEAD = ",".join(COLUMNS) + "\r\n"
GOOD = "a,A,1,,true,false,false,none\r\n"


@pytest.mark.parametrize("body, named", [
    (HEAD + GOOD + "b,B,1,,true,false,false,king\r\n", "line 3: supervisor"),
    (HEAD + GOOD + "b,B,1,gold,true,false,false,none\r\n", "line 3: userLicence"),
    (HEAD + GOOD + "b,B,1,,maybe,false,false,none\r\n", "line 3: agentAddOn"),
    (HEAD + GOOD + "b,,1,,true,false,false,none\r\n", "line 3: name"),
    (HEAD + GOOD + "b c,B,1,,true,false,false,none\r\n", "line 3: id"),
    (HEAD + GOOD + "b,B," + "1" * 33 + ",,true,false,false,none\r\n", "line 3: extension"),
    (HEAD + GOOD + GOOD, "line 3: id"),
    (HEAD + GOOD + "b,B,1\r\n", "line 3"),
    (HEAD + GOOD + "b,B,1,,true,false,false,none,extra\r\n", "line 3"),
    (HEAD + 'a,"A\r\nB",1,,true,false,false,none\r\n' + "b,B,1,,true,false,false,king\r\n", "supervisor"),
    (HEAD + 'a,"A,1,,true,false,false,none\r\n', "line 2"),
    (HEAD.replace("supervisor", "boss") + GOOD, "line 1"),
    (HEAD.replace(",supervisor", "") + "a,A,1,,true,false,false\r\n", "line 1"),
    (HEAD.replace("name", "id") + GOOD, "line 1"),
    ("", ""),
])  # fmt: skip
def test_a_mistake_in_a_csv_is_named_by_its_line_and_nothing_is_done(gateway, customer, body, named):
    problem = send(customer, body.encode(), expect=409 if body == HEAD + GOOD + GOOD else 422)
    assert any(named in error["field"] for error in problem["errors"]), problem
    assert all(error["reason"] for error in problem["errors"])
    assert users(customer) == {}


@pytest.mark.parametrize("body, named", [
    ([user("a"), user("b", supervisor="king")], "users[1].supervisor"),
    ([user("a"), user("a")], "users[1].id"), ([{"id": "a"}], "users[0].name"), ([user("a", extra=1)], "users[0].extra"),
    ([user("a", agentAddOn="yes")], "users[0].agentAddOn"), ([user("a b")], "users[0].id"), (["a"], "users[0]"),
    ({"people": []}, "people"), ({"users": 5}, "users"), ("users", ""), (5, ""),
])  # fmt: skip
def test_a_mistake_in_json_is_named_by_its_place_and_nothing_is_done(gateway, customer, body, named):
    problem = send(customer, body, expect=409 if named == "users[1].id" else 422)
    assert any(named in error["field"] for error in problem["errors"]), problem
    assert users(customer) == {}


def test_the_list_of_mistakes_is_bounded_and_so_is_the_import(gateway, customer):
    wrong = send(customer, [user(f"u{number}", supervisor="king") for number in range(5000)], expect=422)
    assert 1 <= len(wrong["errors"]) <= 1000
    send(customer, [user(f"u{number}") for number in range(10_001)], expect=422)
    assert customer.admin.request("POST", f"{customer.path}/user-imports", b"[" + b" " * (4 << 20) + b"]").status == 413
    assert users(customer) == {}
    assert customer.admin.request(
        "POST", f"{customer.path}/user-imports", b"[", content_type="application/json").status == 400
    assert customer.admin.request(
        "POST", f"{customer.path}/user-imports", b"x", content_type="application/xml").status == 415
    assert customer.admin.request("POST", f"{customer.path}/user-imports?dryRun=maybe", []).status == 400
    assert send(customer, [])["created"] == 0


def test_ten_thousand_users_survive_a_crash(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    licences = ["none", "reports", "insights", "analytics", "liveAnalytics", "contactCentre"]
    many = [user(f"u{number:05}", supervisor=licences[number % 6], agentAddOn=number % 2 == 0)
            for number in range(10_000)]  # fmt: skip
    assert send(customer, as_csv(many))["created"] == 10_000
    gateway.kill()
    gateway.start()
    assert customer.licences()["users"]["agentAddOn"] == 5000
    assert len(customer.admin.items(f"{customer.path}/users", limit=1000)) == 10_000
    assert send(customer, many)["unchanged"] == 10_000


def broken(gateway, table, when):
    """Lets the database refuse a change, as a broken disk does; returns what mends it."""
    def execute(sql):
        database = sqlite3.connect(gateway.data / "wallboard.sqlite", timeout=20)
        database.execute(sql)
        database.close()

    execute(f"CREATE TRIGGER broken BEFORE {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'broken'); END")
    return lambda: execute("DROP TRIGGER broken")


def test_an_import_that_fails_on_the_way_says_how_far_it_came_and_goes_on_when_it_is_sent_again(gateway, customer):
    many = [user(f"u{number:04}", supervisor="insights") for number in range(2500)]
    mend = broken(gateway, "INSERT ON users", "new.id = 'u2100'")
    problem = send(customer, many, expect=503)
    assert (problem["code"], problem["type"]) == ("unfinished", "/problems/unfinished")
    assert (problem["done"], problem["total"]) == (2000, 2500) and "2000 of 2500 users" in problem["detail"]
    assert sorted(users(customer)) == [one["id"] for one in many[:2000]]
    assert customer.licences()["supervisor"]["insights"] == 2000
    mend()
    again = send(customer, many)
    assert (again["created"], again["changed"], again["unchanged"]) == (500, 0, 2000)
    assert len(users(customer)) == 2500
    mend = broken(gateway, "UPDATE ON users", "new.id = 'u0002'")
    problem = send(customer, [{**one, "supervisor": "analytics"} for one in many], expect=503)
    assert problem["code"] == "unavailable" and "done" not in problem
    assert customer.licences()["supervisor"]["insights"] == 2500
    mend()


async def test_boards_follow_the_part_of_an_import_that_was_stored(gateway, customer):
    many = [user(f"u{number:04}", supervisor="contactCentre") for number in range(1200)]
    send(customer, many)
    first = await Board.enrol(gateway, "part-1", customer.key(user="u0000"))
    last = await Board.enrol(gateway, "part-2", customer.key(user="u1100"))
    mend = broken(gateway, "UPDATE ON users", "new.id = 'u1100'")
    changed = [{**one, "supervisor": "insights"} for one in many]
    problem = send(customer, changed, expect=503)
    assert (problem["code"], problem["done"]) == ("unfinished", 1000)
    welcome = first.welcome
    while welcome["view"] != "insights":
        welcome = await first.expect("welcome")
    devices = customer.devices()
    assert (devices["part-1"]["view"], devices["part-2"]["view"]) == ("insights", "contactCentre")
    mend()
    assert send(customer, changed)["changed"] == 200
    welcome = last.welcome
    while welcome["view"] != "insights":
        welcome = await last.expect("welcome")
    assert customer.wallboards()["analytics"] == 2


def test_an_import_that_is_killed_leaves_its_first_users_and_goes_on_when_it_is_sent_again(new_gateway):
    seed = random.randrange(1 << 32)
    rng = random.Random(seed)
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    many = [user(f"u{number:04}", supervisor="insights") for number in range(9000)]

    def work():
        try:
            customer.admin.request("POST", f"{customer.path}/user-imports", many)
        except OSError:
            pass

    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        time.sleep(rng.uniform(0.2, 1.5))
        gateway.kill()
        thread.join()
        gateway.start()
        there = sorted(users(customer))
        assert there == [one["id"] for one in many[:len(there)]], f"seed {seed}"
        assert len(there) % 1000 == 0, f"seed {seed}: {len(there)}"
    assert send(customer, many)["unchanged"] >= len(there)
    assert len(users(customer)) == 9000


def test_the_pbx_sets_the_agent_add_ons_of_a_synced_customer(gateway, customer):
    send(customer, [user("a", extension="201"), user("b", extension="202", agentAddOn=True), user("c", extension="203")])
    path = f"{customer.path}/pbx-agents"
    assert customer.admin.get(path) == {
        "extensions": [], "reportedAt": None, "agentAddOn": "manual", "changed": []}
    told = customer.admin.put(path, {"extensions": ["203", "201", "201", "999"]}, 200).json
    assert (told["extensions"], told["agentAddOn"], told["changed"]) == (["201", "203", "999"], "manual", [])
    assert users(customer)["b"]["agentAddOn"] and not users(customer)["a"]["agentAddOn"]

    customer.admin.patch(customer.path, {"agentAddOn": "synced"})
    assert {name for name, one in users(customer).items() if one["agentAddOn"]} == {"a", "c"}
    told = customer.admin.put(path, {"extensions": ["202", "203"]}, 200).json
    assert told["changed"] == ["a", "b"] and told["agentAddOn"] == "synced" and told["reportedAt"]
    assert customer.admin.get(path)["extensions"] == ["202", "203"]
    # The PBX overrides what is typed by hand.
    answer = customer.admin.put(f"{customer.path}/users/a", {**PLAIN_USER, "extension": "201", "agentAddOn": True}, 200)
    assert answer.json["agentAddOn"] is False
    assert send(customer, [user("b", extension="202", agentAddOn=False)])["unchanged"] in (0, 1)
    assert users(customer)["b"]["agentAddOn"] is True
    assert customer.admin.put(f"{customer.path}/users/d", {**PLAIN_USER, "extension": "203"}, 201).json["agentAddOn"]
    assert customer.licences()["users"]["agentAddOn"] == 3
    customer.admin.patch(customer.path, {"agentAddOn": "manual"})
    assert customer.licences()["users"]["agentAddOn"] == 3
    for wrong in [{}, {"extensions": "201"}, {"extensions": [201]}, {"extensions": [""]}, {"extensions": ["1" * 33]},
                  {"extensions": [], "more": 1}]:  # fmt: skip
        customer.admin.put(path, wrong, 422)


def test_single_users_are_edited_by_one_admin_at_a_time(gateway, customer):
    path, admin = f"{customer.path}/users/ada", customer.admin
    new = {"If-None-Match": "*"}
    admin.put(path, PLAIN_USER, 201, headers=new)
    again = admin.request("PUT", path, PLAIN_USER, new)
    assert again.status == 412 and again.json["code"] == "changedMeanwhile"
    tag = admin.tag(path)
    admin.put(path, {**PLAIN_USER, "supervisor": "insights"}, 200, headers={"If-Match": tag})
    assert admin.tag(path) != tag
    for method, body in [("PUT", {**PLAIN_USER, "supervisor": "analytics"}), ("DELETE", None)]:
        answer = admin.request(method, path, body, {"If-Match": tag})
        assert answer.status == 412 and answer.json["current"]["supervisor"] == "insights", answer
    admin.delete(path, 204, headers={"If-Match": admin.tag(path)})
    assert admin.request("PUT", path, PLAIN_USER, {"If-Match": tag}).status == 412
    assert admin.request("GET", path).status == 404
