import Foundation

/// The result of a measured run.
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

/// What the kernel reports about the gateway's process, by /proc (proc(5)).
struct ServerProcess: Sendable {
    let pid: Int

    /// Why it cannot be read.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// CPU time that the process has used so far, in user and system mode, in seconds.
    func cpuSeconds() throws -> Double {
        let text = try read("stat")
        // The name is in parentheses and may hold anything; what follows is split by spaces, `utime` and `stime` being
        // fields 14 and 15.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
            throw Fault(description: "/proc/\(pid)/stat is not understood")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Memory of the process that is in RAM, in KiB.
    func residentKiB() throws -> Int {
        guard let line = try read("status").split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let value = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
        else { throw Fault(description: "/proc/\(pid)/status is not understood") }
        return value
    }

    private func read(_ file: String) throws -> String {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8) else {
            throw Fault(description: "there is no process \(pid), or it may not be read")
        }
        return text
    }
}
