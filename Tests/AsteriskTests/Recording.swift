import Foundation
import Testing
import Values

@testable import Asterisk

/// The recording of a real Asterisk: what it said over AMI in eleven minutes, and its queue log of them.
enum Recording {
    /// Where it is; `WALLBOARD_DATA` names the directory around it.
    static let directory: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (ProcessInfo.processInfo.environment["WALLBOARD_DATA"] ?? root.path + "/../shared/data") + "/asterisk"
    }()

    /// Whether it is there: a test that needs it is disabled otherwise.
    static let isThere = FileManager.default.fileExists(atPath: directory + "/ami.txt.gz")

    /// All that Asterisk said, as it came.
    static func manager() throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", directory + "/ami.txt.gz"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "gzip cannot read \(directory)/ami.txt.gz")
        return Array(bytes)
    }

    /// The messages in it.
    static func messages() throws -> [AMIMessage] {
        var reader = AMIReader()
        var messages: [AMIMessage] = []
        try reader.read(manager()) { output in
            if case .message(let message) = output { messages.append(message) }
        }
        return messages
    }

    /// The lines of the queue log with their offsets.
    static func log() throws -> [(offset: Int64, line: QueueLogLine)] {
        let bytes = Array(try Data(contentsOf: URL(filePath: directory + "/queue_log.txt")))
        var lines: [(Int64, QueueLogLine)] = []
        var offset = 0
        for line in bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
            if !line.isEmpty { lines.append((Int64(offset), try #require(QueueLogLine(line)))) }
            offset += line.count + 1
        }
        return lines
    }

    /// What the manager messages give, in order.
    static func events(of messages: some Sequence<AMIMessage>, names: Names = Names(customer: "acme"))
        -> [CallEvent]
    {
        var mapping = AMIMapping(names: names)
        return messages.flatMap { mapping.take($0, arrival: 0) }
    }

    /// What lines of the log give, in order, with what has ended at its end.
    static func events(
        of lines: some Sequence<(offset: Int64, line: QueueLogLine)>, names: Names = Names(customer: "acme")
    ) -> [CallEvent] {
        var mapping = QueueLogMapping(names: names)
        var events = lines.flatMap { mapping.take($0.line, offset: $0.offset) }
        events += mapping.finish(isFinal: true)
        return events
    }

    /// What its README counts by hand from the log.
    static let queues: [String: QueueFigures] = [
        "billing": QueueFigures(29, 21, hold: 145, within: 20, abandoned: 5, 78, out: 3, talk: 283, transfers: 1),
        "sales": QueueFigures(67, 63, hold: 584, within: 57, abandoned: 3, 48, out: 1, talk: 941, transfers: 3),
        "support": QueueFigures(50, 48, hold: 275, within: 48, abandoned: 1, 16, out: 1, talk: 736, transfers: 1),
    ]

    static let agents: [String: AgentFigures] = [
        "Anna Bell": AgentFigures(21, talk: 319, missed: 6), "Ben Okafor": AgentFigures(25, talk: 356, missed: 5),
        "Carla Núñez": AgentFigures(14, talk: 180, missed: 4), "Dev Patel": AgentFigures(22, talk: 364, missed: 7),
        "Elif Kaya": AgentFigures(14, talk: 231, missed: 4), "Finn Murphy": AgentFigures(15, talk: 227, missed: 8),
        "Gül Öztürk": AgentFigures(21, talk: 283, missed: 4),
    ]
}
