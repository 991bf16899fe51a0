"""A wallboard written from the protocol alone, on an independent WebSocket client."""

import asyncio
import json
import time

import websockets
from websockets.asyncio.client import connect

SUBPROTOCOL = "wallboard.v1.json"


def merge(target, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merge(target.get(name), value)
    return target


async def eventually(holds, what, seconds=20):
    """Returns once `holds()` is true: for what the gateway reports only when asked."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not in time: {what}"
        await asyncio.sleep(0.05)


class Board:
    """Reads everything that comes, keeps it, and keeps the state that it says."""

    _open = []

    def __init__(self, socket):
        self.socket = socket
        #: (moment of arrival, text, message), oldest first
        self.received = []
        self.state = None
        self.seq = None
        #: what the gateway did that the protocol forbids
        self.faults = []
        self._next = 0
        self._arrived = asyncio.Event()
        self._reader = asyncio.create_task(self._read())
        Board._open.append(self)

    @classmethod
    async def connect(cls, gateway, serial=None, compression="deflate", **hello):
        """Connects, and says hello if a serial is given: with `token=` or `enrolmentKey=`."""
        socket = await connect(
            f"wss://localhost:{gateway.board_port}/v1/board", host="127.0.0.1", ssl=gateway.tls, proxy=None,
            subprotocols=[SUBPROTOCOL], compression=compression, ping_interval=None, max_size=None, open_timeout=60)
        board = cls(socket)
        if serial:
            await board.send({"type": "hello", "serial": serial, **hello})
        return board

    @classmethod
    async def enrol(cls, gateway, serial, key, **more):
        """Connects with an enrolment key and returns once the first snapshot is there."""
        board = await cls.connect(gateway, serial, enrolmentKey=key, **more)
        board.token = (await board.expect("registered"))["token"]
        await board.expect("snapshot")
        return board

    @classmethod
    async def back(cls, gateway, serial, token, **more):
        """Connects with a token and returns once the first snapshot is there."""
        board = await cls.connect(gateway, serial, token=token, **more)
        board.token = token
        await board.expect("snapshot")
        return board

    @classmethod
    async def unpaired(cls, gateway, serial, **more):
        """Connects without credentials; returns once the board shows its code, which is `board.code`."""
        board = await cls.connect(gateway, serial, **more)
        board.pairing = await board.expect("pairing")
        board.code = board.pairing["userCode"]
        return board

    async def paired(self):
        """Waits until the board that showed a code was given its seat and its first snapshot."""
        self.registered = await self.expect("registered")
        self.token = self.registered["token"]
        await self.expect("snapshot")
        return self

    @classmethod
    async def refused(cls, gateway, serial, **credentials):
        """Connects a board that must not be let in; returns (the refusal that it got, the close code)."""
        board = await cls.connect(gateway, serial, **credentials)
        code = await board.closed()
        assert "welcome" not in board.types() and "registered" not in board.types()
        told = [message for _, _, message in board.received if message["type"] == "refused"]
        return (told[0] if told else None), code

    @classmethod
    async def close_all(cls):
        """Closes what a test left open."""
        boards, cls._open = cls._open, []
        await asyncio.gather(*(board.close() for board in boards))
        for board in boards:
            assert not board.faults, board.faults

    async def _read(self):
        try:
            async for text in self.socket:
                self._take(text)
                self._arrived.set()
        except websockets.ConnectionClosed:
            pass
        finally:
            self._arrived.set()

    def _take(self, text):
        if not isinstance(text, str):
            self.faults.append(f"a binary message of {len(text)} bytes")
            return
        message = json.loads(text)
        self.received.append((time.monotonic(), text, message))
        match message["type"]:
            case "welcome":
                self.seq, self.state = None, None
            case "snapshot":
                self.seq, self.state = message["seq"], message["state"]
            case "update":
                if self.seq is None or message["seq"] != self.seq + 1:
                    self.faults.append(f"update {message['seq']} after {self.seq} without a snapshot")
                self.seq, self.state = message["seq"], merge(self.state, message["patch"])

    # What was received

    @property
    def welcome(self):
        """The newest welcome."""
        return next(message for _, _, message in reversed(self.received) if message["type"] == "welcome")

    def types(self):
        return [message["type"] for _, _, message in self.received]

    async def expect(self, kind, seconds=20):
        """The next message of this type that was not asked for yet; the ones before it are skipped."""
        deadline = time.monotonic() + seconds
        while True:
            while self._next < len(self.received):
                message = self.received[self._next][2]
                self._next += 1
                if message["type"] == kind:
                    return message
            await self._wait(deadline, f"a {kind}")

    async def until(self, holds, what, seconds=20):
        """Returns once `holds(state)` is true; an absent part of the state counts as false."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.state is not None and holds(self.state):
                    return self.state
            except (KeyError, TypeError):
                pass
            await self._wait(deadline, what)

    async def _wait(self, deadline, what):
        self._arrived.clear()
        if self._reader.done():
            raise AssertionError(f"closed with {self.close_code} while waiting for {what}; got {self.types()}")
        try:
            await asyncio.wait_for(self._arrived.wait(), max(0, deadline - time.monotonic()))
        except TimeoutError:
            raise AssertionError(f"no {what} in time; got {self.types()}, state {self.state}") from None

    # The other way, and the end

    async def send(self, message):
        await self.socket.send(message if isinstance(message, (str, bytes)) else json.dumps(message))

    async def closed(self, seconds=20):
        """Waits until the gateway closes; returns the close code."""
        await asyncio.wait_for(asyncio.shield(self._reader), seconds)
        return self.close_code

    @property
    def close_code(self):
        return self.socket.close_code

    @property
    def is_open(self):
        return not self._reader.done()

    async def close(self):
        await self.socket.close()
        await self._reader
