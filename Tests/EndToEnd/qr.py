"""Reads the QR code that a board gets as rows of 0 and 1, with a decoder that knows nothing about the encoder."""

import re

import zxingcpp


def _picture(rows, scale=6, quiet=4):
    """8-bit grey values of the modules, dark on light, with the quiet zone of ISO/IEC 18004."""
    side = len(rows) + 2 * quiet
    light = b"\xff" * (side * scale)
    lines = [light] * (quiet * scale)
    for row in rows:
        dark = b"".join((b"\x00" if module == "1" else b"\xff") * scale for module in row)
        lines += [b"\xff" * (quiet * scale) + dark + b"\xff" * (quiet * scale)] * scale
    lines += [light] * (quiet * scale)
    return memoryview(b"".join(lines)).cast("B", (side * scale, side * scale))


def read_qr(rows):
    """The text of the code."""
    side = len(rows)
    assert 21 <= side <= 177 and (side - 17) % 4 == 0, f"{side} modules are no QR code"
    assert all(re.fullmatch(f"[01]{{{side}}}", row) for row in rows), "every row is as long as there are rows"
    codes = zxingcpp.read_barcodes(_picture(rows), formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(codes) == 1, f"{len(codes)} codes were found"
    return codes[0].text
