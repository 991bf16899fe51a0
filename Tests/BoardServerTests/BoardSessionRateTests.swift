import BoardProtocol
import Testing
import WebSocketWire

@testable import BoardServer

/// How many messages a board may send in a window.
struct BoardSessionRateTests {
    @Test("more messages than the window holds close with 4012")
    func moreMessagesThanTheWindowHoldsCloseWith4012() {
        var session = SampleSession.inPhase(.serving)
        // One was the hello.
        for count in 2...120 {
            #expect(session.receive(.ping([]), at: 9_999, within: SampleSession.limits) == .pong([]), "\(count)")
        }
        let reaction = session.receive(.pong([]), at: 9_999, within: SampleSession.limits)
        #expect(reaction == .close(.tooManyAttempts, detail: "more than 120 messages"))
    }

    @Test("the next window begins at zero")
    func theNextWindowBeginsAtZero() {
        var session = SampleSession.inPhase(.serving)
        for window in 0..<5 as Range<Int64> {
            for _ in 2...120 {
                #expect(session.receive(.ping([]), at: window * 10_000 + 1, within: SampleSession.limits) == .pong([]))
            }
        }
    }

    @Test("a close is heard however many messages came before")
    func aCloseIsHeardHoweverManyMessagesCameBefore() {
        var session = SampleSession.inPhase(.serving)
        for _ in 0..<200 { _ = session.receive(.ping([]), at: 1, within: SampleSession.limits) }
        #expect(session.receive(SampleSession.peerClose, at: 1, within: SampleSession.limits) == .answerClose(.normal))
    }
}
