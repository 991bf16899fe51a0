/// One row of a recorded day of the "Anonymous Bank" call-centre data (Technion, 1999), as in the file.
struct BankRow: Hashable, Sendable {
    /// The words of `outcome`.
    enum Outcome: String, Sendable {
        case agent = "AGENT"
        case hang = "HANG"
        case phantom = "PHANTOM"
    }

    /// From one time of day to another, in seconds since midnight, with the duration that the record itself gives.
    struct Span: Hashable, Sendable {
        let start: Int
        let end: Int
        let recorded: Int

        /// The record has 0:00:00 for both if there was nothing.
        var isAbsent: Bool { start == 0 && end == 0 }

        /// What the times say; negative where clocks differed.
        var seconds: Int { end - start }
    }

    /// The line of the file, from 1; the headings are line 1.
    let line: Int
    /// Unit and line of the IVR, the number of the call there, and when it came in: together a key.
    let key: String
    let type: String
    let outcome: Outcome
    let ivr: Span
    let queue: Span
    let talk: Span
    /// nil if the record has NO_SERVER.
    let agent: String?
}

/// Why a row cannot be read.
enum BankRowError: Error, Hashable, Sendable {
    case columns(found: Int, expected: Int)
    case time(column: String)
    case number(column: String)
    case outcome
}

extension BankRowError: CustomStringConvertible {
    var description: String {
        switch self {
        case .columns(let found, let expected): "it has \(found) columns instead of \(expected)"
        case .time(let column): "\(column) is not a time of day"
        case .number(let column): "\(column) is not a number"
        case .outcome: "the outcome is not AGENT, HANG or PHANTOM"
        }
    }
}

/// The headings of the file: where each column is.
struct BankColumns: Hashable, Sendable {
    private static let needed = [
        "vru+line", "call_id", "type", "vru_entry", "vru_exit", "vru_time", "q_start", "q_exit", "q_time", "outcome",
        "ser_start", "ser_exit", "ser_time", "server",
    ]

    private let places: [String: Int]
    private let count: Int

    /// Returns nil if a required column is missing.
    init?(headings: Substring) {
        let names = headings.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        count = names.count
        guard Self.needed.allSatisfy({ places[$0] != nil }) else { return nil }
    }

    /// Reads one row. The file has no quoted fields.
    func row(_ text: Substring, line: Int) throws(BankRowError) -> BankRow {
        let cells = text.split(separator: ",", omittingEmptySubsequences: false)
        guard cells.count == count else { throw .columns(found: cells.count, expected: count) }
        func cell(_ column: String) -> Substring { cells[places[column]!] }
        func time(_ column: String) throws(BankRowError) -> Int {
            guard let time = TimeOfDay(cell(column)) else { throw .time(column: column) }
            return time.seconds
        }
        func span(_ start: String, _ end: String, _ duration: String) throws(BankRowError) -> BankRow.Span {
            guard let recorded = Int(cell(duration)) else { throw .number(column: duration) }
            return BankRow.Span(start: try time(start), end: try time(end), recorded: recorded)
        }
        guard let outcome = BankRow.Outcome(rawValue: String(cell("outcome"))) else { throw .outcome }
        let agent = String(cell("server"))
        return BankRow(
            line: line,
            key: "\(cell("vru+line"))-\(cell("call_id"))-\(cell("vru_entry"))",
            type: String(cell("type")),
            outcome: outcome,
            ivr: try span("vru_entry", "vru_exit", "vru_time"),
            queue: try span("q_start", "q_exit", "q_time"),
            talk: try span("ser_start", "ser_exit", "ser_time"),
            agent: agent == "NO_SERVER" || agent.isEmpty ? nil : agent)
    }
}
