import Values

/// The calls, figures and agents of one customer.
///
/// What it holds is a function of the events since `horizon`, of the day and of the moments at which silent calls were
/// closed; the order in which events arrived leaves no trace (unless a limit was met). So a restart that applies the
/// stored events since `horizon` gives the same state.
///
/// Calls that are over are not kept. When an event arrives for a call that `isOpen` does not know, the caller looks up
/// what is stored of it and passes it along. For that the batches of one customer must not overlap: ask `isOpen`,
/// store, apply; then the next batch.
///
/// The thresholds decide how a completed call counts, so changing them takes a new call state with the stored events
/// applied.
package struct CallState: Sendable {
    /// The figures of the day.
    package private(set) var completed: CompletedCalls
    /// The calls that are open and the agents.
    package private(set) var live: LiveCalls
    /// What the limits left out.
    package private(set) var overruns = CallOverruns()
    let limits: CallLimits
    let orphanAfterMilliseconds: Int64
    private var wrapUps: WrapUps
    /// Whether the wrap-up of completed calls lacks something.
    private var lacksWrapUp = false
    private var open: [String: CallLog] = [:]
    /// Calls of the day that were closed as orphans and counted, in case another event comes.
    private var orphans: Set<String> = []
    /// Calls that are over and belong to a day later than today.
    private var early: [String: CompletedCall] = [:]
    /// Whether `early` holds all of them.
    private var earlyIsComplete = true

    /// What an event changed.
    package struct Changes: OptionSet, Sendable {
        /// The bits of the set.
        package let rawValue: UInt8
        /// A call completed, or a completed one was corrected: what analytics views may see.
        package static let completed = Changes(rawValue: 1)
        /// Anything that only live views may see.
        package static let live = Changes(rawValue: 2)

        /// The set of these bits.
        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }
    }

    /// A state without a call. `orphanAfterMilliseconds` is the silence after which a call is closed as an orphan: 4 h
    /// by default, 1 ms to `CallLimits.lookBackMilliseconds`.
    package init(
        day: LocalDay, thresholds: CallThresholds, orphanAfterMilliseconds: Int64 = 14_400_000,
        limits: CallLimits = CallLimits()
    ) {
        precondition(
            (1...limits.lookBackMilliseconds).contains(orphanAfterMilliseconds),
            "orphans after \(orphanAfterMilliseconds) ms")
        self.limits = limits
        self.orphanAfterMilliseconds = orphanAfterMilliseconds
        completed = CompletedCalls(day: day, thresholds: thresholds, limits: limits)
        live = LiveCalls(today: day.from, limits: limits)
        wrapUps = WrapUps(day: day, limits: limits)
    }

    /// The day that the figures are of.
    package var day: LocalDay { completed.day }

    /// Whether a figure can only be computed by a new call state from the stored events: so many calls were corrected
    /// that the longest wait is not known, or something that decides about wrap-up came too late.
    package var lacksFigures: Bool { completed.lacksLongestWait || lacksWrapUp }

    /// Adopts wrap-up that was computed from all stored events.
    package mutating func acceptWrapUp() {
        wrapUps.isIncomplete = false
        lacksWrapUp = false
    }

    /// Events before this moment are ignored: stored ones need not be applied.
    package var horizon: Instant { day.from.advanced(byMilliseconds: -limits.lookBackMilliseconds) }

    /// Whether the call state holds the events of `call`; of other calls `apply` needs what is stored.
    package func isOpen(_ call: String) -> Bool { open[call] != nil }

    /// The calls that are open, by id.
    package var openCalls: [String] { open.keys.sorted() }

    /// What is known of an open call; nil for any other.
    func log(of call: String) -> CallLog? { open[call] }

    /// Shows the state of the feed: on live views always, on those of completed calls where `toCompleted` says so, for
    /// a change that a live event caused is not for them to see.
    package mutating func show(_ feed: FeedState, toCompleted: Bool) -> Changes {
        var changes: Changes = []
        if live.feed != feed {
            live.feed = feed
            changes.insert(.live)
        }
        if toCompleted, completed.feed != feed {
            completed.feed = feed
            changes.insert(.completed)
        }
        return changes
    }

    /// Applies new events, in any order, and returns what may have changed. `earlier` has, for the calls among them
    /// that were not open, the events that were stored before, by call.
    package mutating func apply(_ events: [CallEvent], earlier: [String: [CallEvent]] = [:]) -> Changes {
        var changes: Changes = []
        var steps: [String: [TimedStep]] = [:]
        var reports: [CallEvent] = []
        for event in events where event.time >= horizon {
            changes.insert(.live)
            guard case .call(let step) = event.content else {
                live.note(event)
                reports.append(event)
                continue
            }
            if step.kind != .lost { live.note(event) }
            steps[step.call, default: []].append(TimedStep(id: event.id, time: event.time, step: step))
        }
        // Calls and reports in their order of time, so that applying a day at once gives the same wrap-up as in parts.
        var rest = reports.sorted { ($0.time, $0.id) < ($1.time, $1.id) }[...]
        let calls = steps.map { CallAge(since: $0.value.reduce(horizon) { max($0, $1.time) }, call: $0.key) }.sorted()
        for last in calls {
            note(&rest, until: last.since)
            changes.formUnion(apply(steps[last.call] ?? [], to: last.call, earlier: earlier[last.call] ?? []))
        }
        note(&rest, until: nil)
        return changes
    }

    /// Closes the calls that have had no event for too long.
    package mutating func closeOrphans(at now: Instant) -> Changes {
        let latest = now.advanced(byMilliseconds: -orphanAfterMilliseconds)
        let silent = open.values.filter { $0.lastEventAt.map { $0 <= latest } ?? false }.map(\.call).sorted()
        for call in silent {
            live.remove(call)
            guard let log = open.removeValue(forKey: call), let orphan = CallRecord(log).flatMap(orphan) else {
                continue
            }
            if orphans.count < limits.orphans {
                orphans.insert(call)
                count(orphan)
            } else {
                overruns.orphans += 1
            }
        }
        return silent.isEmpty ? [] : [.completed, .live]
    }

    /// Begins a new day: the figures start from zero, with the calls of that day that are over already. Returns false
    /// when there were more of those than `CallLimits.earlyCalls`: the figures are incomplete, and the caller makes a
    /// new call state from the stored events.
    package mutating func startDay(_ day: LocalDay) -> Bool {
        let isComplete = earlyIsComplete
        earlyIsComplete = true
        let horizon = day.from.advanced(byMilliseconds: -limits.lookBackMilliseconds)
        completed = completed.next(day, horizon: horizon, limits: limits)
        wrapUps.startDay(day, horizon: horizon)
        live.startDay(day.from, horizon: horizon)
        for log in open.values where log.firstEventAt.map({ $0 < horizon }) ?? false { forgetOldSteps(of: log) }
        orphans = orphans.filter { early[$0] != nil }
        let calls = early
        early = [:]
        for call in calls.keys.sorted() { calls[call].map { take($0) } }
        settleWrapUps()
        return isComplete
    }
}

