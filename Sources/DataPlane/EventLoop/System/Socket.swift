import CLinux
import Glibc

/// TCP sockets: all sockets made here are non-blocking and are not inherited by child processes.
package enum Socket {
    /// Opens a listener.
    ///
    /// `[::]` accepts IPv4 as well, and falls back to `0.0.0.0` where the kernel has no IPv6.
    ///
    /// - Parameters:
    ///   - address: where to listen; port 0 takes a free one, which `localAddress` returns.
    ///   - backlog: connections that the kernel may hold until they are accepted, 1…; the kernel caps it at
    ///     `net.core.somaxconn`.
    ///   - sharesPort: several listeners may be open on the port, and the kernel spreads connections over them
    ///     (`SO_REUSEPORT`).
    /// - Returns: the listener, readable when a connection waits.
    /// - Throws: for example `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `EMFILE`.
    package static func listen(
        on address: SocketAddress, backlog: Int32, sharesPort: Bool
    ) throws(Errno) -> FileHandle {
        precondition(backlog > 0, "backlog \(backlog)")
        let handle: FileHandle
        do {
            handle = try open(address)
        } catch  where error.code == EAFNOSUPPORT && address.isEveryAddress {
            return try listen(
                on: SocketAddress(.ipv4(0), port: address.port), backlog: backlog, sharesPort: sharesPort)
        }
        try setOption(handle, SOL_SOCKET, SO_REUSEADDR, 1)
        if sharesPort { try setOption(handle, SOL_SOCKET, SO_REUSEPORT, 1) }
        if case .ipv6 = address.host { try setOption(handle, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        let descriptor = handle.descriptor
        let result = address.withKernelAddress { Glibc.bind(descriptor, $0, $1) }
        guard result == 0, Glibc.listen(descriptor, backlog) == 0 else { throw Errno.current }
        return handle
    }

    /// Takes one connection from a listener's queue.
    package static func accept(_ listener: borrowing FileHandle) -> AcceptResult {
        var descriptor: Int32 = -1
        let number = listener.descriptor
        let peer = SocketAddress.fromKernel { address, length in
            descriptor = CLinux_accept(number, address, length)
            return descriptor >= 0
        }
        if descriptor >= 0 {
            let handle = FileHandle(owning: descriptor)
            // A peer that was gone before its address could be read.
            guard let peer else { return .transient(Errno(code: ECONNABORTED)) }
            return .accepted(handle, peer: peer)
        }
        let failure = Errno.current
        switch failure.code {
        case EAGAIN, EWOULDBLOCK: return .wouldBlock
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(failure)
        default: return .transient(failure)
        }
    }

    /// The result of `accept`.
    package enum AcceptResult: ~Copyable {
        case accepted(FileHandle, peer: SocketAddress)
        /// The queue is empty.
        case wouldBlock
        /// The process or the machine has no descriptor or memory for it. The connection stays in the queue and the
        /// listener stays readable: stop polling it for a while.
        case exhausted(Errno)
        /// This one connection failed (`ECONNABORTED` and the network errors of accept(2), or `EINTR`): go on with the
        /// next.
        case transient(Errno)
    }

    /// Begins to connect. The handle becomes writable when that has ended, successfully or not: then check
    /// `pendingError`.
    ///
    /// - Parameters:
    ///   - address: where to.
    ///   - source: the address of this machine to connect from, of the same family; nil: the kernel chooses.
    /// - Returns: the handle, which is non-blocking.
    /// - Throws: what the kernel knows at once, for example `ENETUNREACH`, `EADDRNOTAVAIL`, `EMFILE`.
    package static func connect(
        to address: SocketAddress, from source: SocketAddress? = nil
    ) throws(Errno) -> FileHandle {
        let handle = try open(address)
        let descriptor = handle.descriptor
        if let source, source.withKernelAddress({ Glibc.bind(descriptor, $0, $1) }) != 0 { throw Errno.current }
        let result = address.withKernelAddress { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else { throw Errno.current }
        return handle
    }

    /// The error that the kernel keeps for the socket (`SO_ERROR`), which reading clears; nil if there is none.
    package static func pendingError(_ handle: borrowing FileHandle) -> Errno? {
        let code = option(handle, SOL_SOCKET, SO_ERROR)
        return code == 0 ? nil : Errno(code: code)
    }

    /// The address that the socket is bound to, with the port that the kernel chose.
    package static func localAddress(_ handle: borrowing FileHandle) -> SocketAddress {
        let descriptor = handle.descriptor
        let address = SocketAddress.fromKernel { getsockname(descriptor, $0, $1) == 0 }
        guard let address else { preconditionFailure("descriptor \(descriptor) is not a bound TCP socket") }
        return address
    }

    private static func open(_ address: SocketAddress) throws(Errno) -> FileHandle {
        let family = if case .ipv4 = address.host { AF_INET } else { AF_INET6 }
        let descriptor = CLinux_socket(family)
        guard descriptor >= 0 else { throw Errno.current }
        return FileHandle(owning: descriptor)
    }
}
