import Glibc

/// Bytes without TLS: what answers a peer before TLS is there, and what tests speak.
extension Socket {
    /// What `read` came back with.
    package enum ReadResult: Hashable, Sendable {
        /// 1… bytes are in the buffer.
        case bytes(Int)
        case wouldBlock
        /// The peer sent FIN.
        case end
        case failed(Errno)
    }

    /// Reads what is there, at most a buffer full.
    package static func read(_ handle: borrowing FileHandle, into buffer: ReadBuffer) -> ReadResult {
        receive(handle, into: buffer, upTo: buffer.memory.count, 0)
    }

    /// Throws away what is there, at most so many bytes, 1…, without looking at it.
    package static func discard(_ handle: borrowing FileHandle, atMost bytes: Int) -> ReadResult {
        let count = recv(handle.descriptor, nil, bytes, Int32(MSG_TRUNC))
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        let failure = Errno.current
        return failure.isWouldBlock || failure.code == EINTR ? .wouldBlock : .failed(failure)
    }

    /// What `write` came back with.
    package enum WriteResult: Hashable, Sendable {
        /// The kernel took this many bytes, perhaps fewer than offered.
        case wrote(Int)
        case wouldBlock
        case failed(Errno)
    }

    /// Offers bytes to the kernel; a peer that is gone is `.failed`, never SIGPIPE.
    package static func write(_ handle: borrowing FileHandle, _ bytes: Span<UInt8>) -> WriteResult {
        let descriptor = handle.descriptor
        let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 { return .wrote(count) }
        let failure = Errno.current
        return failure.isWouldBlock || failure.code == EINTR ? .wouldBlock : .failed(failure)
    }
}
