/// Where a loop reads to: one for all its connections, used up before the next one reads.
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

    /// Lends the first `count` bytes, as told by `.bytes(count)`, until `body` returns. Do not read into the buffer in
    /// `body`.
    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ count: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition((0...memory.count).contains(count), "\(count) bytes of \(memory.count)")
        let bytes = UnsafeRawBufferPointer(rebasing: memory[..<count]).assumingMemoryBound(to: UInt8.self)
        return try body(Span(_unsafeElements: bytes))
    }
}
