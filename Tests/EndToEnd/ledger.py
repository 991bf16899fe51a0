"""The seat ledger, read independently: the chain of hashes, the resulting seats, and the bill, by brute force.

Nothing here is taken from the gateway: the canonical form is that of RFC 8785, the figures are those of the API's
description. Everything is recomputed from the entries alone.
"""

import hashlib
import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

NO_HASH = "0" * 64
CLASSES = ("analytics", "liveAnalytics")


def canonical(item):
    """RFC 8785 for what a ledger holds: objects of texts, whole numbers and null, with names in ASCII."""
    for name, value in item.items():
        assert name.isascii() and (value is None or type(value) in (str, int)), (name, value)
        assert type(value) is not int or abs(value) < 2**53
    return json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(item):
    return hashlib.sha256(canonical({name: value for name, value in item.items() if name != "hash"})).hexdigest()


def first_fault(entries):
    """What is wrong with the first entry that was altered, as (sequence, why); None if nothing is."""
    previous, before = NO_HASH, None
    seats, maximum = {}, None
    for number, entry in enumerate(entries, 1):
        def fault(why, number=number):
            return number, why

        if entry["sequence"] != number:
            return fault(f"is numbered {entry['sequence']}")
        if entry["previousHash"] != previous:
            return fault("does not hold the hash of the entry before")
        if entry["hash"] != hash_of(entry):
            return fault("has another hash")
        if before and entry["customerId"] != before["customerId"]:
            return fault("is of another customer than the entry before")
        kind, device = entry["kind"], entry.get("deviceId")
        if (kind == "opened") != (number == 1):
            return fault("opens the ledger in the middle of it")
        if kind == "maximum":
            if entry["previousMaxWallboards"] != maximum:
                return fault("names another maximum before")
        elif number > 1 and entry["maxWallboards"] != maximum:
            return fault("changes the maximum in silence")
        if kind == "seatTaken":
            if device in seats:
                return fault("gives a second seat to one device")
            seats[device] = entry["boardLicence"]
        elif kind == "seatFreed":
            if seats.pop(device, None) != entry["boardLicence"]:
                return fault("frees a seat of another class, or none")
        elif kind == "boardLicence":
            if seats.get(device) != entry["previousBoardLicence"] or entry["boardLicence"] == seats[device]:
                return fault("changes a class that was another")
            seats[device] = entry["boardLicence"]
        if entry["configured"] != len(seats):
            return fault(f"counts {entry['configured']} seats where {len(seats)} are taken")
        maximum, previous, before = entry["maxWallboards"], entry["hash"], entry
    return None


def fold(entries):
    """Which devices hold a seat at the end, with serial, class and user as last recorded: {device id: …}."""
    seats = {}
    for entry in entries:
        told = {name: entry.get(name) for name in ("serial", "boardLicence", "userId")}
        if entry["kind"] in ("seatTaken", "boardLicence", "hardware"):
            if entry["kind"] != "hardware" or entry["deviceId"] in seats:
                seats[entry["deviceId"]] = told
        elif entry["kind"] == "seatFreed":
            del seats[entry["deviceId"]]
    return seats


# The bill of a month


def moment(text):
    return datetime.fromisoformat(text)


def month(period, zone):
    """The first moment of a month in a time zone, and that of the next month; in UTC, where differences are right."""
    year, number = map(int, period.split("-"))
    begin = datetime(year, number, 1, tzinfo=ZoneInfo(zone))
    following = (datetime(year, number, 1) + timedelta(days=32)).replace(day=1)
    return begin.astimezone(timezone.utc), following.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)


def usage(entries, period, zone, as_of):
    """The figures of a month: what `GET …/usage` must say of it."""
    begin, end = month(period, zone)
    until = min(end, as_of)
    entries = [entry for entry in entries if moment(entry["at"]) < end and moment(entry["at"]) <= as_of]
    inside = [entry for entry in entries if moment(entry["at"]) >= begin]
    before = entries[: len(entries) - len(inside)]
    return {
        "boardLicences": {
            **{one: _figures(before, inside, {one}, begin, until) for one in CLASSES},
            "total": _figures(before, inside, set(CLASSES), begin, until),
        },
        "maximum": _maximum(before, inside, begin),
        "over": _over(entries, begin, until),
    }


def _spans(entries, classes):
    """Every stretch of time in which a device held a seat of these classes: (device, from, to or None)."""
    open_, spans = {}, []
    for entry in entries:
        device, at = entry.get("deviceId"), moment(entry["at"])
        if entry["kind"] not in ("seatTaken", "seatFreed", "boardLicence"):
            continue
        holds = entry["kind"] != "seatFreed" and entry["boardLicence"] in classes
        if device in open_ and not holds:
            spans.append((device, open_.pop(device), at))
        elif device not in open_ and holds:
            open_[device] = at
    return spans + [(device, began, None) for device, began in open_.items()]


