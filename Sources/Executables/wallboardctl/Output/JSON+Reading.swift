import Values

extension JSON? {
    /// The value for a person: a dash if there is none, yes or no, no braces.
    var shown: String {
        switch self {
        case nil, .null?: "–"
        case .bool(let value)?: value ? "yes" : "no"
        case .integer(let value)?: String(value)
        case .number(let value)?: String(value)
        case .string(let value)?: value.isEmpty ? "–" : value.printable
        case .array(let values)?: values.map { Optional($0).shown }.joined(separator: ", ")
        case .object(let value)?: String(decoding: JSON.object(value).encode(), as: UTF8.self).printable
        }
    }

    /// A member, or a dash if it or its parent is missing.
    subscript(path: String...) -> JSON? {
        path.reduce(self) { $0?[$1] }
    }

    /// A maximum of seats: null is unlimited.
    var shownMaximum: String {
        if case .null? = self { "unlimited" } else { shown }
    }
}

extension String {
    /// The text without anything that a terminal would interpret: names of boards come from strangers.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isTerminalControl ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isTerminalControl: Bool {
        switch generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
