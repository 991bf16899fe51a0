import Values
import WallboardCore

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

/// A step of a call, `seconds` after midnight, as tests write it.
struct Script {
    let seconds: Double
    let kind: CallStep.Kind
    var queue: String?
    var agent: String?
    var caller: String?
    var direction: CallStep.Direction?

    static func queued(_ seconds: Double, _ queue: String? = nil) -> Script {
        Script(seconds: seconds, kind: .queued, queue: queue)
    }

    static func ringing(_ seconds: Double, _ agent: String? = nil, queue: String? = nil) -> Script {
        Script(seconds: seconds, kind: .ringing, queue: queue, agent: agent)
    }

    static func answered(_ seconds: Double, _ agent: String? = nil, queue: String? = nil) -> Script {
        Script(seconds: seconds, kind: .answered, queue: queue, agent: agent)
    }

    static func held(_ seconds: Double) -> Script { Script(seconds: seconds, kind: .held) }

    static func retrieved(_ seconds: Double) -> Script { Script(seconds: seconds, kind: .retrieved) }

    static func transferred(_ seconds: Double, queue: String? = nil, agent: String? = nil) -> Script {
        Script(seconds: seconds, kind: .transferred, queue: queue, agent: agent)
    }

    static func ended(_ seconds: Double, _ reason: CallStep.EndReason = .caller) -> Script {
        Script(seconds: seconds, kind: .ended(reason))
    }

    func from(_ caller: String) -> Script {
        var script = self
        script.caller = caller
        return script
    }

    func going(_ direction: CallStep.Direction) -> Script {
        var script = self
        script.direction = direction
        return script
    }

    func event(of call: String, id: String) -> CallEvent {
        CallEvent(
            id: id, time: at(seconds),
            content: .call(
                CallStep(call: call, kind: kind, direction: direction, queue: queue, agent: agent, caller: caller)))
    }
}

/// The events of one call, with the ids `call#0`, `call#1`, …
func events(of call: String = "c", _ script: [Script]) -> [CallEvent] {
    script.enumerated().map { $0.element.event(of: call, id: "\(call)#\($0.offset)") }
}

/// An `agent.state` event, `seconds` after midnight.
func agentEvent(
    _ seconds: Double, _ agent: String, _ state: AgentState, pause: String? = nil, id: String? = nil
) -> CallEvent {
    CallEvent(
        id: id ?? "\(agent)@\(seconds)", time: at(seconds),
        content: .agent(AgentStep(agent: agent, state: state, pauseReason: pause)))
}

/// The log of a call that these events, all its own, arrived for in this order.
func log(_ events: [CallEvent], limit: Int = 200) -> CallLog {
    guard let first = events.first, case .call(let step) = first.content else {
        preconditionFailure("no call in \(events)")
    }
    var log = CallLog(call: step.call)
    for event in events {
        guard case .call(let step) = event.content else { preconditionFailure("no call event: \(event)") }
        _ = log.insert(TimedStep(id: event.id, time: event.time, step: step), limit: limit)
    }
    return log
}

/// The record of a call with these steps.
func record(_ script: [Script]) -> CallRecord {
    CallRecord(log(events(script)))!
}

/// How a call with these steps counts; it must be over.
func completed(_ script: [Script], _ thresholds: CallThresholds = CallThresholds()) -> CompletedCall {
    CompletedCall(record(script), thresholds: thresholds)!
}
