import CLinux
import Glibc

/// How many descriptors the kernel lets this process have open at once (`RLIMIT_NOFILE`).
package enum DescriptorLimit {
    /// Raises the soft limit to the hard one, which takes no privilege, and answers what is in force then: 1….
    ///
    /// Shells and containers often give 1,024 and would let a program have a million. Where raising is not allowed, by a
    /// filter of system calls, the limit stays as it is; where it cannot be read, the answer is 1,024, which every Linux
    /// gives.
    package static func raise() -> Int {
        var limit = rlimit()
        guard CLinux_get_descriptor_limit(&limit) == 0 else { return 1_024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if CLinux_set_descriptor_limit(&raised) == 0 { limit = raised }
        }
        // `RLIM_INFINITY` is the largest number there is.
        return max(1, Int(clamping: limit.rlim_cur))
    }
}
