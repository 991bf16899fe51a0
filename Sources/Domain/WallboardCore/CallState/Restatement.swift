import Values

/// The steps that bring one call into the state that it is stated to be in.
///
/// They are ordinary steps of one moment, which comes after everything that is known of the call, so that the call's
/// record stays a function of its events alone.
struct Restatement {
    /// The stated state.
    let call: ActiveCall
    /// What is known of it; it has not ended. nil where nothing is.
    let record: CallRecord?
    /// Whether the call counts as open. One that does not was closed for silence, or is not known.
    let isOpen: Bool
    /// When it is stated.
    let at: Instant
    /// Steps before this moment would be ignored.
    let horizon: Instant
    /// A call whose last event is older gets one at `at`, so that the silence that closes calls starts over.
    let freshMilliseconds: Int64

    /// Whether the call is in the stated state already. The moment does not matter: events are more exact about it.
    var isThere: Bool {
        guard let record else { return false }
        let talkers = record.legs.filter { $0.to == nil }
        let isQueueRight = call.queue == nil || call.queue == queue
        switch call.state {
        case .waiting: return record.isWaiting && record.rings.isEmpty && isQueueRight
        case .ringing:
            return talkers.isEmpty && isRinging(record) && (call.queue == nil || record.isWaiting && isQueueRight)
        case .active: return !isHeld(talkers) && haveIt(talkers) && isQueueRight
        case .held: return isHeld(talkers) && haveIt(talkers) && isQueueRight
        case .parked: return record.parkedSince != nil && record.rings.isEmpty
        case .elsewhere:
            return talkers.isEmpty && record.rings.isEmpty && !record.isWaiting && record.parkedSince == nil
        }
    }

    /// The moment of the steps: the later of `since` and of the last event that is known.
    var time: Instant {
        let since = min(max(call.since, horizon), max(at, horizon))
        guard let record else { return since }
        return max(since, record.lastEventAt.advanced(byMilliseconds: 1))
    }

    /// What has to happen to the call, in this order.
    var steps: [CallStep] { isThere ? [] : moves }

    /// A sign of life that is needed besides, and its moment; nil where none is: where the call is open, or is moved,
    /// and
    /// was heard of lately.
    var signOfLife: (time: Instant, step: CallStep)? {
        let last = isThere ? record?.lastEventAt ?? at : time
        let isFresh = last.advanced(byMilliseconds: freshMilliseconds) >= at
        if isFresh && (isOpen || !isThere) { return nil }
        return (max(at, last.advanced(byMilliseconds: 1)), CallStep(call: call.call, kind: .released))
    }

    private var queue: String? { record?.queues.current.map(\.queue) ?? record?.visits.last?.queue }

    private func isRinging(_ record: CallRecord) -> Bool {
        call.agents.isEmpty ? !record.rings.isEmpty : Set(record.rings.map(\.agent)) == Set(call.agents)
    }

    private func isHeld(_ talkers: [TalkLeg]) -> Bool {
        !talkers.isEmpty && talkers.allSatisfy { $0.heldSince != nil }
    }

    private func haveIt(_ talkers: [TalkLeg]) -> Bool {
        !talkers.isEmpty && (call.agents.isEmpty || Set(talkers.map(\.agent)) == Set(call.agents.map { $0 }))
    }

    private var moves: [CallStep] {
        var steps: [CallStep] =
            switch call.state {
            case .waiting: stopRinging(except: []) + leaving + [step(.queued, wait: entryWait)]
            case .ringing: ringing
            case .active: talking
            case .held: talking + [step(.held)]
            case .parked: stopRinging(except: []) + (record?.parkedSince == nil ? talking + [step(.parked)] : [])
            case .elsewhere: [step(.elsewhere)]
            }
        if record == nil, !steps.isEmpty {
            // A direction other than the one that the known steps were read with would change their effect.
            steps[0].direction = call.direction
        }
        if !steps.isEmpty { steps[0].caller = call.caller }
        return steps
    }

    /// A queue just after the answer would be taken for the one that the call came through.
    private var leaving: [CallStep] { record?.isTalking ?? false ? [step(.elsewhere)] : [] }

    private var ringing: [CallStep] {
        var steps = stopRinging(except: call.agents)
        if let queue = call.queue {
            if record.map({ !$0.isWaiting || self.queue != queue }) ?? true {
                steps += leaving + [step(.queued, wait: entryWait)]
            }
        } else {
            steps += leaving
        }
        return steps + call.agents.map { step(.ringing, agent: $0) }
    }

    private var talking: [CallStep] {
        let talkers = record?.legs.filter { $0.to == nil } ?? []
        if haveIt(talkers), call.queue == nil || call.queue == queue { return [step(.retrieved)] }
        let wait = call.waitMilliseconds.map { CallStep.Wait.milliseconds($0) } ?? .untold
        var steps: [CallStep] = []
        // An answer by one who talks already ends no other's talk and enters no queue.
        if let first = call.agents.first, talkers.contains(where: { $0.agent == first }) {
            steps.append(step(.elsewhere))
        } else if call.agents.isEmpty, !talkers.isEmpty {
            steps.append(step(.elsewhere))
        }
        steps.append(step(.answered, agent: call.agents.first, queue: call.queue, wait: wait))
        return steps + call.agents.dropFirst().map { step(.joined, agent: $0) }
    }

    private func stopRinging(except agents: [String]) -> [CallStep] {
        (record?.rings ?? []).map(\.agent).filter { !agents.contains($0) }.map {
            step(.notAnswered(.cancelled), agent: $0)
        }
    }

    /// The wait of a call that is stated to wait, at the moment of the steps; unknown where it is first learnt of.
    private var entryWait: CallStep.Wait {
        if let wait = call.waitMilliseconds {
            return .milliseconds(max(0, wait - min(max(at.milliseconds(since: time), 0), wait)))
        }
        return record == nil ? .unknown : .untold
    }

    private func step(
        _ kind: CallStep.Kind, agent: String? = nil, queue: String? = nil, wait: CallStep.Wait = .untold
    ) -> CallStep {
        var step = CallStep(call: call.call, kind: kind)
        step.agent = agent
        step.queue = kind == .queued ? call.queue : queue
        step.wait = wait
        return step
    }
}
