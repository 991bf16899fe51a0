import Testing
import Values
import WallboardCore

@Suite("A watch of a feed")
struct FeedWatchTests {
    private let start = at(36_000)
    private func later(_ seconds: Double) -> Instant { at(36_000 + seconds) }

    private func callState(open calls: [String]) -> CallState {
        var callState = CallState(day: .test, thresholds: CallThresholds())
        for call in calls { _ = callState.apply(events(of: call, [.queued(35_990, "Q")])) }
        return callState
    }

    private func fresh(_ seconds: Double, of calls: Set<String> = []) -> FeedWatch.Sign {
        .events(newest: later(seconds), calls: calls)
    }

    @Test("is lost from the moment that the feed was quiet for so long, not before")
    func quiet() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        watch.wait(until: later(899.999), callState(open: []))
        #expect(watch.state == .live)
        watch.wait(until: later(900), callState(open: []))
        #expect(watch.state == .lost)
    }

    @Test("a bound that no clock reaches is never reached")
    func farBound() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: .max)
        watch.wait(until: Instant(milliseconds: .max), callState(open: []))
        #expect(watch.state == .live)
        watch.change(lostAfterSeconds: .max)
        watch.wait(until: Instant(milliseconds: .max), callState(open: []))
        #expect(watch.state == .live)
    }

    @Test("a feed that never sent a request is none, is never lost, and its first request ends that")
    func neverFed() {
        for sign in [FeedWatch.Sign.nothingToTell, fresh(5_000), .events(newest: nil, calls: [])] {
            var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900, isFed: false)
            watch.wait(until: later(5_000), callState(open: []))
            #expect(watch.state == .none)
            watch.change(lostAfterSeconds: 10)
            #expect(watch.state == .none)
            watch.hear(sign, at: later(5_000), callState(open: ["a"]))
            #expect(watch.state == .live, "the time before it was no break")
        }
        var stated = FeedWatch(heardAt: start, lostAfterSeconds: 900, isFed: false)
        stated.hearStatement(at: later(5_000))
        #expect(stated.state == .live)
    }

    @Test("every sign of life begins the time again, also one that reports nothing")
    func alive() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        watch.hear(.nothingToTell, at: later(800), callState(open: ["a"]))
        watch.wait(until: later(1_699), callState(open: ["a"]))
        #expect(watch.state == .live)
        watch.hear(.events(newest: nil, calls: []), at: later(1_699), callState(open: ["a"]))
        watch.wait(until: later(2_598), callState(open: ["a"]))
        #expect(watch.state == .live)
        watch.wait(until: later(2_599), callState(open: ["a"]))
        #expect(watch.state == .lost)
    }

    @Test("never loses a feed that may be quiet for ever, and finds it when that is set")
    func never() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: nil)
        watch.wait(until: later(80_000), callState(open: ["a"]))
        #expect(watch.state == .live)
        watch.change(lostAfterSeconds: 10)
        watch.wait(until: later(80_000), callState(open: ["a"]))
        #expect(watch.state == .lost)
        watch.change(lostAfterSeconds: 86_400)
        #expect(watch.state == .lost)
        watch.change(lostAfterSeconds: nil)
        #expect(watch.state == .live)
    }

    @Test("with no open call the next sign of life suffices")
    func nothingStale() {
        for sign in [FeedWatch.Sign.nothingToTell, fresh(1_000), .events(newest: nil, calls: [])] {
            var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
            watch.wait(until: later(900), callState(open: []))
            watch.wait(until: later(990), callState(open: []))
            #expect(watch.state == .lost)
            watch.hear(sign, at: later(1_000), callState(open: []))
            #expect(watch.state == .live, "\(sign)")
        }
    }

    @Test("stays lost until every call that was open has been heard of or is closed")
    func stale() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        watch.wait(until: later(900), callState(open: ["a", "b", "c"]))
        watch.hear(fresh(950, of: ["a", "new"]), at: later(950), callState(open: ["a", "b", "c", "new"]))
        #expect(watch.state == .lost)
        watch.hear(.nothingToTell, at: later(960), callState(open: ["a", "b", "c", "new"]))
        #expect(watch.state == .lost)
        watch.hear(fresh(970, of: ["b"]), at: later(970), callState(open: ["a", "b", "c", "new"]))
        #expect(watch.state == .lost)
        watch.wait(until: later(980), callState(open: ["a", "b", "new"]))
        #expect(watch.state == .live)
    }

    @Test("calls that close by themselves find no feed that is still quiet")
    func closedWhileQuiet() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        watch.wait(until: later(900), callState(open: ["a"]))
        watch.wait(until: later(15_000), callState(open: []))
        #expect(watch.state == .lost)
        watch.hear(.nothingToTell, at: later(15_001), callState(open: []))
        #expect(watch.state == .live)
    }

    @Test("was lost before the sign of life that comes after the bound, although nobody looked")
    func unnoticed() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        watch.hear(fresh(1_000, of: ["a"]), at: later(1_000), callState(open: ["a", "b"]))
        #expect(watch.state == .lost)
        watch.hear(fresh(1_010, of: ["b"]), at: later(1_010), callState(open: ["a", "b"]))
        #expect(watch.state == .live)
    }

    @Test("a statement makes up for everything")
    func statement() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        watch.wait(until: later(900), callState(open: ["a"]))
        watch.hearStatement(at: later(1_000))
        #expect(watch.state == .live)
        watch.wait(until: later(1_899), callState(open: ["a"]))
        #expect(watch.state == .live)
        watch.wait(until: later(1_900), callState(open: ["a"]))
        #expect(watch.state == .lost)
    }

    @Test("is delayed while the newest event is more than a minute behind, and lost goes before that")
    func delayed() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        let none = callState(open: [])
        watch.hear(fresh(40), at: later(100), none)
        #expect(watch.state == .live)
        watch.hear(fresh(39.999), at: later(100), none)
        #expect(watch.state == .delayed)
        watch.hear(.events(newest: nil, calls: []), at: later(110), none)
        #expect(watch.state == .delayed)
        watch.hear(fresh(115), at: later(120), none)
        #expect(watch.state == .live)
        watch.hear(fresh(10), at: later(130), none)
        watch.hear(.nothingToTell, at: later(140), none)
        #expect(watch.state == .live)
        watch.hear(fresh(10), at: later(150), none)
        watch.hearStatement(at: later(160))
        #expect(watch.state == .live)
        watch.hear(fresh(10), at: later(170), none)
        watch.wait(until: later(1_070), none)
        #expect(watch.state == .lost)
        watch.hear(fresh(20), at: later(1_080), none)
        #expect(watch.state == .delayed)
    }

    @Test("a clock that goes back neither loses nor revives it")
    func clockBack() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        watch.hear(.nothingToTell, at: later(-500), callState(open: []))
        watch.wait(until: later(399), callState(open: []))
        #expect(watch.state == .live)
        watch.wait(until: later(400), callState(open: []))
        #expect(watch.state == .lost)
    }

    @Test("a feed that a clock made lost by leaping ahead is judged again when the clock is back")
    func leapAndBack() {
        for isHeardMeanwhile in [false, true] {
            var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
            let open = callState(open: ["a", "b"])
            watch.wait(until: later(300), open)
            watch.wait(until: later(3_456_301), open)
            #expect(watch.state == .lost)
            if isHeardMeanwhile { watch.hear(fresh(3_456_302, of: ["a"]), at: later(3_456_302), open) }
            watch.wait(until: later(3_456_400), open)
            #expect(watch.state == .lost)
            watch.wait(until: later(400), open)
            #expect(watch.state == .live)
            // Whatever it was heard of since then counts, and nothing else.
            watch.wait(until: later(isHeardMeanwhile ? 1_299 : 899), open)
            #expect(watch.state == .live)
            watch.wait(until: later(isHeardMeanwhile ? 1_300 : 900), open)
            #expect(watch.state == .lost)
        }
    }

    @Test("a feed that was quiet for too long by the right time, too, stays lost when a clock that was ahead is back")
    func quietAllTheSame() {
        var watch = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        let open = callState(open: ["a"])
        watch.wait(until: later(100_000), open)
        watch.wait(until: later(950), open)
        #expect(watch.state == .lost)
        // A feed that was lost while the clock ran evenly is not recovered by setting the clock.
        var even = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        for second in 1...900 { even.wait(until: later(Double(second)), open) }
        even.hear(.nothingToTell, at: later(901), open)
        even.wait(until: later(300), open)
        #expect(even.state == .lost)
        // Nor is one that was lost while no check was possible, by a clock that goes back a little.
        var stopped = FeedWatch(heardAt: start, lostAfterSeconds: 900)
        stopped.hear(.nothingToTell, at: later(4_000), open)
        stopped.wait(until: later(3_990), open)
        #expect(stopped.state == .lost)
    }

    @Test("a feed that was heard of by a clock that was ahead is missed as soon as any other")
    func clockAhead() {
        var watch = FeedWatch(heardAt: later(1_000_000), lostAfterSeconds: 900)
        watch.wait(until: start, callState(open: []))
        watch.wait(until: later(899), callState(open: []))
        #expect(watch.state == .live)
        watch.wait(until: later(900), callState(open: []))
        #expect(watch.state == .lost)
    }
}
