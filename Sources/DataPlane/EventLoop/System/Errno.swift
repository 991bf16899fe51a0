import CLinux
import Glibc

/// An error number of the kernel, as the C library gives it in `errno`.
package struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number, for example `ECONNRESET`; never 0.
    package let code: Int32

    /// Takes a number of errno(3).
    package init(code: Int32) {
        self.code = code
    }

    /// What the call that just failed on this thread left behind.
    ///
    /// `EBADF`, `EFAULT` and `ENOTSOCK` are traps: only a mistake in this program closes a descriptor twice or passes a
    /// bad pointer, and going on would be reading or writing another board's connection.
    static var current: Errno {
        let code = errno
        precondition(code != EBADF && code != EFAULT && code != ENOTSOCK, "\(Errno(code: code)) of a descriptor in use")
        return Errno(code: code)
    }

    /// True when trying again later is all there is to do: `EAGAIN`, `EWOULDBLOCK`.
    var isWouldBlock: Bool { code == EAGAIN || code == EWOULDBLOCK }

    /// `ECONNRESET (104): Connection reset by peer`.
    package var description: String {
        guard let name = strerrorname_np(code), let meaning = strerrordesc_np(code) else { return "errno \(code)" }
        return "\(String(cString: name)) (\(code)): \(String(cString: meaning))"
    }
}

/// What happens when this program writes to a peer that is gone.
package enum BrokenPipe {
    /// From now on such a write answers `EPIPE` in the whole process, instead of ending it by SIGPIPE.
    ///
    /// OpenSSL writes to its socket without `MSG_NOSIGNAL`. Loop threads block that signal, so they need no more than
    /// that; a program calls this once at its start for its other threads and for pipes.
    package static func ignoreSignal() {
        CLinux_ignore_broken_pipe()
    }
}

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
