import BoardProtocol
import Synchronization

/// What the hubs have counted since the gateway started, over all customers.
final class HubCounters: Sendable {
    enum Counter: String, CaseIterable, Sendable {
        case admissions, alarms, entitlementChanges
        case eventsAccepted, eventsDuplicate, eventsRejected
    }

    private struct Counts {
        var counters: [Counter: Int] = [:]
        var refusals: [RefusalReason: Int] = [:]
    }

    private let counts = Mutex(Counts())

    subscript(counter: Counter) -> Int { counts.withLock { $0.counters[counter] ?? 0 } }

    /// Refused boards by reason, in the order of the reasons' names.
    var refusals: [(reason: RefusalReason, count: Int)] {
        counts.withLock { $0.refusals.map { (reason: $0.key, count: $0.value) } }
            .sorted { $0.reason.rawValue < $1.reason.rawValue }
    }

    func add(_ counter: Counter, _ amount: Int = 1) {
        counts.withLock { $0.counters[counter, default: 0] += amount }
    }

    func refused(_ reason: RefusalReason) {
        counts.withLock { $0.refusals[reason, default: 0] += 1 }
    }
}
