import AdminClient
import Foundation

/// A recorded day: how each row of the file is interpreted.
struct BankDay: Sendable {
    /// The calls in the order of the file.
    private(set) var calls: [BankCall] = []
    /// Rows that cannot be read, with their lines.
    private(set) var unreadable: [(line: Int, error: BankRowError)] = []
    /// Rows, readable or not.
    var rowCount: Int { calls.count + unreadable.count }

    /// Why a file is not such a recording.
    enum FileError: Error, Hashable {
        case noHeadings
        case tooManyRows(limit: Int)
    }

    /// Rows of one file. The real day has 2,375; a year of the bank has about 450,000.
    static let maxRows = 1_000_000

    /// Parses the text of the file; a line may end in CR LF, empty lines are skipped.
    init(_ text: String) throws(FileError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let columns = BankColumns(headings: Self.trimmed(first)) else {
            throw .noHeadings
        }
        guard lines.count <= Self.maxRows else { throw .tooManyRows(limit: Self.maxRows) }
        for (index, line) in lines.enumerated().dropFirst() {
            let line = Self.trimmed(line)
            guard !line.isEmpty else { continue }
            do throws(BankRowError) {
                calls.append(BankCall(try columns.row(line, line: index + 1)))
            } catch {
                unreadable.append((index + 1, error))
            }
        }
        noteBusyAgents()
    }

    private static func trimmed(_ line: Substring) -> Substring {
        line.last == "\r" ? line.dropLast() : line
    }

    /// Finds agents who are recorded in a call before their last one had ended.
    private mutating func noteBusyAgents() {
        let order = calls.indices.sorted {
            (calls[$0].row.talk.start, calls[$0].row.line) < (calls[$1].row.talk.start, calls[$1].row.line)
        }
        var last: [String: BankRow] = [:]
        for index in order {
            let row = calls[index].row
            guard calls[index].fate != .phantom, let agent = row.agent, !row.talk.isAbsent else { continue }
            if let earlier = last[agent], row.talk.start < earlier.talk.end {
                calls[index].note(busyInCallOf: earlier.line)
            }
            if row.talk.end >= last[agent]?.talk.end ?? 0 { last[agent] = row }
        }
    }

    /// The events of all calls in the order of their times; ids begin with `play`.
    func events(play: String) -> [PlannedEvent] {
        let events = calls.flatMap { $0.events(play: play) }
        let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
        return order.map { events[$0] }
    }
}

extension BankDay.FileError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noHeadings: "its first line does not name the columns"
        case .tooManyRows(let limit): "it has more than \(limit) rows"
        }
    }
}

extension BankDay {
    /// Reads the day from a file.
    init(contentsOf file: String) throws(AdminClientError) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw .misconfigured("the file \(file) cannot be read")
        }
        do throws(FileError) {
            try self.init(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .misconfigured("\(file) is not a recorded day: \(error)")
        }
    }
}
