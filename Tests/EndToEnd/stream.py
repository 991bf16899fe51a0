"""Server-sent events, read as the WHATWG's standard says, with its own HTTP/1.1."""

import asyncio
import json
import socket
import time


class Event:
    def __init__(self, kind, data, number):
        self.kind, self.data, self.number = kind, data, number

    @property
    def json(self):
        return json.loads(self.data)

    def __repr__(self):
        return f"{self.kind} #{self.number}: {self.data[:200]}"


class EventStream:
    """One stream of `/v1/boards/events`. Everything that comes is kept in `events`."""

    def __init__(self):
        self.events, self.comments, self.retry = [], 0, None
        self.status, self.headers = None, {}
        self._next, self._arrived = 0, asyncio.Event()

    @classmethod
    async def open(cls, admin, query="", receive_buffer=None, headers=None):
        """Sends the request; returns once the head of the answer is there. `receive_buffer`: bytes that the kernel takes
        for a client that reads nothing."""
        stream = cls()
        gateway = admin.gateway
        tcp = socket.socket()
        if receive_buffer:
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        tcp.connect(("127.0.0.1", gateway.admin_port))
        reader, stream._writer = await asyncio.open_connection(
            sock=tcp, ssl=gateway.tls, server_hostname="localhost")
        head = {"Host": f"localhost:{gateway.admin_port}", "Accept": "text/event-stream"}
        head |= {"Authorization": f"Bearer {admin.token}"} if admin.token else {}
        head |= headers or {}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        stream._writer.write(f"GET /v1/boards/events{query} HTTP/1.1\r\n{lines}\r\n".encode())
        first = (await asyncio.wait_for(reader.readline(), 20)).decode()
        stream.status = int(first.split()[1])
        while line := (await reader.readline()).decode().strip():
            name, value = line.split(":", 1)
            stream.headers[name.lower()] = value.strip()
        stream._reader = asyncio.create_task(stream._read(reader))
        return stream

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.close()

    async def _bytes(self, reader):
        """The body without its chunks (RFC 9112, section 7.1)."""
        if self.headers.get("transfer-encoding") != "chunked":
            while data := await reader.read(65536):
                yield data
            return
        while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
            yield await reader.readexactly(size)
            await reader.readexactly(2)

    async def _read(self, reader):
        buffer, fields = b"", {}
        try:
            async for data in self._bytes(reader):
                buffer += data
                *lines, buffer = buffer.replace(b"\r\n", b"\n").split(b"\n")
                for line in lines:
                    self._take(line.decode(), fields)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass  # that it ended is all that there is to know
        finally:
            self._arrived.set()

    def _take(self, line, fields):
        if not line:
            if "data" in fields:
                self.events.append(Event(
                    fields.pop("event", "message"), "\n".join(fields.pop("data")), fields.get("id")))
            fields.pop("event", None)
            self._arrived.set()
            return
        if line.startswith(":"):
            self.comments += 1
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            fields.setdefault("data", []).append(value)
        elif name == "retry":
            self.retry = int(value)
        elif name in ("event", "id"):
            fields[name] = value
        else:
            raise AssertionError(f"a line of no meaning: {line}")

    async def expect(self, kind, holds=lambda data: True, seconds=20):
        """The next event of this kind for which `holds(data)` is true; the ones before it are skipped."""
        deadline = time.monotonic() + seconds
        while True:
            while self._next < len(self.events):
                event = self.events[self._next]
                self._next += 1
                if event.kind == kind and holds(event.json):
                    return event.json
            self._arrived.clear()
            assert not self._reader.done(), f"the stream ended while waiting for {kind}; got {self.events}"
            try:
                await asyncio.wait_for(self._arrived.wait(), max(0, deadline - time.monotonic()))
            except TimeoutError:
                raise AssertionError(f"no {kind} in time; got {self.events}") from None

    async def ended(self, seconds=20):
        """Waits until the gateway ends the stream."""
        await asyncio.wait_for(asyncio.shield(self._reader), seconds)

    @property
    def is_open(self):
        return not self._reader.done()

    async def close(self):
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        self._writer.transport.abort()
