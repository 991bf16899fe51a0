/// Rows of text under headings, aligned by spaces as a terminal shows them.
struct Table {
    private let headings: [String]
    private let rows: [[String]]

    /// Precondition: every row has as many cells as there are headings.
    init(_ headings: [String], _ rows: [[String]]) {
        for row in rows {
            precondition(row.count == headings.count, "\(row.count) cells under \(headings.count) headings")
        }
        self.headings = headings
        self.rows = rows
    }

    /// One thing: its properties below one another.
    init(of properties: [(name: String, value: String)]) {
        self.init(["", ""], properties.map { [$0.name, $0.value] })
    }

    /// The lines without a line end after the last; "none" for a list without rows.
    var text: String {
        guard !rows.isEmpty else { return "none" }
        let isList = headings.contains { !$0.isEmpty }
        let lines = isList ? [headings] + rows : rows
        let widths = headings.indices.map { column in lines.map { $0[column].displayWidth }.max() ?? 0 }
        return lines.map { Self.line($0, widths) }.joined(separator: "\n")
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            if !line.isEmpty { line += "  " }
            line += cell + String(repeating: " ", count: width - cell.displayWidth)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
