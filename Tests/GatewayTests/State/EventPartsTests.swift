import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("Events that are applied in parts")
struct EventPartsTests {
    @Test("every event is in one part, no call is in two, and the figures are those of all at once", arguments: 0..<30)
    func likeOne(seed: UInt64) {
        var day = RandomDay(seed: seed)
        var random = SplitMix64(seed: seed &+ 7)
        let events = day.events(calls: 40).shuffled(using: &random)
        let size = Int.random(in: 1...60, using: &random)
        let parts = events.partsByCall(of: size, []).map(\.new)
        #expect(parts.flatMap(\.self).map(\.id).sorted() == events.map(\.id).sorted(), "seed \(seed)")
        let calls = parts.map { part in
            Set(part.flatMap(\.calls))
        }
        #expect(calls.reduce(0) { $0 + $1.count } == calls.reduce(Set()) { $0.union($1) }.count, "seed \(seed)")

        var whole = CallState(day: .ofRandomDay, thresholds: CallThresholds())
        _ = whole.apply(events)
        var bitByBit = CallState(day: .ofRandomDay, thresholds: CallThresholds())
        for part in parts { _ = bitByBit.apply(part) }
        #expect(
            ContactCentreState(whole.completed, whole.live, callerNumbers: .shown)
                == ContactCentreState(bitByBit.completed, bitByBit.live, callerNumbers: .shown), "seed \(seed)")
    }

    @Test("a few events stay together")
    func few() {
        var day = RandomDay(seed: 1)
        let events = day.events(calls: 3)
        #expect(events.partsByCall(of: 1_000, []).map(\.new) == [events])
        #expect([CallEvent]().partsByCall(of: 10, []).isEmpty)
    }
}
