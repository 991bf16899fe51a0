/// The 32 bits that a client's payload is XORed with (RFC 6455, section 5.3).
struct MaskingKey: Hashable, Sendable {
    /// The first byte of the key in the lowest eight bits.
    private var bits: UInt32

    /// - Parameter bigEndian: the key as a number whose first byte is the most significant, as it travels.
    init(bigEndian: UInt32) { bits = bigEndian.byteSwapped }

    /// The byte that the payload byte at `index` is XORed with; `index` is 0 or more.
    subscript(index: Int) -> UInt8 { UInt8(truncatingIfNeeded: bits >> (UInt32(truncatingIfNeeded: index & 3) * 8)) }

    /// The key twice, laid out for a load of eight payload bytes from memory.
    var repeated: UInt64 { (UInt64(bits) << 32 | UInt64(bits)).littleEndian }

    /// The key for the payload after its first `count` bytes.
    func advanced(by count: Int) -> MaskingKey {
        var key = self
        let shift = UInt32(truncatingIfNeeded: count & 3) * 8
        key.bits = bits >> shift | bits << ((32 - shift) & 31)
        return key
    }
}
