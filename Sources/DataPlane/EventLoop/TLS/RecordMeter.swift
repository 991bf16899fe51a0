/// Where the records of TLS end in the bytes that a peer sends (RFC 8446, section 5.1; RFC 5246, section 6.2): five bytes of
/// head, the last two of them the length of what follows. Encrypted or not, that is the same. 4 bytes a connection.
struct RecordMeter {
    private static let headBytes: UInt8 = 5

    /// Bytes of the head that have passed; all of them while the rest of the record does.
    private var head: UInt8 = 0
    /// Bytes of the record that are yet to come, once the head has passed.
    private var missing: UInt16 = 0

    /// Takes note of the next bytes, and tells how many records ended in them.
    mutating func pass(_ bytes: Span<UInt8>) -> Int {
        var ended = 0
        var index = 0
        while index < bytes.count {
            if head < Self.headBytes {
                head += 1
                missing = missing << 8 | UInt16(bytes[index])
                index += 1
            } else {
                let count = min(Int(missing), bytes.count - index)
                missing -= UInt16(count)
                index += count
            }
            guard head == Self.headBytes, missing == 0 else { continue }
            head = 0
            ended += 1
        }
        return ended
    }
}
