import BoardProtocol
import Testing
import WebSocketWire

@testable import BoardServer

/// What a pong says about the round trip, and which messages count as sent.
struct BoardSessionRoundTripTests {
    /// A session that has just sent its first ping, at 15,000.
    private static func pinged() -> BoardSession {
        var session = SampleSession.inPhase(.serving)
        _ = session.elapsed(at: 15_000, within: SampleSession.limits)
        return session
    }

    @Test("a pong that answers a ping tells the round trip")
    func aPongThatAnswersAPingTellsTheRoundTrip() {
        var session = Self.pinged()
        #expect(session.roundTripMillis == nil)
        let payload = session.pingPayload
        _ = session.receive(.pong(payload), at: 15_042, within: SampleSession.limits)
        #expect(session.roundTripMillis == 42)
        // Once.
        _ = session.receive(.pong(payload), at: 15_099, within: SampleSession.limits)
        #expect(session.roundTripMillis == 42)
        _ = session.elapsed(at: 30_000, within: SampleSession.limits)
        #expect(session.pingPayload != payload)
        _ = session.receive(.pong(payload), at: 30_001, within: SampleSession.limits)
        #expect(session.roundTripMillis == 42, "an old pong")
        _ = session.receive(.pong(session.pingPayload), at: 30_007, within: SampleSession.limits)
        #expect(session.roundTripMillis == 7)
    }

    @Test("a pong that answers no ping does not count")
    func aPongThatAnswersNoPingDoesNotCount() {
        var session = SampleSession.inPhase(.serving)
        _ = session.receive(.pong(session.pingPayload), at: 1, within: SampleSession.limits)
        #expect(session.roundTripMillis == nil, "before the first ping")
        session = Self.pinged()
        for payload in [[], [0], session.pingPayload + [0], [9, 9, 9, 9]] as [[UInt8]] {
            _ = session.receive(.pong(payload), at: 15_001, within: SampleSession.limits)
            #expect(session.roundTripMillis == nil, "\(payload)")
        }
        _ = session.receive(SampleSession.status, at: 15_002, within: SampleSession.limits)
        #expect(session.roundTripMillis == nil, "a message is no pong")
    }

    /// RFC 6455, section 5.5.3: of several pings a board may answer only the latest.
    @Test("the round trip begins with the first of the pings that are answered")
    func theRoundTripBeginsWithTheFirstOfThePingsThatAreAnswered() {
        var session = Self.pinged()
        let payload = session.pingPayload
        #expect(session.elapsed(at: 30_000, within: SampleSession.limits) == .beat(withHeartbeat: true))
        #expect(session.pingPayload == payload)
        _ = session.receive(.pong(payload), at: 30_500, within: SampleSession.limits)
        #expect(session.roundTripMillis == 15_500)
    }

    @Test("only a message that went out whole is remembered")
    func onlyAMessageThatWentOutWholeIsRemembered() {
        var session = SampleSession.inPhase(.serving)
        session.wrote(at: 5, isMessage: false)
        #expect(session.lastMessageAt == nil)
        session.wrote(at: 6, isMessage: true)
        session.wrote(at: 7, isMessage: false)
        #expect(session.lastMessageAt == 6)
        // A heartbeat that is due is not yet one that is written.
        _ = session.elapsed(at: 15_006, within: SampleSession.limits)
        #expect(session.lastMessageAt == 6)
    }
}
