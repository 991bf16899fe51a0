/// Parses a table of comma-separated values (RFC 4180).
///
/// Beyond the letter of it: a byte order mark at the start is skipped, lines may end with LF alone, and empty lines
/// are not records, since spreadsheets write all three. Text has to be UTF-8.
enum CSVReader {
    /// One record and the number of the line on which it begins, from 1; a field may span further lines.
    struct Record: Hashable, Sendable {
        let line: Int
        let fields: [String]
    }

    /// Why a text is not a table.
    struct Fault: Error, Hashable {
        /// From 1.
        let line: Int
        /// A sentence without its subject.
        let reason: String
    }

    private enum State {
        /// At the beginning of a field.
        case start
        /// In a field without quotes.
        case plain
        case quoted
        /// After a quote in a quoted field: its end, or the first of two.
        case quote
    }

    /// All records. Throws for a misplaced quote, a field that does not end, text that is not UTF-8, and more
    /// than `maxRecords` records.
    static func records(_ bytes: [UInt8], maxRecords: Int) throws(Fault) -> [Record] {
        var records: [Record] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var state = State.start
        var line = 1
        var began = 1
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0

        func endField() throws(Fault) {
            guard let text = String(validating: field, as: UTF8.self) else {
                throw Fault(line: began, reason: "is not UTF-8")
            }
            fields.append(text)
            field.removeAll(keepingCapacity: true)
            state = .start
        }
        func endRecord(_ wasQuoted: Bool) throws(Fault) {
            try endField()
            if fields.count > 1 || fields[0] != "" || wasQuoted {
                guard records.count < maxRecords else {
                    throw Fault(line: began, reason: "is one more than the \(maxRecords) that a table may have")
                }
                records.append(Record(line: began, fields: fields))
            }
            fields.removeAll(keepingCapacity: true)
        }

        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == lineFeed { line += 1 }
            switch (state, byte) {
            case (.quoted, quote): state = .quote
            case (.quoted, _): field.append(byte)
            case (.quote, quote):
                field.append(byte)
                state = .quoted
            case (.start, quote): state = .quoted
            case (.plain, quote):
                throw Fault(line: line, reason: "has a quote within a field that does not begin with one")
            case (_, comma): try endField()
            case (_, lineFeed):
                try endRecord(state == .quote)
                began = line
            case (_, carriageReturn) where index < bytes.count && bytes[index] == lineFeed: break
            case (.quote, _): throw Fault(line: line, reason: "goes on after the quote that ends a field")
            case (.start, _), (.plain, _):
                field.append(byte)
                state = .plain
            }
        }
        switch state {
        case .quoted: throw Fault(line: began, reason: "has a field whose closing quote is missing")
        case .start where fields.isEmpty: break
        default: try endRecord(state == .quote)
        }
        return records
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
