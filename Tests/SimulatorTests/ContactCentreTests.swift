import BoardProtocol
import Testing

@testable import wallboard_sim

@Suite("The simulated contact centre")
struct ContactCentreTests {
    private static func settings(_ change: (inout ContactCentreSettings) -> Void = { _ in }) -> ContactCentreSettings {
        var settings = ContactCentreSettings()
        settings.closing = settings.opening + 2 * 3_600_000
        change(&settings)
        return settings
    }

    /// Small and large, one queue and many, idle and overloaded.
    private static func randomSettings(_ random: inout SplitMix64) -> ContactCentreSettings {
        settings {
            $0.callsPerHour = Double.random(in: 5...900, using: &random)
            $0.agents = Int.random(in: 1...30, using: &random)
            $0.queues = (1...Int.random(in: 1...5, using: &random)).map { "queue \($0)" }
            $0.opening = Int64.random(in: 0...23, using: &random) * 3_600_000
            $0.closing = $0.opening + Int64.random(in: 1...7_200_000, using: &random)
            $0.rings = (1...3).map { _ in
                Bool.random(using: &random) ? .inTurn : .together(Int.random(in: 1...6, using: &random))
            }
            $0.maxWaiting = Int.random(in: 1...40, using: &random)
            $0.missChance = Double.random(in: 0...0.8, using: &random)
            $0.keyChance = Double.random(in: 0...1, using: &random)
            $0.earlyPauseChance = Double.random(in: 0...1, using: &random)
            for turn in [
                \TalkTurns.hold, \.toQueue, \.toColleague, \.toNumber, \.consultation, \.conference, \.park,
            ] as [WritableKeyPath<TalkTurns, Double>] {
                $0.turns[keyPath: turn] = Double.random(in: 0...0.3, using: &random)
            }
            $0.pauseChance = Double.random(in: 0...0.5, using: &random)
            $0.ownCallsPerAgentAndHour = Double.random(in: 0...10, using: &random)
        }
    }

    @Test("the same seed gives the same events, another seed others")
    func determinism() {
        let first = Array(ContactCentre(Self.settings(), seed: 7, play: "a"))
        #expect(first == Array(ContactCentre(Self.settings(), seed: 7, play: "a")))
        #expect(first != Array(ContactCentre(Self.settings(), seed: 8, play: "a")))
        #expect(first.count > 1_000)
    }

    @Test("every course of events keeps the rules of calls and agents", arguments: 0..<100 as Range<UInt64>)
    func rules(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let settings = Self.randomSettings(&random)
        let events = Array(ContactCentre(settings, seed: seed, play: "p"))
        var rules = CallRules(closing: settings.closing ?? 0)
        for event in events { rules.check(event, "seed \(seed), event \(event.id)") }
        rules.checkEnd("seed \(seed)")
        #expect(Set(events.map(\.id)).count == events.count, "seed \(seed): an id comes twice")
        #expect(events.map(\.time) == events.map(\.time).sorted(), "seed \(seed): out of order")
    }

    @Test("a play without an end goes on, and holds only the calls in progress")
    func endless() {
        var centre = ContactCentre(Self.settings { $0.closing = nil }, seed: 1, play: "p")
        var last: Int64 = 0
        for _ in 0..<50_000 { last = centre.next()?.time ?? -1 }
        #expect(last > DayProfile.millisecondsPerDay)
    }

    @Test("everything that can happen happens")
    func variety() {
        let settings = Self.settings {
            $0.agents = 10
            $0.maxWaiting = 5
            $0.overflow = .uniform(60...60)
            $0.closing = $0.opening + 8 * 3_600_000
        }
        var kinds: Set<String> = []
        var states: Set<CallEventMessage.AgentState> = []
        var directions: Set<CallEventMessage.Direction?> = []
        for event in Array(ContactCentre(settings, seed: 3, play: "p")) {
            switch event.content {
            case .call(let call):
                kinds.insert(Self.kind(of: call.step))
                directions.insert(call.direction)
            case .agent(let agent): states.insert(agent.state)
            case .unknown: Issue.record("\(event)")
            }
        }
        let leaving = ["timeout", "overflow", "key", "voicemail"].map { "left \($0)" }
        let misses = ["noAnswer", "busy", "rejected", "unreachable", "cancelled"].map { "notAnswered \($0)" }
        let ends = ["caller", "agent", "full", "callback"].map { "ended \($0)" }
        let transfers = ["queue", "agent", "number", "unknown"].map { "transferred \($0)" }
        #expect(
            kinds
                == Set(
                    ["queued", "ringing", "answered", "joined", "released", "held", "retrieved", "parked", "merged"]
                        + leaving + misses + ends + transfers))
        // Rings and talks are told by the calls.
        #expect(states == [.available, .wrapUp, .paused, .loggedOut])
        #expect(directions == [.inbound, .outbound, .internal])
    }

    private static func kind(of step: CallEventMessage.Step) -> String {
        switch step {
        case .left(let reason): "left \(reason ?? "")"
        case .notAnswered(let reason): "notAnswered \(reason ?? "")"
        case .ended(let reason): "ended \(reason ?? "")"
        case .merged: "merged"
        case .transferred(.queue): "transferred queue"
        case .transferred(.agent): "transferred agent"
        case .transferred(.number): "transferred number"
        case .transferred(.unknown): "transferred unknown"
        default: "\(step)"
        }
    }

    @Test("telephones of a queue ring together or one after the other", arguments: [1, 3])
    func ringOrder(most: Int) {
        let settings = Self.settings {
            $0.rings = most == 1 ? [.inTurn] : [.together(most)]
            $0.missChance = 0.3
        }
        var ringing: [String: Int] = [:]
        var highest = 0
        for event in Array(ContactCentre(settings, seed: 5, play: "p")) {
            guard case .call(let call) = event.content else { continue }
            switch call.step {
            case .ringing: ringing[call.id, default: 0] += 1
            case .notAnswered: ringing[call.id, default: 0] -= 1
            default: ringing[call.id] = 0
            }
            highest = max(highest, ringing[call.id] ?? 0)
        }
        #expect(highest == most)
    }
}
