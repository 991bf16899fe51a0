import BoardProtocol
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// When a session closes, pings and says the time by itself.
struct BoardSessionDeadlineTests {
    @Test("a board that says no hello is closed with 4000")
    func aBoardThatSaysNoHelloIsClosedWith4000() {
        var session = SampleSession.inPhase(.awaitingHello)
        // A ping is no hello.
        _ = session.receive(.ping([]), at: 9_000, within: SampleSession.limits)
        #expect(session.deadline(within: SampleSession.limits) == 10_000)
        #expect(session.elapsed(at: 9_999, within: SampleSession.limits) == .nothing)
        #expect(session.elapsed(at: 10_000, within: SampleSession.limits) == .close(.noHello, detail: "no hello"))
    }

    @Test("a board that waits for a decision too long is closed with 1013")
    func aBoardThatWaitsForADecisionTooLongIsClosedWith1013() {
        var session = SampleSession.inPhase(.deciding)
        #expect(session.deadline(within: SampleSession.limits) == 30_000)
        #expect(session.elapsed(at: 29_999, within: SampleSession.limits) == .nothing)
        #expect(
            session.elapsed(at: 30_000, within: SampleSession.limits)
                == .close(.overloaded, detail: "no decision in time"))
    }

    @Test("a board that does not answer close is given up")
    func aBoardThatDoesNotAnswerCloseIsGivenUp() {
        var session = SampleSession.inPhase(.closing)
        #expect(session.deadline(within: SampleSession.limits) == 5_000)
        #expect(session.elapsed(at: 4_999, within: SampleSession.limits) == .nothing)
        #expect(session.elapsed(at: 5_000, within: SampleSession.limits) == .giveUp)
    }

    @Test("a quiet board gets a heartbeat with each ping")
    func aQuietBoardGetsAHeartbeatWithEachPing() {
        var line = SessionLine(SampleSession.inPhase(.serving))
        for beat in 1...10 as ClosedRange<Int64> {
            #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
            #expect(line.now == beat * 15_000)
        }
    }

    /// Whenever updates come, at most `heartbeatMillis` pass without a message, and none is sent while they flow.
    @Test("something is heard in every heartbeat")
    func somethingIsHeardInEveryHeartbeat() {
        for seed in 0..<500 as Range<UInt64> { listen(seed) }
    }

    private func listen(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var line = SessionLine(SampleSession.inPhase(.serving))
        var lastPing: Int64 = 0
        for _ in 0..<40 {
            let gap = random.oneIn(3) ? Int64(random.below(40_000)) : Int64(random.below(16_000))
            let next = line.now + gap
            while let reaction = line.run(until: next) {
                guard case .beat = reaction else {
                    Issue.record("seed \(seed): \(reaction)")
                    return
                }
                #expect(line.now - lastPing <= SampleSession.limits.heartbeatMillis, "seed \(seed)")
                lastPing = line.now
            }
            line.sendMessage()
        }
        #expect(line.longestSilence <= SampleSession.limits.heartbeatMillis, "seed \(seed)")
        #expect(line.longestTimeless <= SampleSession.limits.serverTimeMillis, "seed \(seed)")
        // None is sent while messages flow, except the one a minute that carries the time.
        #expect(
            line.shortestSilenceBeforeHeartbeat >= SampleSession.limits.heartbeatMillis
                || line.shortestTimelessBeforeHeartbeat >= SampleSession.limits.heartbeatMillis, "seed \(seed)")
    }

    /// A page gets the time by `heartbeat`: on a busy board, and where heartbeats are rare, too.
    @Test("a busy board hears the time once a minute", arguments: [5_000, 15_000, 300_000] as [Int64])
    func aBusyBoardHearsTheTimeOnceAMinute(heartbeatMillis: Int64) {
        var limits = SampleSession.limits
        limits.heartbeatMillis = heartbeatMillis
        var line = SessionLine(SampleSession.inPhase(.serving), limits: limits)
        var heartbeats = 0
        for second in 1...600 as ClosedRange<Int64> {
            while let reaction = line.run(until: second * 1_000) {
                if reaction == .beat(withHeartbeat: true) { heartbeats += 1 }
            }
            line.sendMessage()
        }
        #expect(heartbeats == 10 && line.longestTimeless == 60_000)
        #expect(BoardServerLimits().serverTimeMillis == 60_000)
    }

    /// The case that a ping hides: an update just after a heartbeat, then nothing.
    @Test("an update just after a beat does not put the next heartbeat off")
    func anUpdateJustAfterABeatDoesNotPutTheNextHeartbeatOff() {
        var line = SessionLine(SampleSession.inPhase(.serving))
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        line.now += 1
        line.sendMessage()
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: false))
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        #expect(line.now == 30_001)
    }

    @Test("a board that answers no ping is closed with 4004 after two heartbeats")
    func aBoardThatAnswersNoPingIsClosedWith4004AfterTwoHeartbeats() {
        var line = SessionLine(SampleSession.inPhase(.serving), answers: false)
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        #expect(line.runToNextDeadline() == .close(.noPong, detail: "no pong in two heartbeats"))
        #expect(line.now == 45_000)
    }

    /// Also while updates flow, which a dead peer's kernel may go on taking.
    @Test("updates do not stand in for a pong")
    func updatesDoNotStandInForAPong() {
        var line = SessionLine(SampleSession.inPhase(.serving), answers: false)
        var reactions: [BoardSession.Reaction] = []
        while line.now < 60_000 {
            line.now += 100
            line.sendMessage()
            if let reaction = line.run(until: line.now) { reactions.append(reaction) }
            if case .close = reactions.last { break }
        }
        #expect(reactions.last == .close(.noPong, detail: "no pong in two heartbeats"))
        #expect(!reactions.contains(.beat(withHeartbeat: true)), "a heartbeat between updates")
    }

    @Test("anything that a board says stands in for a pong")
    func anythingThatABoardSaysStandsInForAPong() {
        var session = SampleSession.inPhase(.serving)
        for beat in 1...8 as ClosedRange<Int64> {
            let now = beat * 15_000
            #expect(session.elapsed(at: now, within: SampleSession.limits) == .beat(withHeartbeat: true), "at \(now)")
            session.wrote(at: now, isMessage: true)
            _ = session.receive(SampleSession.resync, at: now + 1, within: SampleSession.limits)
        }
    }

    @Test("a part of a message stands in for a pong")
    func aPartOfAMessageStandsInForAPong() {
        var session = SampleSession.inPhase(.serving)
        for beat in 1...8 as ClosedRange<Int64> {
            let now = beat * 15_000
            #expect(session.elapsed(at: now, within: SampleSession.limits) == .beat(withHeartbeat: true), "at \(now)")
            session.wrote(at: now, isMessage: true)
            session.heard()
        }
    }

    @Test("a board that takes nothing is closed with 4003")
    func aBoardThatTakesNothingIsClosedWith4003() {
        var session = SampleSession.inPhase(.serving)
        session.blocked(at: 1_000)
        session.blocked(at: 20_000)
        #expect(session.deadline(within: SampleSession.limits) == 31_000)
        #expect(session.elapsed(at: 30_999, within: SampleSession.limits) == .nothing)
        let end = BoardSession.Reaction.close(.tooSlow, detail: "took nothing for 30000 ms")
        #expect(session.elapsed(at: 31_000, within: SampleSession.limits) == end)
    }

    /// A stalled board can neither take a ping nor answer one.
    @Test("a stalled board is not blamed for missing pongs")
    func aStalledBoardIsNotBlamedForMissingPongs() {
        var session = SampleSession.inPhase(.serving)
        #expect(session.elapsed(at: 15_000, within: SampleSession.limits) == .beat(withHeartbeat: true))
        session.blocked(at: 15_000)
        #expect(session.elapsed(at: 44_999, within: SampleSession.limits) == .nothing)
        session.wrote(at: 44_999, isMessage: true)
        #expect(session.elapsed(at: 45_000, within: SampleSession.limits) == .beat(withHeartbeat: false))
        #expect(session.deadline(within: SampleSession.limits) == 59_999)
    }

    @Test("a slow board that keeps taking is not closed")
    func aSlowBoardThatKeepsTakingIsNotClosed() {
        var session = SampleSession.inPhase(.serving)
        for second in 1...100 as ClosedRange<Int64> {
            session.wrote(at: second * 10_000, isMessage: true)
            session.blocked(at: second * 10_000)
            _ = session.receive(.pong([]), at: second * 10_000, within: SampleSession.limits)
            #expect(session.elapsed(at: second * 10_000 + 9_999, within: SampleSession.limits) == .nothing)
        }
    }
}
