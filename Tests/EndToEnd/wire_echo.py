"""A wire-echo process: the gateway's loop, TLS, upgrade, frames and deflate, which sends every message back."""

import json
import signal
import ssl
import subprocess
import time
from pathlib import Path

from gateway import BIN


class WireEcho:
    """One wire-echo on a free port of 127.0.0.1.

    `settings` are given as flags: `max_message_bytes=1000` becomes `--max-message-bytes 1000`.
    """

    #: Where messages are echoed; no subprotocol is spoken there.
    path, subprotocol = "/echo", None

    def __init__(self, directory, certificates, **settings):
        self.directory = Path(directory)
        self.ca = certificates / "ca.pem"
        self.tls = ssl.create_default_context(cafile=str(self.ca))
        self.process = None
        self._log = self.directory / "wire-echo.log"
        self._ready = self.directory / "ready.json"
        self._flags = [
            "--listen", "127.0.0.1:0", "--ready-file", self._ready,
            "--tls-cert", certificates / "server.pem", "--tls-key", certificates / "server-key.pem",
        ]  # fmt: skip
        for name, value in settings.items():
            self._flags += ["--" + name.replace("_", "-"), str(value)]

    def start(self, seconds=30):
        """Returns once the port answers."""
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(
                [BIN / "wire-echo", *self._flags], stdin=subprocess.PIPE, stdout=log, stderr=log)
        deadline = time.monotonic() + seconds
        while not self._ready.exists():
            assert self.process.poll() is None, f"wire-echo ended with {self.process.returncode}:\n{self.log()}"
            assert time.monotonic() < deadline, f"wire-echo was not ready after {seconds} s:\n{self.log()}"
            time.sleep(0.02)
        self.board_port = json.loads(self._ready.read_text())["port"]
        return self

    def publish(self, line):
        """Sends a line of text to every connection at /topic."""
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def terminate(self, seconds=20):
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def stop(self):
        """For the end of a test: ends it, whatever state it is in."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process:
            self.process.stdin.close()

    def is_running(self):
        return self.process.poll() is None

    def log(self):
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def peak_bytes(self):
        """The most memory that it ever had (proc(5), VmHWM)."""
        return self._memory("VmHWM")

    def resident_bytes(self):
        """The memory that it has now (proc(5), VmRSS)."""
        return self._memory("VmRSS")

    def _memory(self, name):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise LookupError(name)
