"""What a customer's users, devices and licences must be after any change: a model of the rules in plain Python.

The model knows the admin API's description and protocol.md, section 6, and nothing of the gateway. `Provisioning` draws
changes at random, sends them, and holds every answer against the model.
"""

from dataclasses import dataclass

from admin import SUPERVISORS

VIEWLESS = ("none", "reports")
CLASS_OF = {"insights": "analytics", "analytics": "analytics", "liveAnalytics": "liveAnalytics",
            "contactCentre": "liveAnalytics"}  # fmt: skip


@dataclass
class Device:
    serial: str
    user: str | None
    licence: str
    name: str
    suspended: bool = False


class Model:
    """The truth about one customer."""

    def __init__(self, maximum):
        self.users = {}
        self.devices = {}  # by serial
        self.maximum = maximum
        self.synced = False
        self.pbx = None

    # What is counted

    @property
    def configured(self):
        return sum(not device.suspended for device in self.devices.values())

    def has_room(self):
        return self.maximum is None or self.configured + 1 <= self.maximum

    def is_over(self):
        return self.maximum is not None and self.configured > self.maximum

    def licences(self):
        users, seats = self.users.values(), [d for d in self.devices.values() if not d.suspended]
        limit = "unlimited" if self.maximum is None else self.maximum
        return {
            "users": {
                "essential": sum(u["userLicence"] == "essential" for u in users),
                "professional": sum(u["userLicence"] == "professional" for u in users),
                "agentAddOn": sum(u["agentAddOn"] for u in users),
            },
            "clients": {"desktop": sum(u["desktopClient"] for u in users), "crmAddOn": sum(u["crmAddOn"] for u in users)},
            "supervisor": {one: sum(u["supervisor"] == one for u in users) for one in SUPERVISORS if one != "none"},
            "wallboards": {
                "configured": len(seats), "max": self.maximum, "display": f"{len(seats)}/{limit}", "over": self.is_over(),
                "analytics": sum(d.licence == "analytics" for d in seats),
                "liveAnalytics": sum(d.licence == "liveAnalytics" for d in seats),
                "suspended": len(self.devices) - len(seats),
            },
        }  # fmt: skip

    def view(self, device):
        supervisor = self.users[device.user]["supervisor"] if device.user else "none"
        return "none" if supervisor in VIEWLESS else supervisor

    # What changes it

    def put_user(self, user, fields):
        fields = dict(fields)
        if self.synced and self.pbx is not None:
            fields["agentAddOn"] = fields["extension"] in self.pbx
        self.users[user] = fields
        self._follow(user)

    def _follow(self, user):
        licence = CLASS_OF.get(self.users[user]["supervisor"])
        for device in self.devices.values():
            if device.user == user and licence:
                device.licence = licence

    def delete_user(self, user):
        del self.users[user]
        for device in self.devices.values():
            if device.user == user:
                device.user = None

    def report(self, extensions=None, synced=None):
        self.pbx = self.pbx if extensions is None else set(extensions)
        self.synced = self.synced if synced is None else synced
        if self.synced and self.pbx is not None:
            for fields in self.users.values():
                fields["agentAddOn"] = fields["extension"] in self.pbx

    def assign(self, device, user):
        device.user = user
        if user:
            device.licence = CLASS_OF[self.users[user]["supervisor"]]
