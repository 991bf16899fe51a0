/// A strict reader of RFC 8259: one pass, no guesses, nothing read beyond the limits.
///
/// It rejects what the RFC leaves open where two readers could disagree: a duplicate key (section 4), half a surrogate
/// pair, and numbers that no `Double` can hold (section 9). A byte order mark is rejected (section 8.1).
///
/// The bytes are passed to each function instead of being kept: a stored span would make the parser non-escapable.
package struct JSONParser {
    /// The next byte to be read.
    private(set) var offset = 0
    /// Where the skipped values are (`rawKeys`).
    package private(set) var raw: [(key: String, range: Range<Int>)] = []

    private let limits: JSONLimits
    private let rawKeys: [String]
    private var members = 0
    private var isSkipping = false
    private var unescaped: [UInt8] = []

    /// `rawKeys` are members of the outermost object that are skipped (`skipValue`): their place is recorded in `raw`,
    /// their value is `null`.
    package init(limits: JSONLimits, rawKeys: [String] = []) {
        self.limits = limits
        self.rawKeys = rawKeys
    }

    /// Reads a whole text: one value with nothing but whitespace around it. Throws where and why it is not one.
    package mutating func text(_ bytes: Span<UInt8>) throws(JSONError) -> JSON {
        guard bytes.count <= limits.maxBytes else { throw JSONError(offset: limits.maxBytes, reason: .tooLong) }
        let value = try value(bytes, depth: 0)
        try end(bytes)
        return value
    }

    /// Skips the next value and returns where it is, building nothing. Its syntax and depth are checked; duplicate
    /// keys, numbers that are too large and too many members are detected when it is read.
    mutating func skipValue(_ bytes: Span<UInt8>) throws(JSONError) -> Range<Int> {
        try skipValue(bytes, depth: 0)
    }

    /// Skips `byte` if it comes next, after whitespace; returns whether it did.
    mutating func skip(_ byte: UInt8, in bytes: Span<UInt8>) throws(JSONError) -> Bool {
        guard try peek(bytes) == byte else { return false }
        offset += 1
        return true
    }

    /// Skips the whitespace at the end; anything else there is an error.
    mutating func end(_ bytes: Span<UInt8>) throws(JSONError) {
        skipWhitespace(bytes)
        guard offset == bytes.count else { throw error(.trailingBytes) }
    }

    // MARK: Values

    private mutating func value(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSON {
        switch try peek(bytes) {
        case ASCII.openBrace: return try object(bytes, depth: depth)
        case ASCII.openBracket: return try array(bytes, depth: depth)
        case ASCII.quote: return .string(try string(bytes))
        case ASCII.minus, ASCII.zero...ASCII.nine: return try number(bytes)
        case UInt8(ascii: "t"):
            try literal("true", bytes)
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false", bytes)
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null", bytes)
            return .null
        default: throw error(.unexpectedByte)
        }
    }

    private mutating func skipValue(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> Range<Int> {
        _ = try peek(bytes)
        let start = offset
        let outer = isSkipping
        isSkipping = true
        _ = try value(bytes, depth: depth)
        isSkipping = outer
        return start..<offset
    }

    private mutating func object(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSON {
        let start = offset
        try enter(depth)
        var members: [JSONObject.Member] = []
        if try skip(ASCII.closeBrace, in: bytes) { return .object(JSONObject()) }
        repeat {
            guard try peek(bytes) == ASCII.quote else { throw error(.unexpectedByte) }
            let key = try string(bytes)
            guard try skip(ASCII.colon, in: bytes) else { throw error(.unexpectedByte) }
            try countMember()
            if depth == 0 && rawKeys.contains(key) {
                raw.append((key, try skipValue(bytes, depth: 1)))
                members.append(JSONObject.Member(key: key, value: .null))
            } else {
                let value = try value(bytes, depth: depth + 1)
                if !isSkipping { members.append(JSONObject.Member(key: key, value: value)) }
            }
        } while try skip(ASCII.comma, in: bytes)
        guard try skip(ASCII.closeBrace, in: bytes) else { throw error(.unexpectedByte) }
        guard let object = JSONObject(members) else { throw JSONError(offset: start, reason: .duplicateKey) }
        return .object(object)
    }

    private mutating func array(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSON {
        try enter(depth)
        var elements: [JSON] = []
        if try skip(ASCII.closeBracket, in: bytes) { return .array(elements) }
        repeat {
            try countMember()
            let element = try value(bytes, depth: depth + 1)
            if !isSkipping { elements.append(element) }
        } while try skip(ASCII.comma, in: bytes)
        guard try skip(ASCII.closeBracket, in: bytes) else { throw error(.unexpectedByte) }
        return .array(elements)
    }

    /// Skips the bracket that opens an array or object.
    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth < limits.maxDepth else { throw error(.tooDeep) }
        offset += 1
    }

    private mutating func countMember() throws(JSONError) {
        if isSkipping { return }
        members += 1
        guard members <= limits.maxMembers else { throw error(.tooManyMembers) }
    }

    private mutating func literal(_ word: String, _ bytes: Span<UInt8>) throws(JSONError) {
        for byte in word.utf8 {
            guard offset < bytes.count else { throw error(.unexpectedEnd) }
            guard bytes[offset] == byte else { throw error(.unexpectedByte) }
            offset += 1
        }
    }

    // MARK: Numbers

    /// RFC 8259, section 6: `[ minus ] int [ frac ] [ exp ]`.
    private mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> JSON {
        let start = offset
        if bytes[offset] == ASCII.minus { offset += 1 }
        if offset < bytes.count && bytes[offset] == ASCII.zero { offset += 1 } else { try digits(bytes) }
        var isInteger = true
        if offset < bytes.count && bytes[offset] == ASCII.dot {
            isInteger = false
            offset += 1
            try digits(bytes)
        }
        if offset < bytes.count && (bytes[offset] == UInt8(ascii: "e") || bytes[offset] == UInt8(ascii: "E")) {
            isInteger = false
            offset += 1
            if offset < bytes.count && (bytes[offset] == ASCII.plus || bytes[offset] == ASCII.minus) { offset += 1 }
            try digits(bytes)
        }
        guard offset - start <= limits.maxNumberBytes else { throw JSONError(offset: start, reason: .numberTooLong) }
        if isSkipping { return .null }
        let text = try string(bytes, in: start..<offset)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else {
            throw JSONError(offset: start, reason: .numberOutOfRange)
        }
        return .number(value)
    }

    /// One or more digits.
    private mutating func digits(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = offset
        while offset < bytes.count && ASCII.isDigit(bytes[offset]) { offset += 1 }
        guard offset > start else { throw error(offset < bytes.count ? .badNumber : .unexpectedEnd) }
    }

    // MARK: Strings

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        offset += 1
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == ASCII.quote {
                let text = try string(bytes, in: start..<offset)
                offset += 1
                return text
            }
            if byte == ASCII.backslash { return try stringWithEscapes(bytes, from: start) }
            guard byte >= ASCII.space else { throw error(.controlCharacter) }
            offset += 1
        }
        throw error(.unexpectedEnd)
    }

    /// Continues from the first escape of a string that began at `start`.
    private mutating func stringWithEscapes(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> String {
        unescaped.removeAll(keepingCapacity: true)
        for index in start..<offset { unescaped.append(bytes[index]) }
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte >= ASCII.space else { throw error(.controlCharacter) }
            offset += 1
            if byte == ASCII.quote { return try unescapedString(from: start) }
            if byte == ASCII.backslash { try escape(bytes) } else { unescaped.append(byte) }
        }
        throw error(.unexpectedEnd)
    }

    /// Reads what follows a backslash.
    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONError) {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        let byte = bytes[offset]
        guard byte != UInt8(ascii: "u") else { return try unicodeEscape(bytes) }
        switch byte {
        case ASCII.quote, ASCII.backslash, ASCII.slash: unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(ASCII.lineFeed)
        case UInt8(ascii: "r"): unescaped.append(ASCII.carriageReturn)
        case UInt8(ascii: "t"): unescaped.append(ASCII.tab)
        default: throw error(.badEscape)
        }
        offset += 1
    }

    /// Reads `uXXXX`, and the second half of a pair where the first needs one.
    private mutating func unicodeEscape(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = offset - 1
        var code = try hexadecimal(bytes)
        if 0xD800...0xDBFF ~= code {
            guard offset + 1 < bytes.count, bytes[offset] == ASCII.backslash, bytes[offset + 1] == UInt8(ascii: "u")
            else { throw JSONError(offset: start, reason: .loneSurrogate) }
            offset += 1
            let low = try hexadecimal(bytes)
            guard 0xDC00...0xDFFF ~= low else { throw JSONError(offset: start, reason: .loneSurrogate) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(offset: start, reason: .loneSurrogate) }
        unescaped.append(contentsOf: UTF8.encode(scalar)!)
    }

    /// Reads the letter `u`, which has been checked, and four hexadecimal digits.
    private mutating func hexadecimal(_ bytes: Span<UInt8>) throws(JSONError) -> UInt32 {
        offset += 1
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard offset < bytes.count else { throw error(.unexpectedEnd) }
            switch bytes[offset] {
            case let digit where ASCII.isDigit(digit): code = code << 4 | UInt32(digit - ASCII.zero)
            case let digit where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit | 0x20):
                code = code << 4 | UInt32((digit | 0x20) - UInt8(ascii: "a") + 10)
            default: throw error(.badEscape)
            }
            offset += 1
        }
        return code
    }

    private func string(_ bytes: Span<UInt8>, in range: Range<Int>) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            let text = try UTF8Span(validating: bytes.extracting(range))
            return isSkipping ? "" : String(copying: text)
        } catch {
            throw JSONError(offset: range.lowerBound + error.byteOffsets.lowerBound, reason: .notUTF8)
        }
    }

    private func unescapedString(from start: Int) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: unescaped.span))
        } catch {
            throw JSONError(offset: start, reason: .notUTF8)
        }
    }

    // MARK: Bytes

    /// The next byte that is not whitespace; the offset is moved to it.
    private mutating func peek(_ bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
        skipWhitespace(bytes)
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[offset]
    }

    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while offset < bytes.count && ASCII.isWhitespace(bytes[offset]) { offset += 1 }
    }

    private func error(_ reason: JSONError.Reason) -> JSONError {
        JSONError(offset: offset, reason: reason)
    }
}
