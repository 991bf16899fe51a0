/// Connections whose peer has not acknowledged what it was sent and must not be sent again, in the order in which that
/// began. TCP repeats what is not acknowledged, for a quarter of an hour where the line is down, also after the
/// connection was closed: it is over when the peer has acknowledged, or when the connection is reset. A value without
/// I/O or clock.
struct Retractions<Subject> {
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

    private var entries: [Entry] = []
    /// How many were ever begun: a moment for `areSettled(upTo:)`.
    private(set) var begun: UInt64 = 0

    var isEmpty: Bool { entries.isEmpty }

    /// Waits for the acknowledgement of one that is not in here until `deadline`, which is never before that of an
    /// earlier one.
    mutating func begin(_ subject: Subject, until deadline: Int64) {
        entries.append(Entry(subject: subject, deadline: deadline, number: begun))
        begun += 1
    }

    /// Takes out those that are acknowledged or overdue, the oldest first.
    mutating func settle(at now: Int64, isAcknowledged: (Subject) -> Bool) -> [(subject: Subject, outcome: Outcome)] {
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

    /// Whether everything that had begun when `begun` was `moment` is over; later ones are not waited for, so that the
    /// wait ends.
    func areSettled(upTo moment: UInt64) -> Bool {
        entries.first.map { $0.number >= moment } ?? true
    }
}
