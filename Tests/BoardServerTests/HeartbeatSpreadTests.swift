import Testing

@testable import BoardServer

/// Boards that got the same update at the same moment do not all have their heartbeats at the same moment.
struct HeartbeatSpreadTests {
    private let limits = BoardServerLimits()

    private func session(early: Int32) -> BoardSession {
        var session = BoardSession(.listening, at: 0, earlyMillis: early, within: limits)
        session.wrote(at: 5_000, isMessage: true)
        return session
    }

    @Test("each beats by a clock of its own and none late")
    func eachBeatsByAClockOfItsOwnAndNoneLate() {
        let earlies = stride(from: 0, through: limits.maxHeartbeatLeadMillis, by: 250)
        var moments: Set<Int64> = []
        for early in earlies {
            var session = session(early: early)
            var now: Int64 = 5_000
            for _ in 0..<20 {
                let next = session.deadline(within: limits)
                #expect(next - now <= limits.heartbeatMillis, "\(early) ms early")
                now = next
                guard case .beat = session.elapsed(at: now, within: limits) else {
                    Issue.record("no beat at \(now), \(early) ms early")
                    return
                }
                session.heard()
            }
            moments.insert(now)
        }
        #expect(moments.count == Array(earlies).count, "some beat in step for ever")
    }

    @Test("the lead is a quarter at most")
    func theLeadIsAQuarterAtMost() {
        #expect(Int64(limits.maxHeartbeatLeadMillis) * 4 <= limits.heartbeatMillis)
        #expect(limits.maxHeartbeatLeadMillis > 0)
    }
}
