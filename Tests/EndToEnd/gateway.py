"""A wallboard-gateway process: its start, its ports and tokens, and every way in which it ends."""

import json
import os
import signal
import ssl
import subprocess
import time
from pathlib import Path

from admin import Admin

ROOT = Path(__file__).resolve().parents[2]
#: Where the shared gateway says that people find it; nothing answers there.
PUBLIC_URL = "https://wallboards.example"
BIN = Path(os.environ.get("WALLBOARD_BIN_DIR", ROOT / ".build/debug")).resolve()


def make_certificates(directory):
    """Makes a CA and a certificate for localhost, as a developer does; returns the directory."""
    subprocess.run([ROOT / "certs/make-dev-certs", "-o", directory], check=True, stdout=subprocess.DEVNULL)
    return directory


class Gateway:
    """One gateway on free ports of 127.0.0.1, with a data directory that outlives its process.

    `settings` are given as flags: `heartbeat_seconds=5` becomes `--heartbeat-seconds 5`; None leaves a default out.
    """

    #: Where a WebSocket is opened, and what is spoken there.
    path, subprotocol = "/v1/board", "wallboard.v1.json"

    def __init__(self, directory, certificates, descriptors=None, **settings):
        #: The limit on descriptors, soft and hard, that it is started with; None: that of the tests.
        self.descriptors = descriptors
        self.directory = Path(directory)
        self.data = self.directory / "data"
        self.certificates = certificates
        self.ca = certificates / "ca.pem"
        self.tls = ssl.create_default_context(cafile=str(self.ca))
        self.process = None
        self._provider = None
        #: Variables that its programs get besides those of the tests.
        self.environment = {}
        self._log = self.directory / "gateway.log"
        settings = {"board_listen": "127.0.0.1:0", "admin_listen": "127.0.0.1:0", "log_level": "debug",
                    "public_url": PUBLIC_URL, **settings}  # fmt: skip
        self._flags = [
            "--data-dir", self.data, "--ready-file", self.directory / "ready.json",
            "--tls-cert", certificates / "server.pem", "--tls-key", certificates / "server-key.pem",
        ]  # fmt: skip
        for name, value in settings.items():
            if value is None:
                continue
            self._flags += ["--" + name.replace("_", "-"), str(value)]

    # Its life

    def start(self, seconds=30):
        """Returns once both ports answer."""
        ready = self.directory / "ready.json"
        ready.unlink(missing_ok=True)
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(
                [*self._prefix(), BIN / "wallboard-gateway", "serve", *self._flags], stdout=log, stderr=log,
                env={**os.environ, **self.environment})
        deadline = time.monotonic() + seconds
        while not ready.exists():
            assert self.process.poll() is None, f"the gateway ended with {self.process.returncode}:\n{self.log()}"
            assert time.monotonic() < deadline, f"the gateway was not ready after {seconds} s:\n{self.log()}"
            time.sleep(0.02)
        told = json.loads(ready.read_text())
        assert told["pid"] == self.process.pid
        self.board_port, self.admin_port = told["boardPort"], told["adminPort"]
        return self

    def _prefix(self):
        return [] if self.descriptors is None else ["prlimit", f"--nofile={self.descriptors}:{self.descriptors}"]

    def kill(self):
        """kill -9: nothing is flushed, nobody is notified."""
        self.process.kill()
        self.process.wait()

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
                self.kill()

    def is_running(self):
        return self.process.poll() is None

    def log(self):
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def url(self):
        """Where admins and their browsers find it."""
        return f"https://localhost:{self.admin_port}"

    # Ways in

    def token(self, role, customer=None, name=None):
        """A new admin token, made while the gateway runs."""
        command = [
            BIN / "wallboard-gateway", "token", "--data-dir", self.data, "--role", role, "--name", name or f"test {role}"]
        if customer:
            command += ["--customer", customer]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, **self.environment}).stdout.strip()

    def admin(self, role="provider", customer=None):
        """A client of the admin port with its own token; the provider's is made once."""
        if role == "provider":
            self._provider = self._provider or self.token("provider")
            return Admin(self, self._provider)
        return Admin(self, self.token(role, customer))
