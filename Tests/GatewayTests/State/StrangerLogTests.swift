import AdminAPI
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("Refused strangers")
struct StrangerLogTests {
    private func attempt(
        _ serial: String, from address: String = "192.0.2.1", at millis: Int64 = 0, reason: String = "unknownToken"
    ) -> RefusedAttempt {
        RefusedAttempt(
            at: RandomDay.nine.advanced(byMilliseconds: millis), customer: nil, serial: serial, model: nil,
            address: address, reason: reason, detail: "No.")
    }

    @Test("equal attempts are one entry with a count, reported with the last of them")
    func equal() {
        var log = StrangerLog()
        for number in 0..<5 { _ = log.add(attempt("a", at: Int64(number)), at: 0) }
        _ = log.add(attempt("b", at: 10), at: 0)
        _ = log.add(attempt("a", at: 11, reason: "badEnrolmentKey"), at: 0)
        _ = log.add(attempt("a", from: "192.0.2.2", at: 12), at: 0)
        let told = log.add(attempt("a", at: 13), at: 0)
        #expect(told?.count == 6 && told?.at == attempt("a", at: 13).at)
        #expect(log.newestFirst.map(\.serial) == ["a", "a", "a", "b"])
        #expect(log.newestFirst.map(\.count) == [6, 1, 1, 1])
        #expect(log.newestFirst[0] == told)
        // A site has a whole block of IPv6.
        _ = log.add(attempt("c", from: "2001:db8::1"), at: 0)
        #expect(log.add(attempt("c", from: "2001:db8::2"), at: 0)?.count == 2)
        log.gotIn("a")
        #expect(log.newestFirst.map(\.serial) == ["c", "b"])
    }

    @Test("one address has its share of the entries, and none of its attempts is lost from the counts")
    func share() {
        var log = StrangerLog()
        _ = log.add(attempt("real", from: "198.51.100.7"), at: 0)
        for number in 0..<10_000 { _ = log.add(attempt("made-up-\(number)", from: "2001:db8::\(number % 9)"), at: 0) }
        #expect(log.newestFirst.count == GatewayLimits.Refusals.maxStrangersOfSource + 1)
        #expect(log.newestFirst.last?.serial == "real")
        #expect(log.newestFirst.dropLast().map(\.count).reduce(0, +) == 10_000)
        #expect(log.newestFirst.first?.serial == "made-up-9999")
    }

    @Test(
        "many addresses make room among themselves before those with fewer entries", arguments: 0..<10 as Range<UInt64>)
    func fairness(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var log = StrangerLog()
        for number in 0..<3 { _ = log.add(attempt("real-\(number)", from: "198.51.100.\(number)"), at: 0) }
        var total = 3
        for number in 0..<3_000 {
            let source = Int.random(in: 0..<40, using: &random)
            _ = log.add(attempt("x\(Int.random(in: 0..<600, using: &random))", from: "203.0.113.\(source)"), at: 0)
            total += 1
            #expect(log.newestFirst.count <= GatewayLimits.Refusals.maxStrangers, "seed \(seed), \(number)")
        }
        #expect(log.newestFirst.count == GatewayLimits.Refusals.maxStrangers)
        let serials = Set(log.newestFirst.map(\.serial))
        #expect((0..<3).allSatisfy { serials.contains("real-\($0)") }, "seed \(seed)")
        #expect(log.newestFirst.map(\.count).reduce(0, +) <= total)
        #expect(log.newestFirst.map(\.at) == log.newestFirst.map(\.at).sorted(by: >))
    }

    @Test("watchers hear of so many at once of an address and of all, and then of one in a while")
    func told() {
        var log = StrangerLog()
        func tell(_ count: Int, from address: String, at now: Int64) -> Int {
            (0..<count).count { log.add(attempt("s\($0)", from: address), at: now) != nil }
        }
        #expect(tell(500, from: "192.0.2.1", at: 0) == GatewayLimits.Refusals.maxStrangersOfSource)
        #expect(tell(5, from: "192.0.2.2", at: 0) == 5)
        #expect(tell(5, from: "192.0.2.1", at: 9_999) == 0)
        #expect(tell(5, from: "192.0.2.1", at: 10_000) == 1)
        // Ten seconds have made up for ten of the 56.
        let rest = GatewayLimits.Refusals.maxStrangers - GatewayLimits.Refusals.maxStrangersOfSource - 6 + 10
        #expect((0..<500).reduce(0) { $0 + tell(1, from: "203.0.113.\($1 % 250)", at: 10_000) } == rest)
        #expect(tell(1, from: "192.0.2.9", at: 10_999) == 0)
        #expect(tell(1, from: "192.0.2.9", at: 11_000) == 1)
    }
}
