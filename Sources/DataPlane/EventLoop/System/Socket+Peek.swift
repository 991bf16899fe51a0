import Glibc

/// A look at what TLS will read, for what comes before it.
extension Socket {
    /// Reads what is there, at most a buffer full, and leaves it with the kernel.
    package static func peek(_ handle: borrowing FileHandle, into buffer: ReadBuffer) -> ReadResult {
        receive(handle, into: buffer, upTo: buffer.memory.count, Int32(MSG_PEEK))
    }

    /// Takes `count` bytes from the kernel that `peek` has shown; 1…`buffer.capacity`. What is in the buffer stays the
    /// same.
    ///
    /// - Returns: whether they could be taken: not where the connection broke meanwhile.
    package static func take(_ count: Int, peekedInto buffer: ReadBuffer, from handle: borrowing FileHandle) -> Bool {
        precondition((1...buffer.memory.count).contains(count), "\(count) bytes of \(buffer.memory.count)")
        return receive(handle, into: buffer, upTo: count, 0) == .bytes(count)
    }

    static func receive(
        _ handle: borrowing FileHandle, into buffer: ReadBuffer, upTo count: Int, _ flags: Int32
    ) -> ReadResult {
        let received = recv(handle.descriptor, buffer.memory.baseAddress, count, flags)
        if received > 0 { return .bytes(received) }
        if received == 0 { return .end }
        let failure = Errno.current
        return failure.isWouldBlock || failure.code == EINTR ? .wouldBlock : .failed(failure)
    }
}
