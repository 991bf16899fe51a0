import BoardProtocol
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// Sessions and outboxes over random readiness, short writes, publications, changes of entitlement and slow boards, in
/// virtual time. Each seed gives its own run; a failure names the seed and the step.
struct SimulationTests {
    private static let seeds: Range<UInt64> = 0..<2_000
    private static let steps = 250
    private static let topics = 3
    /// Payload bytes of the longest message.
    private static let longest = 1_600

    private static let limits: BoardServerLimits = {
        var limits = BoardServerLimits()
        limits.maxQueuedFrames = 4
        limits.maxQueuedBytes = 1_000
        limits.maxQueuedControlFrames = 4
        return limits
    }()

    @Test("the rules of the queue hold whatever happens")
    func theRulesOfTheQueueHoldWhateverHappens() throws {
        var conflations = 0
        var resets = 0
        var kept = 0
        var paired = 0
        var closes: Set<UInt16> = []
        for seed in Self.seeds {
            var world = World(seed)
            for step in 0..<Self.steps {
                try world.step("seed \(seed), step \(step)")
            }
            try world.runDry("seed \(seed), at the end")
            conflations += world.port.conflations
            resets += world.port.resets
            kept += world.port.kept
            paired += world.port.connections.count { $0.board.code > 1 && $0.board.version > 0 && $0.board.seq != nil }
            closes.formUnion(world.port.connections.flatMap(\.causes).map(\.rawValue))
        }
        // The runs were not too easy.
        #expect(conflations > Self.seeds.count)
        #expect(resets > Self.seeds.count / 10)
        #expect(kept > Self.seeds.count / 10)
        #expect(paired > Self.seeds.count / 10)
        #expect(closes.isSuperset(of: [1_000, 1_006, 1_013, 4_000, 4_003, 4_004, 4_012, 4_500, 4_502]))
    }

    /// One run.
    private struct World {
        var port = SimulatedPort(limits: limits, seqs: Array(repeating: 1, count: topics))
        private var random: SplitMix64

        init(_ seed: UInt64) {
            random = SplitMix64(seed: seed)
            for _ in 0..<1 + random.below(4) { connect() }
        }

        private mutating func connect() {
            let room = random.oneIn(3) ? 1_000_000 : 40 + random.below(2_500)
            port.connections.append(
                SimulatedPort.Connection(
                    session: BoardSession(.board, at: port.now, within: limits), line: SimulatedLine(room: room)))
        }

        mutating func step(_ place: Comment) throws {
            let index = random.below(port.connections.count)
            switch random.below(40) {
            case 0...14: publish()
            case 15...18: decide(index)
            case 19: change(index)
            case 20, 21: speak(index)
            case 22, 23: pass()
            case 24: if random.oneIn(3), port.connections.count < 8 { connect() }
            case 25...28: answerSnapshots()
            default: try read(index, 1 + random.below(random.oneIn(2) ? 60 : 4_000), place)
            }
            // Readiness comes late, or not in this tick.
            for index in port.connections.indices where port.connections[index].line.hasRoom && random.oneIn(2) {
                port.connections[index].isBlocked = false
            }
            if !random.oneIn(4) { port.flush() }
            check(place)
        }

        private mutating func publish() {
            let topic = random.below(topics)
            let isLost = random.oneIn(20)
            port.publish(topic, random.below(random.oneIn(8) ? longest - 40 : 200), isLost: isLost)
            // As the control plane does where a loop had no room.
            if isLost { port.deliver(topic, random.below(longest - 40), toAll: true) }
        }

        private mutating func answerSnapshots() {
            for topic in port.wanted.sorted() where random.oneIn(2) {
                port.deliver(topic, random.below(longest - 40), toAll: false)
            }
        }

        private mutating func decide(_ index: Int) {
            let connection = port.connections[index]
            switch connection.session.phase {
            case .awaitingHello:
                let hello = Hello(serial: "S", model: nil, appVersion: nil, credentials: .none)
                port.receive(.message(Message(.text, payload: hello.encode())), from: index)
            case .deciding: if random.oneIn(3) { port.pair(index) } else { port.admit(index, topic: anyTopic()) }
            case .serving where connection.version == 0:
                if random.oneIn(2) { port.say(index) } else { port.entitle(index, topic: anyTopic(), revokes: false) }
            case .serving: if random.oneIn(8) { port.say(index) }
            case .closing: break
            }
        }

        private mutating func change(_ index: Int) {
            if random.oneIn(12) {
                port.close(index, revokes: random.oneIn(2))
            } else {
                port.entitle(index, topic: anyTopic(), revokes: random.oneIn(2))
            }
        }

        private mutating func anyTopic() -> Int? { random.oneIn(6) ? nil : random.below(topics) }

        private mutating func speak(_ index: Int) {
            switch random.below(40) {
            case 0: port.receive(.close(.normal, reason: ""), from: index)
            case 1: port.receive(.message(Message(.text, payload: [0x7d])), from: index)
            case 2: for _ in 0..<130 { port.receive(.pong([]), from: index) }
            case 3...9: for _ in 0..<10 { port.receive(.ping([1, 2, 3]), from: index) }
            case 10...20: port.receive(.ping([]), from: index)
            default: port.receive(.message(Message(.text, payload: Array(#"{"type":"resync"}"#.utf8))), from: index)
            }
        }

        private mutating func pass() {
            port.now += Int64(random.below(random.oneIn(6) ? 25_000 : 2_000))
            port.elapse()
        }

        /// The board takes what has arrived, and most often answers pings.
        private mutating func read(_ index: Int, _ count: Int, _ place: Comment) throws {
            try port.connections[index].board.take(port.connections[index].line.take(count), place)
            guard port.connections[index].board.pings > port.connections[index].answeredPings, !random.oneIn(10) else {
                return
            }
            port.connections[index].answeredPings = port.connections[index].board.pings
            port.receive(.pong([]), from: index)
        }

        private func check(_ place: Comment) {
            for connection in port.connections {
                let queue = connection.outbox.queue
                // Besides what may wait: one message, and the last two frames.
                #expect(queue.frameCount <= limits.maxQueuedFrames + limits.maxQueuedControlFrames + 3, place)
                let control = (limits.maxQueuedFrames + limits.maxQueuedControlFrames + 2) * 40
                #expect(queue.byteCount <= max(limits.maxQueuedBytes, longest) + longest + control, place)
                #expect(connection.causes.count <= 1, "more than one reason, \(place)")
                if connection.outbox.isFinished { #expect(connection.causes.count == 1, place) }
            }
        }

        /// Everybody reads and everything is answered: then everybody has everything.
        mutating func runDry(_ place: Comment) throws {
            for _ in 0..<4 {
                for index in port.connections.indices {
                    port.connections[index].line.room = .max
                    port.connections[index].isBlocked = false
                }
                port.flush()
                for index in port.connections.indices { try read(index, .max, place) }
                for topic in port.wanted.sorted() { port.deliver(topic, 0, toAll: false) }
            }
            check(place)
            for connection in port.connections {
                if !connection.outbox.isFinished, !connection.isEnded {
                    #expect(connection.board.code == connection.code, "a code was lost, \(place)")
                }
                if let topic = connection.topic {
                    #expect(connection.board.topic == topic, place)
                    #expect(connection.board.seq == port.seqs[topic], "left behind, \(place)")
                }
                if connection.outbox.isFinished, !connection.wasReset {
                    #expect(connection.board.closeCount == 1, place)
                } else {
                    #expect(connection.board.closeCount <= 1, place)
                }
            }
        }
    }
}
