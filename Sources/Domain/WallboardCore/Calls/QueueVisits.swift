import Values

/// The stays of a call in queues.
struct QueueVisits: Hashable, Sendable {
    /// By their beginning.
    private(set) var all: [QueueVisit] = []
    /// Which of them waits; nil where none does.
    private(set) var waiting: Int?
    /// Which of them the next talk belongs to: the one answered last, until the next begins or the call leaves the
    /// house.
    private(set) var talking: Int?

    /// How a call left the house, to be taken back by a merge that follows at once.
    struct Departure: Hashable, Sendable {
        let at: Instant
        /// The visit that it left unanswered.
        let waiting: Int?
        /// The visit whose talk ended with it.
        let talking: Int?
    }

    /// The one that waits.
    var current: QueueVisit? { waiting.map { all[$0] } }

    // MARK: Entering and leaving

    /// Lets the call wait in a queue.
    mutating func enter(_ queue: String?, at now: Moment) { waiting = begin(queue, at: now, isEntryKnown: true) }

    /// Begins a visit. One that waits elsewhere is overflowed.
    private mutating func begin(_ queue: String?, at now: Moment, isEntryKnown: Bool) -> Int {
        let before = all.last.flatMap { $0.answeredAt == nil ? $0 : nil }
        if let waiting { all[waiting].outcome = .overflowed(at: now.time) }
        talking = nil
        waiting = nil
        all.append(
            QueueVisit(
                queue: queue, enteredAt: now, isEntryKnown: isEntryKnown, callerSince: before?.callerSince ?? now,
                isCallerSinceKnown: before?.isCallerSinceKnown ?? isEntryKnown, isFirstOfWait: before == nil))
        return all.count - 1
    }

    /// A transfer let the call enter the queue in which it waits.
    mutating func noteTransfer(at time: Instant) {
        if let waiting { all[waiting].transferredAt = time }
    }

    /// A transfer ended a talk of the visit.
    mutating func noteTransfer(away visit: Int) { all[visit].isTransferred = true }

    /// Takes the telephone system's own count of the wait in the visit that waits.
    mutating func setEntry(_ wait: CallStep.Wait, _ now: Moment) {
        if let waiting { setEntry(of: waiting, wait, now) }
    }

    private mutating func setEntry(of visit: Int, _ wait: CallStep.Wait, _ now: Moment) {
        switch wait {
        case .untold: return
        case .milliseconds(let milliseconds):
            all[visit].enteredAt = now.before(byMilliseconds: milliseconds)
            all[visit].isEntryKnown = true
        case .unknown: all[visit].isEntryKnown = false
        }
        guard all[visit].isFirstOfWait else { return }
        all[visit].callerSince = all[visit].enteredAt
        all[visit].isCallerSinceKnown = all[visit].isEntryKnown
    }

    /// Takes an entry that says nothing new while somebody talks: a transfer into the queue said it, or it is the entry
    /// of an answer that another clock stamped. Returns false for any other.
    mutating func takeSameEntry(_ queue: String, _ wait: CallStep.Wait, at time: Instant) -> Bool {
        guard let last = talking, last == all.indices.last, all[last].queue == queue else { return false }
        if let transferredAt = all[last].transferredAt, transferredAt.isJustBefore(time) { return true }
        guard !all[last].isEntryKnown, let answeredAt = all[last].answeredAt, answeredAt.isJustBefore(time) else {
            return false
        }
        if case .milliseconds(let told) = wait {
            all[last].enteredAt.time = answeredAt.advanced(byMilliseconds: -told)
        } else {
            all[last].enteredAt.time = answeredAt
        }
        all[last].isEntryKnown = true
        if all[last].isFirstOfWait {
            all[last].callerSince = all[last].enteredAt
            all[last].isCallerSinceKnown = true
        }
        return true
    }

    /// Leaves the queue in which the call waits, with an outcome other than an answer.
    mutating func leave(_ outcome: QueueVisit.Outcome) {
        if let waiting { all[waiting].outcome = outcome }
        waiting = nil
    }

