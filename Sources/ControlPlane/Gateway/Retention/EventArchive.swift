import BoardProtocol
import EventLoop
import Foundation
import Synchronization
import Values
import WallboardCore

/// The files of days that left the database: `archive/<customer>/<day of UTC>.ndjson`, one event a line as a feed
/// sends it. If another customer had the id before, the folder is `archive/<customer>.<n>`, n being 2 for the second.
///
/// The name of a file says how far it is, so that a process that was killed at any moment continues where it was:
///
/// - `….part` is being written. It holds nothing that is not stored, and is written again from scratch.
/// - `….through-N.ndjson` is complete and on the disk: the events of the day that arrived up to number N. They may be
///   removed from the database, and some may be already.
/// - `2026-11-24.ndjson` is finished. What arrived for the day later is in `2026-11-24-2.ndjson`, and so on.
final class EventArchive: Sendable {
    private let directory: URL
    private let maxBytes: Int
    private let total = Mutex(0)

    /// A complete file whose events are not yet all removed from the database.
    struct Unfinished: Hashable {
        let day: String
        let through: Int64
        fileprivate let file: URL
    }

    /// The folder of one customer's files; a later customer with the same id has another folder.
    struct Folder: Hashable {
        let name: String

        fileprivate init(name: String) {
            self.name = name
        }

        /// `incarnation` says which one of those that had the id it is: 1 for the first. No id has a dot.
        init(of customer: CustomerID, incarnation: Int) {
            name = incarnation == 1 ? customer.text : "\(customer).\(incarnation)"
        }
    }

    init(directory: String, maxBytes: Int) {
        self.directory = URL(filePath: directory, directoryHint: .isDirectory)
        self.maxBytes = maxBytes
    }

    /// Bytes of all files when they were last checked.
    var bytes: Int { total.withLock { $0 } }

    /// Begins the file of a day, of the events that arrived up to number `through`.
    func begin(_ day: UTCDay, in folder: Folder, through: Int64) throws -> EventFile {
        let folder = directory.appending(component: folder.name, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try EventFile(
            part: folder.appending(component: day.name + ".part"),
            whole: folder.appending(component: "\(day.name).through-\(through).ndjson"))
    }

    /// The complete files of a customer whose events may still be in the database. Unfinished files are removed.
    func unfinished(in folder: Folder) throws -> [Unfinished] {
        var found: [Unfinished] = []
        for file in try files(in: directory.appending(component: folder.name, directoryHint: .isDirectory)) {
            let name = file.lastPathComponent
            if name.hasSuffix(".part") {
                try FileManager.default.removeItem(at: file)
            } else if let (day, through) = Self.parts(of: name) {
                found.append(Unfinished(day: day, through: through, file: file))
            }
        }
        return found
    }

    /// Gives a file its final name: its events are in no other place any more.
    func finish(_ unfinished: Unfinished) throws {
        let folder = unfinished.file.deletingLastPathComponent()
        var name = unfinished.day + ".ndjson"
        var number = 2
        while FileManager.default.fileExists(atPath: folder.appending(component: name).path) {
            name = "\(unfinished.day)-\(number).ndjson"
            number += 1
        }
        try FileManager.default.moveItem(at: unfinished.file, to: folder.appending(component: name))
        try DurableFile.flush(directoryOf: folder.appending(component: name).path)
    }

    /// Removes the files of customers that are gone, and the oldest days until the rest is within its bound. Returns
    /// the names of the files that had to go for lack of room.
    func trim(keeping folders: Set<Folder>) throws -> [String] {
        var files: [(day: String, name: String, file: URL, bytes: Int)] = []
        for folder in try self.files(in: directory) {
            let owner = folder.lastPathComponent
            guard folders.contains(Folder(name: owner)) else {
                try FileManager.default.removeItem(at: folder)
                continue
            }
            for file in try self.files(in: folder) where file.pathExtension == "ndjson" {
                let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
                files.append(
                    (String(file.lastPathComponent.prefix(10)), "\(owner)/\(file.lastPathComponent)", file, size))
            }
        }
        files.sort { ($0.day, $0.name) < ($1.day, $1.name) }
        var bytes = files.reduce(0) { $0 + $1.bytes }
        var gone: [String] = []
        for file in files where bytes > maxBytes {
            try FileManager.default.removeItem(at: file.file)
            bytes -= file.bytes
            gone.append(file.name)
        }
        total.withLock { $0 = bytes }
        return gone
    }

    /// By name; none if the directory does not exist.
    private func files(in directory: URL) throws -> [URL] {
        guard FileManager.default.fileExists(atPath: directory.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(
            at: directory, includingPropertiesForKeys: [.fileSizeKey]
        ).sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// The day and the number in `2026-11-24.through-17.ndjson`.
    private static func parts(of name: String) -> (day: String, through: Int64)? {
        let parts = name.split(separator: ".")
        guard parts.count == 3, parts[2] == "ndjson", parts[1].hasPrefix("through-"),
            let through = Int64(parts[1].dropFirst("through-".count))
        else { return nil }
        return (String(parts[0]), through)
    }
}

/// A file of events that is being written.
struct EventFile: ~Copyable, Sendable {
    private let file: DurableFile
    private let whole: String

    fileprivate init(part: URL, whole: URL) throws {
        file = try DurableFile(part: part.path)
        self.whole = whole.path
    }

    func write(_ events: [CallEventMessage]) throws {
        try file.write(CallEventBatch.encode(events))
    }

    /// Returns when the file is on the disk under the name that says so.
    func close() throws {
        try file.commit(as: whole)
    }

    /// Abandons a file that cannot be completed.
    func abandon() {
        file.abandon()
    }
}

/// A day of UTC, by which events are archived and leave the database.
struct UTCDay: Hashable, Comparable {
    static let milliseconds: Int64 = 86_400_000

    /// Its number, counted from 1970-01-01.
    let number: Int64

    init(containing instant: Instant) {
        let (day, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: Self.milliseconds)
        number = rest < 0 ? day - 1 : day
    }

    /// Of the first and the last day that an `Instant` may lie in, the first and the last `Instant`.
    var start: Instant { Instant(milliseconds: number.multiplied(saturating: Self.milliseconds)) }
    var end: Instant { Instant(milliseconds: (number + 1).multiplied(saturating: Self.milliseconds)) }

    /// Such as `2026-11-24`.
    var name: String {
        String(start.description.prefix(10))
    }

    static func < (a: UTCDay, b: UTCDay) -> Bool { a.number < b.number }
}
