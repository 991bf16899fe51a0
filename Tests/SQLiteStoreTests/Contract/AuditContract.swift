import Store
import Testing
import WallboardCore

@Suite("Store contract: what admins did")
struct AuditContract {
    private func record(_ customer: CustomerID? = "acme", at second: Int = 0, change: String? = nil) -> AuditRecord {
        AuditRecord(
            at: morning + second, author: sam, role: .customer, address: "2001:db8::1", operation: "changeLicences",
            path: "/v1/customers/acme/licences", customer: customer, change: change)
    }

    @Test("a record is written before it is carried out, and completed", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            #expect(try await store.beginAudit(record(change: "{\"name\":\"Zoé\"}")) == 1)
            #expect(try await store.beginAudit(record(nil)) == 2)
            let begun = try await store.audit(of: nil, before: nil, limit: 9)
            #expect(begun.map(\.number) == [2, 1] && begun.allSatisfy { $0.status == nil })
            #expect(begun[1].change == "{\"name\":\"Zoé\"}" && begun[1].author == sam && begun[1].role == .customer)
            try await store.finishAudit(1, status: 412)
            try await store.finishAudit(77, status: 200)
            #expect(try await store.audit(of: nil, before: nil, limit: 9).map(\.status) == [nil, 412])
        }
    }

    @Test("records come newest first, by customer and in pieces, and outlive the customer", arguments: Engine.allCases)
    func pages(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            for number in 1...9 {
                _ = try await store.beginAudit(record(number.isMultiple(of: 2) ? "acme" : nil, at: number))
            }
            try await store.deleteCustomer("acme")
            #expect(try await store.audit(of: nil, before: nil, limit: 3).map(\.number) == [9, 8, 7])
            #expect(try await store.audit(of: nil, before: 7, limit: 2).map(\.number) == [6, 5])
            #expect(try await store.audit(of: "acme", before: nil, limit: 9).map(\.number) == [8, 6, 4, 2])
            #expect(try await store.audit(of: "acme", before: 6, limit: 1).map(\.number) == [4])
            #expect(try await store.audit(of: "other", before: nil, limit: 9) == [])
        }
    }

    @Test("the old and the many go, at most so many at once, and no number is given twice", arguments: Engine.allCases)
    func prune(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            for second in 1...10 { _ = try await store.beginAudit(record(at: second)) }
            #expect(try await store.pruneAudit(before: morning + 4, keeping: 10, limit: 2) == 2)
            #expect(try await store.pruneAudit(before: morning + 4, keeping: 10, limit: 2) == 1)
            #expect(try await store.pruneAudit(before: morning + 5, keeping: 4, limit: 3) == 3)
            #expect(try await store.audit(of: nil, before: nil, limit: 99).map(\.number) == [10, 9, 8, 7])
            #expect(try await store.pruneAudit(before: morning, keeping: 4, limit: 9) == 0)
            #expect(try await store.pruneAudit(before: morning, keeping: 0, limit: 9) == 4)
            #expect(try await store.beginAudit(record()) == 11)
            try await store.finishAudit(10, status: 200)
            #expect(try await store.audit(of: nil, before: nil, limit: 9).map(\.status) == [nil])
        }
    }
}
