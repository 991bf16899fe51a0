import Asterisk
import Foundation
import Values

/// What is known of the calls, on disk: a file of changes, written again from scratch when it has grown. So a process that was killed
/// is followed by one that knows the same calls.
final class CallJournal {
    private let path: String
    private var file: AppendedFile
    private var maxBytes: Int
    /// What the file says of the calls.
    private(set) var calls: [String: QueueCall] = [:]
    /// Up to when Asterisk was heard, in microseconds since 1970; nil: never.
    private(set) var heard: Int64?

    /// Bytes of changes after which the file is written from scratch. 1 MiB: read in milliseconds.
    private static let minBytes = 1_048_576

    /// Reads what an earlier process left; a line that cannot be read is left out.
    init(_ path: String) throws(DiskFault) {
        self.path = path
        file = try AppendedFile(path)
        maxBytes = Self.minBytes
        let bytes = try file.read(from: 0, upTo: file.size)
        var limits = JSONLimits()
        limits.maxBytes = 64 * 1_048_576
        limits.maxMembers = 5_000_000
        for line in bytes.split(separator: ASCII.lineFeed) {
            guard let json = try? JSON(parsing: Array(line), limits: limits) else { continue }
            heard = json["heard"]?.integer ?? heard
            for member in json["calls"]?.object ?? JSONObject() { calls[member.key] = QueueCall(member.value) }
        }
        try compact()
    }

    /// Writes changes: nil for a call that is gone.
    func append(_ changes: [(id: String, call: QueueCall?)], heard: Int64?) throws(DiskFault) {
        for (id, call) in changes { calls[id] = call }
        self.heard = heard ?? self.heard
        if file.size > maxBytes { return try compact() }
        try file.append(Self.line(changes.map { ($0.id, $0.call) }, heard: self.heard))
    }

    /// Replaces all that is known of the calls.
    func replace(_ calls: [(id: String, call: QueueCall)]) throws(DiskFault) {
        self.calls = Dictionary(calls.map { ($0.id, $0.call) }, uniquingKeysWith: { $1 })
        try compact()
    }

    private func compact() throws(DiskFault) {
        try Disk.replace(
            path, with: Self.line(calls.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, heard: heard))
        file = try AppendedFile(path)
        maxBytes = max(Self.minBytes, file.size * 4)
    }

    private static func line(_ changes: [(String, QueueCall?)], heard: Int64?) -> [UInt8] {
        var object = JSONObject()
        object["heard"] = heard.map(JSON.integer)
        object["calls"] = JSONObject(changes.map { JSONObject.Member(key: $0, value: $1?.json ?? .null) }).map(
            JSON.object)
        return JSON.object(object).encode() + [ASCII.lineFeed]
    }
}
