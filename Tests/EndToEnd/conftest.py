"""What all tests share: one gateway for those that do it no harm, gateways of their own for the others."""

import asyncio
import inspect
import resource
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from admin import Customer  # noqa: E402
from board import Board  # noqa: E402
from browser import Chromium  # noqa: E402
from gateway import BIN, Gateway, make_certificates  # noqa: E402
from wire import PING, PONG, Wire  # noqa: E402
from wire_echo import WireEcho  # noqa: E402


def pytest_configure():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    for program in ["wallboard-gateway", "wire-echo"]:
        if not (BIN / program).exists():
            pytest.exit(f"There is no {program} in {BIN}: build first, or set WALLBOARD_BIN_DIR.", 2)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Runs a test that is a coroutine in an event loop of its own, and closes the boards that it left open."""
    if not inspect.iscoroutinefunction(pyfuncitem.function):
        return None

    async def run():
        try:
            await pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
        finally:
            await Board.close_all()

    asyncio.run(run())
    return True


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def clock_library(tmp_path_factory):
    """What gives a program another time of day."""
    library = tmp_path_factory.mktemp("clock") / "shifted_clock.so"
    compiler = shutil.which("cc") or shutil.which("clang")
    source = Path(__file__).parent / "clock/shifted_clock.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source], check=True)
    return library


@pytest.fixture(scope="session")
def shifted_clock(clock_library):
    """Sets a gateway's time of day from its next start on: `shifted_clock(gateway, datetime(…, tzinfo=timezone.utc))`."""

    def set_to(gateway, moment):
        shift = int(moment.timestamp() - time.time())
        gateway.environment |= {"LD_PRELOAD": str(clock_library), "WALLBOARD_TEST_CLOCK_SHIFT": str(shift)}
        return gateway

    return set_to


@pytest.fixture
def moving_clock(clock_library, tmp_path):
    """Sets a gateway's time of day at once, before its start and while it runs: `moving_clock(gateway, seconds)` later than
    it is, or earlier."""
    file = tmp_path / "clock"
    file.write_bytes(struct.pack("q", 0))

    def set_to(gateway, seconds):
        gateway.environment |= {"LD_PRELOAD": str(clock_library), "WALLBOARD_TEST_CLOCK_FILE": str(file)}
        with file.open("r+b") as opened:
            opened.write(struct.pack("q", int(seconds)))
        return gateway

    return set_to


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """One browser for all tests; each opens tabs of its own."""
    browser = Chromium(tmp_path_factory.mktemp("chromium"))
    try:
        yield browser.start()
    finally:
        browser.stop()


@pytest.fixture
def new_gateway(tmp_path, certificates):
    """Starts gateways of the test's own: `new_gateway(heartbeat_seconds=5)`."""
    started, shared = [], certificates

    def start(directory=None, certificates=shared, **settings):
        directory = directory or tmp_path / f"gateway-{len(started)}"
        directory.mkdir(exist_ok=True)
        started.append(Gateway(directory, certificates, **settings))
        return started[-1].start()

    yield start
    for gateway in started:
        gateway.stop()


@pytest.fixture(scope="session")
def shared_gateway(tmp_path_factory, certificates):
    gateway = Gateway(
        tmp_path_factory.mktemp("shared"), certificates, hello_timeout_seconds=3, heartbeat_seconds=5,
        publish_interval_millis=20, allowed_origins="https://allowed.example")
    yield gateway.start()
    gateway.stop()


@pytest.fixture
def gateway(shared_gateway):
    """The shared gateway, which must have survived the test."""
    yield shared_gateway
    assert shared_gateway.is_running(), f"the gateway died:\n{shared_gateway.log()[-4000:]}"


@pytest.fixture
def new_wire_echo(tmp_path, certificates):
    """Starts wire-echoes of the test's own: `new_wire_echo(max_message_bytes=1000)`."""
    started = []

    def start(**settings):
        directory = tmp_path / f"wire-echo-{len(started)}"
        directory.mkdir()
        started.append(WireEcho(directory, certificates, **settings))
        return started[-1].start()

    yield start
    for wire_echo in started:
        wire_echo.stop()


@pytest.fixture(scope="session")
def shared_wire_echo(tmp_path_factory, certificates):
    wire_echo = WireEcho(tmp_path_factory.mktemp("wire-echo"), certificates, max_message_bytes=65_536)
    yield wire_echo.start()
    wire_echo.stop()


def still_serves(server):
    assert server.is_running(), f"the server died:\n{server.log()[-4000:]}"
    with Wire(server) as wire:
        wire.upgrade()
        wire.send_frame(PING, b"still there")
        assert wire.read_until(PONG) == b"still there"


@pytest.fixture
def wire_echo(shared_wire_echo):
    """The shared wire-echo, which must serve as ever after the test; its messages have at most 64 KiB."""
    yield shared_wire_echo
    still_serves(shared_wire_echo)


@pytest.fixture(params=["wire-echo", "gateway"])
def server(request):
    """A wire-echo, then a gateway, each of which must serve as ever after the test: rules that both hold to."""
    found = request.getfixturevalue("shared_wire_echo" if request.param == "wire-echo" else "shared_gateway")
    yield found
    still_serves(found)


@pytest.fixture
def customer(gateway):
    """A customer of the shared gateway with 10 seats."""
    return Customer(gateway.admin())
