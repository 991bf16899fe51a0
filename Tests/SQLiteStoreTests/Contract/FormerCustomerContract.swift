import Store
import Testing
import WallboardCore

@Suite("Store contract: an id that is used again")
struct FormerCustomerContract {
    private func record(_ number: Int) -> AuditRecord {
        AuditRecord(
            at: morning + number, author: sam, role: .customer, address: "::1", operation: "putUser", path: "/v1",
            customer: "acme", change: "{\"number\":\(number)}")
    }

    @Test("the one who gets it begins with nothing of the one before", arguments: Engine.allCases)
    func nothing(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            try await store.prepareAcme(seats: .limited(4))
            _ = try await store.register("s1")
            _ = try await store.append([callEvent("e1")], of: "acme", recalling: [], receivedAt: morning)
            _ = try await store.beginAudit(record(1))
            try await store.deleteCustomer("acme")
            let former = try await store.ledger(of: "acme")
            #expect(former.last?.entry.change == .closed && LedgerChain.firstFault(in: former) == nil)
            #expect(try await store.customers() == [])

            // The clock may have gone back meanwhile: they are not distinguished by it.
            _ = try await store.beginAudit(record(2))
            try await store.createCustomer(customer("acme"))
            _ = try await store.beginAudit(record(3))
            let ledger = try await store.ledger(of: "acme")
            #expect(ledger.map(\.entry.change) == [.opened(timeZone: "Europe/London")])
            #expect(ledger.first?.entry.sequence == 1 && LedgerChain.firstFault(in: ledger) == nil)
            #expect(try await store.ledgerMarks(of: "acme") == ledger)
            #expect(try await store.audit(of: "acme", before: nil, limit: 9).map(\.number) == [3])
            #expect(try await store.audit(of: nil, before: nil, limit: 9).map(\.number) == [3, 2, 1])
            #expect(try await store.users(of: "acme") == [])
            #expect(try await store.devices(of: "acme") == [])
            #expect(try await store.enrolmentKeys(of: "acme") == [])
            #expect(try await store.dashboards(of: "acme") == [])
            #expect(try await store.events(of: "acme", since: morning) == [])
            #expect(try await store.incarnations() == ["acme": 2])
            // What the earlier customer had may be used again.
            _ = try await store.append([callEvent("e1")], of: "acme", recalling: [], receivedAt: morning)
            #expect(try await store.events(of: "acme", since: morning).count == 1)
            while try await store.removeFormer().hasMore {}
            #expect(try await store.events(of: "acme", since: morning).count == 1)
            #expect(try await store.ledger(of: "acme") == ledger)
        }
    }

    @Test("each has a ledger of its own, however often", arguments: Engine.allCases)
    func ledgers(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            for round in 1...4 {
                try await store.createCustomer(customer("acme"))
                for change in 0..<round {
                    _ = try await store.setMaximum(
                        MaximumChange(to: .limited(change)), of: "acme", ifVersion: nil, dryRun: false, by: stamp())
                }
                try await store.deleteCustomer("acme")
                let entries = try await store.ledger(of: "acme")
                #expect(entries.count == round + 2 && LedgerChain.firstFault(in: entries) == nil, "round \(round)")
            }
        }
    }
}
