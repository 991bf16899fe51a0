"""A limit of 1,024 descriptors, as Debian's shell and many containers give it: crowds on both ports use up their own
part, and boards and admins are still served."""

import socket
import resource
import subprocess
from contextlib import ExitStack

import pytest
from admin import Customer
from board import Board
from feed import waiting_call
from gateway import BIN

LIMIT = 1024


def crowd(stack, port, count, address):
    """Silent connections from another address of this machine, as many as the gateway or the kernel takes."""
    for _ in range(count):
        connection = socket.socket()
        stack.enter_context(connection)
        connection.bind((address, 0))
        connection.setblocking(False)
        connection.connect_ex(("127.0.0.1", port))


@pytest.mark.timeout(300)
async def test_crowds_on_both_ports_leave_boards_and_admins_served(new_gateway):
    gateway = new_gateway(descriptors=LIMIT)
    assert f"a limit of {LIMIT} descriptors is too low" in gateway.log()
    admin = gateway.admin()
    customer = Customer(admin)
    key = customer.key("contactCentre")
    board = await Board.enrol(gateway, "crowd-1", key)
    admin.keep_open()
    assert customer.wallboards()["configured"] == 1
    with ExitStack() as stack:
        for turn in range(1, 4):
            crowd(stack, gateway.board_port, 1_500, "127.0.0.2")
            crowd(stack, gateway.admin_port, 600, "127.0.0.3")
            # An admin who is there, a board that is there, and one that comes now.
            customer.send(waiting_call())
            await board.until(lambda state: state["live"]["callsWaiting"] == turn, f"call {turn} beside the crowd")
            late = await Board.enrol(gateway, f"crowd-late-{turn}", key)
            assert late.state["live"]["callsWaiting"] == turn
            assert gateway.is_running(), gateway.log()[-4000:]
            assert admin.metric("process_open_fds") < LIMIT
    assert board.is_open
    assert "Fatal error" not in gateway.log() and "accepting pauses" not in gateway.log()


def check(gateway, *prefix, **settings):
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    return subprocess.run(
        [*prefix, BIN / "wallboard-gateway", "config", "check", *gateway._flags, *flags],
        capture_output=True, text=True, timeout=60)


def test_the_check_of_the_settings_says_what_the_limit_is_too_low_for(gateway):
    checked = check(gateway, "prlimit", f"--nofile={LIMIT}:{LIMIT}")
    assert checked.returncode == 0 and f"a limit of {LIMIT} descriptors is too low for 20000" in checked.stderr
    # More than the soft limit of the shell that it is started from.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    checked = check(gateway, "prlimit", f"--nofile={LIMIT}:{hard}", max_connections=hard // 2)
    assert checked.returncode == 0 and "descriptors" not in checked.stderr
    for settings, limit in [(dict(loops=256), LIMIT), (dict(), 100)]:
        checked = check(gateway, "prlimit", f"--nofile={limit}:{limit}", **settings)
        assert checked.returncode == 78 and "maxConnections cannot be held" in checked.stderr, checked.stderr


@pytest.mark.parametrize("loops", [64, 65, 256])
async def test_every_number_of_loops_that_the_check_takes_serves(new_gateway, loops):
    gateway = new_gateway(loops=loops)
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "loops-1", customer.key("contactCentre"))
    customer.send(waiting_call())
    await board.until(lambda state: state["live"]["callsWaiting"] == 1, "the call")
    assert gateway.terminate(60) == 0
