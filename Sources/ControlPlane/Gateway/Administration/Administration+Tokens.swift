import AdminAPI
import Logging
import Store
import Values
import WallboardCore

extension Administration: TokenAuthority {
    func principal(bearing token: String) async throws(AdminError) -> Principal? {
        guard let presented = Credential(token, kind: .adminToken) else { return await tokens.identity(bearing: token) }
        guard let stored = try await stored(presented.id), stored.secretHash.matches(presented.hash) else { return nil }
        let now = context.clock()
        guard stored.isGood(at: now) else { return nil }
        tokens.used(stored.id, at: now)
        return Principal(
            token: stored.id, name: stored.name, role: stored.role, customer: stored.customer,
            maySetMaximum: stored.maySetMaximum, expiresAt: stored.expiresAt)
    }

    nonisolated func isSigned(_ token: String) -> Bool { tokens.isSigned(token) }

    func isStillGood(_ principal: Principal) async throws(AdminError) -> Bool {
        let now = context.clock()
        if let expiry = principal.expiresAt, expiry <= now { return false }
        if TokenUse.isIdentity(principal.token) {
            // The provider's own tokens know nothing of customers that come and go.
            return principal.customer.map { context.registry.hub(of: $0) != nil } ?? true
        }
        return try await stored(principal.token)?.isGood(at: now) ?? false
    }

    private func stored(_ id: CredentialID) async throws(AdminError) -> AdminToken? {
        try await context.calling(missing: .token) { store throws(StoreError) in
            try await store.token(id)
        }
    }
}

extension Administration: TokenAdministration {
    func tokens(of customer: CustomerID?, _ page: PageSelection) async throws(AdminError) -> [AdminTokenStatus] {
        let position = page.after.map { AgePosition(upTo: $0) }
        let records = try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.tokens(of: customer, after: position, limit: page.limit)
        }
        return records.map { AdminTokenStatus(record: $0, lastUsedAt: tokens.lastUse(of: $0.id)) }
    }

    func createToken(_ request: NewToken) async throws(AdminError) -> IssuedToken {
        let credential = Credential.make(.adminToken)
        let now = context.clock()
        if let customer = request.customer {
            let good = try await context.calling(missing: .customer) { store throws(StoreError) in
                try await store.goodTokens(of: customer, at: now)
            }
            guard good < CustomerLimits.tokens else { throw .limitReached(.token, CustomerLimits.tokens) }
        }
        let record = AdminToken(
            id: credential.id, role: request.role, customer: request.customer, name: request.name,
            maySetMaximum: request.maySetMaximum, secretHash: credential.hash, createdAt: now,
            expiresAt: request.expiry(from: now), createdBy: request.maker?.token)
        try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.createToken(record, removingEndedBy: context.retentionClock.now)
        }
        return IssuedToken(record: record, token: credential.text)
    }

    func revokeToken(_ id: CredentialID, of customer: CustomerID?) async throws(AdminError) {
        guard let record = try await stored(id), customer == nil || record.customer == customer else {
            throw .notFound(.token)
        }
        _ = try await context.calling(missing: .token) { store throws(StoreError) in
            try await store.revokeToken(id, at: context.clock())
        }
    }
}

extension Administration: AuditTrail {
    func beginAudit(_ record: AuditRecord) async throws(AdminError) -> Int {
        do throws(AdminError) {
            return try await context.calling(missing: .customer) { store throws(StoreError) in
                try await store.beginAudit(record)
            }
        } catch {
            context.metrics.auditFailed()
            throw error
        }
    }

    func finishAudit(_ number: Int, status: Int) async {
        do throws(StoreError) {
            try await context.store.finishAudit(number, status: status)
        } catch {
            context.metrics.auditFailed()
            context.logger.error(
                "an audit record could not be completed",
                metadata: ["number": "\(number)", "status": "\(status)", "reason": "\(error)"])
        }
    }

    func audit(
        of customer: CustomerID?, before number: Int?, limit: Int
    ) async throws(AdminError) -> [AuditRecord] {
        try await context.calling(missing: .customer) { store throws(StoreError) in
            try await store.audit(of: customer, before: number, limit: limit)
        }
    }
}
