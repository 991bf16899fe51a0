/// The header fields of a message in the order of arrival. Names are compared ignoring case.
package struct HeaderFields: Hashable, Sendable {
    /// One field line.
    package struct Field: Hashable, Sendable {
        /// As sent: a token.
        package let name: String
        /// Without the blanks around it. Bytes that are not UTF-8 are replaced by U+FFFD.
        package let value: String
    }

    /// All field lines.
    package private(set) var fields: [Field] = []

    init() {}

    /// Adds one field line without its line end.
    mutating func append(line: ArraySlice<UInt8>) throws(HeadViolation) {
        if line.first?.isBlank == true { throw .foldedField }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .missingColon }
        let name = line[..<colon]
        guard !name.isEmpty, name.allSatisfy(\.isTokenCharacter) else { throw .invalidFieldName }
        let value = line[line.index(after: colon)...].trimmingBlanks
        fields.append(Field(name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
    }

    /// The values of all fields of that name, in order.
    package subscript(name: String) -> [String] {
        var values: [String] = []
        for field in fields where field.name.isEqualIgnoringCase(name) { values.append(field.value) }
        return values
    }

    /// The members of a field that is a comma-separated list, over all its lines, without blanks and without empty
    /// members (RFC 9110, section 5.6.1). For lists without quoted strings.
    package func list(_ name: String) -> [String] {
        self[name].flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).compactMap { member in
                let trimmed = member.trimmingBlanks
                return trimmed.isEmpty ? nil : String(Substring(trimmed))
            }
        }
    }

    /// Whether a list field has `member`, compared ignoring case.
    package func list(_ name: String, contains member: String) -> Bool {
        list(name).contains { $0.isEqualIgnoringCase(member) }
    }

    /// The value of a field that may occur once; nil if it does not occur.
    func value(of name: String) throws(RepeatedField) -> String? {
        let values = self[name]
        guard values.count <= 1 else { throw RepeatedField(name: name) }
        return values.first
    }

    /// A field that may occur once occurred more often, so that two readers might take different ones.
    struct RepeatedField: Error {
        /// The name as the caller gave it.
        let name: String
        var reason: String { "\(name) given more than once" }
    }
}
