// The one file of this target that touches memory by address: what `Span` cannot do yet without a byte-wise loop.

extension [UInt8] {
    /// Appends a copy of `bytes`.
    mutating func append(_ bytes: Span<UInt8>) {
        // The pointer does not leave the closure.
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// XORs the elements from `start` (0…count) on with a masking key, eight at a time (RFC 6455, section 5.3). The
    /// element at `start` meets the first byte of the key.
    mutating func applyMask(_ key: MaskingKey, from start: Int) {
        precondition(start >= 0 && start <= count, "masking starts at \(start) of \(count) bytes")
        let word = key.repeated
        // All offsets lie within the buffer: words end at `wordsEnd`, which is at most `bytes.count`.
        withUnsafeMutableBytes { bytes in
            let wordsEnd = start + (bytes.count - start) / 8 * 8
            var index = start
            while index < wordsEnd {
                let masked = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ word
                bytes.storeBytes(of: masked, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < bytes.count {
                bytes[index] ^= key[index - wordsEnd]
                index += 1
            }
        }
    }
}

extension Span<UInt8> {
    /// Whether the eight bytes from `index` on are all ASCII. Fewer than eight bytes there is a programmer error.
    func isASCIIWord(at index: Int) -> Bool {
        // The load is bounds-checked, and any eight bytes are a `UInt64`.
        bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    }
}
