import TestSupport
import Values
import WallboardCore

/// Random call events of a contact centre: calls through queues, answered or not, held, transferred, and agents.
struct RandomDay {
    /// Tuesday, 24 November 2026, 09:00 UTC.
    static let nine = Instant(milliseconds: 1_795_510_800_000)

    private var generator: SplitMix64
    private var serial = 0

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    /// The events of `count` calls and some agents, in the order of their times.
    mutating func events(calls count: Int) -> [CallEvent] {
        var events = (0..<count).flatMap { call(named: "call-\($0)") }
        for number in 0..<6 { events.append(agent("agent-\(number)")) }
        return events.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    private mutating func call(named name: String) -> [CallEvent] {
        var seconds = Int64.random(in: 0..<7_200, using: &generator)
        func step(_ kind: CallStep.Kind, queue: String? = nil, agent: String? = nil) -> CallStep {
            CallStep(
                call: name, kind: kind, direction: .inbound, queue: queue, agent: agent, caller: "+44 20 7946 0123")
        }
        var steps: [CallStep] = [step(.queued, queue: "queue-\(Int.random(in: 0..<4, using: &generator))")]
        let agent = "agent-\(Int.random(in: 0..<6, using: &generator))"
        if Bool.random(using: &generator) {
            steps += [step(.ringing, agent: agent), step(.answered, agent: agent)]
            if Bool.random(using: &generator) { steps += [step(.held), step(.retrieved)] }
            if Bool.random(using: &generator) { steps.append(step(.transferred(.queue("queue-9")))) }
        }
        if Int.random(in: 0..<4, using: &generator) > 0 {
            steps.append(
                step(.ended([.caller, .agent, .timeout, .overflow, .system].randomElement(using: &generator)!)))
        }
        return steps.map { step in
            seconds += Int64.random(in: 0..<90, using: &generator)
            return event(at: seconds, .call(step))
        }
    }

    private mutating func agent(_ name: String) -> CallEvent {
        event(
            at: Int64.random(in: 0..<7_200, using: &generator),
            .agent(
                AgentReport(
                    agent: name,
                    state: AgentState.allCases.filter { $0 != .unknown }.randomElement(using: &generator)!)))
    }

    private mutating func event(at seconds: Int64, _ content: CallEvent.Content) -> CallEvent {
        serial += 1
        return CallEvent(
            id: "event-\(serial)", time: Self.nine.advanced(byMilliseconds: seconds * 1_000), content: content,
            acceptance: Acceptance(number: Int64(serial), at: Self.nine))
    }
}

extension LocalDay {
    /// The day of `RandomDay`, in UTC, from midnight to midnight.
    static var ofRandomDay: LocalDay {
        let midnight = RandomDay.nine.advanced(byMilliseconds: -9 * 3_600_000)
        return LocalDay(
            from: midnight, to: midnight.advanced(byMilliseconds: 86_400_000),
            offsets: [Offset(since: midnight, seconds: 0)])
    }
}
