import Foundation
import Testing
import Values

@testable import Asterisk

/// What Asterisk may say that makes no sense: nothing of it ends the process, and every event that is made of it can be
/// sent.
@Suite("odd input", .enabled(if: Recording.isThere, "WALLBOARD_DATA names its directory"))
struct OddInputTests {
    /// Values that are at the edge of something, or beyond.
    private static let odd = [
        "", "-1", "0", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e308", "NaN", "nan",
        "99:99:99", "9223372036854775807:1:1", "::", "-1:-1:-1", "253402300799.999999", "253402300800", "1.", ".5",
        "1796070201.9999999999", "<unknown>", "\u{0}", "\u{202E}Anna", "sales,,,", String(repeating: "x", count: 5_000),
        String(repeating: "é", count: 300), "__proto__", "PJSIP/", "-", "Local/1@x-1;1", "transfer", "caller", "ANSWER",
    ]

    private static func spoiled(_ message: AMIMessage, _ all: [AMIMessage], _ random: inout SplitMix) -> AMIMessage {
        var lines = message.text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        for _ in 0...Int.random(in: 0...2, using: &random) where !lines.isEmpty {
            let index = Int.random(in: lines.indices, using: &random)
            let name = lines[index].prefix { $0 != ":" }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: lines.remove(at: index)
            case 1: lines[index] = "\(name): \(odd.randomElement(using: &random) ?? "")"
            case 2:
                // A value of another message: a channel, a queue, a member, a time.
                let other = all[Int.random(in: all.indices, using: &random)]
                lines[index] = "\(name): \(other[String(name)] ?? other["Uniqueid"] ?? "")"
            default: lines.append(lines[index])
            }
        }
        return AMIMessage(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// Answers to the questions, with what the recording has of calls and members.
    private static func status(_ messages: [AMIMessage], _ random: inout SplitMix) -> AMIStatus {
        var status = AMIStatus()
        for message in messages {
            let names = ["QueueMember", "QueueEntry", "CoreShowChannel"]
            let name = names.randomElement(using: &random) ?? ""
            var text = "Event: \(name)\n" + message.text.replacing("Event: ", with: "Was: ")
            text +=
                "Wait: \(odd.randomElement(using: &random) ?? "")\nDuration: \(odd.randomElement(using: &random) ?? "")\n"
            text +=
                "Application: Queue\nApplicationData: sales,t\nBridgeId: one\nLastCall: \(odd.randomElement(using: &random) ?? "")\n"
            status.take(AMIMessage(Array(text.utf8)))
        }
        for name in ["QueueStatusComplete", "CoreShowChannelsComplete"] {
            status.take(AMIMessage(Array("Event: \(name)\n".utf8)))
        }
        return status
    }

    private func expectSendable(_ events: [CallEvent], _ comment: String) {
        for event in events {
            #expect((try? JSON(parsing: event.encode())) != nil, "\(comment): \(event)")
            #expect((1...EventID.maxBytes).contains(event.id.utf8.count), "\(comment): \(event)")
        }
    }

    @Test("of the manager interface does no harm")
    func manager() throws {
        let messages = try Recording.messages().filter { $0.event.map { $0 != "VarSet" && $0 != "Newexten" } ?? false }
        let seed = UInt64.random(in: 0...UInt64.max)
        print("OddInputTests.manager: seed \(seed)")
        var random = SplitMix(seed)
        for round in 0..<8 {
            var mapping = AMIMapping(names: Names(customer: "acme"))
            let comment = "seed \(seed), round \(round)"
            for (index, message) in messages.enumerated() {
                let said =
                    Int.random(in: 0..<5, using: &random) == 0
                    ? Self.spoiled(message, messages, &random) : message
                expectSendable(mapping.take(said, arrival: 1_796_070_000_000_000 + Int64(index) * 1_000), comment)
                guard Int.random(in: 0..<400, using: &random) == 0 else { continue }
                mapping.disconnected()
                let before = Bool.random(using: &random) ? mapping.heard : nil
                let sample = (0..<40).map { _ in messages[Int.random(in: messages.indices, using: &random)] }
                expectSendable(
                    mapping.reconcile(
                        Self.status(sample, &random), heardBefore: before, now: 1_796_070_000_000_000), comment)
                _ = mapping.statement(for: "acme", now: 0).encode()
                for (_, call) in mapping.table.all { #expect(QueueCall(call.json) != nil, "\(comment)") }
            }
        }
    }

    @Test("of the queue log does no harm")
    func queueLog() throws {
        let log = try Recording.log()
        let seed = UInt64.random(in: 0...UInt64.max)
        print("OddInputTests.queueLog: seed \(seed)")
        var random = SplitMix(seed)
        for round in 0..<20 {
            var logged = QueueLogMapping(names: Names(customer: "acme"))
            var mapping = AMIMapping(names: Names(customer: "acme"))
            for (offset, line) in log {
                var parts = [String(line.seconds), line.call, line.queue, line.agent, line.event] + line.data
                if Int.random(in: 0..<4, using: &random) == 0 {
                    let index = Int.random(in: parts.indices, using: &random)
                    parts[index] =
                        (Self.odd + [log[Int.random(in: log.indices, using: &random)].line.event])
                        .randomElement(using: &random) ?? ""
                }
                guard let odd = QueueLogLine(Array(parts.joined(separator: "|").utf8)) else { continue }
                let place = Bool.random(using: &random) ? offset : Int64.random(in: .min ... .max, using: &random)
                let events = logged.take(odd, offset: place)
                expectSendable(events, "seed \(seed), round \(round)")
                for event in events {
                    expectSendable([mapping.fill(event, queue: odd.queue, after: 0)], "seed \(seed), round \(round)")
                }
            }
            expectSendable(logged.finish(isFinal: true), "seed \(seed), round \(round)")
        }
    }

    @Test("a message without a time is no proof that all before it was heard")
    func time() throws {
        let messages = try Recording.messages()
        var mapping = AMIMapping(names: Names(customer: "acme"))
        for message in messages { _ = mapping.take(message, arrival: .max / 2) }
        let heard = try #require(mapping.heard)
        #expect(heard == messages.compactMap(\.microseconds).max())
        _ = mapping.take(AMIMessage(Array("Event: QueueCallerJoin\nUniqueid: 1.2\nQueue: a\n".utf8)), arrival: .max / 2)
        #expect(mapping.heard == heard)
    }

    @Test("a day of calls leaves nothing behind, connected or not")
    func memory() throws {
        let messages = try Recording.messages()
        var mapping = AMIMapping(names: Names(customer: "acme"))
        var counts: [Int] = []
        for day in 0..<6 {
            for message in messages {
                // Every other time the connection is cut off in the middle.
                if day % 2 == 1, message.event == "Hangup" { continue }
                _ = mapping.take(message, arrival: 0)
            }
            mapping.disconnected()
            var status = AMIStatus()
            for name in ["QueueStatusComplete", "CoreShowChannelsComplete"] {
                status.take(AMIMessage(Array("Event: \(name)\n".utf8)))
            }
            _ = mapping.reconcile(status, heardBefore: mapping.heard, now: 0)
            counts.append(mapping.table.count + mapping.table.channelCount)
        }
        // What has just ended is remembered for a minute.
        #expect(counts.allSatisfy { $0 <= 30 }, "\(counts)")
    }
}

extension AMIMessage {
    /// Its lines, each ended by a line feed.
    var text: String { String(decoding: lines, as: UTF8.self).replacing("\r", with: "") }
}
