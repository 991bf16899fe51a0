"""Hooks for schemathesis, which loads this by SCHEMATHESIS_HOOKS: what a schema cannot say about a valid request.

WALLBOARD_KNOWN is a JSON object: for each path parameter what a request should usually name. These, and what is in
the JSON array WALLBOARD_KEPT, are never removed. Requests that are wrong on purpose stay as they were generated.
"""

import json
import os
import zlib

import schemathesis

KNOWN = json.loads(os.environ["WALLBOARD_KNOWN"])
KEPT = {*KNOWN.values(), *json.loads(os.environ["WALLBOARD_KEPT"])}


def draw(case, most):
    """A number below `most` that follows from the request alone, so that a seed gives one run."""
    return zlib.crc32(repr((case.method, case.path, case.path_parameters, case.body)).encode()) % most


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.method.upper() == "DELETE":
        for name, value in (case.path_parameters or {}).items():
            if value in KEPT and name == list(case.path_parameters)[-1]:
                case.path_parameters[name] = "spared"
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    # Three of four name what exists; the fourth keeps what was generated. Chains of requests know what they made.
    is_chain = case.meta.phase.name.value == "stateful"
    if case.path_parameters and case.method.upper() != "DELETE" and not is_chain and draw(case, 4):
        for name, value in KNOWN.items():
            if name in case.path_parameters:
                case.path_parameters[name] = value
    # No schema knows the customers that there are; a provider's token is of none.
    if isinstance(case.body, dict) and isinstance(case.body.get("customerId"), str):
        case.body["customerId"] = KNOWN["customerId"]


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    """One line for each element; anything else is one line."""
    if isinstance(value, (str, bytes)):
        return value if isinstance(value, bytes) else value.encode()
    lines = value if isinstance(value, list) else [value]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@schemathesis.serializer("text/csv")
def csv(context, value):
    """A text as it is; anything else as JSON, which is no CSV of users."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")
