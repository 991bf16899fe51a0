import CLinux
import Glibc

extension Socket {
    /// Sends small segments at once instead of waiting for the peer's acknowledgement (`TCP_NODELAY`).
    package static func setNoDelay(_ handle: borrowing FileHandle) {
        setOnOpenSocket(handle, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// Bounds what the kernel holds for a peer that does not read (`SO_SNDBUF`): 1… bytes, of which the kernel takes
    /// twice as many to account for its own overhead, and no less than 4,608.
    package static func setSendBuffer(_ handle: borrowing FileHandle, bytes: Int) {
        setOnOpenSocket(handle, SOL_SOCKET, SO_SNDBUF, Int32(clamping: bytes))
    }

    /// The socket counts as writable only while fewer bytes than this are unsent (`TCP_NOTSENT_LOWAT`), so that what
    /// waits for a slow peer waits where it can still be replaced.
    package static func setNotSentLowWater(_ handle: borrowing FileHandle, bytes: Int) {
        setOnOpenSocket(handle, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Int32(clamping: bytes))
    }

    /// Bytes that were written and have not been handed to the network yet (`SIOCOUTQNSD`): what `resetOnClose` can
    /// still take back. 0 for a socket that is no longer connected.
    package static func unsentBytes(_ handle: borrowing FileHandle) -> Int {
        var count: Int32 = 0
        return CLinux_unsent_bytes(handle.descriptor, &count) == 0 ? Int(count) : 0
    }

    /// Bytes that were written and that the peer has not acknowledged (`SIOCOUTQ`, tcp(7)): what is unsent, and what is
    /// sent and would be sent again, FIN counted as one byte. `resetOnClose` takes them back, except what is on its
    /// way. 0 for a socket that is no longer connected: nothing is sent again there.
    package static func unacknowledgedBytes(_ handle: borrowing FileHandle) -> Int {
        var count: Int32 = 0
        let result = CLinux_unacknowledged_bytes(handle.descriptor, &count)
        precondition(result == 0, "SIOCOUTQ: \(Errno.current)")
        return count == 0 || isOver(handle) ? 0 : Int(count)
    }

    /// Whether the kernel is done with the connection, after RST or when both sides have ended it. What the peer had
    /// not acknowledged stays counted then.
    private static func isOver(_ handle: borrowing FileHandle) -> Bool {
        // Only the first byte of `tcp_info`.
        var state: UInt8 = 0
        var length = socklen_t(MemoryLayout<UInt8>.size)
        let result = getsockopt(handle.descriptor, Int32(IPPROTO_TCP), TCP_INFO, &state, &length)
        precondition(result == 0, "TCP_INFO: \(Errno.current)")
        return Int(state) == TCP_CLOSE
    }

    /// From now on closing drops what is not acknowledged and sends RST (`SO_LINGER` with 0 s; RFC 9293, section
    /// 3.10.5, ABORT).
    package static func resetOnClose(_ handle: borrowing FileHandle) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        let length = socklen_t(MemoryLayout<linger>.size)
        let result = setsockopt(handle.descriptor, SOL_SOCKET, SO_LINGER, &linger, length)
        precondition(result == 0, "SO_LINGER: \(Errno.current)")
    }

    /// Sends FIN: the peer reads the end, and this side can still read.
    ///
    /// - Returns: nil, or `ENOTCONN` if the peer was faster.
    @discardableResult
    package static func shutdownWrite(_ handle: borrowing FileHandle) -> Errno? {
        shutdown(handle.descriptor, Int32(SHUT_WR)) == 0 ? nil : Errno.current
    }

    static func option(_ handle: borrowing FileHandle, _ level: Int32, _ name: Int32) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = getsockopt(handle.descriptor, level, name, &value, &length)
        precondition(result == 0, "getsockopt \(level), \(name): \(Errno.current)")
        return value
    }

    static func setOption(
        _ handle: borrowing FileHandle, _ level: Int32, _ name: Int32, _ value: Int32
    ) throws(Errno) {
        var value = value
        let result = setsockopt(handle.descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
        guard result == 0 else { throw Errno.current }
    }

    /// For options that only make a connection better. A TCP socket of Linux refuses none of them, but a filter of
    /// system calls may; then the connection does without.
    private static func setOnOpenSocket(_ handle: borrowing FileHandle, _ level: Int32, _ name: Int32, _ value: Int32) {
        try? setOption(handle, level, name, value)
    }
}
