import Values

/// One call that the platform states to be active.
package struct ActiveCall: Hashable, Sendable {
    /// The call's id. 1–128 bytes.
    package let call: String
    /// What the call is doing.
    package let state: CallSituation.State
    /// When that began; where later events of the call are known, the time of the last of them.
    package let since: Instant
    /// Where known; at most 128 bytes each.
    package var queue: String?
    /// The agent it rings at, or who talks.
    package var agent: String?
    /// nil where the statement does not say.
    package var direction: CallStep.Direction?
    /// The number as the platform gave it.
    package var caller: String?

    /// Takes values whose lengths the reader has checked.
    package init(call: String, state: CallSituation.State, since: Instant) {
        self.call = call
        self.state = state
        self.since = since
    }
}

/// Which calls are active at one moment: all others are over, although no event has said so.
package struct ActiveCalls: Sendable {
    /// Each call once.
    package let calls: [ActiveCall]
    /// The moment at which the statement is true.
    package let at: Instant
    /// What its events are named by: 32 unguessable hexadecimal digits, so that no feed has the same ids.
    package let token: String

    /// Precondition: no call is there twice.
    package init(_ calls: [ActiveCall], at now: Instant, token: String) {
        precondition(Set(calls.map(\.call)).count == calls.count, "a call is stated twice")
        self.calls = calls
        at = now
        self.token = token
    }

    /// What a statement amounts to, given what is known.
    package struct Effect: Sendable {
        /// The events that make it true, those that close a call first. Stored together they are the statement: nothing
        /// else of it is kept.
        package fileprivate(set) var events: [CallEvent] = []
        /// The events that close a call.
        package var closing: [CallEvent] { Array(events.prefix(orphaned)) }
        /// The events that bring a call to where it was stated to be.
        package var opening: [CallEvent] { Array(events.dropFirst(orphaned)) }
        /// Stated calls that were not open.
        package fileprivate(set) var opened = 0
        /// Stated calls that were open and elsewhere.
        package fileprivate(set) var changed = 0
        /// Open calls that were not stated, and are closed as orphans.
        package fileprivate(set) var orphaned = 0
        /// Stated calls that have an event saying that they ended; they stay ended, for a call ends once.
        package fileprivate(set) var ended = 0
    }
}

extension CallState {
    /// What `statement` amounts to. `earlier` has, for the stated calls that are not open, the events that are stored.
    package func effect(of statement: ActiveCalls, earlier: [String: [CallEvent]]) -> ActiveCalls.Effect {
        var effect = ActiveCalls.Effect()
        func add(_ step: CallStep, at time: Instant) {
            effect.events.append(
                CallEvent(
                    id: "wallboard:\(statement.token):\(effect.events.count)", time: time, content: .call(step)))
        }
        let stated = Set(statement.calls.map(\.call))
        for call in openCalls where !stated.contains(call) {
            let last = log(of: call)?.lastEventAt ?? statement.at
            add(CallStep(call: call, kind: .lost), at: max(statement.at, last))
            effect.orphaned += 1
        }
        for call in statement.calls {
            let log = log(of: call.call) ?? storedLog(of: call.call, earlier[call.call] ?? [])
            guard log.end == nil else {
                effect.ended += 1
                continue
            }
            let restatement = Restatement(
                call: call, log: log, isOpen: isOpen(call.call), at: statement.at, horizon: horizon,
                freshMilliseconds: orphanAfterMilliseconds / 2)
            for step in restatement.steps { add(step.step, at: step.time) }
            if !isOpen(call.call) {
                effect.opened += 1
            } else if !restatement.isThere {
                effect.changed += 1
            }
        }
        return effect
    }

    /// Applies what a statement amounts to: first the events that close calls, so that the calls it opens find room.
    /// `earlier` as for `effect`.
    package mutating func apply(_ effect: ActiveCalls.Effect, earlier: [String: [CallEvent]]) -> Changes {
        let closed = apply(effect.closing)
        return closed.union(apply(effect.opening, earlier: earlier))
    }

    private func storedLog(of call: String, _ events: [CallEvent]) -> CallLog {
        var log = CallLog(call: call)
        for event in events where event.time >= horizon {
            guard case .call(let step) = event.content else { continue }
            _ = log.insert(TimedStep(id: event.id, time: event.time, step: step), limit: limits.stepsPerCall)
        }
        return log
    }
}
