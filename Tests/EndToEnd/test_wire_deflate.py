"""RFC 7692: every offer of permessage-deflate and its answer, and every way in which messages are deflated or not."""

import itertools
import random
import struct
import zlib

import pytest
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, RSV1, TEXT, Wire, deflate, inflate

frame = Wire.frame
NAME = "permessage-deflate"
#: What the server always answers: neither side takes its context over.
ALWAYS = {"server_no_context_takeover": None, "client_no_context_takeover": None}


def far_repeats(rng):
    """A message that a deflater with a window of 32 KiB writes with references over all distances below that."""
    again = rng.randbytes(64).hex()
    gaps = (rng.randbytes(distance // 2).hex() for distance in [300, 700, 1_500, 3_000, 6_000, 12_000])
    return "".join(again + gap for gap in gaps).encode() + again.encode()


def extension(text):
    """An answer's parameters by name; the answer must be one of permessage-deflate, and name none twice."""
    name, *parameters = (part.strip() for part in text.split(";"))
    assert name == NAME
    pairs = [(key, value) for key, _, value in (parameter.partition("=") for parameter in parameters)]
    assert len(dict(pairs)) == len(pairs), text
    return {key: value or None for key, value in pairs}


def answer(server, offers):
    """The answer's parameters."""
    with Wire(server) as wire:
        return extension(wire.upgrade(Sec_WebSocket_Extensions=offers)["sec-websocket-extensions"])


@pytest.fixture
def deflated(wire_echo):
    with Wire(wire_echo) as wire:
        wire.upgrade(Sec_WebSocket_Extensions=NAME)
        yield wire


# Negotiation (section 7.1)

OFFERS = [
    (server_takeover, client_takeover, server_bits, client_bits)
    for server_takeover, client_takeover, server_bits, client_bits in itertools.product(
        [True, False], [True, False], [None, *range(8, 16)], [None, "", *range(8, 16)])
]  # fmt: skip


def test_every_offer_is_answered_and_the_answer_is_kept(wire_echo):
    message = far_repeats(random.Random(1))
    for server_takeover, client_takeover, server_bits, client_bits in OFFERS:
        offer = NAME
        offer += "; server_no_context_takeover" if server_takeover else ""
        offer += "; client_no_context_takeover" if client_takeover else ""
        offer += f"; server_max_window_bits={server_bits}" if server_bits else ""
        offer += "" if client_bits is None else "; client_max_window_bits" + (f"={client_bits}" if client_bits else "")
        with Wire(wire_echo) as wire:
            headers = wire.upgrade(Sec_WebSocket_Extensions=offer)
            if server_bits == 8:
                # zlib cannot deflate with a window of 256 bytes, so the offer is declined, as section 7.1.2.1 allows.
                assert "sec-websocket-extensions" not in headers, offer
                continue
            agreed = extension(headers["sec-websocket-extensions"])
            expected = dict(ALWAYS)
            if server_bits:
                expected["server_max_window_bits"] = str(server_bits)
            if isinstance(client_bits, int) and client_bits > 8:
                expected["client_max_window_bits"] = str(client_bits)
            assert agreed == expected, offer
            window = int(agreed.get("client_max_window_bits", 15))
            wire.send_frame(TEXT, deflate(message, window), reserved=RSV1)
            opcode, reserved, payload = wire.read_message()
            assert (opcode, reserved) == (TEXT, RSV1), offer
            # A reference beyond the agreed window would not inflate.
            assert inflate(payload, server_bits or 15) == message, offer


DECLINED = [
    # Unknown, repeated or with a value that they may not have (section 7.1)
    "x-webkit-deflate-frame", f"{NAME}x", f"{NAME}; unknown", f"{NAME}; unknown=1",
    *(f"{NAME}; {name}; {name}" for name in ALWAYS),
    *(f"{NAME}; {name}={value}" for name in ALWAYS for value in ["1", "true", '"1"']),
    f"{NAME}; server_max_window_bits=10; server_max_window_bits=10",
    f"{NAME}; client_max_window_bits; client_max_window_bits",
    f"{NAME}; client_max_window_bits=10; client_max_window_bits",
    f"{NAME}; server_max_window_bits",
    *(f"{NAME}; {name}_max_window_bits={value}" for name in ["server", "client"]
      for value in ["0", "7", "16", "08", "09", "015", "+9", "-9", "9x", "0x9", "1e1", "99999999999999999999", '"08"']),
]  # fmt: skip


@pytest.mark.parametrize("offer", DECLINED)
def test_an_offer_against_the_rules_is_declined_and_nothing_is_compressed(wire_echo, offer):
    with Wire(wire_echo) as wire:
        assert "sec-websocket-extensions" not in wire.upgrade(Sec_WebSocket_Extensions=offer)
        wire.send_frame(TEXT, b"a" * 10_000)
        assert wire.read_message() == (TEXT, 0, b"a" * 10_000)
        wire.send_frame(TEXT, deflate(b"a"), reserved=RSV1)
        assert wire.close_code() == 1002


@pytest.mark.parametrize("offers", [
    f"{NAME}, {NAME}; server_max_window_bits=10",
    f"x-far, {NAME}",
    f"{NAME}; unknown, {NAME}; server_max_window_bits=8, {NAME}; client_max_window_bits=7, {NAME}",
    f"{NAME}; client_max_window_bits, {NAME}; server_max_window_bits=9",
    f" , {NAME} ,,",
])
def test_the_first_offer_that_can_be_accepted_is(wire_echo, offers):
    assert answer(wire_echo, offers) == ALWAYS


def test_the_offer_of_a_later_field_line_counts_too(wire_echo):
    lines = f"{NAME}; server_max_window_bits=8\r\nSec-WebSocket-Extensions: {NAME}; server_max_window_bits=11"
    assert answer(wire_echo, lines) == {**ALWAYS, "server_max_window_bits": "11"}


@pytest.mark.parametrize("value", ['"11"', '"1\\1"', ' \t11 ', ' "11"'])
def test_a_value_may_be_quoted(wire_echo, value):
    expected = {**ALWAYS, "server_max_window_bits": "11", "client_max_window_bits": "11"}
    offer = f"{NAME}; server_max_window_bits={value}; client_max_window_bits={value}"
    assert answer(wire_echo, offer) == expected


# Messages (sections 6 and 7.2)

def stream(data, level=zlib.Z_DEFAULT_COMPRESSION, end=zlib.Z_SYNC_FLUSH, strategy=zlib.Z_DEFAULT_STRATEGY, cuts=()):
    """Raw deflate of `data`, with an empty block at each of the `cuts`, as it comes from zlib."""
    compressor = zlib.compressobj(level=level, wbits=-15, strategy=strategy)
    out, last = b"", 0
    for cut in cuts:
        out += compressor.compress(data[last:cut]) + compressor.flush(zlib.Z_SYNC_FLUSH)
        last = cut
    return out + compressor.compress(data[last:]) + compressor.flush(end)


HELLO = b"Hello"
LONG = random.Random(2).randbytes(15_000).hex().encode()
INFLATED = [
    # The examples of section 7.2.3
    ("one block", HELLO, bytes.fromhex("f248cdc9c90700")),
    ("a stored block", HELLO, bytes.fromhex("000500faff48656c6c6f00")),
    ("a final block", HELLO, bytes.fromhex("f348cdc9c9070000")),
    ("two blocks", HELLO, bytes.fromhex("f24805000000ffffcac9c90700")),
    ("an empty message", b"", b"\x00"),
    ("an empty message of a stored block", b"", bytes.fromhex("000000ffff00")),
    ("an empty message of a final block", b"", bytes.fromhex("030000")),
    # Other kinds of blocks
    ("stored blocks", LONG, stream(LONG, level=0)[:-4]),
    ("fixed codes", LONG, stream(LONG, strategy=zlib.Z_FIXED)[:-4]),
    ("Huffman codes alone", LONG, stream(LONG, strategy=zlib.Z_HUFFMAN_ONLY)[:-4]),
    ("a long final block", LONG, stream(LONG, end=zlib.Z_FINISH) + b"\x00"),
    ("a final block, then others", LONG, stream(LONG[:100], end=zlib.Z_FINISH) + stream(LONG[100:])[:-4]),
    ("many blocks", LONG, stream(LONG, cuts=range(0, 30_000, 50))[:-4]),
    ("empty blocks at the end", HELLO, bytes.fromhex("f248cdc9c90700") + b"\x00\x00\xff\xff\x00" * 100),
]  # fmt: skip


@pytest.mark.parametrize("case", INFLATED, ids=lambda case: case[0])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_whatever_inflates_is_understood(deflated, opcode, case):
    _, message, payload = case
    for frames in [[frame(opcode, payload, reserved=RSV1)], Wire.fragments(opcode, payload, 1, RSV1)]:
        deflated.send_in_pieces(b"".join(frames), 16_384)
        got, reserved, answered = deflated.read_message()
        assert got == opcode and (inflate(answered) if reserved == RSV1 else answered) == message


CORRUPT = [
    # An empty message is one byte (section 7.2.3.6): the four that were left out are no block by themselves.
    ("nothing at all", 1007, b""),
    ("the four bytes that should be left out", 1007, bytes.fromhex("f248cdc9c907000000ffff")),
    ("no deflate", 1007, b"\xff" * 100),
    ("a block of a reserved kind", 1007, b"\x06"),
    ("a stored block whose length is wrong", 1007, bytes.fromhex("000500fafe48656c6c6f00")),
    ("a stored block that breaks off", 1007, bytes.fromhex("000500faff4865")),
    ("a block that breaks off", 1007, stream(LONG)[:1_000]),
    ("a reference to before the message", 1007, bytes.fromhex("4a04130000")),
    ("garbage behind a final block", 1007, stream(HELLO, end=zlib.Z_FINISH) + b"\xff\xff"),
    ("text that is not UTF-8", 1007, deflate(b"a\xffb")),
    ("text that ends within a character", 1007, deflate("€".encode()[:2])),
]  # fmt: skip


@pytest.mark.parametrize("case", CORRUPT, ids=lambda case: case[0])
def test_what_does_not_inflate_is_refused_and_what_follows_has_no_answer(deflated, case):
    _, code, payload = case
    deflated.send(frame(TEXT, payload, reserved=RSV1) + frame(PING, b"behind") + frame(TEXT, b"behind"))
    opcode, _, _, close = deflated.read_frame()
    assert (opcode, struct.unpack("!H", close[:2])[0]) == (CLOSE, code)
    deflated.send_frame(CLOSE, close[:2])
    assert deflated.at_end() and deflated.unread() == b""


def test_a_context_that_is_taken_over_is_refused(deflated):
    compressor = zlib.compressobj(wbits=-15)
    once, again = (
        (compressor.compress(LONG) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4] for _ in range(2))
    deflated.send_frame(TEXT, once, reserved=RSV1)
    assert inflate(deflated.read_message()[2]) == LONG
    deflated.send_frame(TEXT, again, reserved=RSV1)
    assert deflated.close_code() == 1007


def test_compressed_and_plain_messages_may_take_turns(deflated):
    for number in range(20):
        text = b"%d " % number * 500
        if number % 2:
            deflated.send_frame(TEXT, text)
        else:
            deflated.send_frame(TEXT, deflate(text), reserved=RSV1)
        opcode, reserved, payload = deflated.read_message()
        assert opcode == TEXT and (inflate(payload) if reserved else payload) == text


def test_messages_come_back_however_they_are_deflated_and_cut(deflated):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(300):
        opcode = rng.choice([TEXT, BINARY])
        words = ["", "a", "€", "words again ", rng.randbytes(20).hex()]
        message = "".join(rng.choices(words, k=rng.randrange(200))).encode()
        payload, reserved = message, 0
        if rng.random() < 0.7:
            cuts = sorted(rng.randrange(len(message) + 1) for _ in range(rng.randrange(4)))
            strategy = rng.choice([zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE])
            payload, reserved = stream(message, rng.randrange(10), zlib.Z_FULL_FLUSH, strategy, cuts)[:-4], RSV1
        frames = b""
        edges = sorted(rng.randrange(len(payload) + 1) for _ in range(rng.choice([0, 0, 1, 5])))
        pings = []
        for start, end in zip([0, *edges], [*edges, None]):
            first = {"opcode": CONTINUATION} if frames else {"opcode": opcode, "reserved": reserved}
            frames += frame(payload=payload[start:end], fin=end is None, **first)
            if end is not None and rng.random() < 0.3:
                pings.append(rng.randbytes(rng.randrange(126)))
                frames += frame(PING, pings[-1])
        deflated.send_in_pieces(frames, rng.choice([1_000, 16_384]))
        for ping in pings:
            assert deflated.read_frame() == (PONG, True, 0, ping)
        got, compressed, answered = deflated.read_message()
        assert (got, inflate(answered) if compressed else answered) == (opcode, message)


def test_control_frames_come_between_compressed_fragments(deflated):
    first, *rest = Wire.fragments(TEXT, deflate(LONG), 1_000, RSV1)
    deflated.send(first + frame(PING, b"between"))
    assert deflated.read_frame() == (PONG, True, 0, b"between")
    deflated.send(b"".join(rest))
    assert inflate(deflated.read_message()[2]) == LONG


@pytest.mark.parametrize("case", [
    *((f"reserved bits {bits:03b} on a message", frame(TEXT, deflate(b"a"), reserved=bits))
      for bits in [1, 2, 3, 5, 6, 7]),
    *((f"RSV1 on {name}", frame(opcode, b"\x03\xe8", reserved=RSV1))
      for name, opcode in [("ping", PING), ("pong", PONG), ("close", CLOSE)]),
    ("RSV1 on a continuation", frame(TEXT, deflate(b"a"), fin=False, reserved=RSV1)
     + frame(CONTINUATION, b"", reserved=RSV1)),
    ("RSV1 on a continuation of a plain message", frame(TEXT, b"a", fin=False)
     + frame(CONTINUATION, deflate(b"a"), reserved=RSV1)),
    ("RSV1 on a continuation of nothing", frame(CONTINUATION, deflate(b"a"), reserved=RSV1)),
], ids=lambda case: case[0])  # fmt: skip
def test_a_reserved_bit_where_no_compressed_message_begins_is_refused(deflated, case):
    deflated.send(case[1])
    assert deflated.close_code() == 1002
