import AdminAPI
import BoardProtocol
import Metrics
import PrometheusText

/// What the hubs count, over all customers. Each series is made once: counting takes no lock.
final class HubMetrics: Sendable {
    /// The outcome of an admin's pairing code.
    enum Pairing: String, CaseIterable {
        case paired, refused
        /// The choice is kept until a seat is free; the board counts as `paired` too once it has it.
        case waiting
    }

    private let admissions: Counter
    private let entitlementChanges: Counter
    private let refusals: [RefusalReason: Counter]
    private let alarms: [DeviceAlarm.Kind: Counter]
    private let pairings: [Pairing: Counter]
    private let accepted: Counter
    private let duplicate: Counter
    private let rejected: Counter
    private let durable: Timer
    private let factory: any MetricsFactory

    init(factory: any MetricsFactory) {
        self.factory = factory
        func counter(_ name: String, _ dimensions: [(String, String)] = []) -> Counter {
            Counter(label: name, dimensions: dimensions, factory: factory)
        }
        func counters<Word: RawRepresentable<String> & CaseIterable & Hashable>(
            _ name: String, by label: String
        ) -> [Word: Counter] {
            Dictionary(uniqueKeysWithValues: Word.allCases.map { ($0, counter(name, [(label, $0.rawValue)])) })
        }
        admissions = counter("wallboard_admissions_total")
        entitlementChanges = counter("wallboard_entitlement_changes_total")
        refusals = counters("wallboard_refusals_total", by: "reason")
        alarms = counters("wallboard_alarms_total", by: "kind")
        pairings = counters("wallboard_pairings_total", by: "result")
        accepted = counter("wallboard_call_events_total", [("result", "accepted")])
        duplicate = counter("wallboard_call_events_total", [("result", "duplicate")])
        rejected = counter("wallboard_call_events_total", [("result", "rejected")])
        durable = Timer(label: "wallboard_call_events_durable_seconds", dimensions: [], factory: factory)
    }

    /// A board was let in.
    func admitted() { admissions.increment() }

    /// What a board may see has changed while it was in.
    func entitlementChanged() { entitlementChanges.increment() }

    func refused(_ reason: RefusalReason) { refusals[reason]?.increment() }

    func alarm(_ kind: DeviceAlarm.Kind) { alarms[kind]?.increment() }

    func paired(_ result: Pairing) { pairings[result]?.increment() }

    func events(accepted: Int = 0, duplicate: Int = 0, rejected: Int = 0) {
        self.accepted.increment(by: accepted)
        self.duplicate.increment(by: duplicate)
        self.rejected.increment(by: rejected)
    }

    /// The store could not do what was requested; rare, so that the series is looked up.
    func storeFailed(at resource: AdminError.Resource) {
        Counter(
            label: "wallboard_store_failures_total", dimensions: [("operation", resource.rawValue)], factory: factory
        ).increment()
    }

    /// An admin's action could not be recorded in the audit.
    func auditFailed() {
        Counter(label: "wallboard_audit_failures_total", dimensions: [], factory: factory).increment()
    }

    /// From the arrival of a batch to its commit.
    func eventsAreDurable(after duration: Duration) { durable.record(duration: duration) }
}
