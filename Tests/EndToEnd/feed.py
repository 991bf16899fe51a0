"""Call events as a telephony platform sends them (calls.md)."""

import itertools
import uuid
from datetime import datetime, timedelta, timezone
from functools import partial

_numbers = itertools.count(1)


def moment(seconds=0, base=None):
    """RFC 3339 in UTC with milliseconds, `seconds` after `base` or now."""
    time = (base or datetime.now(timezone.utc)) + timedelta(seconds=seconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


def event(kind, call=None, at=0, base=None, **fields):
    """One event; `at` is in seconds after `base` or now, so negative in the past."""
    step = {"id": str(uuid.uuid4()), "type": kind, "time": moment(at, base), **fields}
    return {**step, "callId": call} if call else step


def events_from_now():
    """`event` with one moment for all, so that the spans between them are exact."""
    return partial(event, base=datetime.now(timezone.utc))


def new_call():
    return f"call-{next(_numbers)}"


def answered_call(call=None, began=-120, wait=8, talk=30, queue="sales", agent="Alice", caller="+441632960132"):
    """The whole life of a call: queued, ringing, answered, ended by the caller."""
    call, event = call or new_call(), events_from_now()
    return [
        event("call.queued", call, began, queue=queue, caller=caller, direction="inbound"),
        event("call.ringing", call, began + wait - 1, agent=agent),
        event("call.answered", call, began + wait, agent=agent),
        event("call.ended", call, began + wait + talk, reason="caller"),
    ]


def abandoned_call(call=None, began=-120, wait=30, queue="sales"):
    call, event = call or new_call(), events_from_now()
    return [
        event("call.queued", call, began, queue=queue, caller="+441632960133", direction="inbound"),
        event("call.ended", call, began + wait, reason="caller"),
    ]


def waiting_call(call=None, began=-20, queue="sales", caller="+441632960134"):
    return [event("call.queued", call or new_call(), began, queue=queue, caller=caller, direction="inbound")]


def active_call(call=None, began=-60, queue="sales", agent="Bob", caller="+441632960135"):
    call, event = call or new_call(), events_from_now()
    return [
        event("call.queued", call, began, queue=queue, caller=caller, direction="inbound"),
        event("call.answered", call, began + 5, agent=agent),
    ]
