/// What was done with the rows of a recorded day: in numbers, and row by row.
struct BankReport {
    let day: BankDay

    /// The table for a person.
    var summary: String {
        var lines = ["\(day.rowCount) rows:"]
        for fate in BankCall.Fate.allCases {
            lines.append(Self.line(day.calls.count { $0.fate == fate }, fate.rawValue))
        }
        lines.append(Self.line(day.unreadable.count, "unreadable: left out"))
        let faults = day.calls.flatMap(\.faults)
        lines.append("\(day.calls.count { !$0.faults.isEmpty }) of them had to be mended:")
        for kind in BankFault.Kind.allCases {
            let count = faults.count { $0.kind == kind }
            if count > 0 { lines.append(Self.line(count, "\(kind.rawValue): \(kind.remedy)")) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every row that is not taken as it stands, in the order of the file: its line, its call, what was wrong and what
    /// was done.
    var details: String {
        var entries: [(line: Int, text: String)] = day.unreadable.map { ($0.line, "\($0.error): left out") }
        for call in day.calls {
            var remarks = call.faults.map(\.description)
            if call.fate == .phantom { remarks.append(call.fate.rawValue) }
            if !remarks.isEmpty {
                entries.append((call.row.line, "\(call.row.key): \(remarks.joined(separator: "; "))"))
            }
        }
        return entries.sorted { $0.line < $1.line }.map { "line \($0.line): \($0.text)\n" }.joined()
    }

    private static func line(_ count: Int, _ text: String) -> String {
        let digits = String(count)
        return String(repeating: " ", count: max(0, 7 - digits.count)) + digits + "  " + text
    }
}
