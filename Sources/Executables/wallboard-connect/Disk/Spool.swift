import Foundation
import Glibc
import Values

/// Call events of one customer on their way to the gateway: lines in files, the oldest first. What is appended stays
/// until it was posted; where there is no more room, what comes then is dropped.
final class Spool {
    /// A place between two lines.
    struct Position: Equatable {
        var segment: Int
        var offset: Int
    }

    /// Lines to be posted, and the place behind them.
    struct Batch {
        var lines: [UInt8] = []
        var count = 0
        var end: Position
    }

    private let directory: String
    private let limits: SpoolLimits
    private var segments: [Int: AppendedFile] = [:]
    private var first: Position
    private var last: Int
    /// Bytes that wait.
    private(set) var bytes = 0
    /// Events that found no room since the start.
    private(set) var dropped = 0

    /// Opens what an earlier process left. A last line without an end was never taken, and is cut off.
    init(_ directory: String, limits: SpoolLimits = SpoolLimits()) throws(DiskFault) {
        self.directory = directory
        self.limits = limits
        try Disk.make(directory: directory)
        let numbers = Disk.names(in: directory).filter { $0.hasSuffix(".ndjson") }.compactMap { Int($0.dropLast(7)) }
        let low = numbers.min() ?? 1
        last = numbers.max() ?? 1
        first = Position(segment: low, offset: 0)
        for number in low...last {
            let file = try AppendedFile(Self.path(directory, number))
            segments[number] = file
            if number == last { try Self.cutTail(of: file) }
            bytes += file.size
        }
        if let text = FileManager.default.contents(atPath: directory + "/position"),
            let json = try? JSON(parsing: Array(text)), let segment = json["segment"]?.integer,
            let offset = json["offset"]?.integer, let file = segments[Int(segment)],
            (0...file.size).contains(Int(offset))
        {
            try advance(to: Position(segment: Int(segment), offset: Int(offset)), isSaved: true)
        }
    }

    private static func path(_ directory: String, _ number: Int) -> String {
        directory + "/" + String(String(number + 1_000_000_000_000).dropFirst()) + ".ndjson"
    }

    private static func cutTail(of file: AppendedFile) throws(DiskFault) {
        let from = max(0, file.size - 1_048_576)
        let tail = try file.read(from: from, upTo: file.size - from)
        let end = tail.lastIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? 0
        if end < tail.count { try file.truncate(to: from + end) }
    }

    /// Nothing waits.
    var isEmpty: Bool { bytes == 0 }

    /// Appends lines, each with its end, until there is no more room.
    func append(_ lines: [[UInt8]]) throws(DiskFault) {
        var joined: [UInt8] = []
        var room = limits.maxBytes - bytes
        for line in lines {
            guard line.count <= room else {
                dropped += 1
                room = 0
                continue
            }
            room -= line.count
            joined += line
        }
        guard !joined.isEmpty else { return }
        if let file = segments[last], file.size >= limits.segmentBytes {
            try file.sync()
            last += 1
            segments[last] = try AppendedFile(Self.path(directory, last))
        }
        try segments[last]?.append(joined)
        bytes += joined.count
    }

    /// Returns when all is on disk.
    func sync() throws(DiskFault) {
        try segments[last]?.sync()
    }

    /// What comes next; nil where nothing waits.
    func next(maxEvents: Int) throws(DiskFault) -> Batch? {
        guard bytes > 0 else { return nil }
        var at = first
        while at.segment < last, at.offset >= segments[at.segment]?.size ?? 0 {
            at = Position(segment: at.segment + 1, offset: 0)
        }
        guard let file = segments[at.segment] else { return nil }
        let read = try file.read(from: at.offset, upTo: limits.batchBytes)
        var batch = Batch(end: at)
        var taken = 0
        for (index, byte) in read.enumerated() where byte == ASCII.lineFeed {
            taken = index + 1
            batch.count += 1
            if batch.count == maxEvents { break }
        }
        guard taken > 0 else { return nil }
        batch.lines = Array(read[..<taken])
        batch.end.offset += taken
        return batch
    }

    /// All before `position` was posted.
    func advance(to position: Position) throws(DiskFault) {
        try advance(to: position, isSaved: false)
        let text = "{\"segment\":\(first.segment),\"offset\":\(first.offset)}"
        try Disk.replace(directory + "/position", with: Array(text.utf8))
    }

    private func advance(to position: Position, isSaved: Bool) throws(DiskFault) {
        while first.segment < position.segment {
            bytes -= (segments[first.segment]?.size ?? 0) - first.offset
            segments[first.segment] = nil
            unlink(Self.path(directory, first.segment))
            first = Position(segment: first.segment + 1, offset: 0)
        }
        bytes -= position.offset - first.offset
        first = position
    }
}

/// The bounds of what waits for the gateway.
struct SpoolLimits {
    /// Bytes that wait for one customer. Default 512 MiB: about two million events, weeks of a large centre.
    var maxBytes = 536_870_912
    /// Bytes of a file, after which the next one is begun. Default 1 MiB: what was posted leaves the disk soon.
    var segmentBytes = 1_048_576
    /// Bytes that are read for one request. Default 512 KiB, far below the gateway's bound of a body.
    var batchBytes = 524_288
}
