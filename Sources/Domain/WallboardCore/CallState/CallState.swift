import Values

/// The calls, figures and agents of one customer.
///
/// What it holds is a function of the events since `horizon`, of the day and of the moments at which silent calls were
/// closed; the order in which events arrived leaves no trace but where only their acceptance decides (unless a limit
/// was met). So a restart that applies the stored events since `horizon` gives the same state.
///
/// Calls that are over are not kept. When an event arrives for a call that is not open, the caller looks up what is
/// stored of it and of the calls that merges made one with it, and passes it along. For that the batches of one
/// customer must not overlap: ask `needsStored`, store, apply; then the next batch.
///
/// The thresholds decide how a completed call counts, so changing them takes a new call state with the stored events
/// applied.
package struct CallState: Sendable {
    /// The figures of the day.
    package internal(set) var completed: CompletedCalls
    /// The calls that are open and the agents.
    package internal(set) var live: LiveCalls
    /// What the limits left out.
    package internal(set) var overruns = CallOverruns()
    let limits: CallLimits
    let orphanAfterMilliseconds: Int64
    /// The calls that are open, with those that merges have made one with them; by a number of the group's own.
    var groups: [Int: CallGroup] = [:]
    /// Which group each id belongs to.
    var groupOf: [String: Int] = [:]
    var nextGroup = 0
    /// Calls that were closed for silence and counted, and their last event, in case another one comes; by id.
    var silenced: [String: Instant] = [:]
    /// Calls that are over and belong to a day later than today.
    private var early: Set<CompletedCall> = []
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

    /// A state without a call. `orphanAfterMilliseconds` is the silence after which a call is closed: 4 h by default, 1
    /// ms to `CallLimits.lookBackMilliseconds`.
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
        live = LiveCalls(today: day.from, orphanAfterMilliseconds: orphanAfterMilliseconds, limits: limits)
    }

    /// How many names of the day have no figures of their own, live or of completed calls.
    package var leftOut: NamesLeftOut {
        NamesLeftOut(
            queues: Self.count(completed.queuesLeftOut, live.queuesLeftOut),
            agents: Self.count(completed.agentsLeftOut, live.agents.leftOut.names))
    }

    private static func count(_ names: SortedMap<String, Bool>, _ others: SortedMap<String, Bool>) -> Int {
        names.count + others.keys.count { names[$0] == nil }
    }

    /// The day that the figures are of.
    package var day: LocalDay { completed.day }

    /// Whether a figure can only be computed by a new call state from the stored events: so many calls were corrected
    /// that the longest wait is not known, or a report that decides about wrap-up came too late.
    package var lacksFigures: Bool { completed.lacksLongestWait || live.agents.isIncomplete }

    /// Adopts wrap-up that was computed from all stored events.
    package mutating func acceptWrapUp() { live.agents.isIncomplete = false }

    /// Events before this moment are ignored: stored ones need not be applied.
    package var horizon: Instant { day.from.advanced(byMilliseconds: -limits.lookBackMilliseconds) }

    /// Whether the call is open, or is a part of one that is.
    package func isOpen(_ call: String) -> Bool {
        guard let group = groupOf[call].flatMap({ groups[$0] }), let record = group.record(of: call) else {
            return false
        }
        return group.outcome(of: record.call)?.end == nil
    }

    /// What is known of an open call; nil for any other.
    func record(of call: String) -> CallRecord? { groupOf[call].flatMap { groups[$0]?.outcome(of: call) } }

    /// The calls that are open, by id.
    package var openCalls: [String] { groups.values.flatMap { $0.open.map(\.call) }.sorted() }

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

    /// Shows the half hours of the same weekday a week before.
    package mutating func show(lastWeek intervals: SortedMap<HalfHour, IntervalFigures>) -> Changes {
        guard completed.lastWeek != intervals else { return [] }
        completed.lastWeek = intervals
        return .completed
    }

    /// Closes the calls of which nothing was heard for too long, and lets reports of agents lapse.
    package mutating func closeOrphans(at now: Instant) -> Changes {
        var changes: Changes = live.agents.wait(until: now) ? .live : []
        let latest = now.advanced(byMilliseconds: -orphanAfterMilliseconds)
        for (number, group) in groups.sorted(by: { $0.key < $1.key }) {
            let silent = group.open.filter { $0.lastEventAt <= latest }.map(\.call).sorted()
            guard !silent.isEmpty else { continue }
            guard silenced.count + silent.count <= limits.orphans else {
                overruns.orphans += silent.count
                drop(number)
                changes.insert(.live)
                continue
            }
            var closed = group
            for call in silent { closed.fallSilent(call) }
            changes.formUnion(replace([number], CallsBefore(group, completed.thresholds), by: closed))
            changes.insert(.live)
        }
        return changes
    }

    /// Begins a new day: the figures start from zero, with the calls of that day that are over already. Returns false
    /// when the figures are incomplete, so that the caller makes a new call state from the stored events: there were
    /// more early calls than `CallLimits.earlyCalls`, or an open call began before the horizon.
    package mutating func startDay(_ day: LocalDay) -> Bool {
        var isComplete = earlyIsComplete
        earlyIsComplete = true
        let horizon = day.from.advanced(byMilliseconds: -limits.lookBackMilliseconds)
        completed = completed.next(day, horizon: horizon, limits: limits)
        live.startDay(day.from, horizon: horizon)
        if groups.values.contains(where: { $0.records.values.contains { $0.firstEventAt < horizon } }) {
            isComplete = false
        }
        let calls = early
        early = []
        let ids = Set(calls.map(\.call))
        silenced = silenced.filter { ids.contains($0.key) }
        for call in calls.sorted(by: { ($0.belongsAt, $0.call) < ($1.belongsAt, $1.call) }) { take(call) }
        _ = settleWrapUps()
        return isComplete
    }
}

