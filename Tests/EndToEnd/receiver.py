"""A third party's server that receives webhooks: HTTPS with the development CA, signatures checked by Standard
Webhooks."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import ssl
import threading
import time


class Notice:
    def __init__(self, headers, body, status):
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body, self.status, self.at = body, status, time.time()
        self.json = json.loads(body)

    @property
    def id(self):
        return self.headers["webhook-id"]

    @property
    def kind(self):
        return self.json["type"]

    @property
    def data(self):
        return self.json["data"]


class Receiver:
    """Answers 204, or the statuses of `failures` first. `notices` holds everything that came, failures included."""

    def __init__(self, certificates, failures=()):
        self.secret_bytes = os.urandom(32)
        self.secret = "whsec_" + base64.b64encode(self.secret_bytes).decode()
        self.notices, self.failures = [], list(failures)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.failures.pop(0) if receiver.failures else 204
                receiver.notices.append(Notice(self.headers, body, status))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates / "server.pem", certificates / "server-key.pem")
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"https://localhost:{self._server.server_port}/hooks/wallboards"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def settings(self, directory):
        """The settings of a gateway that reports to this receiver."""
        file = directory / "webhook.secret"
        file.write_text(self.secret + "\n")
        file.chmod(0o600)
        return {"webhook_url": self.url, "webhook_secret_file": file}

    def taken(self, kind=None):
        """The notices that were answered with success, of one kind or of all."""
        return [one for one in self.notices if one.status < 300 and kind in (None, one.kind)]

    def verify(self, notice):
        """The signature over id, time and body (Standard Webhooks, "Signature scheme")."""
        seconds = notice.headers["webhook-timestamp"]
        assert abs(int(seconds) - notice.at) < 60
        signed = f"{notice.id}.{seconds}.".encode() + notice.body
        expected = "v1," + base64.b64encode(hmac.digest(self.secret_bytes, signed, hashlib.sha256)).decode()
        assert expected in notice.headers["webhook-signature"].split(" "), notice.headers
        assert notice.headers["content-type"].startswith("application/json")
        assert notice.json["timestamp"] and set(notice.json) == {"type", "timestamp", "data"}
