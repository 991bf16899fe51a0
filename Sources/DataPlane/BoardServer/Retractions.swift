/// Connections whose peer has not acknowledged what it was sent and must not be sent again, in the order in which that
/// began, and those who wait for that. TCP repeats what is not acknowledged, for a quarter of an hour where the line is
/// down, also after the connection was closed: it is over when the peer has acknowledged, or when the connection is
/// reset. A value without I/O or clock; times are milliseconds.
struct Retractions<Subject, Waiter> {
    /// How one of them ended.
    enum Outcome: Equatable {
        /// Nothing is left that could be sent again.
        case acknowledged
        /// The time is over: reset it.
        case overdue
    }

    private struct Entry {
        let subject: Subject
        let deadline: Int64
        let number: UInt64
    }

    private let patience: Int64
    private let interval: Int64
    private var entries: [Entry] = []
    /// How many were ever begun.
    private var begun: UInt64 = 0
    /// Meaningless while there are none.
    private var checkAt: Int64 = 0
    /// Each with how many had begun when it came.
    private var waiters: [(moment: UInt64, waiter: Waiter)] = []

    /// Each peer has `patience` to acknowledge; whether it has is checked every `interval`.
    init(patience: Int64, checkedEvery interval: Int64) {
        self.patience = patience
        self.interval = interval
    }

    var isEmpty: Bool { entries.isEmpty }

    /// When to check next; nil: there is nothing to check.
    var nextCheck: Int64? { entries.isEmpty ? nil : checkAt }

    /// Waits for the acknowledgement of one that is not in here.
    mutating func begin(_ subject: Subject, at now: Int64) {
        if entries.isEmpty { checkAt = now + interval }
        entries.append(Entry(subject: subject, deadline: now + patience, number: begun))
        begun += 1
    }

    /// Where it is time to check, takes out those that are acknowledged or overdue, the oldest first.
    mutating func settle(at now: Int64, isAcknowledged: (Subject) -> Bool) -> [(subject: Subject, outcome: Outcome)] {
        guard !entries.isEmpty, now >= checkAt else { return [] }
        checkAt = now + interval
        var settled: [(subject: Subject, outcome: Outcome)] = []
        var left: [Entry] = []
        for entry in entries {
            if isAcknowledged(entry.subject) {
                settled.append((entry.subject, .acknowledged))
            } else if now >= entry.deadline {
                settled.append((entry.subject, .overdue))
            } else {
                left.append(entry)
            }
        }
        entries = left
        return settled
    }

    // MARK: Those who wait for that

    /// Lets one wait until everything that has begun by now is over; later ones are not waited for, so that the wait
    /// ends.
    mutating func wait(_ waiter: Waiter) { waiters.append((begun, waiter)) }

    /// Takes out the first of those who wait, if its wait is over.
    mutating func nextSettled() -> Waiter? {
        guard let next = waiters.first else { return nil }
        if let oldest = entries.first, oldest.number < next.moment { return nil }
        waiters.removeFirst()
        return next.waiter
    }
}
