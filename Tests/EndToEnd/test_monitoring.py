"""How an operator watches the gateway: Prometheus, its alert rules, and webhooks for what needs somebody."""

import re
import subprocess
from datetime import datetime, timezone

import pytest
import yaml
from admin import Customer
from board import Board, eventually
from feed import answered_call
from gateway import ROOT
from prometheus import Prometheus, tool
from receiver import Receiver

RULES = ROOT / "deploy/wallboard-alerts.yaml"


@pytest.mark.timeout(120)
async def test_prometheus_scrapes_what_happens(new_gateway, tmp_path):
    gateway = new_gateway()
    customer = Customer(gateway.admin(), maximum=2)
    key = customer.key()
    boards = [await Board.enrol(gateway, serial, key) for serial in ("one", "two")]
    await Board.refused(gateway, "three", enrolmentKey=key)
    customer.send(answered_call())
    await boards[0].until(lambda state: state["totals"]["offered"] == 1, "the call")
    with Prometheus(tmp_path / "prometheus", gateway.ca, gateway.admin_port, gateway.token("monitor"), RULES) as server:
        server.until("up", lambda series: series[0][1] == 1)
        server.until('scrape_samples_scraped{job="wallboard-gateway"}', lambda series: series[0][1] > 10)
        names = set(server.get("/api/v1/label/__name__/values")["data"])
        ours = {name for name in names if name.startswith("wallboard_")}
        assert len(ours) >= 10, names
        server.until('sum({__name__=~"wallboard_(boards|connections).*"})', lambda series: series[0][1] >= 2)
        # Every series that an alert uses exists, and no alert fires for a healthy gateway.
        rules = server.get("/api/v1/rules")["data"]["groups"]
        assert rules and all(rule["health"] in ("ok", "unknown") for group in rules for rule in group["rules"])
        # Changes show at the next scrape: a board goes.
        await boards[1].close()
        server.until("up", lambda series: series[0][1] == 1)
        # Serials, names and codes of boards are no labels: their number has no bound.
        series = server.get("/api/v1/series", **{"match[]": '{job="wallboard-gateway"}'})["data"]
        for one in series:
            assert not {"serial", "device", "deviceId", "device_id", "token", "address"} & set(one), one
            assert "three" not in one.values() and "one" not in one.values()
        assert len(series) < 3000


def test_the_alert_rules_are_right_and_ask_for_metrics_that_exist(gateway):
    checked = subprocess.run([tool("promtool"), "check", "rules", RULES], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    metrics = gateway.admin("monitor").request("GET", "/metrics").body.decode()
    declared = {line.split()[2] for line in metrics.splitlines() if line.startswith("# TYPE ")}
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        for rule in group["rules"]:
            assert rule["alert"] and rule["annotations"], rule
            for name in re.findall(r"\bwallboard_[a-z0-9_]+", rule["expr"]):
                base = re.sub(r"_(bucket|sum|count)$", "", name)
                assert name in declared or base in declared, f"{rule['alert']} asks for {name}, which does not exist"


def test_the_metrics_are_as_prometheus_wants_them(gateway):
    text = gateway.admin("monitor").request("GET", "/metrics").body
    checked = subprocess.run([tool("promtool"), "check", "metrics"], input=text, capture_output=True)
    assert checked.returncode == 0 and not checked.stdout + checked.stderr, (checked.stdout + checked.stderr).decode()


@pytest.mark.timeout(180)
async def test_webhooks_tell_what_needs_somebody_and_try_again(new_gateway, tmp_path, certificates):
    with Receiver(certificates, failures=[500, 503]) as receiver:
        gateway = new_gateway(
            **receiver.settings(tmp_path), webhook_trust_roots=certificates / "ca.pem", board_offline_minutes=1)
        customer = Customer(gateway.admin(), maximum=5)
        key = customer.key()
        boards = [await Board.enrol(gateway, f"tv-{number}", key) for number in range(4)]
        went = datetime.now(timezone.utc)
        await boards[0].close()
        # Four of five is 80 %. The first two tries fail; the same notice comes again until it is accepted.
        await eventually(lambda: receiver.taken("seats.high"), "80 % reported", 60)
        failed, taken = receiver.notices[:2], receiver.taken("seats.high")[0]
        assert [notice.status for notice in failed] == [500, 503]
        assert {notice.id for notice in failed} == {taken.id}, "one id for all tries"
        assert {notice.body for notice in failed} == {taken.body}
        assert (taken.data["customerId"], taken.data["configured"], taken.data["maxWallboards"]) == (customer.id, 4, 5)

        boards.append(await Board.enrol(gateway, "tv-4", key))
        for _ in range(3):
            await Board.refused(gateway, "tv-5", enrolmentKey=key, model="AFTT")
        await eventually(lambda: receiver.taken("seat.refused"), "the refusal reported", 30)
        refusal = receiver.taken("seat.refused")[0].data
        assert (refusal["serial"], refusal["configured"], refusal["maxWallboards"]) == ("tv-5", 5, 5)

        token = boards[1].token
        for _ in range(3):
            boards[1] = await Board.back(gateway, "tv-1", token)
        await (await Board.connect(gateway, "tv-1", token=token)).closed()
        await Board.refused(gateway, "thief", token=boards[2].token)
        await eventually(lambda: len(receiver.taken("credential.alarm")) == 2, "the alarms reported", 30)
        alarms = {notice.data["kind"]: notice.data for notice in receiver.taken("credential.alarm")}
        assert alarms["clonedCredential"]["serial"] == "tv-1"
        assert (alarms["wrongSerial"]["serial"], alarms["wrongSerial"]["otherSerial"]) == ("tv-2", "thief")

        await eventually(lambda: receiver.taken("board.offline"), "the board that is gone reported", 90)
        offline = receiver.taken("board.offline")[0].data
        assert offline["serial"] == "tv-0" and offline["customerId"] == customer.id
        assert abs((datetime.fromisoformat(offline["offlineSince"]) - went).total_seconds()) < 10
        await Board.back(gateway, "tv-0", boards[0].token)
        await eventually(lambda: receiver.taken("board.back"), "the board that is back reported", 30)

        for notice in receiver.notices:
            receiver.verify(notice)
            assert token not in notice.body.decode()
        # Each reported once, however often it was tried.
        kinds = [notice.kind for notice in receiver.taken()]
        assert sorted(kinds) == sorted([
            "seats.high", "seat.refused", "credential.alarm", "credential.alarm", "board.offline", "board.back"])
        assert len({notice.id for notice in receiver.taken()}) == len(kinds)
        assert receiver.secret not in gateway.log() and receiver.secret[6:] not in gateway.log()


async def test_a_receiver_that_is_not_trusted_gets_nothing(new_gateway, tmp_path, certificates):
    with Receiver(certificates) as receiver:
        gateway = new_gateway(**receiver.settings(tmp_path))
        customer = Customer(gateway.admin(), maximum=1)
        await Board.enrol(gateway, "tv-0", customer.key())
        await Board.refused(gateway, "tv-1", enrolmentKey=customer.key())
        await eventually(lambda: "webhook" in gateway.log().lower(), "a word in the log", 30)
        assert not receiver.notices
        # The gateway keeps running.
        assert customer.wallboards()["display"] == "1/1"
        assert gateway.terminate() == 0
