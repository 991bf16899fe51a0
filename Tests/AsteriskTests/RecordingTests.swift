import Foundation
import Testing
import Values

@testable import Asterisk

@Suite("the recording of a real Asterisk", .enabled(if: Recording.isThere, "WALLBOARD_DATA names its directory"))
struct RecordingTests {
    /// The last call of the recording was answered and goes on when it ends; its last line is in the log.
    static let lastCall = "1796070201.1858"

    private func expectTheTable(
        _ events: [CallEvent], talkWithin tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let reckoned = Reckoning(events)
        #expect(reckoned.open == 0, sourceLocation: sourceLocation)
        #expect(Set(reckoned.queues.keys) == Set(Recording.queues.keys), sourceLocation: sourceLocation)
        for (queue, truth) in Recording.queues {
            var found = reckoned.queues[queue] ?? QueueFigures()
            #expect(abs(found.talk - truth.talk) <= tolerance * Double(truth.connected), "\(queue): \(found.talk)")
            found.talk = truth.talk
            #expect(found == truth, "\(queue)", sourceLocation: sourceLocation)
        }
        #expect(Set(reckoned.agents.keys) == Set(Recording.agents.keys), sourceLocation: sourceLocation)
        for (agent, truth) in Recording.agents {
            var found = reckoned.agents[agent] ?? AgentFigures()
            #expect(abs(found.talk - truth.talk) <= tolerance * Double(truth.answered), "\(agent): \(found.talk)")
            found.talk = truth.talk
            #expect(found == truth, "\(agent)", sourceLocation: sourceLocation)
        }
    }

    /// The end of the last call as the log has it.
    private func tail() throws -> [CallEvent] {
        Recording.events(of: try Recording.log()).filter { $0.call == Self.lastCall && $0.id.contains("-complete-") }
            + Recording.events(of: try Recording.log()).filter { $0.call == Self.lastCall && $0.kind == .ended }
    }

    @Test("gives the table over AMI")
    func manager() throws {
        expectTheTable(Recording.events(of: try Recording.messages()) + (try tail()), talkWithin: 0.3)
    }

    @Test("gives the table from the queue log alone")
    func queueLog() throws {
        expectTheTable(Recording.events(of: try Recording.log()), talkWithin: 0.1)
    }

    @Test("gives the table from both, one after the other")
    func both() throws {
        let manager = Recording.events(of: try Recording.messages())
        let log = Recording.events(of: try Recording.log())
        expectTheTable(manager + log, talkWithin: 0.3)
        expectTheTable(log + manager, talkWithin: 0.3)
    }

    @Test("has the same ids however often it is read")
    func ids() throws {
        let messages = try Recording.messages()
        let once = Recording.events(of: messages)
        #expect(once == Recording.events(of: messages))
        #expect(Set(once.map(\.id)).count == once.count)
        #expect(once.allSatisfy { $0.id.utf8.count <= 128 })
        let log = Recording.events(of: try Recording.log())
        #expect(Set(log.map(\.id)).count == log.count)
        // What both say has one id.
        let shared: Set<CallEvent.Kind> = [.queued, .left, .answered, .released, .transferred, .ended]
        let manager = Set(once.filter { shared.contains($0.kind) }.map(\.id))
        let logged = Set(log.filter { shared.contains($0.kind) }.map(\.id))
        #expect(manager.isSubset(of: logged), "\(manager.subtracting(logged).sorted())")
        #expect(logged.subtracting(manager).allSatisfy { $0.hasPrefix(Self.lastCall) })
    }

    @Test("says on demand how every agent is, as it said last")
    func members() throws {
        var mapping = AMIMapping(names: Names(customer: "acme"))
        var last: [[String?]: CallEvent] = [:]
        let events = try Recording.messages().flatMap { mapping.take($0, arrival: 0) }
        for event in events where event.kind == .agentState {
            last[[event.queue, event.agent]] = event
        }
        let restated = mapping.restatedMembers(now: 0)
        #expect(restated.count == last.count && !last.isEmpty)
        for event in restated {
            let before = try #require(last[[event.queue, event.agent]])
            #expect((event.state, event.pauseReason) == (before.state, before.pauseReason))
            #expect(event.id != before.id && event.time >= before.time)
        }
        #expect(Set(restated.map(\.id)).count == restated.count)
        let later = try #require(mapping.newest) + 86_400_000_000
        #expect(mapping.restatedMembers(now: later).allSatisfy { $0.time.milliseconds == later / 1_000 })
    }

