import Values

/// The steps that bring one call into the state that it is stated to be in.
///
/// They are ordinary steps and come after everything that is known of the call, so that the call's record stays a
/// function of its events alone.
struct Restatement {
    /// The stated state.
    let call: ActiveCall
    /// What is known of it; it has not ended.
    let log: CallLog
    /// Whether the call counts as open. One that does not was closed as an orphan, or is not known.
    let isOpen: Bool
    /// When it is stated.
    let at: Instant
    /// Steps before this moment would be ignored.
    let horizon: Instant
    /// A call whose last event is older gets one at `at`, so that the silence that closes calls starts over.
    let freshMilliseconds: Int64

    /// Whether the call is in the stated state already. The moment does not matter: events are more exact about it.
    var isThere: Bool {
        guard let record = CallRecord(log.found), let situation = record.situation else { return false }
        return situation.state == call.state && (call.queue == nil || call.queue == record.queue)
            && (call.agent == nil || call.agent == situation.agent)
    }

    /// What has to happen to the call, with the moments.
    var steps: [(time: Instant, step: CallStep)] {
        var steps: [(time: Instant, step: CallStep)] = isThere ? [] : moves
        let last = steps.last?.time ?? log.lastEventAt ?? at
        let needsSign = steps.isEmpty && !isOpen || last.advanced(byMilliseconds: freshMilliseconds) < at
        if needsSign { steps.append((max(at, latest.advanced(byMilliseconds: 1), last), step(sign))) }
        return steps
    }

    /// A step that says only that the call exists.
    private var sign: CallStep.Kind { call.state == .held ? .held : .retrieved }

    private var moves: [(time: Instant, step: CallStep)] {
        let record = CallRecord(log.found)
        let talks = record?.isTalking ?? false
        var kinds: [CallStep.Kind] = []
        if leavesQueueFirst(record, talks: talks) { kinds.append(.queued) }
        switch call.state {
        case .waiting: kinds = [.queued]
        case .ringing: kinds.append(.ringing)
        case .active: kinds.append(.answered)
        case .held: kinds += talks && isWithSameAgent(record) && kinds.isEmpty ? [.held] : [.answered, .held]
        }
        var time = max(call.since, horizon)
        if log.lastEventAt != nil || log.lost != nil, time <= latest { time = latest.advanced(byMilliseconds: 1) }
        // A queue just after the answer would be taken for the one that the call came through.
        if talks, kinds.first == .queued, let leg = record?.legs.last {
            time = max(time, leg.from.advanced(byMilliseconds: CallLimits.clockDifferenceMilliseconds + 1))
        }
        return kinds.enumerated().map { place, kind in
            // At a moment at which somebody talks, the steps would be put in another order.
            (time.advanced(byMilliseconds: talks ? Int64(place) : 0), step(kind, isFirst: place == 0))
        }
    }

    /// Whether only `queued` takes the call to the stated queue, or out of a talk.
    private func leavesQueueFirst(_ record: CallRecord?, talks: Bool) -> Bool {
        guard let record else { return false }
        if talks && call.state == .ringing { return true }
        guard let queue = call.queue, queue != record.queue else { return false }
        return talks || record.direction != .inbound && record.currentVisit != nil
    }

    private func isWithSameAgent(_ record: CallRecord?) -> Bool {
        call.agent == nil || call.agent == record?.situation?.agent
    }

    /// The latest moment of anything known of the call.
    private var latest: Instant { max(log.lastEventAt ?? horizon, log.lost?.time ?? horizon) }

    private func step(_ kind: CallStep.Kind, isFirst: Bool = false) -> CallStep {
        var step = CallStep(call: call.call, kind: kind)
        if isFirst {
            step.caller = call.caller
            // A direction other than the one that the known steps were read with would change their effect.
            if log.isEmpty { step.direction = call.direction }
        }
        switch kind {
        case .queued: step.queue = call.queue
        case .ringing, .answered: (step.queue, step.agent) = (call.queue, call.agent)
        case .held, .retrieved, .transferred, .ended, .lost: break
        }
        return step
    }
}
