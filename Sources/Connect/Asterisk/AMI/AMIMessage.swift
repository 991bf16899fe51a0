import Values

/// One message of the Asterisk Manager Interface: lines `Name: value` up to an empty line.
package struct AMIMessage: Sendable {
    private struct Field {
        let name: Range<Int>
        let value: Range<Int>
    }

    /// As they came.
    let lines: [UInt8]
    private let fields: [Field]
    /// Lines without a colon.
    package let oddLines: Int

    /// Takes the lines of a message, each ended by a line feed, without the empty line.
    package init(_ lines: [UInt8]) {
        var fields: [Field] = []
        var odd = 0
        var start = 0
        while start < lines.count {
            let feed = lines[start...].firstIndex(of: ASCII.lineFeed) ?? lines.count
            let end = feed > start && lines[feed - 1] == ASCII.carriageReturn ? feed - 1 : feed
            if let colon = lines[start..<end].firstIndex(of: ASCII.colon) {
                let value = lines[(colon + 1)..<end].firstIndex { $0 != ASCII.space } ?? end
                fields.append(Field(name: start..<colon, value: value..<end))
            } else {
                odd += 1
            }
            start = feed + 1
        }
        self.lines = lines
        self.fields = fields
        self.oddLines = odd
    }

    /// The first value of that name, whatever its case; nil where there is none.
    package subscript(_ name: String) -> String? {
        for field in fields where matches(field.name, name) {
            return String(decoding: lines[field.value], as: UTF8.self)
        }
        return nil
    }

    /// The value, unless it is empty or `<unknown>`, which is Asterisk's word for none.
    package func text(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty, value != "<unknown>" else { return nil }
        return value
    }

    /// The value as a whole number.
    package func integer(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

    /// The name of the event; nil for an answer.
    package var event: String? { self["Event"] }

    /// When Asterisk said it, in microseconds since 1970; nil unless `timestampevents` is set in `manager.conf`.
    package var microseconds: Int64? {
        guard let text = self["Timestamp"] else { return nil }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        // Beyond the year 9999 there is nothing to be written, and nothing to be multiplied.
        guard let seconds = Int64(parts[0]), 0...Instant.writable.upperBound / 1_000 ~= seconds else { return nil }
        guard parts.count == 2 else { return seconds * 1_000_000 }
        let digits = (parts[1] + "000000").prefix(6)
        guard digits.utf8.allSatisfy(ASCII.isDigit), let fraction = Int64(digits) else { return nil }
        return seconds * 1_000_000 + fraction
    }

    private func matches(_ range: Range<Int>, _ name: String) -> Bool {
        let name = name.utf8
        guard range.count == name.count else { return false }
        return zip(lines[range], name).allSatisfy { $0 == $1 || Self.lowercase($0) == Self.lowercase($1) }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
