import Synchronization
import Values

@testable import WallboardCore

/// Tuesday, 24 November 2026, 00:00 UTC: the clock of most tests starts here.
let midnight = Instant(milliseconds: 1_795_478_400_000)

/// A moment of the test day, in seconds after midnight.
func at(_ seconds: Double) -> Instant {
    midnight.advanced(byMilliseconds: Int64((seconds * 1000).rounded()))
}

extension LocalDay {
    /// The test day, in UTC, from midnight to midnight.
    static let test = LocalDay(from: midnight, to: at(86_400), offsets: [Offset(since: midnight, seconds: 0)])
    /// The day after it.
    static let afterTest = LocalDay(
        from: at(86_400), to: at(172_800), offsets: [Offset(since: at(86_400), seconds: 0)])
}

/// An event as tests write it: `seconds` after midnight, of the call "c" where none is given.
struct Script {
    let seconds: Double
    var content: CallEvent.Content
    var sequence: Int64?

    private init(_ seconds: Double, _ kind: CallStep.Kind, queue: String? = nil, agent: String? = nil) {
        self.seconds = seconds
        content = .call(CallStep(call: "c", kind: kind, queue: queue, agent: agent))
    }

    private init(_ seconds: Double, _ report: AgentReport) {
        self.seconds = seconds
        content = .agent(report)
    }

    static func queued(_ seconds: Double, _ queue: String? = nil) -> Script {
        Script(seconds, .queued, queue: queue)
    }

    static func left(_ seconds: Double, _ reason: CallStep.Reason? = .timeout, queue: String? = nil) -> Script {
        Script(seconds, .left(reason), queue: queue)
    }

    static func ringing(_ seconds: Double, _ agent: String) -> Script { Script(seconds, .ringing, agent: agent) }

    static func notAnswered(_ seconds: Double, _ agent: String, _ reason: CallStep.Reason? = .noAnswer) -> Script {
        Script(seconds, .notAnswered(reason), agent: agent)
    }

    static func answered(_ seconds: Double, _ agent: String? = nil, queue: String? = nil) -> Script {
        Script(seconds, .answered, queue: queue, agent: agent)
    }

    static func joined(_ seconds: Double, _ agent: String) -> Script { Script(seconds, .joined, agent: agent) }

    static func released(_ seconds: Double, _ agent: String) -> Script { Script(seconds, .released, agent: agent) }

    static func held(_ seconds: Double, _ agent: String? = nil) -> Script { Script(seconds, .held, agent: agent) }

    static func retrieved(_ seconds: Double, _ agent: String? = nil) -> Script {
        Script(seconds, .retrieved, agent: agent)
    }

    static func parked(_ seconds: Double) -> Script { Script(seconds, .parked) }

    static func transferred(_ seconds: Double, by agent: String? = nil, queue: String) -> Script {
        Script(seconds, .transferred(.queue(queue)), agent: agent)
    }

    static func transferred(_ seconds: Double, by agent: String? = nil, agent target: String) -> Script {
        Script(seconds, .transferred(.agent(target)), agent: agent)
    }

    static func transferred(_ seconds: Double, by agent: String? = nil, number: String) -> Script {
        Script(seconds, .transferred(.number(number)), agent: agent)
    }

    static func transferred(_ seconds: Double, by agent: String? = nil) -> Script {
        Script(seconds, .transferred(.unknown), agent: agent)
    }

    static func merged(_ seconds: Double, into call: String) -> Script { Script(seconds, .merged(into: call)) }

    static func ended(_ seconds: Double, _ reason: CallStep.Reason? = .caller) -> Script {
        Script(seconds, .ended(reason))
    }

    static func report(
        _ seconds: Double, _ agent: String, _ state: AgentState, queue: String? = nil, pause: String? = nil
    ) -> Script {
        Script(seconds, AgentReport(agent: agent, state: state, queue: queue, pauseReason: pause))
    }

    func of(_ call: String) -> Script {
        changing {
            $0 = CallStep(
                call: call, kind: $0.kind, direction: $0.direction, queue: $0.queue, agent: $0.agent,
                caller: $0.caller, wait: $0.wait)
        }
    }

    func from(_ caller: String) -> Script { changing { $0.caller = caller } }

    func going(_ direction: CallStep.Direction) -> Script { changing { $0.direction = direction } }

    func waited(_ seconds: Int64) -> Script { changing { $0.wait = .milliseconds(seconds * 1000) } }

    func numbered(_ sequence: Int64) -> Script {
        var script = self
        script.sequence = sequence
        return script
    }

    private func changing(_ change: (inout CallStep) -> Void) -> Script {
        guard case .call(var step) = content else { return self }
        change(&step)
        var script = self
        script.content = .call(step)
        return script
    }

    /// The event, accepted after all that were made before it.
    func event(_ id: String) -> CallEvent {
        CallEvent(
            id: id, time: at(seconds), sequence: sequence, content: content,
            acceptance: Acceptance(number: acceptances.next(), at: at(seconds)))
    }
}

/// Numbers in the order in which events are made.
private let acceptances = Acceptances()

private final class Acceptances: Sendable {
    private let last = Mutex<Int64>(0)

    func next() -> Int64 {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

/// The event as it is accepted now.
func accepted(_ event: CallEvent) -> CallEvent {
    var event = event
    event.acceptance = Acceptance(number: acceptances.next(), at: event.time)
    return event
}

/// The events of a script, all of one call where `call` is given, with the ids `prefix#0`, `prefix#1`, …
func events(of call: String? = nil, _ script: [Script], ids prefix: String? = nil) -> [CallEvent] {
    script.enumerated().map { place, step in
        (call.map(step.of) ?? step).event("\(prefix ?? call ?? "c")#\(place)")
    }
}

/// An `agent.state` event, `seconds` after midnight.
func agentEvent(
    _ seconds: Double, _ agent: String, _ state: AgentState, queue: String? = nil, pause: String? = nil,
    id: String? = nil
) -> CallEvent {
    Script.report(seconds, agent, state, queue: queue, pause: pause).event(id ?? "\(agent)@\(seconds)")
}

/// The call state after a script on the test day.
func played(_ script: [Script], _ thresholds: CallThresholds = CallThresholds()) -> CallState {
    var feed = Feed(day: .test, thresholds: thresholds)
    feed.take(events(script))
    return feed.callState
}

/// The record of the call "c" after these steps.
func record(_ script: [Script]) -> CallRecord {
    CallGroup(events(script).compactMap { TimedStep($0) }).record(of: "c")!
}

/// How a call with these steps counts; it must be over.
func completed(_ script: [Script], _ thresholds: CallThresholds = CallThresholds()) -> CompletedCall {
    CompletedCall(record(script), thresholds: thresholds)!
}
