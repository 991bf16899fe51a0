import Glibc

/// Bytes without TLS: for answering a peer before TLS is up, and for tests.
extension Socket {
    /// The result of `read`.
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

    /// Discards what is there, at most this many bytes, 1…, without reading it.
    package static func discard(_ handle: borrowing FileHandle, atMost bytes: Int) -> ReadResult {
        let count = recv(handle.descriptor, nil, bytes, Int32(MSG_TRUNC))
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        let failure = Errno.current
        return failure.isWouldBlock || failure.code == EINTR ? .wouldBlock : .failed(failure)
    }

    /// The result of `write`.
    package enum WriteResult: Hashable, Sendable {
        /// The kernel took this many bytes, perhaps fewer than offered.
        case wrote(Int)
        case wouldBlock
        case failed(Errno)
    }

    /// Offers bytes to the kernel; a peer that is gone gives `.failed`, never SIGPIPE.
    package static func write(_ handle: borrowing FileHandle, _ bytes: Span<UInt8>) -> WriteResult {
        let descriptor = handle.descriptor
        let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 { return .wrote(count) }
        let failure = Errno.current
        return failure.isWouldBlock || failure.code == EINTR ? .wouldBlock : .failed(failure)
    }
}

/// A look ahead at what TLS will read, for what precedes it.
extension Socket {
    /// Reads what is there, at most a buffer full, and leaves it with the kernel.
    package static func peek(_ handle: borrowing FileHandle, into buffer: ReadBuffer) -> ReadResult {
        receive(handle, into: buffer, upTo: buffer.memory.count, Int32(MSG_PEEK))
    }

    /// Takes `count` bytes from the kernel that `peek` has shown; 1…`buffer.capacity`. What is in the buffer stays the
    /// same.
    ///
    /// - Returns: whether they could be taken: false where the connection broke meanwhile.
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

/// Where a loop reads to: one buffer for all its connections, used up before the next one reads.
///
/// That is what keeps a connection free of a read buffer of its own. Confined to the thread that made it.
package final class ReadBuffer {
    let memory: UnsafeMutableRawBufferPointer

    /// - Parameter capacity: bytes, 1…
    package init(capacity: Int) {
        precondition(capacity > 0, "capacity \(capacity)")
        memory = .allocate(byteCount: capacity, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        memory.deallocate()
    }

    /// Bytes that one read can bring.
    package var capacity: Int { memory.count }

    /// Lends the first `count` bytes, as returned in `.bytes(count)`, until `body` returns. Do not read into the buffer
    /// in `body`.
    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ count: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition((0...memory.count).contains(count), "\(count) bytes of \(memory.count)")
        let bytes = UnsafeRawBufferPointer(rebasing: memory[..<count]).assumingMemoryBound(to: UInt8.self)
        return try body(Span(_unsafeElements: bytes))
    }
}
