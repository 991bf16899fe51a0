import Values

/// Decides when to report that a customer's seats run out: when 80 % are taken, once, and again only after they have
/// been below 75 % in between. A value that does no I/O.
package struct SeatsWatch: Sendable {
    /// Percent of the maximum from which it is reported.
    package static let highPercent = 80
    /// Percent of the maximum below which it may be reported again.
    package static let calmPercent = 75

    private let limits: WebhookLimits
    /// The customers whose seats are high, and were reported.
    private var high: Set<String> = []

    /// Knows no customer.
    package init(limits: WebhookLimits = WebhookLimits()) {
        self.limits = limits
    }

    /// The state at the start, which is not reported: a restart is not a crossing.
    package mutating func begin(customerID: String, configured: Int, maximum: Int?) {
        _ = observe(customerID: customerID, configured: configured, maximum: maximum, at: Instant(milliseconds: 0))
    }

    /// Takes the seats of a customer after a change; `maximum` nil is unlimited, which is never high. Returns the
    /// notice if they have just become high.
    package mutating func observe(
        customerID: String, configured: Int, maximum: Int?, at now: Instant
    ) -> WebhookNotice? {
        guard let maximum, configured > 0 else {
            high.remove(customerID)
            return nil
        }
        if high.contains(customerID) {
            // Kept only while it is high: a customer below the bound takes no place.
            if configured * 100 < maximum * Self.calmPercent { high.remove(customerID) }
            return nil
        }
        guard configured * 100 >= maximum * Self.highPercent, high.count < limits.watchedCustomers else { return nil }
        high.insert(customerID)
        return .seatsHigh(customerID: customerID, configured: configured, maximum: maximum, at: now)
    }

    /// A customer was removed.
    package mutating func removed(customerID: String) {
        high.remove(customerID)
    }

    /// Customers whose seats are high.
    package var count: Int { high.count }
}
