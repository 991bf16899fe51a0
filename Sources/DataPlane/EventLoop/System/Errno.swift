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

    /// The error of the call that just failed on this thread.
    ///
    /// `EBADF`, `EFAULT` and `ENOTSOCK` trap: only a bug in this program closes a descriptor twice or passes a bad
    /// pointer, and going on could read or write another board's connection.
    static var current: Errno {
        let code = errno
        precondition(code != EBADF && code != EFAULT && code != ENOTSOCK, "\(Errno(code: code)) of a descriptor in use")
        return Errno(code: code)
    }

    /// True when the call only has to be tried again later: `EAGAIN`, `EWOULDBLOCK`.
    var isWouldBlock: Bool { code == EAGAIN || code == EWOULDBLOCK }

    /// `ECONNRESET (104): Connection reset by peer`.
    package var description: String {
        guard let name = strerrorname_np(code), let meaning = strerrordesc_np(code) else { return "errno \(code)" }
        return "\(String(cString: name)) (\(code)): \(String(cString: meaning))"
    }
}

/// What happens when this program writes to a peer that is gone.
package enum BrokenPipe {
    /// From now on such a write fails with `EPIPE` in the whole process, instead of ending it by SIGPIPE.
    ///
    /// OpenSSL writes to its socket without `MSG_NOSIGNAL`. Loop threads block that signal, which is enough for them; a
    /// program calls this once at its start for its other threads and for pipes.
    package static func ignoreSignal() {
        CLinux_ignore_broken_pipe()
    }
}

/// How many descriptors the kernel lets this process have open at once (`RLIMIT_NOFILE`).
package enum DescriptorLimit {
    /// Raises the soft limit to the hard one, which takes no privilege, and returns the limit then in force: 1….
    ///
    /// Shells and containers often give 1,024 where they would let a program have a million. Where raising is not
    /// allowed, by a filter of system calls, the limit stays as it is; where it cannot be read, the result is 1,024,
    /// which every Linux gives.
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
