import Values
import WallboardCore

@testable import AdminAPI

/// The ledger, the tokens and the audit of the double.
extension GatewayDouble {
    func write(_ entry: LedgerEntry) {
        let hash = sample(LedgerHash(String(repeating: String(entry.sequence % 10), count: 64)))
        entries[entry.customer, default: []].append(LedgerRecord(entry: entry, hash: hash))
    }

    func bill(_ report: UsageReport) {
        statement = report
    }

    func failAudit(with error: AdminError?) {
        auditOutage = error
    }

    /// `body` runs whenever more of a ledger is asked for than its beginning.
    func duringLedger(_ body: @escaping @Sendable () async -> Void) {
        duringLedger = body
    }

    func ledger(of customer: CustomerID, after sequence: Int, limit: Int) async throws(AdminError) -> [LedgerRecord] {
        try check()
        guard records[customer] != nil || entries[customer] != nil else { throw .notFound(.customer) }
        largestLedgerRead = max(largestLedgerRead, limit)
        if sequence > 0 { await duringLedger?() }
        return Array((entries[customer] ?? []).drop { $0.entry.sequence <= sequence }.prefix(limit))
    }

    func usage(of customer: CustomerID, in period: BillingPeriod?) async throws(AdminError) -> UsageReport {
        guard records[customer] != nil, let statement else { throw .notFound(.customer) }
        return UsageReport(
            customer: customer, period: period ?? statement.period, timeZone: statement.timeZone,
            statement: statement.statement)
    }

    func tokens(of customer: CustomerID?, _ page: PageSelection) async throws(AdminError) -> [AdminTokenStatus] {
        let visible = issued.filter { customer == nil || $0.customer == customer }
        return page.part(
            of: visible.map { AdminTokenStatus(record: $0, lastUsedAt: nil) }.sorted { $0.sortKey < $1.sortKey })
    }

    func createToken(_ request: NewToken) async throws(AdminError) -> IssuedToken {
        if let customer = request.customer { _ = try record(customer) }
        let count = issued.count + 1
        let token = AdminToken(
            id: sample(CredentialID("t-\(9 - count)")), role: request.role, customer: request.customer,
            name: request.name, maySetMaximum: request.maySetMaximum,
            secretHash: sample(SecretHash(bytes: Array(repeating: 1, count: 32))),
            createdAt: Self.start.advanced(byMilliseconds: Int64(count)),
            expiresAt: request.expiresInSeconds.map { Self.start.advanced(byMilliseconds: Int64($0) * 1_000) },
            createdBy: request.maker?.token)
        issued.append(token)
        return IssuedToken(record: token, token: "\(token.id).the-secret-half")
    }

    func revokeToken(_ id: CredentialID, of customer: CustomerID?) async throws(AdminError) {
        guard let index = issued.firstIndex(where: { $0.id == id && (customer == nil || $0.customer == customer) })
        else { throw .notFound(.token) }
        issued[index].revokedAt = Self.start
        revoked.insert(id)
    }

    func beginAudit(_ record: AuditRecord) async throws(AdminError) -> Int {
        if let auditOutage { throw auditOutage }
        let number = audited.count + 1
        audited.append(record.with(number: number, status: nil))
        return number
    }

    func finishAudit(_ number: Int, status: Int) async {
        audited[number - 1] = audited[number - 1].with(number: number, status: status)
    }

    func audit(of customer: CustomerID?, before number: Int?, limit: Int) async throws(AdminError) -> [AuditRecord] {
        let visible = audited.reversed().filter { record in
            (customer == nil || record.customer == customer) && number.map { record.number < $0 } ?? true
        }
        return Array(visible.prefix(limit))
    }
}

extension AuditRecord {
    fileprivate func with(number: Int, status: Int?) -> AuditRecord {
        AuditRecord(
            number: number, at: at, author: author, role: role, address: address, operation: operation, path: path,
            customer: customer, change: change, status: status)
    }
}
