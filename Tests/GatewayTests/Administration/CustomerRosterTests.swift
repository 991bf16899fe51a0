import AdminAPI
import SQLiteStore
import Store
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("Customers that come and go at once")
struct CustomerRosterTests {
    private let ids = ["acme", "beta"].map { CustomerID($0)! }

    private func request(_ id: CustomerID) -> NewCustomer {
        NewCustomer(id: id, name: "Acme", timeZone: "UTC", maximum: .limited(3))
    }

    @Test("whatever comes at once, what is listed is what is stored, and each answer was true", arguments: 0..<6)
    func concurrently(seed: UInt64) async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        let administration = gateway.administration
        var random = SplitMix64(seed: seed)
        for round in 0..<8 {
            let before = Set(try await administration.customers().map(\.customer.id))
            let steps = (0..<24).map { _ in
                (id: ids.randomElement(using: &random)!, kind: Int.random(in: 0..<4, using: &random))
            }
            // How often each id was created less how often it was deleted.
            let changes = await withTaskGroup(of: (CustomerID, Int).self) { group in
                for (id, kind) in steps {
                    group.addTask {
                        switch kind {
                        case 0: return (id, (try? await administration.createCustomer(request(id))) == nil ? 0 : 1)
                        case 1: return (id, (try? await administration.deleteCustomer(id)) == nil ? 0 : -1)
                        case 2: _ = try? await administration.customer(id).summary()
                        default:
                            let user = User(
                                id: UserID("u")!, name: "U", extension: "1", userLicence: nil, agentAddOn: false,
                                desktopClient: false, crmAddOn: false, supervisor: .insights)
                            _ = try? await administration.putUser(user, of: id)
                        }
                        return (id, 0)
                    }
                }
                return await group.reduce(into: [CustomerID: Int]()) { $0[$1.0, default: 0] += $1.1 }
            }
            let stored = Set(try await gateway.store.customers().map(\.id))
            #expect(Set(try await administration.customers().map(\.customer.id)) == stored, "seed \(seed) \(round)")
            for id in ids {
                let isThere = (before.contains(id) ? 1 : 0) + (changes[id] ?? 0)
                #expect(isThere == (stored.contains(id) ? 1 : 0), "\(id), seed \(seed), round \(round)")
                let listed = try? await administration.ledger(of: id, after: 0, limit: 10)
                #expect(listed.map { LedgerChain.firstFault(in: $0) == nil } ?? true, "seed \(seed)")
            }
        }
        await gateway.stop()
    }

    @Test("a credential of a customer that is gone leads nowhere, those of others go on")
    func credentials() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        for id in ids { try await gateway.administration.createCustomer(request(id)) }
        let registry = gateway.context.registry
        let (mine, other) = (CredentialID("mine")!, CredentialID("other")!)
        registry.addCredential(mine, of: ids[0])
        registry.addCredential(other, of: ids[1])
        try await gateway.administration.deleteCustomer(ids[0])
        #expect(registry.hub(holding: mine) == nil && registry.hub(holding: other)?.id == ids[1])
        registry.removeCredential(other)
        #expect(registry.hub(holding: other) == nil)
        await gateway.stop()
    }
}
