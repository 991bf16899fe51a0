import Values

/// One call that the platform states to be active (calls.md, section 1, "Statement").
package struct ActiveCall: Hashable, Sendable {
    /// The call's id. 1–256 bytes.
    package let call: String
    /// What the call is doing.
    package let state: State
    /// When that began; where later events of the call are known, the time of the last of them.
    package let since: Instant
    /// Where known; up to 128 Unicode scalars.
    package var queue: String?
    /// Who talks, holds the call, or whose phone rings.
    package var agents: [String] = []
    /// nil where the statement does not say.
    package var direction: CallStep.Direction?
    /// The number as the platform gave it.
    package var caller: String?
    /// Of a call that waits: its wait at the statement; of one that was answered: at `since`. In milliseconds; nil
    /// where
    /// the statement does not say.
    package var waitMilliseconds: Int64?

    /// What a statement can say of a call.
    package enum State: String, Sendable, CaseIterable {
        case waiting, ringing, active, held, parked
        /// Nobody of the house has it, and it waits nowhere.
        case elsewhere
    }

    /// Takes values whose lengths the reader has checked.
    package init(call: String, state: State, since: Instant) {
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
        /// Open calls that were not stated, and are closed for silence.
        package fileprivate(set) var orphaned = 0
        /// Stated calls that have ended or become part of another one; they stay so.
        package fileprivate(set) var ended = 0
    }
}

extension ActiveCalls {
    /// The calls of which `effect` needs the stored steps, by id.
    package func needsStored(by callState: CallState) -> Set<String> {
        Set(calls.map(\.call)).filter { callState.groupOf[$0] == nil }
    }

    /// What the statement amounts to. `stored` has what `needsStored` asked for.
    package func effect(on callState: CallState, stored: [CallEvent]) -> Effect {
        var effect = Effect()
        func add(_ step: CallStep, at time: Instant, sequence: Int64?) {
            effect.events.append(
                CallEvent(
                    id: "wallboard:\(token):\(effect.events.count)", time: time, sequence: sequence,
                    content: .call(step)))
        }
        let stated = Set(calls.map(\.call))
        for call in callState.openCalls where !stated.contains(call) {
            add(CallStep(call: call, kind: .lost), at: at, sequence: nil)
            effect.orphaned += 1
        }
        let over = CallGroup.groups(of: stored.filter { $0.time >= callState.horizon }.compactMap { TimedStep($0) })
        for call in calls {
            let group = callState.groupOf[call.call].flatMap { callState.groups[$0] } ?? over[call.call]
            if let group, group.isPart(call.call) || group.records[call.call]?.end != nil {
                effect.ended += 1
                continue
            }
            let isOpen = callState.isOpen(call.call)
            let restatement = Restatement(
                call: call, record: group?.records[call.call], isOpen: isOpen, at: at, horizon: callState.horizon,
                freshMilliseconds: callState.orphanAfterMilliseconds / 2)
            for (place, step) in restatement.steps.enumerated() {
                add(step, at: restatement.time, sequence: Int64(place))
            }
            if let sign = restatement.signOfLife { add(sign.step, at: sign.time, sequence: nil) }
            if !isOpen {
                effect.opened += 1
            } else if !restatement.isThere {
                effect.changed += 1
            }
        }
        return effect
    }
}

extension CallGroup {
    /// The groups that these steps make, by each id.
    fileprivate static func groups(of steps: [TimedStep]) -> [String: CallGroup] {
        var groups: [String: CallGroup] = [:]
        for family in CallFamilies.families(of: steps) {
            let group = CallGroup(family)
            for id in group.ids { groups[id] = group }
        }
        return groups
    }
}
