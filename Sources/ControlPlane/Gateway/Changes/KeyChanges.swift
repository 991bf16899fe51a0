import AdminAPI
import Store
import Values
import WallboardCore

/// Makes and removes the keys with which devices register themselves.
enum KeyChanges {
    static func create(
        for user: UserID, expiresInSeconds: Int?, maxUses: Int?, in hub: isolated CustomerHub
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        try await hub.changing { () throws(AdminError) in
            try hub.registrations.checkKey(for: user)
            let credential = Credential.make(.enrolmentKey)
            let now = hub.context.clock()
            let record = EnrolmentKey(
                id: credential.id, customer: hub.id, user: user, secretHash: credential.hash, createdAt: now,
                expiresAt: expiresInSeconds.map { now.advanced(byMilliseconds: Int64($0) * 1_000) },
                maxUses: maxUses)
            try await hub.context.calling(missing: .user) { store throws(StoreError) in
                try await store.createEnrolmentKey(record)
            }
            hub.apply(record)
            return IssuedEnrolmentKey(record: record, key: credential.text)
        }
    }

    static func delete(_ key: CredentialID, in hub: isolated CustomerHub) async throws(AdminError) {
        try await hub.changing { () throws(AdminError) in
            let id = hub.id
            try await hub.context.calling(missing: .enrolmentKey) { store throws(StoreError) in
                try await store.deleteEnrolmentKey(key, of: id)
            }
            hub.applyRemoval(of: key)
        }
    }
}
