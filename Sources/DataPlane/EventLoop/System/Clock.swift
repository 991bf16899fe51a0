import CLinux
import Glibc

/// The machine's clocks. State machines get the time passed in; only the shell around them reads it here.
package enum Clock {
    /// Milliseconds since an arbitrary moment; never goes back. For deadlines.
    package static func monotonicMilliseconds() -> Int64 {
        monotonicMicroseconds() / 1_000
    }

    /// Microseconds since an arbitrary moment; never goes back. For measuring.
    package static func monotonicMicroseconds() -> Int64 {
        let time = read(CLOCK_MONOTONIC)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, until the end of the year 9999; goes back when somebody sets it. For
    /// times that people and boards see.
    package static func wallMilliseconds() -> Int64 {
        wallMicroseconds() / 1_000
    }

    /// Microseconds since 1970-01-01T00:00:00Z; for measuring between programs.
    package static func wallMicroseconds() -> Int64 {
        let time = read(CLOCK_REALTIME)
        return min(max(Int64(time.tv_sec), 0), lastWallSecond) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    /// 9999-12-31T23:59:59Z. A time beyond it has no text form.
    private static let lastWallSecond: Int64 = 253_402_300_799

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "clock_gettime(\(clock)): \(Errno.current)")
        return time
    }
}

/// The kernel's random generator, suitable for keys, tokens and masks.
package enum Random {
    /// `count` unpredictable bytes, 0… (getrandom(2)); waits only just after the machine has started.
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = getrandom(buffer.baseAddress! + filled, count - filled, 0)
                precondition(got >= 0 || errno == EINTR, "getrandom: \(Errno.current)")
                filled += max(got, 0)
            }
        }
    }
}
