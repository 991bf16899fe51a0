import Values

/// Limits wrong pairing codes to their budgets: that of the customer for whom the code was typed, and one of all
/// together. A value that does no I/O and reads no clock; times are milliseconds of one clock that never goes back.
///
/// Customers do not affect each other: when the common budget is used up, only those that typed a wrong code within
/// the last hour wait. Addresses do not count, since many customers share that of their proxy.
struct PairingGuesses: Sendable {
    /// One lookup of a code in progress, and what it took from the budgets.
    struct Look: Sendable {
        fileprivate let customer: String
        fileprivate let countsForAll: Bool
    }

    private static let recentMillis: Int64 = 3_600_000

    private let maxCustomers: Int
    private var ofCustomer: RateLimiter<String>
    private var ofAll: RateLimiter<Bool>
    /// When a wrong code was last typed for each customer.
    private var wrongAt: [String: Int64] = [:]

    init(_ limits: AdminLimits) {
        maxCustomers = limits.attemptSources
        ofCustomer = RateLimiter(
            RateLimiter.Rule(
                burst: limits.wrongCodes, millisEach: Int64(limits.wrongCodeSeconds) * 1_000,
                maxKeys: limits.attemptSources))
        ofAll = RateLimiter(
            RateLimiter.Rule(
                burst: limits.wrongCodesOfAll, millisEach: Int64(limits.wrongCodeOfAllSeconds) * 1_000, maxKeys: 1))
    }

    /// How many milliseconds a customer has to wait before its next lookup; nil: none.
    func wait(of customer: String, at now: Int64) -> Int64? {
        if let wait = ofCustomer.wait(for: customer, at: now) { return wait }
        return wasWrongLately(customer, at: now) ? ofAll.wait(for: true, at: now) : nil
    }

    /// Counts a lookup before its outcome is known, so that concurrent lookups are bounded too. Ends with `wrong`, or
    /// with `takeBack` if the code was right.
    mutating func begin(for customer: String, at now: Int64) -> Look {
        ofCustomer.spend(customer, at: now)
        return Look(customer: customer, countsForAll: ofAll.spend(true, at: now))
    }

    /// There is no such code.
    mutating func wrong(_ look: Look, at now: Int64) {
        if wrongAt[look.customer] == nil, wrongAt.count >= maxCustomers {
            wrongAt = wrongAt.filter { now - $0.value < Self.recentMillis }
            guard wrongAt.count < maxCustomers else { return }
        }
        wrongAt[look.customer] = now
    }

    /// The code was right, or nothing was learned about it.
    mutating func takeBack(_ look: Look) {
        ofCustomer.giveBack(look.customer)
        if look.countsForAll { ofAll.giveBack(true) }
    }

    /// If the table is full, a customer without a place in it counts as one that was wrong.
    private func wasWrongLately(_ customer: String, at now: Int64) -> Bool {
        guard let at = wrongAt[customer] else { return wrongAt.count >= maxCustomers }
        return now - at < Self.recentMillis
    }
}
