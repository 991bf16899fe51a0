import AdminClient
import ArgumentParser
import Foundation
import Values

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play the calls of a recorded day.",
        discussion: """
            The file is one of the "Anonymous Bank" call-centre data. At the end a table says what was done with its \
            rows, and --report says it for each row that was not taken as it stands.

            The day is played from now on. Faster than real, the day is squeezed but the calls are not: each keeps its \
            own waiting and talking times, so all figures are those of the recording. With --date the calls keep the \
            times of day of the recording.
            """)

    @Argument(help: "The file with the recorded day.") var file: String
    @OptionGroup var feed: FeedOptions
    @Option(help: "How many times as fast as real, or max for all at once.") var speed = Speed.times(1)
    @Option(help: "The time of day at which to begin; earlier calls are sent at once.")
    var from = TimeOfDay(seconds: 7 * 3_600)
    @Option(help: "Give the calls the recorded times on this date, YYYY-MM-DD.") var date: String?
    @Option(help: "The time zone of --date, such as Europe/Berlin; by default that of this machine.")
    var timeZone: String?
    @Option(help: ArgumentHelp("List the rows that were not used as recorded in this file.", valueName: "file"))
    var report: String?
    @Option(help: "What the ids begin with; by default different each time, with --date the same each time.")
    var play: String?

    func validate() throws { _ = try localDate() }

    func run() async throws {
        let day = try BankDay(contentsOf: file)
        let details = BankReport(day: day)
        if let report {
            guard FileManager.default.createFile(atPath: report, contents: Data(details.details.utf8)) else {
                throw AdminClientError.misconfigured("the file \(report) cannot be written")
            }
        }
        let start = Terminal.now
        let timeline = Timeline(start: start, from: from.milliseconds, speed: speed, date: try localDate())
        let events = day.events(play: play ?? "bank-\(date ?? String(start))")
        try await feed.play(events.makeIterator(), on: timeline)
        Terminal.writeError(details.summary)
    }

    private func localDate() throws -> PlayedDay? {
        guard let date else { return nil }
        guard let zone = timeZone.map({ TimeZone(identifier: $0) }) ?? TimeZone.current else {
            throw ValidationError("\(timeZone ?? "") is not a time zone such as Europe/Berlin.")
        }
        guard let day = PlayedDay(date, in: zone) else {
            throw ValidationError("\(date) is not a date such as 2026-11-24.")
        }
        return day
    }
}

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

    /// Every row that was corrected or left out, in the order of the file: its line, its call, what was wrong and
    /// what was done.
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
