import AdminAPI
import Store
import Values
import WallboardCore

/// The keys with which devices register themselves.
extension CustomerHub {
    func createKey(
        for user: UserID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await changing { () throws(AdminError) in
            guard let owner = users[user] else { throw .notFound(.user) }
            guard owner.supervisor.view != .none else { throw .notEntitled }
            guard keys.count < CustomerLimits.enrolmentKeys else {
                throw .limitReached(.enrolmentKey, CustomerLimits.enrolmentKeys)
            }
            let credential = Credential.make(.enrolmentKey)
            let now = surroundings.clock()
            let record = EnrolmentKey(
                id: credential.id, customer: id, user: user, secretHash: credential.hash, createdAt: now,
                expiresAt: expiresInSeconds.map { now.advanced(byMilliseconds: Int64($0) * 1_000) },
                maxUses: maxUses)
            try await surroundings.calling(missing: .user) { store throws(StoreError) in
                try await store.createEnrolmentKey(record)
            }
            keys[record.id] = record
            surroundings.registry.addCredential(record.id, of: id)
            return IssuedEnrolmentKey(record: record, key: credential.text)
        }
    }

    func keys(_ page: PageSelection) -> [EnrolmentKey] { keys.keys(page) }

    func deleteKey(_ key: CredentialID) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            try await surroundings.calling(missing: .enrolmentKey) { store throws(StoreError) in
                try await store.deleteEnrolmentKey(key, of: id)
            }
            keys[key] = nil
            surroundings.registry.removeCredential(key)
        }
    }
}
