"""Thousands of random changes to one customer, mirrored by a model: after each, the licences say what the model says.

WALLBOARD_PROVISIONING_STEPS takes another number of steps than the suite's; WALLBOARD_PROVISIONING_SEED repeats a run.
"""

import json
import os
import random
import time

import pytest
from admin import PLAIN_USER, SUPERVISORS, Customer
from ledger import first_fault, fold
from provisioning import CLASS_OF, VIEWLESS, Device, Model
from wire import CLOSE, TEXT, Wire

STEPS = int(os.environ.get("WALLBOARD_PROVISIONING_STEPS", 1500))
COMPARED_EVERY = 25
USERS, SERIALS = 30, 40


class Provisioning:
    """Draws changes, sends them over connections that stay open, and holds the answers against the model."""

    def __init__(self, gateway, rng):
        self.gateway, self.rng = gateway, rng
        self.customer = Customer(gateway.admin(), maximum=5)
        # The changes of a token are limited in rate: each admin has their own.
        self.admins = [gateway.admin().issue("provider", name=f"admin {n}").keep_open() for n in range(4)]
        self.model = Model(5)
        self.path = self.customer.path
        self.ids = {}  # device ids by serial
        self.serials = (f"tv-{number}" for number in range(10**9))
        self.done = dict.fromkeys((name for name in dir(self) if name.startswith("do_")), 0)

    def request(self, method, path, body=None, expect=(200,)):
        admin = self.rng.choice(self.admins)
        answer = admin.request(method, self.path + path, body)
        while answer.status == 429:
            time.sleep(int(answer.headers["Retry-After"]))
            answer = admin.request(method, self.path + path, body)
        assert answer.status in expect, f"{method} {path} {body}: {answer}, not {expect}"
        return answer

    def step(self):
        name = self.rng.choices(list(self.done), [WEIGHTS.get(name, 4) for name in self.done])[0]
        self.done[name] += getattr(self, name)() is not False
        return name

    # Draws

    def a_user(self, with_view=False):
        users = [user for user, fields in self.model.users.items()
                 if not with_view or fields["supervisor"] not in VIEWLESS]  # fmt: skip
        return self.rng.choice(users) if users else None

    def a_device(self, suspended=None):
        devices = [one for one in self.model.devices.values() if suspended in (None, one.suspended)]
        return self.rng.choice(devices) if devices else None

    def fields(self):
        rng = self.rng
        return {
            **PLAIN_USER, "name": f"User {rng.randrange(1000)}", "extension": str(200 + rng.randrange(20)),
            "userLicence": rng.choice(["essential", "professional", None]), "supervisor": rng.choice(SUPERVISORS),
            "agentAddOn": rng.random() < 0.5, "desktopClient": rng.random() < 0.5, "crmAddOn": rng.random() < 0.5,
        }  # fmt: skip

    # Users

    def do_put_user(self):
        user, fields = f"u{self.rng.randrange(USERS)}", self.fields()
        self.request("PUT", f"/users/{user}", fields, (200 if user in self.model.users else 201,))
        self.model.put_user(user, fields)

    def do_change_role(self):
        user = self.a_user()
        if not user:
            return False
        fields = {**self.model.users[user], "supervisor": self.rng.choice(SUPERVISORS)}
        answer = self.request("PUT", f"/users/{user}", fields).json
        self.model.put_user(user, fields)
        assert answer == {"id": user, **self.model.users[user]}

    def do_delete_user(self):
        user = self.a_user()
        if not user:
            return False
        self.request("DELETE", f"/users/{user}", expect=(204,))
        self.model.delete_user(user)

    def do_import(self):
        chosen = self.rng.sample(range(USERS), self.rng.randint(1, 8))
        users = [{"id": f"u{number}", **self.fields()} for number in chosen]
        dry = self.rng.random() < 0.3
        spoilt = self.rng.random() < 0.2
        body = [*users, {"id": "u0", "name": ""}] if spoilt else users
        answer = self.request(
            "POST", f"/user-imports?dryRun={str(dry).lower()}", body, (422,) if spoilt else (200,)).json
        if spoilt or dry:
            return
        new = sum(user["id"] not in self.model.users for user in users)
        assert answer["created"] == new
        for user in users:
            self.model.put_user(user["id"], {name: value for name, value in user.items() if name != "id"})

    def do_report_agents(self):
        extensions = sorted({str(200 + self.rng.randrange(20)) for _ in range(self.rng.randrange(15))})
        self.request("PUT", "/pbx-agents", {"extensions": extensions})
        self.model.report(extensions)

    def do_switch_source(self):
        synced = not self.model.synced
        self.request("PATCH", "", {"agentAddOn": "synced" if synced else "manual"})
        self.model.report(synced=synced)

    # Devices

    def do_enrol(self):
        user = self.a_user(with_view=True)
        if not user or len(self.model.devices) >= SERIALS:
            return False
        again = self.a_device() if self.rng.random() < 0.15 else None
        serial = again.serial if again else next(self.serials)
        key = self.request("POST", "/enrolment-keys", {"userId": user}, (201,)).json["key"]
        told = self.hello(serial, key)
        if again and again.user != user:
            assert (told["type"], told["reason"]) == ("refused", "badEnrolmentKey"), told
        elif again and again.suspended:
            assert told["type"] == "refused" and told["reason"] == "suspended", told
        elif again:
            assert told["type"] == "registered" and told["deviceId"] == self.ids[serial], told
        elif not self.model.has_room():
            assert (told["type"], told["reason"]) == ("refused", "seatLimit"), told
            assert (told["configured"], told["max"]) == (self.model.configured, self.model.maximum)
        else:
            assert told["type"] == "registered", told
            self.ids[serial] = told["deviceId"]
            licence = CLASS_OF[self.model.users[user]["supervisor"]]
            self.model.devices[serial] = Device(serial, user, licence, serial)

    def hello(self, serial, key):
        """Registers as a board would; returns the first message."""
        with Wire(self.gateway) as wire:
            wire.upgrade()
            wire.send_json({"type": "hello", "serial": serial, "enrolmentKey": key})
            told = json.loads(wire.read_until(TEXT))
            wire.send_frame(CLOSE, b"\x03\xe8")
            return told

    def do_refuse_an_unentitled_key(self):
        users = [user for user, fields in self.model.users.items() if fields["supervisor"] in VIEWLESS]
        if not users:
            return False
        self.request("POST", "/enrolment-keys", {"userId": self.rng.choice(users)}, (409,))

    def do_suspend(self):
        device = self.a_device()
        if not device:
            return False
        self.request("PATCH", f"/devices/{self.ids[device.serial]}", {"suspended": True})
        device.suspended = True

    def do_resume(self):
        device = self.a_device(suspended=True)
        if not device:
            return False
        room = self.model.has_room()
        answer = self.request(
            "PATCH", f"/devices/{self.ids[device.serial]}", {"suspended": False}, (200 if room else 409,)).json
        if room:
            device.suspended = False
        else:
            assert answer["code"] == "seatLimit"

    def do_remove(self):
        device = self.a_device()
        if not device:
            return False
        self.request("DELETE", f"/devices/{self.ids.pop(device.serial)}", expect=(204,))
        del self.model.devices[device.serial]

    def do_reassign(self):
        device, user = self.a_device(), self.rng.choice([None, self.a_user()])
        if not device:
            return False
        entitled = user is None or self.model.users[user]["supervisor"] not in VIEWLESS
        self.request(
            "PATCH", f"/devices/{self.ids[device.serial]}", {"userId": user}, (200 if entitled else 409,))
        if entitled:
            self.model.assign(device, user)

    def do_rename(self):
        device = self.a_device()
        if not device:
            return False
        device.name = f"Screen {self.rng.randrange(1000)}"
        self.request("PATCH", f"/devices/{self.ids[device.serial]}", {"name": device.name})

    def do_replace(self):
        device = self.a_device()
        if not device:
            return False
        serial = next(self.serials)
        told = self.request("POST", f"/devices/{self.ids[device.serial]}/replacement", {"serial": serial}).json
        self.ids[serial] = self.ids.pop(device.serial)
        assert told["id"] == self.ids[serial] and told["name"] == device.name
        del self.model.devices[device.serial]
        device.serial = serial
        self.model.devices[serial] = device

    def do_rotate(self):
        device = self.a_device()
        if not device:
            return False
        self.request("POST", f"/devices/{self.ids[device.serial]}/credential-rotation", {})

    # The maximum

    def do_raise(self):
        maximum = None if self.rng.random() < 0.1 else self.model.configured + self.rng.randint(0, 6)
        answer = self.request("PATCH", "/licences", {"maxWallboards": maximum}).json
        self.model.maximum = maximum
        assert answer["effect"]["after"]["configured"] == self.model.configured

    def do_lower(self):
        maximum = self.rng.randint(0, self.model.configured)
        surplus = self.model.configured - maximum
        how, dry = self.rng.choice(["reject", "keep", "suspend"]), self.rng.random() < 0.2
        body = {"maxWallboards": maximum, "surplus": how, "dryRun": dry}
        named = []
        if how == "suspend":
            seated = [device for device in self.model.devices.values() if not device.suspended]
            if not seated:
                return False
            named = self.rng.sample(seated, self.rng.randint(1, len(seated)))
            body["suspend"] = [self.ids[device.serial] for device in named]
        fits = surplus == 0 or how == "keep" or how == "suspend" and len(named) >= surplus
        answer = self.request("PATCH", "/licences", body, (200 if fits else 409,)).json
        if not fits:
            assert answer["code"] == "surplus" and answer["surplus"] == surplus - len(named)
            return
        after = answer["effect"]["after"]
        assert (after["configured"], after["max"]) == (self.model.configured - len(named), maximum)
        assert [one["serial"] for one in answer["effect"]["suspended"]] == [one.serial for one in named]
        if not dry:
            self.model.maximum = maximum
            for device in named:
                device.suspended = True

    # The comparison

    def compare_licences(self):
        told, truth = self.customer.licences(), self.model.licences()
        assert {name: told[name] for name in ("users", "clients", "supervisor")} == {
            name: truth[name] for name in ("users", "clients", "supervisor")}  # fmt: skip
        wallboards = told["devices"]["wallboards"]
        assert {name: wallboards[name] for name in truth["wallboards"]} == truth["wallboards"]

    def compare_everything(self):
        self.compare_licences()
        users = {user.pop("id"): user for user in self.customer.admin.items(f"{self.path}/users")}
        assert users == self.model.users
        devices = self.customer.devices()
        assert {serial: (one["id"], one["name"], one["userId"], one["boardLicence"], one["suspended"], one["view"])
                for serial, one in devices.items()} == {
            serial: (self.ids[serial], one.name, one.user, one.licence, one.suspended, self.model.view(one))
            for serial, one in self.model.devices.items()}  # fmt: skip
        entries = self.customer.ledger()
        assert first_fault(entries) is None
        assert {id_: (seat["serial"], seat["boardLicence"]) for id_, seat in fold(entries).items()} == {
            self.ids[one.serial]: (one.serial, one.licence)
            for one in self.model.devices.values() if not one.suspended}  # fmt: skip
        assert (entries[-1]["configured"], entries[-1]["maxWallboards"]) == (self.model.configured, self.model.maximum)


