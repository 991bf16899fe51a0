import Testing

@testable import BoardServer

/// How many newcomers a tick takes on, and when accepting pauses.
struct ArrivalPaceTests {
    private let limits = BoardServerLimits()

    private func beginTick(at micros: Int64 = 0) -> ArrivalPace {
        var pace = ArrivalPace(share: 4, nowMicros: 0)
        pace.beginTick(atMicros: micros)
        pace.beginAccepting()
        return pace
    }

    @Test("a tick takes its least of each")
    func aTickTakesItsLeastOfEach() {
        var pace = beginTick()
        for _ in 0..<limits.maxHandshakesPerTick {
            let takes = pace.takesHandshake(within: limits)
            #expect(takes && !pace.isHandshakeLeftOver)
        }
        let takesMore = pace.takesHandshake(within: limits)
        #expect(!takesMore && pace.isHandshakeLeftOver)
        var accepts = 0
        while pace.takesAccept(within: limits) { accepts += 1 }
        #expect(accepts == limits.maxAcceptsPerTick)
        pace.endTick(atMicros: 1_000)
        pace.beginTick(atMicros: 1_000)
        #expect(!pace.isHandshakeLeftOver)
        let takesAgain = pace.takesHandshake(within: limits)
        #expect(takesAgain)
    }

    @Test("a long tick is followed by one with its share")
    func aLongTickIsFollowedByOneWithItsShare() {
        var pace = beginTick()
        pace.endTick(atMicros: 80_000)
        pace.beginTick(atMicros: 80_000)
        var count = 0
        while pace.takesHandshake(within: limits) {
            pace.spend(micros: 250)
            count += 1
        }
        #expect(count == 80)
    }

    @Test("it stops where too many had to go")
    func itStopsWhereTooManyHadToGo() {
        var pace = beginTick()
        for _ in 0..<BoardServer.maxEndingPerLoop {
            let takes = pace.takesAccept(within: limits)
            #expect(takes)
            pace.displace()
        }
        let takesMore = pace.takesAccept(within: limits)
        #expect(!takesMore)
        pace.beginAccepting()
        let takesAgain = pace.takesAccept(within: limits)
        #expect(takesAgain)
    }

    @Test("only as many failures as a tick accepts pause it")
    func onlyAsManyFailuresAsATickAcceptsPauseIt() {
        var pace = beginTick()
        for _ in 1..<limits.maxAcceptsPerTick {
            let isTooMany = pace.fail(within: limits)
            #expect(!isTooMany)
        }
        let isTooMany = pace.fail(within: limits)
        #expect(isTooMany)
    }

    @Test("a pause ends when its time is over")
    func aPauseEndsWhenItsTimeIsOver() {
        var pace = beginTick()
        let none = pace.resume(at: .max)
        #expect(!none && !pace.isPaused)
        pace.pause(at: 1_000, within: limits)
        #expect(pace.isPaused && pace.resumesAt == 1_000 + limits.acceptPauseMillis)
        let takes = pace.takesAccept(within: limits)
        let early = pace.resume(at: 999 + limits.acceptPauseMillis)
        let due = pace.resume(at: 1_000 + limits.acceptPauseMillis)
        #expect(!takes && !early && due && pace.resumesAt == nil)
        pace.pause(at: 2_000, within: limits)
        pace.stop()
        #expect(!pace.isPaused)
    }
}
