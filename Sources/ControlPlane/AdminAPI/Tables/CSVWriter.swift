import Values
import WallboardCore

/// Writes a table of comma-separated values (RFC 4180), guarded against spreadsheets that execute a cell as a
/// formula.
struct CSVWriter: Sendable {
    private var bytes: [UInt8] = []

    /// Writes one record.
    mutating func record(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: Self.field(cell).utf8)
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    /// What was written since the last time.
    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// One value of a record.
    enum Cell: Hashable, Sendable {
        /// What somebody typed: guarded.
        case text(String)
        /// A number or a fixed word: as it is.
        case word(String)
        case empty

        static func number(_ value: Int) -> Cell { .word(String(value)) }
        static func time(_ value: Instant) -> Cell { .word(value.description) }
        static func maximum(_ value: SeatMaximum) -> Cell { .word(value.number.map(String.init) ?? "unlimited") }
        static func text(orEmpty value: String?) -> Cell { value.map { .text($0) } ?? .empty }
    }

    /// A text that begins like a formula gets an apostrophe before it (OWASP, "CSV Injection"); one with a separator
    /// or a quote stands in quotes.
    private static func field(_ cell: Cell) -> String {
        switch cell {
        case .empty: return ""
        case .word(let word): return word
        case .text(let text):
            let isFormula = text.unicodeScalars.first.map { formula.contains($0) } ?? false
            let guarded = isFormula ? "'" + text : text
            guard guarded.utf8.contains(where: { separators.contains($0) }) else { return guarded }
            return "\"" + guarded.replacing("\"", with: "\"\"") + "\""
        }
    }

    private static let formula: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r"]
    private static let separators: Set<UInt8> = Set("\",\r\n".utf8)
}
