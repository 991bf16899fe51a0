"""No file descriptors left: accepting pauses, boards that are up stay up, and accepting resumes by itself."""

import os
import resource
import socket

import pytest
from admin import Customer
from board import Board
from feed import waiting_call


@pytest.mark.timeout(120)
async def test_without_descriptors_boards_that_are_up_stay_up(new_gateway):
    gateway = new_gateway()
    admin = gateway.admin()
    customer = Customer(admin)
    key = customer.key("contactCentre")
    board = await Board.enrol(gateway, "fd-1", key)
    customer.send(waiting_call())
    await board.until(lambda state: state["live"]["callsWaiting"] == 1, "the first call")
    admin.keep_open()
    assert customer.wallboards()["configured"] == 1

    pid = gateway.process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    highest = max(int(number) for number in os.listdir(f"/proc/{pid}/fd"))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (highest + 3, hard))
    crowd = [socket.create_connection(("127.0.0.1", gateway.board_port), timeout=5) for _ in range(50)]
    with pytest.raises((TimeoutError, OSError)):
        with socket.create_connection(("127.0.0.1", gateway.board_port), timeout=2) as tcp:
            gateway.tls.wrap_socket(tcp, server_hostname="localhost")
    for count in range(2, 6):
        customer.send(waiting_call())
        await board.until(lambda state: state["live"]["callsWaiting"] == count, f"call {count} without descriptors")
    assert gateway.is_running()

    for connection in crowd:
        connection.close()
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
    late = await Board.enrol(gateway, "fd-2", key)
    assert late.state["live"]["callsWaiting"] == 5 and board.is_open
