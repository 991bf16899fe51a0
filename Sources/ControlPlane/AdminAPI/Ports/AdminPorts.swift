import Foundation
import Values
import WallboardCore

/// What the admin API needs from the rest of the gateway. The gateway implements these protocols, and `CustomerPort`
/// for each customer; the API knows nothing else of it. Every function that changes something returns only when the
/// change is durable and in force: boards that lost a right get nothing more under it. The ledger names `author` for
/// it.
package typealias AdminPorts = TokenAuthority & TokenAdministration & CustomerAdministration & LedgerReading
    & AuditTrail & BoardDirectory & GatewayHealth

/// Makes, finds and removes customers.
package protocol CustomerAdministration: Sendable {
    /// Throws `.alreadyExists(.customer)`.
    func createCustomer(_ request: NewCustomer, by author: Author) async throws(AdminError) -> CustomerSummary
    /// By id.
    func customers(_ page: PageSelection) async throws(AdminError) -> [CustomerSummary]
    /// The administration of one customer. Throws `.notFound(.customer)` for an unknown one.
    func customer(_ id: CustomerID) async throws(AdminError) -> any CustomerPort
    /// Removes the customer with everything it has except its ledger; its boards are closed with 4505. Throws
    /// `.notFound(.customer)`.
    func deleteCustomer(_ id: CustomerID, by author: Author) async throws(AdminError)
}

/// Reports the gateway's condition to load balancers and Prometheus.
package protocol GatewayHealth: Sendable {
    /// nil when the gateway can serve; otherwise a sentence that says why not.
    func notReadyReason() async -> String?
    /// The text of `/metrics` in Prometheus' exposition format.
    func metrics() async -> String
}

/// Whether a resource may be changed, given what it is now (nil: it does not exist), by the request's `If-Match` and
/// `If-None-Match` (RFC 9110, section 13.1). It is evaluated at the moment of the change; if it does not hold,
/// nothing changes and the port throws `.changedMeanwhile`.
package typealias Precondition<Value> = @Sendable (Value?) -> Bool

/// The time that the admin port uses; tests pass their own.
package struct AdminClock: Sendable {
    /// The moment that is recorded.
    package var wall: @Sendable () -> Instant
    /// Milliseconds of a clock that never goes back, for time-outs.
    package var monotonic: @Sendable () -> Int64
    /// Returns after so many milliseconds; throws if the task is cancelled meanwhile.
    package var sleep: @Sendable (_ milliseconds: Int64) async throws -> Void

    /// Takes three views of one time.
    package init(
        wall: @escaping @Sendable () -> Instant, monotonic: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void
    ) {
        self.wall = wall
        self.monotonic = monotonic
        self.sleep = sleep
    }

    /// The clocks of the machine.
    package static let system: AdminClock = {
        let clock = ContinuousClock()
        let start = clock.now
        return AdminClock(
            wall: {
                // Whole milliseconds until the end of the year 9999: what a clock says beyond has no text.
                let milliseconds = Date().timeIntervalSince1970 * 1_000
                return Instant(milliseconds: Int64(min(max(milliseconds, 0), Double(Instant.writable.upperBound))))
            },
            monotonic: {
                let (seconds, attoseconds) = (clock.now - start).components
                return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
            },
            sleep: { try await Task.sleep(for: .milliseconds($0), clock: clock) })
    }()
}
