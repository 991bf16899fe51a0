/// Any JSON value (RFC 8259, section 3), for values without a type of their own: a board's state, a patch of it, a body
/// whose faults are to be named field by field.
///
/// Text is compared byte by byte, as RFC 8259, section 8.3, requires, and not by canonical equivalence as `String`
/// does: a composed and a decomposed "é" are two keys.
package enum JSON: Sendable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

extension JSON {
    /// Reads a whole text, strictly by RFC 8259; a duplicate key is rejected.
    package init(parsing bytes: Span<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        var parser = JSONParser(limits: limits)
        self = try parser.text(bytes)
    }

    /// Reads a whole text, strictly by RFC 8259; a duplicate key is rejected.
    package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: bytes.span, limits: limits)
    }
}

extension JSON {
    /// The truth value; nil for anything else.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer; nil for anything else, `1.0` included.
    package var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The number, whether written as an integer or not; nil for anything else. Integers beyond 2⁵³ are rounded.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The text; nil for anything else.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements; nil for anything else.
    package var array: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members; nil for anything else.
    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member `key` of an object; nil where there is none and for anything that is not an object.
    package subscript(key: String) -> JSON? { object?[key] }
}

extension JSON: Hashable {
    /// Bytewise for texts; an integer and a number are never equal.
    package static func == (a: JSON, b: JSON) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    /// Equal values hash alike: bytewise equality is narrower than the equality of `String` that is hashed here.
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}

/// Why a text is not valid JSON. Holds nothing of the text itself, so it may be logged and sent back.
package struct JSONError: Error, Hashable, Sendable {
    /// The byte at which it was noticed, counted from 0.
    package let offset: Int
    /// The rule that the text breaks.
    package let reason: Reason

    /// The rules that a text can break.
    package enum Reason: String, Sendable, CaseIterable {
        case tooLong = "the text is longer than allowed"
        case tooDeep = "arrays and objects are nested too deeply"
        case tooManyMembers = "there are too many members and elements"
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "this byte cannot stand here"
        case trailingBytes = "something follows the value"
        case badNumber = "this is not a number as JSON writes it"
        case numberTooLong = "the number has too many digits"
        case numberOutOfRange = "the number is too large"
        case badEscape = "this escape does not exist"
        case loneSurrogate = "one half of a surrogate pair stands alone"
        case controlCharacter = "a control character must be escaped"
        case notUTF8 = "the text is not UTF-8"
        case duplicateKey = "a key is there twice in the object that begins here"
    }
}

extension JSONError: CustomStringConvertible {
    /// A sentence, such as "the text ends too early (byte 7)".
    package var description: String { "\(reason.rawValue) (byte \(offset))" }
}

/// The bounds of one JSON text, checked while it is read: what memory and stack a stranger's text may cost.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text. Longer ones are rejected unread. Default 65,536: a message of a board (protocol,
    /// section 5, 1009).
    package var maxBytes = 65_536
    /// Arrays and objects inside one another; each costs a level of recursion. Default 32: the deepest message of the
    /// protocol has 6.
    package var maxDepth = 32
    /// Members of all objects and elements of all arrays together; each costs about 40 bytes. Default 10,000: a message
    /// of a board has fewer than 10, but a text of 64 KiB could hold 32,000.
    package var maxMembers = 10_000
    /// Bytes of one number: reading digits costs more than their count. Default 128: the longest that a `Double` needs
    /// to round-trip has 24, and other writers pad with zeros.
    package var maxNumberBytes = 128

    /// The defaults.
    package init() {}

    /// For what the gateway sends to a board: the state of the largest view, of 5,000 agents, has about 60,000 members
    /// in 3 MiB.
    package static var gatewayMessage: JSONLimits {
        var limits = JSONLimits()
        limits.maxBytes = 16 * 1_048_576
        limits.maxMembers = 500_000
        return limits
    }
}