def _counts(entries, classes):
    """The count after each entry that is the last of its step: (entry, count). Changes of class that stand side by side
    and were made in one moment are one step for a class."""
    held, counts = {}, []
    for number, entry in enumerate(entries):
        if entry["kind"] in ("seatTaken", "boardLicence"):
            held[entry["deviceId"]] = entry["boardLicence"]
        elif entry["kind"] == "seatFreed":
            held.pop(entry["deviceId"], None)
        following = entries[number + 1] if number + 1 < len(entries) else None
        is_step = entry["kind"] == "boardLicence" and len(classes) == 1
        if is_step and following and (following["kind"], following["at"]) == ("boardLicence", entry["at"]):
            continue
        counts.append((entry, sum(one in classes for one in held.values())))
    return counts


def _figures(before, inside, classes, begin, until):
    whole = before + inside
    opening = (_counts(before, classes) or [(None, 0)])[-1][1]
    points = [(entry, count) for entry, count in _counts(whole, classes) if moment(entry["at"]) >= begin]
    spans = _spans(whole, classes)
    clipped = [(device, max(began, begin), min(ended or until, until)) for device, began, ended in spans]
    milliseconds = sum(
        round((ended - began) / timedelta(milliseconds=1)) for _, began, ended in clipped if ended > began)
    seen = {device for device, began, ended in spans if ended is None or ended > begin or began >= begin}
    # A seat that was given back at the very beginning was still held at the opening.
    seen |= {device for device, began, ended in _spans(before, classes) if ended is None}
    return {
        "opening": opening, "closing": points[-1][1] if points else opening, "distinctDevices": len(seen),
        "highest": _extreme(opening, points, begin, max), "lowest": _extreme(opening, points, begin, min),
        "seatHours": round(milliseconds / 3_600_000, 4),
    }  # fmt: skip


def _extreme(opening, points, begin, best):
    count = best([opening, *(count for _, count in points)])
    if count == opening:
        return {"count": count, "at": begin, "serial": None}
    entry = next(entry for entry, reached in points if reached == count)
    return {"count": count, "at": moment(entry["at"]), "serial": entry.get("serial")}


def _maximum(before, inside, begin):
    in_force = [(begin, before[-1]["maxWallboards"])] if before and before[-1]["kind"] != "closed" else []
    return in_force + [
        (moment(entry["at"]), entry["maxWallboards"]) for entry in inside if entry["kind"] in ("opened", "maximum")]


def _over(entries, begin, until):
    """[(from, to or None, most)]: for how long more were configured than allowed, in the month."""
    spans, current = [], None
    for entry in entries:
        at = max(moment(entry["at"]), begin)
        maximum = entry["maxWallboards"]
        surplus = 0 if entry["kind"] == "closed" or maximum is None else max(0, entry["configured"] - maximum)
        if current and moment(entry["at"]) <= begin:
            current = None  # only what was in force at the beginning counts
        if surplus and not current:
            current = [at, None, surplus]
        elif surplus:
            current[2] = max(current[2], surplus)
        elif current:
            current[1] = at
            spans.append(tuple(current))
            current = None
    merged = []
    for began, ended, most in [span for span in spans if span[1] > span[0]] + ([tuple(current)] if current else []):
        if merged and merged[-1][1] == began:
            merged[-1] = (merged[-1][0], ended, max(merged[-1][2], most))
        else:
            merged.append((began, ended, most))
    return merged


def differences(told, expected):
    """Where a statement of the API differs from `usage`; empty if it is right to four decimals."""
    wrong = []

    def compare(name, one, other):
        if one != other:
            wrong.append(f"{name} is {one}, not {other}")

    for one, figures in expected["boardLicences"].items():
        said = told["boardLicences"][one]
        for name in ("opening", "closing", "distinctDevices"):
            compare(f"{one} {name}", said[name], figures[name])
        for name in ("highest", "lowest"):
            compare(f"{one} {name}", {
                "count": said[name]["count"], "at": moment(said[name]["at"]), "serial": said[name]["serial"]},
                figures[name])  # fmt: skip
        if abs(float(said["seatHours"]) - figures["seatHours"]) > 0.00010001:
            wrong.append(f"{one} seatHours is {said['seatHours']}, not {figures['seatHours']}")
        decimals = str(said["seatHours"]).partition(".")[2]
        if len(decimals) > 4:
            wrong.append(f"{one} seatHours has {len(decimals)} decimals")
    compare("maximum", [(moment(one["from"]), one["maxWallboards"]) for one in told["maximum"]], expected["maximum"])
    compare("over", [(moment(one["from"]), one["to"] and moment(one["to"]), one["most"]) for one in told["over"]],
            expected["over"])  # fmt: skip
    return wrong
