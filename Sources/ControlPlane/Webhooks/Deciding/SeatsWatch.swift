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
            // Kept only while it is high: a customer that is calm needs no place.
            if !Self.reach(configured, Self.calmPercent, of: maximum) { high.remove(customerID) }
            return nil
        }
        guard Self.reach(configured, Self.highPercent, of: maximum), high.count < limits.watchedCustomers else {
            return nil
        }
        high.insert(customerID)
        return .seatsHigh(customerID: customerID, configured: configured, maximum: maximum, at: now)
    }

    /// Whether the seats are so many percent of the maximum. In a number that holds the products of all.
    private static func reach(_ configured: Int, _ percent: Int, of maximum: Int) -> Bool {
        Double(configured) * 100 >= Double(maximum) * Double(percent)
    }

    /// A customer is no more.
    package mutating func removed(customerID: String) {
        high.remove(customerID)
    }

    /// Customers whose seats are high.
    package var count: Int { high.count }
}