    @Test("is the same wherever it is cut")
    func cuts() throws {
        let bytes = try Recording.manager()
        let whole = Recording.events(of: try Recording.messages())
        for seed in UInt64(1)...3 {
            var random = SplitMix(seed)
            var reader = AMIReader()
            var mapping = AMIMapping(names: Names(customer: "acme"))
            var events: [CallEvent] = []
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + Int.random(in: 1...5_000, using: &random))
                try reader.read(bytes[at..<end]) { output in
                    if case .message(let message) = output { events += mapping.take(message, arrival: 0) }
                }
                at = end
            }
            #expect(events == whole, "seed \(seed)")
            #expect(mapping.table.count == 1 && mapping.notUnderstood == 0)
        }
    }

    @Test("gives the table where a part of it was missed and filled in from the log, and after a restart")
    func gaps() throws {
        let messages = try Recording.messages()
        let log = try Recording.log()
        let base = UInt64.random(in: 0...UInt64.max / 2)
        print("RecordingTests.gaps: seed \(base)")
        for seed in base..<base + 40 {
            var random = SplitMix(seed)
            let first = Int.random(in: 100..<messages.count - 2_500, using: &random)
            let second = first + Int.random(in: 0...1_500, using: &random)
            var mapping = AMIMapping(names: Names(customer: "acme"))
            var events = messages[..<first].flatMap { mapping.take($0, arrival: 0) }
            let heard = mapping.heard
            if Bool.random(using: &random) {
                // Killed: another process goes on from what is on disk.
                let kept = mapping.table.all.map { ($0.id, QueueCall($0.call.json)) }
                #expect(kept.map(\.1) == mapping.table.all.map { $0.call })
                mapping = AMIMapping(names: Names(customer: "acme"))
                mapping.resume(Dictionary(uniqueKeysWithValues: kept.map { ($0, $1!) }), heard: heard)
            }
            mapping.disconnected()
            // The log is read when the connection is back, up to where it was then.
            let back = messages[second...].lazy.compactMap(\.microseconds).first ?? .max
            var logged = QueueLogMapping(names: Names(customer: "acme"))
            for (offset, line) in log where line.seconds <= back / 1_000_000 {
                for event in logged.take(line, offset: offset) {
                    guard line.seconds >= (heard ?? 0) / 1_000_000 - 3 else { continue }
                    events.append(mapping.fill(event, queue: line.queue, after: heard ?? 0, until: back))
                }
            }
            let later = messages[second...].filter { $0.event == "Hangup" }.compactMap { $0.text("Uniqueid") }
            let alive = Set(later + [Self.lastCall])
            events += logged.finish(isFinal: false, isAlive: alive.contains).map {
                mapping.fill($0, queue: nil, after: heard ?? 0, until: back)
            }
            mapping.hasFilled()
            events += messages[second...].flatMap { mapping.take($0, arrival: 0) }
            events += try tail()
            let comment = "seed \(seed): missed \(first)..<\(second)"
            let reckoned = Reckoning(events)
            for (queue, truth) in Recording.queues {
                var found = reckoned.queues[queue] ?? QueueFigures()
                #expect(
                    abs(found.talk - truth.talk) <= 0.4 * Double(truth.connected), "\(queue): \(found.talk), \(comment)"
                )
                found.talk = truth.talk
                #expect(found == truth, "\(queue), \(comment)")
            }
            for (agent, truth) in Recording.agents {
                let found = reckoned.agents[agent] ?? AgentFigures()
                #expect(found.answered == truth.answered && found.missed == truth.missed, "\(agent), \(comment)")
            }
        }
    }
}

/// A repeatable generator (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
