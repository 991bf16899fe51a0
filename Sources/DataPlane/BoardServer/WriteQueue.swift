/// What waits to be written to one board, in order. A value without I/O: the connection offers its bytes to TLS and
/// reports back what became of them.
///
/// TLS encrypts a record before the kernel takes it. When the kernel is full, the record stays with TLS, and the same
/// bytes must be offered again: they are *pinned*, and exactly they are offered until they are written. With more
/// behind them TLS would finish the record and hold the next one, whose bytes the queue would still consider its own. A
/// frame that is partly written or pinned can no longer be taken back; every other state frame can.
///
/// At rest it holds no memory of its own: one inline reference, and an array only while more than one frame waits.
struct WriteQueue {
    /// The most that TLS takes at once into one record (RFC 8446, section 5.1).
    static let recordBytes = 16_384

    private var first: EncodedFrame?
    private var rest: [EncodedFrame] = []
    /// Bytes of `first` that are written.
    private var offset = 0
    /// Bytes from `offset` on that TLS holds in a record.
    private var pinned = 0
    /// Bytes that are yet to be written.
    private(set) var byteCount = 0

    var isEmpty: Bool { first == nil }
    var frameCount: Int { first == nil ? 0 : 1 + rest.count }

    mutating func append(_ frame: EncodedFrame) {
        byteCount += frame.bytes.count
        if first == nil {
            first = frame
        } else {
            rest.append(frame)
        }
    }

    /// The next bytes to offer, one record at most: what is pinned, else straight from the frame where one waits alone,
    /// else up to a record of all that waits.
    ///
    /// `scratch` is the loop's, so that no connection has a buffer: emptied, and filled where several frames go into
    /// one record.
    func nextChunk(_ scratch: inout [UInt8]) -> Chunk? {
        guard let first else { return nil }
        let most = pinned > 0 ? pinned : Self.recordBytes
        let left = first.bytes.count - offset
        if rest.isEmpty || left >= most {
            return .frame(first, from: offset, count: min(left, most))
        }
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: first.bytes[offset...])
        for frame in rest where scratch.count < most {
            scratch.append(contentsOf: frame.bytes.prefix(most - scratch.count))
        }
        return .scratch
    }

    enum Chunk {
        case frame(EncodedFrame, from: Int, count: Int)
        case scratch
    }

    /// TLS took `count` bytes.
    ///
    /// - Returns: whether the end of a message was among them.
    mutating func wrote(_ count: Int) -> Bool {
        precondition(count <= byteCount, "\(count) bytes written of \(byteCount) queued")
        byteCount -= count
        pinned = 0
        offset += count
        var finished = 0
        var isMessageFinished = false
        while let frame = first, offset >= frame.bytes.count {
            offset -= frame.bytes.count
            if frame.kind != .transport { isMessageFinished = true }
            if finished < rest.count {
                first = rest[finished]
                finished += 1
            } else {
                first = nil
            }
        }
        if finished == rest.count {
            if finished > 0 { rest = [] }
        } else if finished > 0 {
            rest.removeFirst(finished)
        }
        if first == nil { precondition(offset == 0, "\(offset) bytes written beyond the queue") }
        return isMessageFinished
    }

    /// The kernel was full when `count` bytes were offered, and TLS holds them.
    mutating func blocked(offering count: Int) {
        precondition(pinned == 0 || pinned == count, "\(count) bytes offered where \(pinned) are pinned")
        precondition(count <= Self.recordBytes, "\(count) bytes in a record")
        pinned = count
    }

    /// Takes back the state frames that can still be taken back.
    ///
    /// - Returns: whether a state frame stays that cannot.
    mutating func dropState() -> Bool {
        guard let head = first else { return false }
        var committed = offset + pinned
        var kept: [EncodedFrame] = []
        var isStateCommitted = false
        for frame in [head] + rest {
            let isCommitted = committed > 0
            committed -= frame.bytes.count
            if frame.kind != .state || isCommitted {
                kept.append(frame)
                if frame.kind == .state { isStateCommitted = true }
            } else {
                byteCount -= frame.bytes.count
            }
        }
        first = kept.first
        rest = Array(kept.dropFirst())
        return isStateCommitted
    }
}
