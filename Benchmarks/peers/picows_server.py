"""picows on uvloop as a peer of scripts/bench: sends publications to every WebSocket that connects.

Each text is built, and deflated, once, and is written from one buffer to all.
"""

import argparse
import asyncio
import json
import pathlib
import ssl
import time
import zlib

import picows
import uvloop

HEADER_ROOM = 14
DEFLATE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"


class Subscriber(picows.WSListener):
    all: set["Subscriber"] = set()

    def __init__(self, deflates: bool):
        super().__init__()
        self.deflates = deflates

    def on_ws_connected(self, transport):
        self.transport = transport
        self.all.add(self)

    def on_ws_disconnected(self, transport):
        self.all.discard(self)

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == picows.WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()


def generated_text(random: int, size: int) -> tuple[int, bytes]:
    """The text of wire-echo's GeneratedText with the current time, and the state of its generator after it."""
    text = f'{{"t":{time.time_ns() // 1000},"queues":['
    end = '],"pad":""}'
    number = 0
    while True:
        random = (random * 1103515245 + 12345) & 0xFFFFFFFF
        queue = random >> 16
        entry = f'{"," if number else ""}{{"id":{number},"waiting":{queue % 40},"longest":{queue % 997}}}'
        if len(text) + len(entry) + len(end) > size:
            break
        text += entry
        number += 1
    text += end[:-2]
    return random, (text + "." * (size - len(text) - 2) + end[-2:]).encode()


def buffer(payload: bytes) -> bytearray:
    return bytearray(HEADER_ROOM) + payload


def deflated(text: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    return (deflater.compress(text) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]


async def publish(size: int, rate: float, burst: int, deflates: bool):
    loop, random = asyncio.get_running_loop(), 1
    due = loop.time()
    text_type = picows.WSMsgType.TEXT
    while True:
        due += 1 / rate
        await asyncio.sleep(due - loop.time())
        plain, small = [], []
        for _ in range(burst):
            random, text = generated_text(random, size)
            plain.append(buffer(text))
            if deflates:
                small.append(buffer(deflated(text)))
        for subscriber in list(Subscriber.all):
            send = subscriber.transport.send_reuse_external_bytearray
            if subscriber.deflates:
                for message in small:
                    send(text_type, message, HEADER_ROOM, rsv1=True)
            else:
                for message in plain:
                    send(text_type, message, HEADER_ROOM)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--tls-cert", required=True)
    parser.add_argument("--tls-key", required=True)
    parser.add_argument("--ready-file")
    parser.add_argument("--publish-bytes", type=int, default=1024)
    parser.add_argument("--publish-rate", type=float, default=0)
    parser.add_argument("--publish-burst", type=int, default=1)
    parser.add_argument("--deflate", action="store_true")
    options = parser.parse_args()

    def listener(request):
        offered = b"permessage-deflate" in request.headers.get("Sec-WebSocket-Extensions", "").encode()
        deflates = options.deflate and offered
        subscriber = Subscriber(deflates)
        if not deflates:
            return subscriber
        response = picows.WSUpgradeResponse.create_101_response({"Sec-WebSocket-Extensions": DEFLATE})
        return picows.WSUpgradeResponseWithListener(response, subscriber)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.tls_cert, options.tls_key)
    host, port = options.listen.rsplit(":", 1)
    server = await picows.ws_create_server(
        listener, host, int(port), ssl=context, backlog=4096, websocket_handshake_timeout=None,
        ssl_handshake_timeout=60)
    if options.ready_file:
        port = server.sockets[0].getsockname()[1]
        pathlib.Path(options.ready_file).write_text(json.dumps({"port": port}, separators=(",", ":")) + "\n")
    if options.publish_rate > 0:
        await publish(options.publish_bytes, options.publish_rate, options.publish_burst, options.deflate)
    await asyncio.Event().wait()


uvloop.run(main())
