/// Any JSON value (RFC 8259, section 3), for what has no type of its own: a board's state, a patch of it, a body whose
/// faults are to be named field by field.
///
/// Text is compared byte by byte, as RFC 8259, section 8.3 asks, and not by canonical equivalence as `String` does it:
/// a composed and a decomposed "é" are two keys.
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
    /// Reads a whole text, strictly by RFC 8259; a key that is there twice is refused.
    package init(parsing bytes: Span<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        var parser = JSONParser(limits: limits)
        self = try parser.text(bytes)
    }

    /// Reads a whole text, strictly by RFC 8259; a key that is there twice is refused.
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