    // MARK: Answers

    /// Answers the visit that the answer is of: the one that waits, the last one, or where the call is inbound, one
    /// that
    /// nobody saw begin. Returns whether that one began.
    mutating func answer(
        _ queue: String?, _ wait: CallStep.Wait, isInbound: Bool, at now: Moment
    ) -> Bool {
        if let waiting, queue == nil || queue == all[waiting].queue || !isInbound {
            answer(waiting, wait, at: now)
            return false
        }
        guard let queue else { return false }
        if waiting == nil, let last = all.indices.last, all[last].queue == queue {
            if case .left(let at, _) = all[last].outcome, at.isJustBefore(now.time) { answer(last, wait, at: now) }
            return false
        }
        guard isInbound else { return false }
        answer(begin(queue, at: now, isEntryKnown: false), wait, at: now)
        return true
    }

    private mutating func answer(_ visit: Int, _ wait: CallStep.Wait, at now: Moment) {
        setEntry(of: visit, wait, now)
        all[visit].outcome = .answered(at: now.time)
        if waiting == visit { waiting = nil }
        talking = visit
    }

    // MARK: Out of the house

    mutating func depart(at time: Instant) -> Departure {
        let departure = Departure(at: time, waiting: waiting, talking: talking)
        leave(.overflowed(at: time))
        talking = nil
        return departure
    }

    mutating func takeBack(_ departure: Departure) {
        reopen(departure.waiting)
        talking = departure.talking
    }

    /// Lets a visit wait again that was ended.
    mutating func reopen(_ visit: Int?) {
        guard let visit else { return }
        all[visit].outcome = nil
        waiting = visit
    }

    // MARK: Merges

    /// Takes in the visits of a call that has become part of this one. Where both wait, the other's visit goes on.
    /// Returns the new places of the visits of each.
    mutating func absorb(_ other: QueueVisits, at time: Instant) -> (mine: [Int], theirs: [Int]) {
        if other.waiting != nil { leave(.overflowed(at: time)) }
        let joined = all + other.all
        let order = joined.indices.sorted { (joined[$0].enteredAt, $0) < (joined[$1].enteredAt, $1) }
        var places = [Int](repeating: 0, count: joined.count)
        for (place, index) in order.enumerated() { places[index] = place }
        let (mine, theirs) = (Array(places.prefix(all.count)), Array(places.suffix(other.all.count)))
        waiting = other.waiting.map { theirs[$0] } ?? waiting.map { mine[$0] }
        let talks = [talking.map { mine[$0] }, other.talking.map { theirs[$0] }].compactMap { $0 }
        all = order.map { joined[$0] }
        talking = waiting == nil ? latestAnswer(of: talks) : nil
        return (mine, theirs)
    }

    /// Somebody talks in one of two calls that a merge made one: who waited in the other is answered.
    mutating func answerAtMerge(at time: Instant) {
        guard let waiting else { return }
        all[waiting].outcome = .answered(at: time)
        talking = waiting
        self.waiting = nil
    }

    /// The visit whose answer came last until `time`.
    func lastAnswered(until time: Instant) -> Int? {
        latestAnswer(of: all.indices.filter { all[$0].answeredAt.map { $0 <= time } ?? false })
    }

    /// The next talk belongs to this visit, where none is known.
    mutating func goOn(in visit: Int?) {
        if talking == nil, waiting == nil { talking = visit }
    }

    private func latestAnswer(of visits: [Int]) -> Int? {
        visits.max { a, b in
            let (first, second) = (all[a].answeredAt, all[b].answeredAt)
            return first == second
                ? a < b : (first ?? Instant(milliseconds: .min)) < (second ?? Instant(milliseconds: .min))
        }
    }
}

extension Instant {
    /// Whether `later` comes after this moment by no more than clocks differ, or before it.
    func isJustBefore(_ later: Instant) -> Bool { span(to: later) <= CallLimits.clockDifferenceMilliseconds }
}
