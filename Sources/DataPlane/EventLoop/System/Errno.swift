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
