import AdminClient
import BoardProtocol
import Testing
import Values

@testable import wallboardctl

@Suite("A ledger is as it was written")
struct LedgerVerificationTests {
    private func entries() throws -> [JSON] {
        try LedgerSample.lines.map { try JSON(parsing: Array($0.utf8)) }
    }

    /// The first fault; nil if there is none.
    private func fault(_ entries: [JSON]) -> String? {
        var verification = LedgerVerification()
        do throws(LedgerVerification.Fault) {
            for entry in entries { try verification.take(entry) }
        } catch {
            return error.sentence
        }
        return nil
    }

    private func with(_ entry: JSON, _ change: (inout JSONObject) -> Void) throws -> JSON {
        var members = try #require(entry.object)
        change(&members)
        return .object(members)
    }

    /// Entries chained and hashed again, as somebody would who knows how.
    private func resealed(_ entries: [JSON]) throws -> [JSON] {
        var previous = String(repeating: "0", count: 64)
        return try entries.map { entry in
            try with(entry) { members in
                members["previousHash"] = .string(previous)
                members["hash"] = nil
                previous = LedgerVerification.hash(of: .object(members))
                members["hash"] = .string(previous)
            }
        }
    }

    @Test("one written by other code verifies, to its last hash")
    func right() throws {
        var verification = LedgerVerification()
        for entry in try entries() { try verification.take(entry) }
        #expect(verification.count == 6 && verification.lastHash == LedgerSample.lastHash)
        #expect(verification.customer == "acme" && verification.lastMoment == "2026-03-04T08:00:00.000Z")
        #expect(fault(try resealed(try entries())) == nil)
    }

    @Test("no member of any entry can be changed, added or taken away")
    func alteration() throws {
        let entries = try entries()
        for index in entries.indices {
            for member in try #require(entries[index].object) {
                var altered = entries
                altered[index] = try with(entries[index]) { $0[member.key] = nil }
                #expect(fault(altered)?.hasPrefix("entry \(index + 1) ") == true, "\(index) without \(member.key)")
                altered[index] = try with(entries[index]) { $0[member.key] = .string("x") }
                #expect(fault(altered)?.hasPrefix("entry \(index + 1) ") == true, "\(index) with another \(member.key)")
            }
            var altered = entries
            altered[index] = try with(entries[index]) { $0["note"] = .null }
            #expect(fault(altered) == "entry \(index + 1) was altered: its hash is another one")
        }
    }

    @Test("no entry can be left out, put in, or exchanged; only an end cut off is not seen")
    func place() throws {
        let entries = try entries()
        for index in entries.indices {
            var altered = entries
            altered.remove(at: index)
            #expect((fault(altered) == nil) == (index == entries.count - 1), "without \(index)")
            altered = entries
            altered.insert(entries[index], at: index)
            #expect(fault(altered) != nil, "twice \(index)")
            altered = entries
            altered.swapAt(index, (index + 1) % entries.count)
            #expect(fault(altered) != nil, "exchanged \(index)")
        }
    }

    @Test("recomputed hashes do not hide contradictions")
    func contradictions() throws {
        let cases: [(Int, String, JSON, String)] = [
            (1, "customerId", .string("other"), "is of another customer"),
            (1, "at", .string("2026-03-01T09:00:00+01:00"), "does not say when"),
            (1, "configured", .integer(2), "counts 2 seats where 1 follow"),
            (1, "maxWallboards", .integer(9), "has another maximum than the entry before it, and does not change it"),
            (1, "kind", .string("seatFreed"), "frees a seat that is not taken"),
            (1, "kind", .string("gift"), "is of a kind that is not known: gift"),
            (0, "kind", .string("timeZone"), "changes a ledger that is not open"),
            (2, "previousMaxWallboards", .integer(3), "changes a maximum that was not in force"),
            (3, "deviceId", .string("d-2"), "is about a board without a seat"),
            (3, "kind", .string("seatTaken"), "gives a board a seat that it has"),
            (3, "kind", .string("opened"), "opens a ledger that is open"),
            (4, "kind", .string("closed"), "closes a ledger with seats taken"),
        ]
        for (index, member, value, sentence) in cases {
            var altered = try entries()
            altered[index] = try with(altered[index]) { $0[member] = value }
            #expect(fault(try resealed(altered)) == "entry \(index + 1) \(sentence)")
        }
    }

    @Test("a customer that was closed and made again goes on in its ledger")
    func reopened() throws {
        var entries = try entries()
        entries.append(
            try with(entries[0]) {
                $0["sequence"] = .integer(7)
                $0["at"] = .string("2026-03-05T00:00:00.000Z")
                $0["maxWallboards"] = .integer(3)
            })
        #expect(fault(try resealed(entries)) == nil)
    }

    @Test("an array, items and lines are read; anything else is reported")
    func files() throws {
        let entries = try entries()
        let array = JSON.array(entries)
        let lines = Array((LedgerSample.lines.joined(separator: "\r\n") + "\n\n").utf8)
        #expect(try LedgerFile.entries(in: array.encode()) == entries)
        #expect(try LedgerFile.entries(in: JSON.fields(["items": array]).encode()) == entries)
        #expect(try LedgerFile.entries(in: lines) == entries)
        #expect(try LedgerFile.entries(in: entries[0].encode()) == [entries[0]])
        for text in ["{}", "7", "{\"sequence\":1}\nnonsense"] {
            #expect(throws: AdminClientError.self, "\(text)") { try LedgerFile.entries(in: Array(text.utf8)) }
        }
    }
}