#: How often each change is drawn, where it is not 4.
WEIGHTS = {
    "do_put_user": 10, "do_change_role": 12, "do_delete_user": 3, "do_import": 4, "do_enrol": 16, "do_rename": 2,
    "do_raise": 10, "do_lower": 6, "do_rotate": 1, "do_refuse_an_unentitled_key": 1, "do_switch_source": 2,
}  # fmt: skip


def run(gateway, steps, seed):
    rng = random.Random(seed)
    provisioning = Provisioning(gateway, rng)
    for number in range(steps):
        try:
            provisioning.step()
            if number % COMPARED_EVERY == 0:
                provisioning.compare_licences()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, step {number}: {error}") from error
    provisioning.compare_everything()
    return provisioning


@pytest.mark.timeout(max(120, STEPS // 5))
def test_random_provisioning_follows_the_model(new_gateway):
    seed = int(os.environ.get("WALLBOARD_PROVISIONING_SEED", random.randrange(2**32)))
    print(f"seed {seed}, {STEPS} steps")
    gateway = new_gateway()
    provisioning = run(gateway, STEPS, seed)
    rare = [name for name, times in provisioning.done.items() if not times]
    assert not rare or STEPS < 1000, f"{rare} never happened"
    # Acknowledged changes survive a crash.
    gateway.kill()
    gateway.start()
    provisioning.compare_everything()
