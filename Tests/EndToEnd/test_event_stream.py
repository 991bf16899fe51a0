"""The stream of server-sent events behind the boards page."""

import pytest
from admin import Admin, Customer
from board import Board
from stream import EventStream


def of(serial, **wanted):
    return lambda board: board["serial"] == serial and all(board[name] == value for name, value in wanted.items())


async def test_a_board_is_followed_from_its_first_seat_to_its_removal(gateway, customer):
    async with await EventStream.open(customer.admin, f"?customerId={customer.id}") as stream:
        assert stream.status == 200 and stream.headers["content-type"].startswith("text/event-stream")
        assert "no-store" in stream.headers["cache-control"] or "no-cache" in stream.headers["cache-control"]
        assert await stream.expect("resync") == {}
        assert stream.retry == 3000
        board = await Board.enrol(gateway, "tv-1", customer.key(), model="AFTMM")
        told = await stream.expect("board", of("tv-1", status="connected"))
        assert told["customerId"] == customer.id and told["model"] == "AFTMM" and told["name"] == "tv-1"
        assert set(told) == set(customer.devices()["tv-1"])
        await board.send({"type": "status", "asleep": True, "note": "good night"})
        await stream.expect("board", of("tv-1", status="asleep", note="good night"))
        customer.change_device("tv-1", name="Lobby")
        await stream.expect("board", of("tv-1", name="Lobby"))
        customer.user("user-contactCentre", "insights")
        await stream.expect("board", of("tv-1", view="insights", boardLicence="analytics"))
        customer.change_device("tv-1", suspended=True)
        await stream.expect("board", of("tv-1", suspended=True, status="offline"))
        await board.closed()
        device = customer.devices()["tv-1"]["id"]
        customer.admin.delete(f"{customer.path}/devices/{device}")
        assert await stream.expect("removed") == {"id": device, "customerId": customer.id}
        numbers = [int(event.number) for event in stream.events]
        assert numbers == sorted(set(numbers)), "ids increase"


async def test_refusals_and_alarms_come_at_once(gateway):
    customer = Customer(gateway.admin(), maximum=1)
    key = customer.key()
    board = await Board.enrol(gateway, "inside", key)
    async with await EventStream.open(customer.admin, f"?customerId={customer.id}") as stream:
        await stream.expect("resync")
        await Board.refused(gateway, "outside", enrolmentKey=key, model="AFTT")
        told = await stream.expect("refused")
        assert (told["serial"], told["reason"], told["model"], told["customerId"]) == (
            "outside", "seatLimit", "AFTT", customer.id)  # fmt: skip
        assert told == customer.boards()["refused"][0]
        await Board.refused(gateway, "thief", token=board.token)
        alarm = await stream.expect("alarm")
        assert (alarm["kind"], alarm["serial"]) == ("wrongSerial", "thief")
        assert alarm == customer.boards()["alarms"][0]
        await stream.expect("board", lambda board: board["alarm"] is not None)


async def test_a_customer_hears_of_itself_alone(gateway, customer):
    other = Customer(gateway.admin())
    async with (
        await EventStream.open(customer.admin.issue("customer", customer.id)) as own,
        await EventStream.open(customer.admin.issue("monitor")) as all_,
    ):
        await Board.enrol(gateway, "theirs", other.key())
        await Board.enrol(gateway, "ours", customer.key())
        await all_.expect("board", of("theirs"))
        await all_.expect("board", of("ours"))
        await own.expect("board", of("ours"))
        assert "theirs" not in str([event.data for event in own.events])
        assert other.id not in str([event.data for event in own.events])
    stranger = await EventStream.open(customer.admin.issue("customer", customer.id), f"?customerId={other.id}")
    assert stranger.status in (403, 404)
    await stranger.close()


@pytest.mark.parametrize("role", [None, "feed"])
async def test_a_role_that_may_not_watch_hears_nothing(gateway, customer, role):
    admin = customer.admin.issue(role, customer.id) if role else Admin(gateway, None)
    async with await EventStream.open(admin) as stream:
        assert stream.status == (403 if role else 401) and not stream.events


