"""Debian's HAProxy and nginx in front of a gateway, each a separate process with its own configuration for one test."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from gateway import ROOT

#: The address that the gateway trusts in these tests, from which only the proxies connect.
TRUSTED, PROXY = "127.99.0.0/16", "127.99.0.1"


def tool(name):
    """The program or module: that of scripts/install-packages, or one that is installed."""
    places = [ROOT / ".tools", Path("/usr/lib/nginx/modules"), Path("/usr/sbin")]
    found = next((place / name for place in places if (place / name).exists()), shutil.which(name))
    assert found, f"{name} is not installed: scripts/install-packages"
    return found


class Behind:
    """The ports of a gateway as clients behind a proxy find them; replaces the gateway for `Board`, `Admin`."""

    def __init__(self, gateway, board_port=None, admin_port=None):
        self.board_port, self.admin_port, self.tls = board_port, admin_port, gateway.tls


class Proxy:
    """A proxy process. Its listeners are opened here, on free ports of 127.0.0.1, and inherited by it."""

    def __init__(self, directory, gateway):
        self.directory = Path(directory)
        self.directory.mkdir()
        self.gateway = gateway
        self.certificate = self.directory / "both.pem"
        self.certificate.write_text(
            (gateway.certificates / "server.pem").read_text() + (gateway.certificates / "server-key.pem").read_text())
        self._listeners = []
        self.process = None

    def listen(self):
        """A new listener."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._listeners.append(listener)
        return listener

    def run(self, command, environment=None):
        with open(self.directory / "log", "wb") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdout=log, stderr=log, cwd=self.directory,
                pass_fds=[listener.fileno() for listener in self._listeners], env={**os.environ, **(environment or {})})
        for listener in self._listeners:
            self._wait_for(listener.getsockname()[1])
            listener.close()
        return self

    def _wait_for(self, port, seconds=20):
        """Until the process, and not only the kernel, accepts a connection: it ends one without TLS at once."""
        deadline = time.monotonic() + seconds
        while True:
            assert self.process.poll() is None, f"the proxy ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"the proxy was not ready:\n{self.log()}"
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(b"no TLS\r\n\r\n")
                line.settimeout(1)
                line.recv(1)
                return

    def log(self):
        return (self.directory / "log").read_text(errors="replace")[-3000:]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for listener in self._listeners:
            listener.close()
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class HAProxy(Proxy):
    """`boards` and `admin` say how a server is written in its backend: `send-proxy-v2`, `check check-ssl …`."""

    def __init__(self, directory, gateway, boards="send-proxy-v2", check=None, admin=("option forwardfor",)):
        super().__init__(directory, gateway)
        boards_listener, admin_listener = self.listen(), self.listen()
        self.behind = Behind(gateway, boards_listener.getsockname()[1], admin_listener.getsockname()[1])
        self.status = self.directory / "status"
        configuration = self.directory / "haproxy.cfg"
        lines = "\n  ".join(admin)
        configuration.write_text(f"""
global
  {"user nobody" if os.getuid() == 0 else ""}
  stats socket {self.status} mode 600 level admin
  maxconn 4000
defaults
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen boards
  mode tcp
  bind fd@{boards_listener.fileno()}
  {check or ""}
  server gateway 127.0.0.1:{gateway.board_port} source {PROXY} verify none inter 100ms {boards}
listen admin
  mode http
  bind fd@{admin_listener.fileno()} ssl crt {self.certificate}
  {lines}
  server gateway 127.0.0.1:{gateway.admin_port} source {PROXY} ssl verify none
""")
        self.run([tool("haproxy"), "-db", "-f", configuration])

    def check(self):
        """(whether the boards' port is up, what the last health check found), such as ("UP", "L7OK")."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.status))
            line.sendall(b"show stat\n")
            rows = b"".join(iter(lambda: line.recv(65536), b"")).decode().lstrip("# ").splitlines()
        names = rows[0].split(",")
        row = next(dict(zip(names, row.split(","))) for row in rows if row.startswith("boards,gateway,"))
        # A star after the last result says that the next check is in progress.
        return row["status"], row["check_status"].removeprefix("* ")


class Nginx(Proxy):
    """Boards by its stream module with `proxy_protocol`; admins with the headers that are given."""

    def __init__(self, directory, gateway, headers=("X-Forwarded-For $proxy_add_x_forwarded_for",)):
        super().__init__(directory, gateway)
        boards_listener, admin_listener = self.listen(), self.listen()
        self.behind = Behind(gateway, boards_listener.getsockname()[1], admin_listener.getsockname()[1])
        configuration = self.directory / "nginx.conf"
        lines = "\n".join(f"proxy_set_header {header};" for header in headers)
        temporary = "\n".join(
            f"{kind}_temp_path {self.directory / kind};" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        configuration.write_text(f"""
load_module {tool("ngx_stream_module.so")};
daemon off;
worker_processes 1;
pid {self.directory / "pid"};
error_log stderr;
events {{ worker_connections 4000; }}
stream {{
  server {{
    listen 127.0.0.1:{self.behind.board_port};
    proxy_pass 127.0.0.1:{gateway.board_port};
    proxy_bind {PROXY};
    proxy_protocol on;
  }}
}}
http {{
  access_log off;
  {temporary}
  server {{
    listen 127.0.0.1:{self.behind.admin_port} ssl;
    ssl_certificate {gateway.certificates / "server.pem"};
    ssl_certificate_key {gateway.certificates / "server-key.pem"};
    location / {{
      proxy_pass https://127.0.0.1:{gateway.admin_port};
      proxy_http_version 1.1;
      proxy_bind {PROXY};
      proxy_set_header Host $http_host;
      {lines}
    }}
  }}
}}
""")
        inherited = "".join(f"{listener.fileno()};" for listener in self._listeners)
        self.run(
            [tool("nginx"), "-p", self.directory, "-c", configuration, "-e", "stderr"], environment={"NGINX": inherited})
