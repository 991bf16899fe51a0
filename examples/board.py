#!/usr/bin/env python3
"""A wallboard in the terminal: registers with an enrolment key, then prints its figures as they change.

    pip install websockets
    examples/board.py wss://localhost:8443/v1/board SERIAL ENROLMENT-KEY [--ca certs/ca.pem]

It keeps its token in memory only, so each start registers the serial again and takes the same seat.
A real board keeps the token and comes back with it: see docs/protocol.md.
"""

import argparse
import asyncio
import json
import ssl

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


def merged(target, patch):
    """The value after a JSON merge patch (RFC 7396): null removes a member, anything but an object replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


async def show(url, tls, hello):
    async with connect(url, ssl=tls, subprotocols=["wallboard.v1.json"]) as socket:
        await socket.send(json.dumps({"type": "hello", **hello}))
        state = {}
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "snapshot":
                state = message["state"]
            elif message["type"] == "update":
                state = merged(state, message["patch"])
            print(message["type"], json.dumps(state if "seq" in message else message), flush=True)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("url")
parser.add_argument("serial")
parser.add_argument("key")
parser.add_argument("--ca", help="PEM file of the authority that signed the gateway's certificate")
arguments = parser.parse_args()
try:
    asyncio.run(show(arguments.url, ssl.create_default_context(cafile=arguments.ca),
                     {"serial": arguments.serial, "enrolmentKey": arguments.key}))  # fmt: skip
except ConnectionClosed as closed:
    raise SystemExit(f"The gateway closed the connection: {closed}")
except KeyboardInterrupt:
    pass
