"""Behind HAProxy and nginx: who a board or an admin is, health checks, and valid boards beside bad ones."""

import asyncio
import socket
import ssl
import time

import pytest
from admin import Admin, Customer, new_address
from board import Board, eventually
from proxies import PROXY, TRUSTED, HAProxy, Nginx
from stream import EventStream

CLIENT = "127.0.0.1"


@pytest.fixture
def trusting(new_gateway):
    return new_gateway(trusted_proxies=TRUSTED)


def faults(gateway):
    return gateway.admin().metric("wallboard_proxy_header_faults_total")


def until(holds, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.05)


@pytest.mark.parametrize("proxy", ["send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "nginx"])
async def test_a_board_has_its_own_address(trusting, tmp_path, proxy):
    customer = Customer(trusting.admin())
    with Nginx(tmp_path / "p", trusting) if proxy == "nginx" else HAProxy(tmp_path / "p", trusting, proxy) as front:
        key = customer.key()
        board = await Board.enrol(front.behind, "tv-1", key)
        assert customer.devices()["tv-1"]["address"] == CLIENT
        stranger = await Board.connect(front.behind, "stranger", token="wrong")
        assert await stranger.closed() == 4501
        refused = trusting.admin().get("/v1/boards")["refused"]
        assert [attempt["address"] for attempt in refused if attempt["serial"] == "stranger"] == [CLIENT]
        assert board.is_open
    assert faults(trusting) == 0 and f"peer={PROXY}" not in trusting.log()


async def test_a_board_beside_the_balancer_needs_no_header(trusting):
    board = await Board.enrol(trusting, "tv-1", Customer(trusting.admin()).key())
    assert board.is_open


async def test_a_thousand_bad_tokens_lock_no_good_board_out(new_gateway, tmp_path):
    gateway = new_gateway(trusted_proxies=TRUSTED)
    customer = Customer(gateway.admin())
    with HAProxy(tmp_path / "p", gateway) as front:
        first = await Board.enrol(front.behind, "tv-1", customer.key())
        gate = asyncio.Semaphore(40)

        async def fail(number):
            async with gate:
                board = await Board.connect(front.behind, f"bad-{number}", token="wrong")
                code = await board.closed()
                await board.close()
                return code

        codes = await asyncio.gather(*(fail(number) for number in range(1_200)))
        assert codes.count(4501) >= 1_000 and set(codes) == {4501, 4012}
        # From the same address: a board with its token, and one with a key.
        assert (await Board.back(front.behind, "tv-1", first.token)).is_open
        assert (await Board.enrol(front.behind, "tv-2", customer.key())).is_open


@pytest.mark.parametrize("boards, check, found", [
    # HAProxy's own: HTTP/1.0, behind a header that says LOCAL.
    ("send-proxy-v2 check check-ssl", "option httpchk GET /healthz", "L7OK"),
    ("send-proxy check check-ssl", "option httpchk GET /healthz", "L7OK"),
    # With a port of their own, checks have no header.
    ("send-proxy-v2 check check-ssl port {port}", "option httpchk GET /healthz", "L7OK"),
    ("send-proxy-v2 check check-ssl port {port}", "option httpchk GET /healthz HTTP/1.1\n  http-check send hdr Host a", "L7OK"),
    ("send-proxy-v2 check check-ssl port {port}", "", "L6OK"),
    ("send-proxy-v2 check port {port}", "", "L4OK"),
])  # fmt: skip
async def test_health_checks(trusting, tmp_path, boards, check, found):
    boards = boards.format(port=trusting.board_port)
    with HAProxy(tmp_path / "p", trusting, boards, check) as front:
        until(lambda: front.check() == ("UP", found), f"{found}: {front.check()}")
        # Some more of them.
        await asyncio.sleep(0.5)
        assert front.check() == ("UP", found)
        board = await Board.enrol(front.behind, "tv-1", Customer(trusting.admin()).key())
        assert board.is_open
    assert faults(trusting) == 0 and "PROXY header" not in trusting.log()


def from_proxy(gateway, data):
    """What the gateway says to these bytes of a trusted proxy until it ends the connection."""
    line = socket.create_connection(("127.0.0.1", gateway.board_port), timeout=20, source_address=(PROXY, 0))
    with line:
        line.sendall(data)
        try:
            return b"".join(iter(lambda: line.recv(65536), b""))
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize("data", [
    b"GET /healthz HTTP/1.0\r\n\r\n", b"PROXY TCP4 1.2.3.4 nobody 1 2\r\n", b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff",
    b"PROXY " + b"x" * 200,
])  # fmt: skip
def test_a_bad_header_ends_the_connection_with_a_line(trusting, data):
    assert from_proxy(trusting, data) == b""
    until(lambda: faults(trusting) == 1, "the count")
    assert trusting.log().count("bad PROXY header from a trusted proxy") == 1


def test_a_proxy_that_sends_no_header_is_answered_and_counted(trusting):
    tcp = socket.create_connection(("127.0.0.1", trusting.board_port), timeout=20, source_address=(PROXY, 0))
    with trusting.tls.wrap_socket(tcp, server_hostname="localhost") as line:
        line.sendall(b"GET /v1/board HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        assert b" 400 " in line.recv(65536)
    assert faults(trusting) == 1


def test_a_header_of_a_stranger_is_bad_tls(trusting):
    line = socket.create_connection(("127.0.0.1", trusting.board_port), timeout=20)
    with line, pytest.raises((ssl.SSLError, OSError)):
        line.sendall(b"PROXY TCP4 1.2.3.4 127.0.0.1 1 2\r\n")
        trusting.tls.wrap_socket(line, server_hostname="localhost").recv(1)
    assert faults(trusting) == 0


def audited(gateway, admin):
    """The address that the audit has of a change that `admin` makes."""
    path = f"/v1/customers/made-{time.monotonic_ns()}"
    assert admin.request("DELETE", path).status == 404
    return next(record["address"] for record in gateway.admin().get("/v1/audit")["items"] if record["path"] == path)


@pytest.mark.parametrize("front", [
    lambda where, gateway: HAProxy(where, gateway),
    lambda where, gateway: HAProxy(where, gateway, admin=['http-request add-header Forwarded "for=%[src];proto=https"']),
    lambda where, gateway: HAProxy(
        where, gateway, admin=["option forwardfor", 'http-request set-header Forwarded "for=\\"%[src]:%[src_port]\\""']),
    lambda where, gateway: Nginx(where, gateway),
    lambda where, gateway: Nginx(where, gateway, headers=['Forwarded "for=$remote_addr;proto=$scheme"']),
])  # fmt: skip
def test_an_admin_has_its_own_address(trusting, tmp_path, front):
    with front(tmp_path / "p", trusting) as proxy:
        address = new_address()
        admin = Admin(proxy.behind, trusting.admin().token, address)
        assert audited(trusting, admin) == address
        assert admin.get("/healthz", headers={}) is not None


def test_what_a_client_says_of_itself_is_not_trusted(trusting, tmp_path):
    claims = [{"X-Forwarded-For": "1.2.3.4"}, {"Forwarded": "for=1.2.3.4"}]
    address, token = new_address(), trusting.admin().token

    class Claiming(Admin):
        def request(self, method, path, body=None, headers=None, **more):
            return super().request(method, path, body, {**(headers or {}), **self.claim}, **more)

    with HAProxy(tmp_path / "p", trusting) as proxy:
        for behind, seen in [(proxy.behind, {address, PROXY}), (trusting, {address})]:
            for claim in claims:
                admin = Claiming(behind, token, address)
                admin.claim = claim
                assert audited(trusting, admin) in seen


def test_wrong_tokens_are_counted_by_the_client_behind_the_proxy(trusting, tmp_path):
    with HAProxy(tmp_path / "p", trusting) as proxy:
        guesser, other = new_address(), new_address()
        statuses = [Admin(proxy.behind, f"wrong-{number}", guesser).request("GET", "/v1/me").status for number in range(120)]
        assert statuses[0] == 401 and statuses[-1] == 429
        assert Admin(proxy.behind, "wrong", other).request("GET", "/v1/me").status == 401
        assert Admin(proxy.behind, trusting.admin().token, guesser).get("/v1/me")["role"] == "provider"


async def test_a_request_counts_for_its_client_until_its_answer_ends(new_gateway):
    gateway = new_gateway(trusted_proxies="127.0.0.1/32")
    provider = gateway.admin()
    # Streams of events are answers that do not end: half of them are the provider's at most, a quarter a customer's.
    admins = [provider] * 32
    for _ in range(2):
        admins += [provider.issue("customer", Customer(provider).id)] * 16
    watched = {"X-Forwarded-For": "198.51.100.7"}
    streams = [await EventStream.open(admin, headers=watched) for admin in admins]
    assert [stream.status for stream in streams] == [200] * 64
    assert provider.get("/v1/me", 503, headers=watched)["code"] == "unavailable"
    assert provider.get("/v1/me", headers={"X-Forwarded-For": "198.51.100.8"})["role"] == "provider"
    await streams.pop().close()
    await eventually(lambda: provider.request("GET", "/v1/me", headers=watched).status == 200, "room for another")
    for stream in streams:
        await stream.close()


@pytest.mark.parametrize("port", ["board_port", "admin_port"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_health_is_answered_by_http_1_0(gateway, port, method):
    """As HAProxy asks: without Host, and the end of the answer is that of the connection."""
    tcp = socket.create_connection(("127.0.0.1", getattr(gateway, port)), timeout=20)
    with gateway.tls.wrap_socket(tcp, server_hostname="localhost") as line:
        line.sendall(f"{method} /healthz HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == b"200" and (body != b"") == (method == "GET")
