import Store
import Testing
import WallboardCore

@Suite("Store contract: agents of the PBX")
struct PBXAgentContract {
    private func user(_ id: UserID, at number: String, agent: Bool) -> User {
        User(id: id, name: "Mia", extension: number, agentAddOn: agent)
    }

    private func synced() -> Customer {
        var synced = customer()
        synced.agentAddOn = .synced
        return synced
    }

    @Test(
        "what the PBX reported last is kept, also for a customer whose add-ons are set by hand",
        arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store in
            await #expect(throws: StoreError.notFound) { try await store.pbxAgents(of: "acme") }
            await #expect(throws: StoreError.notFound) {
                try await store.setPBXAgents([], of: "acme", by: stamp())
            }
            await #expect(throws: StoreError.notFound) { try await store.followPBX(of: "acme", after: nil) }
            try await store.createCustomer(customer())
            _ = try await store.putUser(user("mia", at: "201", agent: false), of: "acme")
            #expect(try await store.pbxAgents(of: "acme") == nil)
            #expect(try await store.followPBX(of: "acme", after: nil) == FollowingOutcome(users: [], next: nil))
            try await store.setPBXAgents(["201", "202"], of: "acme", by: stamp(3))
            #expect(
                try await store.pbxAgents(of: "acme") == PBXAgents(extensions: ["201", "202"], at: morning + 3))
            try await store.setPBXAgents(["202", "é"], of: "acme", by: stamp(4))
            #expect(try await store.pbxAgents(of: "acme") == PBXAgents(extensions: ["202", "é"], at: morning + 4))
            #expect(try await store.users(of: "acme").map(\.agentAddOn) == [false])
        }
    }

    @Test("a synced customer's add-ons follow the PBX, whatever the users say", arguments: Engine.allCases)
    func follow(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(synced())
            // Nothing was reported: the users' own settings count.
            for (id, number) in [("a", "201"), ("b", "202"), ("c", "")] {
                _ = try await store.putUser(user(UserID(id)!, at: number, agent: true), of: "acme")
            }
            #expect(try await store.users(of: "acme").map(\.agentAddOn) == [true, true, true])
            try await store.setPBXAgents(["202", ""], of: "acme", by: stamp())
            let changed = try await store.followPBX(of: "acme", after: nil)
            let users = [user("a", at: "201", agent: false), user("c", at: "", agent: false)]
            #expect(changed == FollowingOutcome(users: users, next: nil))
            let put = try await store.putUser(user("a", at: "202", agent: false), of: "acme")
            #expect(put.users.map(\.after.agentAddOn) == [true])
            #expect(try await store.users(of: "acme").map(\.agentAddOn) == [true, true, false])
            try await store.setPBXAgents(["202"], of: "acme", by: stamp())
            #expect(try await store.followPBX(of: "acme", after: nil).users == [])
        }
    }

    @Test("users follow what was reported before, from any user on", arguments: Engine.allCases)
    func becomesSynced(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            _ = try await store.putUser(user("a", at: "201", agent: false), of: "acme")
            _ = try await store.putUser(user("b", at: "202", agent: true), of: "acme")
            _ = try await store.setPBXAgents(["201", "202"], of: "acme", by: stamp())
            #expect(try await store.updateCustomer(synced(), by: stamp()) == synced())
            #expect(try await store.followPBX(of: "acme", after: "a").users == [])
            let followed = try await store.followPBX(of: "acme", after: nil)
            #expect(followed == FollowingOutcome(users: [user("a", at: "201", agent: true)], next: nil))
            #expect(try await store.followPBX(of: "acme", after: nil).users == [])
            // It goes with its customer.
            try await store.deleteCustomer("acme")
            try await store.createCustomer(synced())
            #expect(try await store.pbxAgents(of: "acme") == nil)
        }
    }

    @Test("a report of thousands replaces the one before, whatever they share", arguments: Engine.allCases)
    func many(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            for range in [0..<3_500, 1_000..<4_600, 4_599..<4_601] {
                let extensions = Set(range.map(String.init))
                _ = try await store.setPBXAgents(extensions, of: "acme", by: stamp(range.lowerBound))
                let stored = try await store.pbxAgents(of: "acme")
                #expect(stored == PBXAgents(extensions: extensions, at: stamp(range.lowerBound).at))
            }
        }
    }
}
