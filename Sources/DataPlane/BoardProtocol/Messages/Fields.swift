import Values

/// The fields of a received object, read by name. An optional field may be absent or `null`, which mean the same; a
/// field that is present must keep its rule.
struct Fields {
    private let object: JSONObject

    /// The fields of a text that is one JSON object.
    init(_ text: Span<UInt8>, _ parser: inout JSONParser) throws(MessageError) {
        let value: JSON
        do throws(JSONError) {
            value = try parser.text(text)
        } catch {
            throw .notJSON(error)
        }
        try self.init(value)
    }

    init(_ value: JSON) throws(MessageError) {
        guard case .object(let object) = value else { throw .notAnObject }
        self.object = object
    }

    /// The value of a field; nil if it is absent or `null`.
    func value(_ name: String) -> JSON? {
        switch object[name] {
        case .null, nil: nil
        case let value?: value
        }
    }

    /// What `read` finds; throws if it finds nothing.
    func required<Value>(
        _ name: String, _ read: (String) throws(MessageError) -> Value?
    ) throws(MessageError) -> Value {
        guard let value = try read(name) else { throw .field(name, rule: "is missing") }
        return value
    }

    func string(_ name: String) throws(MessageError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw .field(name, rule: "is not a string") }
        return text
    }

    /// A list of strings.
    func strings(_ name: String) throws(MessageError) -> [String]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value else { throw .field(name, rule: "is not a list") }
        let strings = elements.compactMap(\.string)
        guard strings.count == elements.count else { throw .field(name, rule: "is not a list of strings") }
        return strings
    }

    func bool(_ name: String) throws(MessageError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let bool) = value else { throw .field(name, rule: "is not true or false") }
        return bool
    }

    /// An integer that is not negative.
    func count(_ name: String) throws(MessageError) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .integer(let integer) = value, integer >= 0, let count = Int(exactly: integer) else {
            throw .field(name, rule: "is not an integer of 0 or more")
        }
        return count
    }

    func number(_ name: String) throws(MessageError) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.number else { throw .field(name, rule: "is not a number") }
        return number
    }

    func timestamp(_ name: String) throws(MessageError) -> Instant? {
        guard let text = try string(name) else { return nil }
        guard let timestamp = Instant(text) else { throw .field(name, rule: "is not an RFC 3339 time with offset") }
        return timestamp
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String) throws(MessageError) -> Word? {
        guard let text = try string(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw .field(name, rule: "is not one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// A text for people, in normal form C and of at most `characters` Unicode scalars. Control characters become
    /// spaces: what a board says about itself appears on terminals and pages.
    func displayText(_ name: String, atMost characters: Int) throws(MessageError) -> String? {
        guard let text = try string(name)?.normalised else { return nil }
        guard text.unicodeScalars.count <= characters else {
            throw .field(name, rule: "is longer than \(characters) characters")
        }
        guard text.unicodeScalars.contains(where: Self.isControl) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { clean.append(Self.isControl(scalar) ? " " : scalar) }
        return String(clean)
    }

    /// A token or a key.
    func secret(_ name: String) throws(MessageError) -> Secret? {
        guard let text = try string(name) else { return nil }
        guard (1...MessageLimits.secretBytes).contains(text.utf8.count) else {
            throw .field(name, rule: "is not of 1 to \(MessageLimits.secretBytes) bytes")
        }
        return Secret(text)
    }

    /// General category Cc: C0, DEL and C1.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}

/// Why a text is not a message of the protocol. Holds nothing of the text itself: it may be logged and sent back.
package enum MessageError: Error, Hashable, Sendable {
    /// The text breaks the rules of JSON.
    case notJSON(JSONError)
    /// The text is JSON, but not an object.
    case notAnObject
    /// A field breaks a rule: "`name` `rule`" is the sentence, such as "serial is missing".
    case field(String, rule: String)

    /// A sentence without the full stop that names the fault.
    package var reason: String {
        switch self {
        case .notJSON(let error): "not JSON: \(error)"
        case .notAnObject: "not a JSON object"
        case .field(let name, let rule): "\(name) \(rule)"
        }
    }
}

extension MessageError: CustomStringConvertible {
    /// The same as `reason`.
    package var description: String { reason }
}
