import AdminAPI
import Store
import WallboardCore

/// Reads ledgers from the store alone, so that the one of a removed customer is still available.
struct LedgerBook: Sendable {
    let context: HubContext

    func page(
        of customer: CustomerID, after sequence: Int, limit: Int
    ) async throws(AdminError) -> [LedgerRecord] {
        let records = try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.ledger(of: customer, after: sequence, limit: limit)
        }
        guard records.isEmpty, context.registry.hub(of: customer) == nil else { return records }
        let first = try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.ledger(of: customer, after: 0, limit: 1)
        }
        guard !first.isEmpty else { throw .notFound(.customer) }
        return records
    }

    func usage(of customer: CustomerID, in period: BillingPeriod?) async throws(AdminError) -> UsageReport {
        let now = context.clock()
        let marks = try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.ledgerMarks(of: customer)
        }
        var times = EntryTimes()
        for mark in marks { times.add(mark.entry) }
        var calendar = BillingCalendar(seeking: period, asOf: now)
        for mark in marks {
            guard let zone = mark.entry.change.billingTimeZone else { continue }
            calendar.change(to: zone, at: times.time(of: mark.entry))
        }
        let month = calendar.result()
        var count = UsageCount(from: month.from, to: month.to, asOf: now)
        try await forEachEntry(of: customer) { entry in
            // An entry in the future was written by a clock that was ahead; it is already in force.
            count.add(entry, countingFrom: min(times.time(of: entry), now))
        }
        return UsageReport(
            customer: customer, period: month.period, timeZone: month.timeZone, statement: count.statement())
    }

    /// Reads a ledger from its first entry, a page at a time. Throws `.notFound(.customer)` if there is none.
    private func forEachEntry(
        of customer: CustomerID, _ body: (LedgerEntry) -> Void
    ) async throws(AdminError) {
        var last = 0
        while true {
            let page = try await page(
                of: customer, after: last, limit: GatewayLimits.Admins.maxLedgerEntriesAtOnce)
            for record in page { body(record.entry) }
            guard page.count == GatewayLimits.Admins.maxLedgerEntriesAtOnce, let newest = page.last else {
                return
            }
            last = newest.entry.sequence
        }
    }
}

extension Administration: LedgerReading {
    func ledger(
        of customer: CustomerID, after sequence: Int, limit: Int
    ) async throws(AdminError) -> [LedgerRecord] {
        try await LedgerBook(context: context).page(of: customer, after: sequence, limit: limit)
    }

    func usage(of customer: CustomerID, in period: BillingPeriod?) async throws(AdminError) -> UsageReport {
        try await LedgerBook(context: context).usage(of: customer, in: period)
    }
}
