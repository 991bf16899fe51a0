"""A fault on the thread of a loop ends the program with a report, as on any other thread: what went wrong, and where."""

import os
import signal
import subprocess

import pytest
from gateway import BIN


@pytest.mark.parametrize("fault", ["trap", "ill", "segv", "bus", "fpe", "abrt"])
def test_a_fault_of_a_loop_thread_is_reported(fault):
    backtrace = "enable=yes,color=no,interactive=no,symbolicate=off,threads=crashed,images=none,registers=none"
    ended = subprocess.run(
        [BIN / "wire-echo", "--listen", "127.0.0.1:0", "--tls-cert", "none", "--tls-key", "none",
         "--fault-on-loop-thread", fault],
        capture_output=True, text=True, timeout=120, env={**os.environ, "SWIFT_BACKTRACE": backtrace})
    # A signal that was only sent is reported, and the thread goes on to the trap behind it.
    assert ended.returncode in (-signal.SIGILL, -signal.SIGTRAP, -signal.SIGABRT)
    report = ended.stdout + ended.stderr
    assert "crashed" in report and "board-loop-0" in report, report
