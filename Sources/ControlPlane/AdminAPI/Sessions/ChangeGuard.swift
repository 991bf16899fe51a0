import Synchronization
import Values
import WallboardCore

/// Limits the rate of changes, for the whole port. A change of a seat stays in the ledger for good, and any change
/// stays in the audit for a year: no sender may write them as fast as it can.
final class ChangeGuard: Sendable {
    private let seats: Mutex<RateLimiter<String>>
    private let seatsOfCustomers: Mutex<RateLimiter<String>>
    private let changes: Mutex<RateLimiter<String>>
    private let clock: AdminClock
    private let counters: AdminCounters

    init(limits: AdminLimits, clock: AdminClock, counters: AdminCounters) {
        func limiter(_ burst: Int, perMinute: Int) -> Mutex<RateLimiter<String>> {
            Mutex(
                RateLimiter<String>(
                    RateLimiter<String>.Rule(
                        burst: burst, millisEach: Int64(60_000 / perMinute), maxKeys: limits.attemptSources)))
        }
        seats = limiter(limits.seatChanges, perMinute: limits.seatChangesPerMinute)
        // A customer's admin can make tokens, and each has a rate: together they share that of so many.
        let tokens = limits.seatChangingTokens
        seatsOfCustomers = limiter(
            tokens * limits.seatChanges, perMinute: tokens * limits.seatChangesPerMinute)
        changes = limiter(limits.customerChanges, perMinute: limits.customerChangesPerMinute)
        self.clock = clock
        self.counters = counters
    }

    /// Counts one change of any kind by a sender who is confined to a customer, before it is carried out. Throws 429
    /// if the senders of the customer have made too many.
    func change(by principal: Principal) throws(AdminError) {
        guard let customer = principal.customer else { return }
        let now = clock.monotonic()
        let wait = changes.withLock { changes in
            changes.spend(customer.text, at: now) ? nil : changes.wait(for: customer.text, at: now)
        }
        if let wait { throw refusal(wait) }
    }

    /// Counts one change of seats, before it is carried out. Throws 429 if the sender has made too many.
    func changeSeats(by principal: Principal) throws(AdminError) {
        try checkSeats(principal)
        changedSeats(1, by: principal)
    }

    /// Throws 429 if the sender has made too many changes of seats to make another.
    func checkSeats(_ principal: Principal) throws(AdminError) {
        let now = clock.monotonic()
        let waits = [
            seats.withLock { $0.wait(for: principal.token.text, at: now) },
            principal.customer.flatMap { customer in
                seatsOfCustomers.withLock { $0.wait(for: customer.text, at: now) }
            },
        ]
        if let wait = waits.compactMap(\.self).max() { throw refusal(wait) }
    }

    /// Counts the changes of seats that a request has made, however many.
    func changedSeats(_ count: Int, by principal: Principal) {
        let now = clock.monotonic()
        seats.withLock { $0.charge(count, to: principal.token.text, at: now) }
        guard let customer = principal.customer else { return }
        seatsOfCustomers.withLock { $0.charge(count, to: customer.text, at: now) }
    }

    private func refusal(_ millis: Int64) -> AdminError {
        counters.count(.tooManyChanges)
        return .tooManyChanges(retryAfterSeconds: Int((millis + 999) / 1_000))
    }
}
