/// Goes through the elements of a text that is one JSON array, without building any: how a long array is read with the
/// memory of its longest element.
package struct JSONElements {
    private var parser: JSONParser
    private var isAtStart = true

    /// Elements as deep as `limits` allow a value to be; the length of the text is the caller's to bound.
    package init(limits: JSONLimits) {
        parser = JSONParser(limits: limits)
    }

    /// Where the next element stands; nil after the last, when the end of the text was checked too. Not to be called
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
