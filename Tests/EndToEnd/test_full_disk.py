"""A full disk: events and registrations are refused, nothing acknowledged is lost, and it recovers by itself."""

import json
import os
import subprocess
import time

import pytest
from admin import Customer
from board import Board, eventually
from feed import answered_call


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 8 MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield path
    subprocess.run(["umount", "--lazy", path], check=True)


def fill(path):
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while True:
                    file.write(os.urandom(65536)[:size])
            except OSError:
                pass


@pytest.mark.timeout(180)
async def test_a_full_disk_refuses_and_recovers(small_disk, new_gateway):
    gateway = new_gateway(small_disk)
    customer = Customer(gateway.admin())
    key = customer.key("contactCentre")
    board = await Board.enrol(gateway, "disk-1", key)
    accepted = 0

    def send():
        nonlocal accepted
        events = [event for _ in range(25) for event in answered_call()]
        lines = "".join(json.dumps(event) + "\n" for event in events).encode()
        answer = customer.admin.request(
            "POST", f"{customer.path}/call-events", lines, content_type="application/x-ndjson")
        if answer.status == 200:
            assert answer.json["accepted"] == 100
            accepted += 25
        return answer

    assert send().status == 200
    filler = small_disk / "filler"
    fill(filler)
    deadline = time.monotonic() + 60
    while (answer := send()).status == 200:
        assert time.monotonic() < deadline, "the disk never ran full"
    assert answer.status == 503 and answer.json["code"] == "unavailable" and "Retry-After" in answer.headers

    ready = customer.admin.request("GET", "/readyz")
    assert ready.status == 503 and "disk" in ready.json["detail"] and customer.admin.request("GET", "/healthz").status == 200

    stranger = await Board.connect(gateway, "disk-2", enrolmentKey=key)
    assert await stranger.closed() == 1013
    assert "registered" not in stranger.types()
    assert board.is_open and list(customer.devices()) == ["disk-1"]

    filler.unlink()
    assert customer.admin.request("GET", "/readyz").status == 200
    await eventually(lambda: send().status == 200, "events accepted again")
    await Board.enrol(gateway, "disk-2", key)
    await board.until(lambda state: state["totals"]["offered"] == accepted, f"the {accepted} acknowledged calls")
    gateway.kill()
    gateway.start()
    again = await Board.back(gateway, "disk-1", board.token)
    await again.until(lambda state: state["totals"]["offered"] == accepted, f"the {accepted} acknowledged calls")
    assert set(customer.devices()) == {"disk-1", "disk-2"}
