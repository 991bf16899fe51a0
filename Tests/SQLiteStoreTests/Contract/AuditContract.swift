import Store
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("Store contract: what admins did")
struct AuditContract {
    private func record(
        _ customer: CustomerID? = "acme", at second: Int = 0, change: String? = nil,
        from address: String = "2001:db8::1"
    ) -> AuditRecord {
        AuditRecord(
            at: morning + second, author: sam, role: .customer, address: address, operation: "changeLicences",
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

    @Test("equal refusals of an hour are one record with a count", arguments: Engine.allCases)
    func equalRefusals(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            func refuse(_ customer: CustomerID? = "acme", at second: Int, status: Int = 403) async throws {
                let number = try await store.beginAudit(record(customer, at: second))
                try await store.finishAudit(number, status: status)
            }
            for second in 0..<50 { try await refuse(at: second) }
            try await refuse(at: 60, status: 409)
            try await refuse(nil, at: 61)
            for second in 70..<73 { try await refuse(at: second, status: 200) }
            try await refuse(at: 3_599)
            try await refuse(at: 3_600)
            try await refuse(at: 3_601)
            let records = try await store.audit(of: nil, before: nil, limit: 99).reversed()
            #expect(records.map(\.status) == [403, 409, 403, 200, 200, 200, 403])
            #expect(records.map(\.count) == [51, 1, 1, 1, 1, 1, 2])
            #expect(records.first?.at == morning && records.first?.lastAt == morning + 3_599)
            #expect(records.map(\.customer) == ["acme", "acme", nil, "acme", "acme", "acme", "acme"])
        }
    }

    @Test("refusals from another address are kept apart, up to a bound", arguments: Engine.allCases)
    func addresses(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            func refuse(from address: String) async throws {
                let number = try await store.beginAudit(record(from: address))
                try await store.finishAudit(number, status: 403)
            }
            // One site has the whole of a /64 block.
            for host in ["1", "2", "ffff"] { try await refuse(from: "2001:db8:0:1::\(host)") }
            try await refuse(from: "2001:db8:0:2::1")
            for number in 0..<AuditTable.addressesToldApart { try await refuse(from: "192.0.2.\(number)") }
            try await refuse(from: "192.0.2.0")
            let records = try await store.audit(of: nil, before: nil, limit: 99).reversed()
            #expect(records.count == AuditTable.addressesToldApart)
            #expect(records.map(\.address).prefix(3) == ["2001:db8:0:1::1", "2001:db8:0:2::1", "192.0.2.0"])
            // Two of the ten addresses of IPv4 found no room.
            #expect(records.map(\.count) == [3, 1, 2, 1, 1, 1, 1, 1, 1, 3])
        }
    }

    @Test("what the gateway failed at is never counted in another record", arguments: Engine.allCases)
    func failures(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            for number in 1...4 {
                _ = try await store.beginAudit(record(change: "{\"number\":\(number)}"))
                try await store.finishAudit(number, status: number < 4 ? 503 : 403)
            }
            let records = try await store.audit(of: nil, before: nil, limit: 9)
            #expect(records.map(\.status) == [403, 503, 503, 503] && records.allSatisfy { $0.count == 1 })
            #expect(try await store.pruneAudit(before: morning, keepingRefusals: 0, limit: 9) == 1)
            #expect(try await store.audit(of: nil, before: nil, limit: 9).map(\.status) == [503, 503, 503])
        }
    }

    @Test("the old go, and of the refusals the many; what was accepted stays", arguments: Engine.allCases)
    func prune(engine: Engine) async throws {
        try await engine.withStore { store async throws in
            for second in 1...10 {
                let number = try await store.beginAudit(record(at: second * 4_000))
                if second.isMultiple(of: 2) { try await store.finishAudit(number, status: 403) }
            }
            #expect(try await store.pruneAudit(before: morning + 16_000, keepingRefusals: 10, limit: 2) == 2)
            #expect(try await store.pruneAudit(before: morning + 16_000, keepingRefusals: 10, limit: 2) == 1)
            #expect(try await store.pruneAudit(before: morning + 20_000, keepingRefusals: 1, limit: 2) == 2)
            #expect(try await store.audit(of: nil, before: nil, limit: 99).map(\.number) == [10, 9, 8, 7, 5])
            #expect(try await store.pruneAudit(before: morning, keepingRefusals: 2, limit: 9) == 0)
            #expect(try await store.pruneAudit(before: morning, keepingRefusals: 0, limit: 9) == 2)
            #expect(try await store.audit(of: nil, before: nil, limit: 99).map(\.number) == [9, 7, 5])
            #expect(try await store.pruneAudit(before: morning + 90_000, keepingRefusals: 0, limit: 9) == 3)
            #expect(try await store.beginAudit(record()) == 11)
            try await store.finishAudit(10, status: 200)
            #expect(try await store.audit(of: nil, before: nil, limit: 9).map(\.status) == [nil])
        }
    }
}
