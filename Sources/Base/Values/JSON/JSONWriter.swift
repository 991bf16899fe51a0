/// Writes one JSON text (RFC 8259) without whitespace, adding commas and colons by itself.
///
/// Calling it out of order (a value without a key in an object, an end without a beginning) is a bug, and traps at a
/// precondition: no broken text can leave the gateway.
package struct JSONWriter: Sendable {
    /// What has been written so far.
    private var bytes: [UInt8] = []

    /// How deep arrays and objects may be nested: one bit each in `objects`. No message goes beyond 6.
    package static let maxDepth = 64

    /// The open arrays and objects, the innermost in the lowest bit; 1 is an object.
    private var objects: UInt64 = 0
    private var depth = 0
    private var next = Next.value

    /// What may come next.
    private enum Next {
        /// The value of the text, the first element of an array, or the value of a key.
        case value
        /// The first key of an object.
        case firstKey
        /// Another key or element after a comma, or the end of the object or array.
        case more
        /// Nothing: the text is complete.
        case nothing
    }

    /// - Parameter capacity: bytes that the text is expected to need.
    package init(reserving capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// The complete text. Precondition: one value was written, and everything that was begun has ended.
    package consuming func finish() -> [UInt8] {
        precondition(next == .nothing, "the JSON text is not complete: \(depth) open, next \(next)")
        return bytes
    }

    // MARK: Objects and arrays

    /// Begins an object; keys and values follow, then `endObject`.
    package mutating func beginObject() {
        begin(ASCII.openBrace)
        objects = objects << 1 | 1
        next = .firstKey
    }

    /// Ends the innermost object. Precondition: it is an object, and its last key has its value.
    package mutating func endObject() {
        precondition(depth > 0 && objects & 1 == 1 && next != .value, "no object can end at depth \(depth)")
        end(ASCII.closeBrace)
    }

    /// Begins an array; its elements follow, then `endArray`.
    package mutating func beginArray() {
        begin(ASCII.openBracket)
        objects = objects << 1
        next = .value
    }

    /// Ends the innermost array. Precondition: it is an array.
    package mutating func endArray() {
        precondition(depth > 0 && objects & 1 == 0, "no array can end at depth \(depth)")
        end(ASCII.closeBracket)
    }

    /// Writes a key; its value has to follow. The caller ensures that no key occurs twice.
    package mutating func key(_ key: String) {
        precondition(depth > 0 && objects & 1 == 1 && next != .value, "no key can stand at depth \(depth)")
        if next == .more { bytes.append(ASCII.comma) }
        quote(key)
        bytes.append(ASCII.colon)
        next = .value
    }

    // MARK: Values

    /// Writes a string, escaping what must be escaped (RFC 8259, section 7) and nothing else.
    package mutating func string(_ text: String) {
        beforeValue()
        quote(text)
        afterValue()
    }

    /// Writes an integer.
    package mutating func integer(_ value: some FixedWidthInteger) {
        beforeValue()
        if value < 0 { bytes.append(ASCII.minus) }
        bytes.appendDecimal(UInt64(value.magnitude))
        afterValue()
    }

    /// Writes a number so that reading it gives the same `Double`; `null` for values that JSON has no number for.
    package mutating func number(_ value: Double) {
        guard value.isFinite else {
            null()
            return
        }
        beforeValue()
        bytes.append(contentsOf: value.description.utf8)
        afterValue()
    }

    /// Writes a ratio of 0…1 with at most 4 decimals (docs/calls.md), rounded to the nearest and clamped to that
    /// range; `null` for NaN.
    package mutating func ratio(_ value: Double) {
        guard !value.isNaN else {
            null()
            return
        }
        beforeValue()
        bytes.appendDecimal(UInt64(min(max(value, 0), 1) * 10_000 + 0.5), decimals: 4)
        afterValue()
    }

    /// Writes a duration as seconds with at most 3 decimals (docs/calls.md).
    package mutating func seconds(milliseconds: Int64) {
        beforeValue()
        if milliseconds < 0 { bytes.append(ASCII.minus) }
        bytes.appendDecimal(milliseconds.magnitude, decimals: 3)
        afterValue()
    }

    /// Writes a duration in seconds with at most 3 decimals (docs/calls.md), rounded to the nearest; at most
    /// 10¹² seconds either way, and `null` for no number.
    package mutating func seconds(_ value: Double) {
        guard !value.isNaN else {
            null()
            return
        }
        let milliseconds = Int64(min(value.magnitude, 1e12) * 1_000 + 0.5)
        seconds(milliseconds: value < 0 ? -milliseconds : milliseconds)
    }

    /// Writes a time as RFC 3339 in UTC with milliseconds.
    package mutating func timestamp(_ value: Instant) {
        beforeValue()
        bytes.append(ASCII.quote)
        value.append(to: &bytes)
        bytes.append(ASCII.quote)
        afterValue()
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) {
        beforeValue()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
        afterValue()
    }

    /// Writes `null`: in a merge patch, this removes a member.
    package mutating func null() {
        beforeValue()
        bytes.append(contentsOf: "null".utf8)
        afterValue()
    }

    /// Writes a value that is already encoded. The caller ensures that it is exactly one JSON value. Precondition: it
    /// is not empty.
    package mutating func raw(_ value: [UInt8]) {
        precondition(!value.isEmpty, "an empty text is not a JSON value")
        beforeValue()
        bytes.append(contentsOf: value)
        afterValue()
    }

    /// Writes any value; objects with their keys in sorted order.
    package mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.key)
                self.value(member.value)
            }
            endObject()
        }
    }

    // MARK: Members

    /// Writes a key and a string.
    package mutating func member(_ key: String, _ value: String) {
        self.key(key)
        string(value)
    }

    /// Writes a key and an integer.
    package mutating func member(_ key: String, _ value: some FixedWidthInteger) {
        self.key(key)
        integer(value)
    }

    /// Writes a key and a truth value.
    package mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    /// Writes a key and a time.
    package mutating func member(_ key: String, _ value: Instant) {
        self.key(key)
        timestamp(value)
    }

    // MARK: Order

    private mutating func begin(_ bracket: UInt8) {
        precondition(depth < Self.maxDepth, "JSON nested deeper than \(Self.maxDepth)")
        beforeValue()
        bytes.append(bracket)
        depth += 1
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        objects >>= 1
        depth -= 1
        afterValue()
    }

    private mutating func beforeValue() {
        switch next {
        case .value: break
        case .more where objects & 1 == 0: bytes.append(ASCII.comma)
        default: preconditionFailure("no JSON value can stand here: depth \(depth), next \(next)")
        }
    }

    private mutating func afterValue() {
        next = depth == 0 ? .nothing : .more
    }

    private mutating func quote(_ text: String) {
        bytes.append(ASCII.quote)
        if text.utf8.contains(where: Self.needsEscape) {
            for byte in text.utf8 { escape(byte) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(ASCII.quote)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < ASCII.space || byte == ASCII.quote || byte == ASCII.backslash
    }

    private mutating func escape(_ byte: UInt8) {
        guard Self.needsEscape(byte) else { return bytes.append(byte) }
        bytes.append(ASCII.backslash)
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case ASCII.lineFeed: bytes.append(UInt8(ascii: "n"))
        case ASCII.carriageReturn: bytes.append(UInt8(ascii: "r"))
        case ASCII.tab: bytes.append(UInt8(ascii: "t"))
        case ASCII.quote, ASCII.backslash: bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? ASCII.zero + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}

extension JSON {
    /// The value as a JSON text without whitespace, keys in sorted order.
    package func encode() -> [UInt8] {
        var json = JSONWriter()
        json.value(self)
        return json.finish()
    }
}
