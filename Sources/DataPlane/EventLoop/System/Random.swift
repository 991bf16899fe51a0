import CLinux
import Glibc

/// The kernel's random generator, good for keys, tokens and masks.
package enum Random {
    /// `count` unpredictable bytes, 0… (getrandom(2)); waits only in the first moments after the machine has started.
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
