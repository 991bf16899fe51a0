import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("The calls of a customer and its feed")
struct CallDeskTests {
    private let orphanMillis: Int64 = 14_400_000

    private func desk(_ customer: Customer = Example.customer()) -> CallDesk {
        CallDesk(of: customer, orphanAfterMillis: orphanMillis, at: Example.now)
    }

    private func rebuild(_ desk: inout CallDesk, at now: Instant) {
        let empty = desk.beginRebuild(of: Example.customer(), at: now)
        _ = desk.finishRebuild(empty, KnownQueues(), begunAt: now)
    }

    @Test("events that are applied in any parts count as all at once", arguments: 0..<20)
    func parts(seed: UInt64) {
        var day = RandomDay(seed: seed)
        let events = day.events(calls: 30)
        var (whole, inParts) = (desk(), desk())
        #expect(whole.needsStored(events).count == 30, "seed \(seed)")
        _ = whole.apply(events, stored: [])
        for part in events.partsByCall(of: 7, []) { _ = inParts.apply(part.new, stored: part.stored) }
        #expect(
            AnalyticsState(whole.callState.completed) == AnalyticsState(inParts.callState.completed), "seed \(seed)")
        #expect(whole.callState.openCalls == inParts.callState.openCalls, "seed \(seed)")
        #expect(
            whole.needsStored(events) == Set((0..<30).map { "call-\($0)" }).subtracting(whole.callState.openCalls),
            "seed \(seed)")
    }

    @Test("the figures are built again after a clock that was set back, with a day before, and until that succeeds")
    func rebuilds() {
        var desk = desk()
        rebuild(&desk, at: Example.now)
        let customer = Example.customer()
        func passes(_ millis: Int64) -> Bool { desk.pass(until: Example.later(millis), of: customer) != nil }
        #expect(passes(0) && passes(5_000))
        #expect(passes(5_000 - GatewayLimits.Calls.maxSlewMillis), "that much is slewing")
        #expect(passes(5_000))
        #expect(!passes(4_999 - GatewayLimits.Calls.maxSlewMillis))
        #expect(passes(4_999 - GatewayLimits.Calls.maxSlewMillis), "it is noticed once")
        #expect(!passes(-86_400_000), "no such day has begun")
        desk.expectRebuild()
        #expect(desk.isOutOfDate && !passes(6_000) && !passes(7_000))
        rebuild(&desk, at: Example.later(7_000))
        #expect(!desk.isOutOfDate && passes(8_000))
        #expect(passes(86_400_000), "a new day begins without the store")
        #expect(desk.callState.day.contains(Example.later(86_400_000)))
    }

    @Test("only settings of the figures ask for another build")
    func settings() {
        var desk = desk()
        let customer = Example.customer()
        var other = customer
        other.name = "Another"
        other.feedLostSeconds = 60
        #expect(!desk.follow(other, after: customer) && !desk.isOutOfDate)
        var zone = other
        zone.timeZone = "Europe/London"
        #expect(desk.follow(zone, after: other) && desk.isOutOfDate)
    }

    @Test("a live event shows nothing on the views of completed calls; a request without events does")
    func feedOfCompletedViews() {
        var fed = Example.customer()
        fed.isFed = true
        fed.feedLostSeconds = 60
        var desk = desk(fed)
        _ = desk.hear(.events(newest: Example.now, calls: []), at: Example.now)
        // Late: the feed counts as delayed, which the views of completed calls do not learn from a live event.
        let old = Example.later(-2 * FeedWatch.delayMilliseconds)
        let live = desk.hear(.events(newest: old, calls: []), at: Example.later(1))
        #expect(live == .live && desk.feed == .delayed && desk.callState.completed.feed == .live)
        let quiet = desk.hear(.nothingToTell, at: Example.later(2))
        #expect(quiet == .live && desk.feed == .live)
        // Lost: both learn it.
        let lost = desk.pass(until: Example.later(62_000), of: fed)
        #expect(lost == [.completed, .live] && desk.callState.completed.feed == .lost)
    }
}
