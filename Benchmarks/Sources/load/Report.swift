import Foundation

/// Medians of runs, a column a server, and a few rows a workload; servers and workloads in the order of their first
/// run.
struct Report {
    private struct Cell: Hashable {
        let server: String
        let workload: String
    }

    /// A line of the table.
    private struct Row {
        let label: String
        let figures: [Figure]
        let digits: Int
        /// Whether the ratio to the floor is shown beside it.
        var hasRatio = false
    }

    private static let rows = [
        Row(label: "CPU a message, µs", figures: [.cpuMicrosPerMessage], digits: 2, hasRatio: true),
        Row(label: "CPU a connection, µs", figures: [.cpuMicrosPerConnection], digits: 0, hasRatio: true),
        Row(label: "memory a connection, KiB", figures: [.kibPerConnection], digits: 1, hasRatio: true),
        Row(label: "last board of a publication, ms", figures: [.lastP50], digits: 1, hasRatio: true),
        Row(label: "delay p50 / p99 / max, ms", figures: [.delayP50, .delayP99, .delayMax], digits: 1),
        Row(label: "longest gap, ms", figures: [.longestGap], digits: 0),
        Row(label: "storm, s", figures: [.stormSeconds], digits: 1),
        Row(label: "came back by a ticket, share", figures: [.resumedShare], digits: 2),
        Row(label: "bytes a message, text / payload", figures: [.textBytes, .payloadBytes], digits: 0),
        Row(label: "messages a second", figures: [.messagesPerSecond], digits: 0),
        Row(label: "cores of server / client", figures: [.serverCores, .clientCores], digits: 2),
        Row(label: "updates missed", figures: [.missed], digits: 0),
        Row(label: "connections open", figures: [.open], digits: 0),
    ]

    private let runs: [Cell: [Measurement]]
    private let servers: [String]
    private let workloads: [String]

    init(_ runs: [Measurement]) {
        self.runs = Dictionary(grouping: runs) { Cell(server: $0.server, workload: $0.workload) }
        servers = Self.unique(runs.map(\.server))
        workloads = Self.unique(runs.map(\.workload))
    }

    /// The table, and below it what was lost.
    var text: String {
        var lines = [
            "| workload | figure | " + servers.joined(separator: " | ") + " |",
            "| --- | --- |" + String(repeating: " --- |", count: servers.count),
        ]
        for workload in workloads {
            lines += comparison(of: workload)
            for row in Self.rows {
                let cells = servers.map { cell(row, Cell(server: $0, workload: workload)) }
                guard cells.contains(where: { $0 != "–" }) else { continue }
                lines.append("| \(workload) | \(row.label) | " + cells.joined(separator: " | ") + " |")
            }
        }
        return lines.joined(separator: "\n") + "\n" + losses
    }

    /// What a message costs relative to the same server at the plain workload, if this is another kind of it.
    private func comparison(of workload: String) -> [String] {
        guard let plain = Self.plain[workload], workloads.contains(plain) else { return [] }
        let cells = servers.map { server in
            guard let cost = median(.cpuMicrosPerMessage, Cell(server: server, workload: workload)),
                let plainCost = median(.cpuMicrosPerMessage, Cell(server: server, workload: plain))
            else { return "–" }
            return String(format: "%.2f", cost / plainCost)
        }
        return ["| \(workload) | CPU a message, of its own \(plain) | " + cells.joined(separator: " | ") + " |"]
    }

    private static let plain = [
        "fanout-1000-deflated": "fanout-1000", "fanout-5000-deflated": "fanout-5000", "four-a-tick": "fanout-1000",
    ]

    private func cell(_ row: Row, _ cell: Cell) -> String {
        let values = row.figures.compactMap { median($0, cell) }
        guard values.count == row.figures.count else { return "–" }
        let text = values.map { String(format: "%.\(row.digits)f", $0) }.joined(separator: " / ")
        guard row.hasRatio, let base = base(of: cell), let floor = median(row.figures[0], base), floor > 0 else {
            return text
        }
        return text + String(format: " (%.2f)", values[0] / floor)
    }

    /// The server that a cell is compared with; nil for the floor itself.
    private func base(of cell: Cell) -> Cell? {
        guard !cell.server.hasPrefix("floor") else { return nil }
        let sized = Cell(server: "floor-sized", workload: cell.workload)
        if cell.server == "gateway", runs[sized] != nil { return sized }
        return Cell(server: "floor", workload: cell.workload)
    }

    private func median(_ figure: Figure, _ cell: Cell) -> Double? {
        let values = runs[cell, default: []].compactMap { $0[figure] }
        return values.isEmpty ? nil : Statistics.median(values)
    }

    private var losses: String {
        let lines = workloads.flatMap { workload in
            servers.flatMap { server in
                runs[Cell(server: server, workload: workload), default: []].flatMap { run in
                    run.losses.keys.sorted().map { "- \(server), \(workload): \($0) (\(run.losses[$0]!))\n" }
                }
            }
        }
        return lines.isEmpty ? "" : "\nConnections lost:\n\n" + lines.joined()
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen = Set<String>()
        return names.filter { seen.insert($0).inserted }
    }
}