@pytest.mark.timeout(60)
async def test_a_quiet_stream_is_kept_alive(gateway, customer):
    async with await EventStream.open(customer.admin, f"?customerId={customer.id}") as stream:
        await stream.expect("resync")
        with pytest.raises(AssertionError, match="no board in time"):
            await stream.expect("board", seconds=17)
        assert stream.comments >= 1 and stream.is_open


async def test_a_stream_ends_with_its_token(gateway, customer):
    provider = customer.admin
    revoked, brief = provider.issue("monitor"), provider.issue("monitor", expiresInSeconds=3)
    async with await EventStream.open(revoked) as first, await EventStream.open(brief) as second:
        await first.expect("resync")
        await second.expect("resync")
        provider.delete(f"/v1/tokens/{revoked.id}", 204)
        await first.ended()
        await second.ended()
    async with await EventStream.open(revoked) as late:
        assert late.status == 401


async def test_streams_end_with_what_their_token_was_made_with_and_with_their_customer(gateway):
    provider = gateway.admin()
    customer, other = Customer(provider), Customer(provider)
    parent = provider.issue("customer", customer.id)
    child, chief = parent.issue("monitor", customer.id), provider.issue("customer", customer.id)
    streams = [await EventStream.open(one) for one in (child, chief, provider)]
    for stream in streams:
        await stream.expect("resync")
    provider.delete(f"/v1/tokens/{parent.id}", 204)
    await streams[0].ended()
    assert streams[1].is_open and streams[2].is_open
    provider.delete(f"/v1/customers/{customer.id}", 204)
    await streams[1].ended()
    other.user("mia", "insights")
    assert streams[2].is_open
    await streams[2].close()


async def test_figures_of_the_line_come_by_themselves(gateway, customer):
    await Board.enrol(gateway, "measured", customer.key())
    device = customer.devices()["measured"]["id"]
    async with await EventStream.open(customer.admin, f"?customerId={customer.id}") as stream:
        figures = await stream.expect(
            "figures", lambda all_: any(one["id"] == device and one["roundTripMillis"] is not None for one in all_), 30)
        (one,) = [one for one in figures if one["id"] == device]
        assert set(one) == {"id", "roundTripMillis", "queuedBytes", "lastMessageAt"}
        assert 0 <= one["roundTripMillis"] < 20_000 and one["queuedBytes"] >= 0 and one["lastMessageAt"]


async def test_the_number_of_streams_is_bounded(new_gateway):
    gateway = new_gateway()
    admin = gateway.admin()
    streams = []
    try:
        for _ in range(500):
            streams.append(await EventStream.open(admin))
            if streams[-1].status != 200:
                break
        assert streams[-1].status == 503 and "retry-after" in streams[-1].headers
        assert len(streams) > 10
        for stream in streams[:5]:
            await stream.expect("resync")
    finally:
        for stream in streams:
            await stream.close()
    assert admin.get("/v1/boards")["boards"] == []


async def test_a_slow_reader_loses_events_and_has_to_list_again(new_gateway):
    """It reads nothing while boards are renamed thousands of times: then it gets a resync, not all of it."""
    gateway = new_gateway()
    customer = Customer(gateway.admin(), maximum=None)
    await Board.enrol(gateway, "busy", customer.key())
    path, admin = customer.device_path("busy"), gateway.admin().keep_open()
    async with await EventStream.open(gateway.admin(), receive_buffer=4096) as stream:
        await stream.expect("resync")
        stream._writer.transport.pause_reading()
        for number in range(4000):
            admin.patch(path, {"name": f"name-{number} " + "x" * 180})
        stream._writer.transport.resume_reading()
        await stream.expect("resync", seconds=30)
        customer.change_device("busy", name="the last")
        await stream.expect("board", of("busy", name="the last"))
        assert len(stream.events) < 4000
