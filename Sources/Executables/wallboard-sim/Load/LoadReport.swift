import Foundation

/// What a measured run came to.
struct LoadReport: Sendable {
    let plan: LoadPlan
    /// How long was measured.
    let seconds: Double
    let feed: LoadFeed.Tally
    /// CPU time of the gateway while it was measured, in seconds.
    let cpuSeconds: Double
    /// Memory of the gateway: before the first board, and at the end.
    let residentKiB: (before: Int, after: Int)
    /// Boards that showed a view at the end.
    let boardsLive: Int
    /// Messages that the boards got while it was measured.
    let messages: Int
    /// From the event that an update shows to the board that read it.
    let eventToBoard: DelayHistogram
    /// Updates that boards missed: there should be none.
    let gaps: Int

    /// Rows of a Markdown table: what, and how much.
    var rows: [(String, String)] {
        var rows = [
            ("customers, boards live", "\(plan.customers), \(boardsLive) of \(plan.boards)"),
            ("events accepted a second", Self.number(Double(feed.accepted) / seconds)),
            ("events lost, requests failed", "\(feed.lost), \(feed.failures)"),
            ("durable after, p50 / p99 / max ms", Self.delays(feed.durable)),
            ("CPU of the gateway, cores", Self.number(cpuSeconds / seconds, digits: 2)),
        ]
        if feed.accepted > 0 {
            rows.append(("CPU an event, µs", Self.number(cpuSeconds * 1e6 / Double(feed.accepted), digits: 1)))
        }
        guard plan.boards > 0 else { return rows }
        rows += [
            ("messages to boards a second", Self.number(Double(messages) / seconds)),
            ("event to board, p50 / p99 / max ms", Self.delays(eventToBoard)),
            ("updates missed", "\(gaps)"),
            (
                "memory a board, KiB, figures and calls included",
                Self.number(Double(residentKiB.after - residentKiB.before) / Double(plan.boards), digits: 1)
            ),
        ]
        if messages > 0 {
            rows.append(
                ("CPU a message, whole path, µs", Self.number(cpuSeconds * 1e6 / Double(messages), digits: 1)))
        }
        return rows
    }

    /// The rows as text.
    var text: String { rows.map { "| \($0.0) | \($0.1) |\n" }.joined() }

    private static func delays(_ delays: DelayHistogram) -> String {
        guard let middle = delays.quantile(0.5), let late = delays.quantile(0.99) else { return "–" }
        return "\(middle) / \(late) / \(delays.longest)"
    }

    private static func number(_ value: Double, digits: Int = 0) -> String {
        String(format: "%.\(digits)f", value)
    }
}
