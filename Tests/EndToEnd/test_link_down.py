"""Protocol, section 3: what the gateway's kernel has sent and a board's line has lost is not sent again once a change
that takes it away was acknowledged."""

import contextlib
import json

import pytest
from admin import Customer
from board import Board
from feed import waiting_call
from link import Link
from wire import PING, PONG, TEXT, Wire


class FarBoard(Wire):
    """A board at the end of a line that can go down."""

    def __init__(self, gateway, serial, key):
        super().__init__(gateway)
        self.link = Link(self.socket)
        self.upgrade()
        self.send_json({"type": "hello", "serial": serial, "enrolmentKey": key})
        self.token = json.loads(self.read_until(TEXT))["token"]
        while b'"snapshot"' not in self.read_until(TEXT):
            pass

    def settle(self):
        """Returns once the board has taken all that was sent before."""
        self.send_frame(PING, b"settle")
        while self.read_until(PONG) != b"settle":
            pass

    def rest(self):
        """All that comes from now on until the gateway's kernel says that it knows no such connection."""
        came = self.unread()
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            self.send_frame(PING)
            while data := self.socket.recv(65536):
                came += data
        return came


def downgrade(customer, serial):
    customer.user("owner", "analytics")


def suspension(customer, serial):
    customer.change_device(serial, suspended=True)


def removal(customer, serial):
    customer.admin.delete(customer.device_path(serial))


def replacement(customer, serial):
    customer.admin.post(f"{customer.device_path(serial)}/replacement", {"serial": f"{serial}-new"})


def masking(customer, serial):
    customer.admin.patch(customer.path, {"callerNumbers": "masked"})


def end_of_the_customer(customer, serial):
    customer.admin.delete(customer.path)


@pytest.fixture
def scene(new_gateway):
    """A gateway, a customer, and a board whose line went down just before a live update was sent to it."""
    gateway = new_gateway(publish_interval_millis=20, loops=2)
    customer = Customer(gateway.admin(), callerNumbers="shown")
    customer.user("owner", "contactCentre")
    customer.user("other", "contactCentre")
    with FarBoard(gateway, "far-1", customer.key(user="owner")) as far:
        yield gateway, customer, far


async def lose_an_update(gateway, customer, far):
    near = await Board.enrol(gateway, "near-1", customer.key(user="other"))
    far.settle()
    far.link.go_down()
    customer.send(waiting_call("livemark"))
    await near.until(lambda state: "livemark" in state["live"]["calls"], "the call on the board that is near")


async def test_what_nobody_takes_away_comes_when_the_line_is_back(scene):
    gateway, customer, far = scene
    await lose_an_update(gateway, customer, far)
    far.link.come_back()
    assert b"livemark" in far.read_until(TEXT), "else the tests below would show nothing"


@pytest.mark.parametrize(
    "change", [downgrade, suspension, removal, replacement, masking, end_of_the_customer])
async def test_no_byte_comes_after_a_change_was_acknowledged(scene, change):
    gateway, customer, far = scene
    await lose_an_update(gateway, customer, far)
    change(customer, "far-1")
    far.link.come_back()
    assert far.rest() == b""
    assert gateway.admin("monitor").metric("wallboard_entitlement_resets_total") >= 1


@pytest.mark.parametrize("way", ["token", "key"])
async def test_no_byte_comes_to_the_older_board_after_the_newer_has_its_welcome(scene, way):
    gateway, customer, far = scene
    await lose_an_update(gateway, customer, far)
    credentials = {"token": far.token} if way == "token" else {"enrolmentKey": customer.key(user="owner")}
    newer = await Board.connect(gateway, "far-1", **credentials)
    await newer.expect("welcome")
    far.link.come_back()
    assert far.rest() == b""
    await newer.until(lambda state: "livemark" in state["live"]["calls"], "the call on the newer board")


async def test_a_board_whose_line_is_up_keeps_its_connection(scene):
    """The change is sent on the existing connection, after what was sent before."""
    gateway, customer, far = scene
    near = await Board.enrol(gateway, "near-1", customer.key(user="other"))
    for number in range(5):
        customer.send(waiting_call(f"livemark-{number}"))
        customer.user("owner", "analytics" if number % 2 == 0 else "contactCentre")
        message = b""
        while b'"welcome"' not in message:
            message = far.read_until(TEXT)
        assert json.loads(message)["view"] == ("analytics" if number % 2 == 0 else "contactCentre")
    await near.until(lambda state: "livemark-4" in state["live"]["calls"], "the last call")
    assert gateway.admin("monitor").metric("wallboard_entitlement_resets_total") == 0
