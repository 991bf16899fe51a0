import BoardProtocol
import Testing
import WebSocketWire

@testable import BoardServer

@Suite("Whether a board still answers")
struct ProbeTests {
    private static let limits = BoardServerLimits()

    private static func admitted() -> BoardSession {
        var session = BoardSession(.board, at: 0, within: limits)
        let hello = Hello(serial: "S-1", model: nil, appVersion: nil, credentials: .token(Secret("secret")))
        _ = session.receive(.message(Message(.text, payload: hello.encode())), at: 0, within: limits)
        _ = session.admit()
        return session
    }

    @Test("the pong of a probe is reported once")
    func thePongOfAProbeIsReportedOnce() {
        var session = Self.admitted()
        #expect(session.probe(at: 10) == true)
        let payload = session.pingPayload
        #expect(session.receive(.pong([9]), at: 11, within: Self.limits) == .nothing)
        #expect(session.receive(.pong(payload), at: 30, within: Self.limits) == .answered)
        #expect(session.roundTripMillis == 20)
        #expect(session.receive(.pong(payload), at: 31, within: Self.limits) == .nothing)
    }

    @Test("the answer to a ping before counts too")
    func theAnswerToAPingBeforeCountsToo() {
        var session = Self.admitted()
        let beat = session.deadline(within: Self.limits)
        #expect(session.elapsed(at: beat, within: Self.limits) == .beat(withHeartbeat: true))
        let payload = session.pingPayload
        #expect(session.probe(at: beat + 1) == true)
        #expect(session.pingPayload == payload)
        #expect(session.receive(.pong(payload), at: beat + 2, within: Self.limits) == .answered)
    }

    @Test("a probe does not put off what a board must answer")
    func aProbeDoesNotPutOffWhatABoardMustAnswer() {
        var session = Self.admitted()
        let beat = session.deadline(within: Self.limits)
        #expect(session.probe(at: beat - 1) == true)
        #expect(session.deadline(within: Self.limits) == beat)
    }

    @Test("only a board that is in is probed")
    func onlyABoardThatIsInIsProbed() {
        var session = BoardSession(.board, at: 0, within: Self.limits)
        #expect(session.probe(at: 1) == false)
        session = Self.admitted()
        session.startedClosing(at: 2, within: Self.limits)
        #expect(session.probe(at: 3) == false)
    }
}
