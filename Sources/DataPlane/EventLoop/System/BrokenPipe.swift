import CLinux

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
