import BoardProtocol
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// The conversations other than a board's.
@Suite struct ConversationTests {
    private let limits = BoardServerLimits()

    @Test("an echo gives back what it gets")
    func anEchoGivesBackWhatItGets() {
        var session = BoardSession(.echo, at: 0, within: limits)
        let text = Message(.text, payload: Array("{}".utf8))
        let binary = Message(.binary, payload: [0, 255])
        #expect(session.receive(.message(text), at: 0, within: limits) == .echo(text))
        #expect(session.receive(.message(binary), at: 0, within: limits) == .echo(binary))
        #expect(session.receive(.ping([1]), at: 0, within: limits) == .pong([1]))
        #expect(session.receive(.close(.normal, reason: ""), at: 0, within: limits) == .answerClose(.normal))
    }

    @Test("a board that listens is not answered")
    func aBoardThatListensIsNotAnswered() {
        var session = BoardSession(.listening, at: 0, within: limits)
        let text = Message(.text, payload: Array("{}".utf8))
        #expect(session.receive(.message(text), at: 0, within: limits) == .nothing)
    }

    @Test("nobody has to say hello and pings are sent alone", arguments: [Conversation.echo, .listening])
    func nobodyHasToSayHelloAndPingsAreSentAlone(conversation: Conversation) {
        var session = BoardSession(conversation, at: 0, within: limits)
        let beat = session.deadline(within: limits)
        #expect(beat == limits.heartbeatMillis)
        #expect(session.elapsed(at: beat, within: limits) == .beat(withHeartbeat: false))
        #expect(session.deadline(within: limits) == 2 * limits.heartbeatMillis)
        #expect(!session.isFailedAttempt(.badMessage))
    }
}
