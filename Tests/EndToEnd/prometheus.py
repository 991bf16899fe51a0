"""Debian's Prometheus, run for one test: it scrapes the gateway as an operator's would."""

import json
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

from gateway import ROOT

CONFIGURATION = """
global:
  scrape_interval: 1s
  scrape_timeout: 1s
  evaluation_interval: 1s
{rules}
scrape_configs:
  - job_name: wallboard-gateway
    scheme: https
    metrics_path: /metrics
    authorization:
      credentials_file: {token}
    tls_config:
      ca_file: {ca}
      server_name: localhost
    static_configs:
      - targets: ["127.0.0.1:{port}"]
"""


def tool(name):
    """The program: that of scripts/install-packages, or one that is installed."""
    found = shutil.which(name, path=ROOT / ".tools") or shutil.which(name)
    assert found, f"{name} is not installed: scripts/install-packages"
    return found


class Prometheus:
    """One process on a free port, with storage in `directory`."""

    def __init__(self, directory, ca, port, token, rules=None):
        self.directory = Path(directory)
        self.directory.mkdir(exist_ok=True)
        (self.directory / "token").write_text(token)
        (self.directory / "token").chmod(0o600)
        listed = f"rule_files: [{json.dumps(str(rules))}]" if rules else ""
        self.configuration = self.directory / "prometheus.yml"
        self.configuration.write_text(
            CONFIGURATION.format(rules=listed, token=self.directory / "token", ca=ca, port=port))
        self.process = None

    def __enter__(self):
        checked = subprocess.run([tool("promtool"), "check", "config", self.configuration], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        self._log = open(self.directory / "log", "wb")
        self.process = subprocess.Popen(
            [tool("prometheus"), f"--config.file={self.configuration}", "--web.listen-address=127.0.0.1:0",
             f"--storage.tsdb.path={self.directory / 'data'}", "--storage.tsdb.retention.time=1h", "--log.level=info"],
            stdout=self._log, stderr=self._log, cwd=self.directory)  # fmt: skip
        self.url = f"http://127.0.0.1:{self._port()}"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def log(self):
        return (self.directory / "log").read_text(errors="replace")[-3000:]

    def _port(self, seconds=30):
        """The port that it took: the one on which this process listens, as its log says."""
        deadline = time.monotonic() + seconds
        while True:
            assert self.process.poll() is None, f"prometheus ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"prometheus was not ready:\n{self.log()}"
            found = re.search(r'msg="Listening on" address=127\.0\.0\.1:([1-9]\d*)', self.log())
            if found:
                return int(found[1])
            time.sleep(0.05)

    def get(self, path, **query):
        with urllib.request.urlopen(f"{self.url}{path}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
            return json.load(answer)

    def query(self, expression):
        """[(labels, value)] of an instant query."""
        answer = self.get("/api/v1/query", query=expression)
        assert answer["status"] == "success", answer
        return [(one["metric"], float(one["value"][1])) for one in answer["data"]["result"]]

    def until(self, expression, holds, seconds=30):
        """Waits until a query has an answer for which `holds(series)` is true."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                series = self.query(expression)
            except OSError as error:
                series = error
            if isinstance(series, list) and series and holds(series):
                return series
            assert time.monotonic() < deadline, f"{expression} gives {series}\n{self.targets()}\n{self.log()}"
            time.sleep(0.2)

    def targets(self):
        try:
            return [(one["health"], one["lastError"]) for one in self.get("/api/v1/targets")["data"]["activeTargets"]]
        except OSError as error:
            return error
