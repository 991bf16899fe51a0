/// Iterates over the elements of a text that is one JSON array, without building any: a long array is read with the
/// memory of its longest element.
package struct JSONElements {
    private var parser: JSONParser
    private var isAtStart = true

    /// Elements may be as deep as `limits` allow a value to be; the caller bounds the length of the text.
    package init(limits: JSONLimits) {
        parser = JSONParser(limits: limits)
    }

    /// The place of the next element; nil after the last, once the end of the text was checked too. Do not call it
    /// again after nil or an error.
    package mutating func next(_ bytes: Span<UInt8>) throws(JSONError) -> Range<Int>? {
        if isAtStart {
            isAtStart = false
            try expect(ASCII.openBracket, in: bytes)
            if try parser.skip(ASCII.closeBracket, in: bytes) { return try end(bytes) }
        } else if try !parser.skip(ASCII.comma, in: bytes) {
            try expect(ASCII.closeBracket, in: bytes)
            return try end(bytes)
        }
        return try parser.skipValue(bytes)
    }

    private mutating func expect(_ byte: UInt8, in bytes: Span<UInt8>) throws(JSONError) {
        guard try parser.skip(byte, in: bytes) else {
            throw JSONError(offset: parser.offset, reason: .unexpectedByte)
        }
    }

    private mutating func end(_ bytes: Span<UInt8>) throws(JSONError) -> Range<Int>? {
        try parser.end(bytes)
        return nil
    }
}