extension CallState {
    private mutating func apply(_ steps: [TimedStep], to call: String, earlier: [CallEvent]) -> Changes {
        var log: CallLog
        var before: CompletedCall?
        if let known = open.removeValue(forKey: call) {
            log = known
        } else {
            log = CallLog(call: call)
            for event in earlier where event.time >= horizon {
                guard case .call(let step) = event.content else { continue }
                _ = log.insert(TimedStep(id: event.id, time: event.time, step: step), limit: limits.stepsPerCall)
            }
            before = counted(log)
        }
        for step in steps where log.insert(step, limit: limits.stepsPerCall) == .beyondLimit { overruns.steps += 1 }
        // All that is left of a call whose events were deleted is a note that it was lost.
        guard let record = CallRecord(log) else { return [] }
        let after = CompletedCall(record, thresholds: completed.thresholds)
        if after == nil { keepOpen(log, record) } else { live.remove(call) }
        guard after != before else { return [] }
        if let before { discount(before) }
        if let after { count(after) }
        return .completed
    }

    /// What a call that is not open counts for; nil if it does not.
    private func counted(_ log: CallLog) -> CompletedCall? {
        guard let record = CallRecord(log) else { return nil }
        if record.end == nil { return orphans.contains(log.call) ? orphan(record) : nil }
        return CompletedCall(record, thresholds: completed.thresholds)
    }

    private func orphan(_ record: CallRecord) -> CompletedCall? {
        CompletedCall(
            record.orphaned(afterMilliseconds: orphanAfterMilliseconds), thresholds: completed.thresholds)
    }

    private mutating func keepOpen(_ log: CallLog, _ record: CallRecord) {
        guard open.count < limits.openCalls else {
            overruns.openCalls += 1
            live.remove(log.call)
            return
        }
        open[log.call] = log
        if let call = LiveCall(record) { live.put(call) } else { live.remove(log.call) }
    }

    private mutating func count(_ call: CompletedCall) {
        take(call)
        settleWrapUps()
    }

    private mutating func take(_ call: CompletedCall) {
        completed.add(call)
        wrapUps.add(call)
        guard call.belongsAt >= day.to else { return }
        if early.count < limits.earlyCalls {
            early[call.call] = call
        } else {
            overruns.earlyCalls += 1
            earlyIsComplete = false
        }
    }

    private mutating func discount(_ call: CompletedCall) {
        orphans.remove(call.call)
        early[call.call] = nil
        // Its wrap-up goes first: a queue that is left without a call is forgotten.
        wrapUps.remove(call)
        settleWrapUps()
        completed.remove(call)
    }

    /// Hands the reports up to `time` to the wrap-up; nil: all.
    private mutating func note(_ reports: inout ArraySlice<CallEvent>, until time: Instant?) {
        while let report = reports.first, time.map({ report.time <= $0 }) ?? true {
            if case .agent(let step) = report.content { wrapUps.report(step, at: report.time, id: report.id) }
            reports = reports.dropFirst()
        }
    }

    /// Call only when the completed calls have changed: reports by themselves change no figure.
    private mutating func settleWrapUps() {
        if let time = completed.lastEventAt { completed.add(wrapUps.settle(asOf: time)) }
        if wrapUps.isIncomplete { lacksWrapUp = true }
    }

    private mutating func forgetOldSteps(of log: CallLog) {
        var log = log
        log.forget(before: horizon)
        open[log.call] = nil
        if let record = CallRecord(log) { keepOpen(log, record) } else { live.remove(log.call) }
    }
}