extension CallState {
    /// Puts a group in the place of those with these numbers.
    mutating func replace(_ numbers: [Int], _ before: CallsBefore, by group: CallGroup) -> Changes {
        for number in numbers { remove(number) }
        for id in before.ids.subtracting(group.ids) {
            live.remove(id)
            live.agents.engage(id, [:], before: before.agents)
        }
        keep(group)
        if !before.agents.isEmpty || !group.agents.isEmpty {
            for id in group.ids { live.agents.engage(id, group.engagements(in: id), before: before.agents) }
        }
        let after = group.completed(completed.thresholds)
        guard !(before.completed.isEmpty && after.isEmpty) else { return [] }
        let leaving = before.completed.filter { !after.contains($0) }
        let coming = after.filter { !before.completed.contains($0) }
        guard !(leaving.isEmpty && coming.isEmpty) else { return [] }
        for call in leaving { discount(call) }
        for call in coming { take(call) }
        _ = settleWrapUps()
        return .completed
    }

    /// Stops keeping a group without counting it.
    private mutating func drop(_ number: Int) {
        guard let group = groups[number] else { return }
        remove(number)
        for id in group.ids {
            live.remove(id)
            live.agents.engage(id, [:], before: group.agents)
        }
    }

    mutating func remove(_ number: Int) {
        guard let old = groups.removeValue(forKey: number) else { return }
        for id in old.ids { groupOf[id] = nil }
    }

    /// Keeps a group while a call of it is open, and shows its calls.
    private mutating func keep(_ group: CallGroup) {
        let isKept = group.isOpen && groups.count < limits.openCalls
        if group.isOpen, !isKept { overruns.openCalls += 1 }
        for id in group.ids {
            guard let record = group.outcome(of: id) else {
                live.remove(id)
                continue
            }
            if record.end == nil && isKept { live.put(LiveCall(record)) } else { live.remove(id) }
            silenced[id] = record.end?.cause == .silence ? group.silent[id] : nil
        }
        guard isKept else { return }
        var group = group
        group.trim(to: limits.stepsPerCall)
        for id in group.ids { groupOf[id] = nextGroup }
        groups[nextGroup] = group
        nextGroup += 1
    }

    private mutating func take(_ call: CompletedCall) {
        completed.add(call)
        live.agents.add(call)
        guard call.belongsAt >= day.to else { return }
        if early.count < limits.earlyCalls {
            early.insert(call)
        } else {
            overruns.earlyCalls += 1
            earlyIsComplete = false
        }
    }

    private mutating func discount(_ call: CompletedCall) {
        early.remove(call)
        // Its wrap-up goes first: a queue that is left without a call is forgotten.
        live.agents.remove(call)
        _ = settleWrapUps()
        completed.remove(call)
    }

    /// Counts the wrap-up that is over. Call only when a call completes, is corrected, or a report comes: what a ring
    /// or
    /// a talk ended is live until then.
    mutating func settleWrapUps() -> Changes {
        let change = live.agents.settle(upTo: completed.lastEventAt, day)
        guard !change.isEmpty else { return [] }
        completed.add(change)
        return .completed
    }
}

/// What calls were before new steps of them came.
struct CallsBefore {
    /// How they counted.
    var completed: [CompletedCall] = []
    /// The agents who had a part in them.
    var agents: Set<String> = []
    /// The calls.
    var ids: Set<String> = []

    init() {}

    init(_ group: CallGroup, _ thresholds: CallThresholds) {
        completed = group.completed(thresholds)
        agents = group.agents
        ids = Set(group.ids)
    }

    mutating func formUnion(_ other: CallsBefore) {
        completed += other.completed
        agents.formUnion(other.agents)
        ids.formUnion(other.ids)
    }
}
