"""Every setting at its bounds, one beyond each, and nonsense: exit code 78, or a gateway that serves."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from admin import Customer
from board import Board
from gateway import BIN

NONSENSE = ["", " ", "-", "nan", "1e3", "0x10", "1_000", "１２", "99999999999999999999999999", "-9223372036854775809", "~"]


def help_text():
    return subprocess.run([BIN / "wallboard-gateway", "serve", "--help"], capture_output=True, text=True).stdout


def numbers():
    """The settings that are numbers: (flag, least, most), by the words of the help."""
    found = re.findall(r"--([a-z-]+) <n>.*?\(a\s+whole\s+number\s+from\s+(\d+)\s+to\s+(\d+)", help_text(), re.DOTALL)
    return [(flag, int(least), int(most)) for flag, least, most in found]


def flags():
    return re.findall(r"^  --([a-z-]+) <", help_text(), re.MULTILINE)


def test_the_settings_are_found():
    assert len(numbers()) >= 12 and len(flags()) >= 35
    assert all(flag in flags() for flag, _, _ in numbers())


def check(certificates, tmp_path, flag, value):
    command = [
        BIN / "wallboard-gateway", "config", "check", "--data-dir", tmp_path, "--tls-cert", certificates / "server.pem",
        "--tls-key", certificates / "server-key.pem", f"--{flag}={value}"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return flag, value, done.returncode, done.stderr


@pytest.mark.timeout(300)
def test_what_is_beyond_a_bound_or_nonsense_is_78_and_what_is_within_is_in_order(certificates, tmp_path):
    cases = []
    for flag, least, most in numbers():
        cases += [(flag, str(value), 0) for value in (least, most)]
        cases += [(flag, str(value), 78) for value in (least - 1, most + 1, 2**63 - 1, 2**63, -(2**63), *NONSENSE)]
    loose = {"config", "ready-file"}
    for flag in set(flags()) - {flag for flag, _, _ in numbers()} - loose:
        cases += [(flag, value, None) for value in ("", "\n", "a" * 5_000, "[", "é", "{}", "127.0.0.1:65536", "::")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(lambda case: check(certificates, tmp_path, *case[:2]), cases))
    for (flag, value, expected), (_, _, code, said) in zip(cases, done, strict=True):
        if value == "":
            expected = 64  # A flag without a value is a fault of the command line.
        assert code in (0, 78) if expected is None else code == expected, (flag, value, code, said)
        assert code == 0 or said.strip(), (flag, value)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("end", ["least", "most"])
async def test_a_gateway_with_every_number_at_one_end_serves(new_gateway, end):
    # An open-file limit decides how many connections and threads there can be; that is another test's.
    settings = {
        flag.replace("-", "_"): least if end == "least" else most for flag, least, most in numbers()
        if flag not in ("loops", "max-connections")}  # fmt: skip
    # One refused board must not make the address wait, and one connection more is needed than is shown.
    settings |= {"max_failed_attempts": 1_000} if end == "least" else {}
    gateway = new_gateway(**settings)
    customer = Customer(gateway.admin())
    board = await Board.enrol(gateway, "tv", customer.key())
    assert board.is_open
    await board.close()
    assert gateway.terminate() == 0


@pytest.mark.timeout(300)
def test_each_number_at_its_ends_alone_starts_a_gateway(new_gateway):
    for flag, least, most in numbers():
        for value in (least, most):
            if flag in ("loops", "max-connections") and value == most:
                continue
            gateway = new_gateway(**{flag.replace("-", "_"): value})
            assert gateway.is_running()
            gateway.kill()
