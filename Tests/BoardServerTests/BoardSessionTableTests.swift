import BoardProtocol
import Testing
import WebSocketWire

@testable import BoardServer

/// Every cell of the table in BoardSession.
struct BoardSessionTableTests {
    /// One cell: what arrives in a phase, what the session answers, and the phase after it.
    struct Cell: Sendable, CustomTestStringConvertible {
        let phase: BoardSession.Phase
        let said: String
        let incoming: Incoming
        let reaction: BoardSession.Reaction
        let next: BoardSession.Phase

        init(
            _ phase: BoardSession.Phase, _ said: String, _ incoming: Incoming, _ reaction: BoardSession.Reaction,
            _ next: BoardSession.Phase
        ) {
            self.phase = phase
            self.said = said
            self.incoming = incoming
            self.reaction = reaction
            self.next = next
        }

        var testDescription: String { "\(said) while \(phase)" }
    }

    private static func bad(_ detail: String) -> BoardSession.Reaction { .close(.badMessage, detail: detail) }
    private static let tooEarly = bad("the first message was not hello")
    private static let secondHello = bad("second hello")

    static let cells: [Cell] = [
        Cell(.awaitingHello, "hello", SampleSession.helloMessage, .hello(SampleSession.hello), .deciding),
        Cell(.awaitingHello, "resync", SampleSession.resync, tooEarly, .awaitingHello),
        Cell(.awaitingHello, "status", SampleSession.status, tooEarly, .awaitingHello),
        Cell(.awaitingHello, "Close", SampleSession.peerClose, .answerClose(.normal), .closing),
        Cell(.deciding, "hello", SampleSession.helloMessage, secondHello, .deciding),
        Cell(.deciding, "resync", SampleSession.resync, .nothing, .deciding),
        Cell(.deciding, "status", SampleSession.status, .status(SampleSession.sleeping), .deciding),
        Cell(.deciding, "Close", SampleSession.peerClose, .answerClose(.normal), .closing),
        Cell(.serving, "hello", SampleSession.helloMessage, secondHello, .serving),
        Cell(.serving, "resync", SampleSession.resync, .resync, .serving),
        Cell(.serving, "status", SampleSession.status, .status(SampleSession.sleeping), .serving),
        Cell(.serving, "Close", SampleSession.peerClose, .answerClose(.normal), .closing),
        Cell(.closing, "hello", SampleSession.helloMessage, .nothing, .closing),
        Cell(.closing, "resync", SampleSession.resync, .nothing, .closing),
        Cell(.closing, "status", SampleSession.status, .nothing, .closing),
        Cell(.closing, "Close", SampleSession.peerClose, .end, .closing),
        Cell(.closing, "garbage", SampleSession.text("}"), .nothing, .closing),
        Cell(.closing, "ping", .ping([1]), .nothing, .closing),
    ]

    @Test("every cell of the table holds", arguments: cells)
    func everyCellOfTheTableHolds(cell: Cell) {
        var session = SampleSession.inPhase(cell.phase)
        #expect(session.receive(cell.incoming, at: 1, within: SampleSession.limits) == cell.reaction)
        #expect(session.phase == cell.next)
    }

    @Test(
        "what is no message of the protocol closes with 4500",
        arguments: [BoardSession.Phase.awaitingHello, .deciding, .serving])
    func whatIsNoMessageOfTheProtocolClosesWith4500(phase: BoardSession.Phase) {
        let others: [Incoming] = [
            .message(Message(.binary, payload: SampleSession.hello.encode())), SampleSession.text("{"),
            SampleSession.text("[]"), SampleSession.text("{}"),
            SampleSession.text(#"{"type":"dance"}"#), SampleSession.text(#"{"type":"hello"}"#),
            SampleSession.text(#"{"type":"status","asleep":1}"#),
        ]
        for other in others {
            var session = SampleSession.inPhase(phase)
            guard case .close(.badMessage, _) = session.receive(other, at: 1, within: SampleSession.limits) else {
                Issue.record("\(other) while \(phase)")
                continue
            }
        }
    }

    @Test("a ping is answered with its payload", arguments: [BoardSession.Phase.awaitingHello, .deciding, .serving])
    func aPingIsAnsweredWithItsPayload(phase: BoardSession.Phase) {
        var session = SampleSession.inPhase(phase)
        #expect(session.receive(.ping([1, 2]), at: 1, within: SampleSession.limits) == .pong([1, 2]))
        #expect(session.receive(.pong([]), at: 1, within: SampleSession.limits) == .nothing)
        #expect(session.phase == phase)
    }

    @Test("only a board that waits for it is let in")
    func onlyABoardThatWaitsForItIsLetIn() {
        for phase in [BoardSession.Phase.awaitingHello, .serving, .closing] {
            var session = SampleSession.inPhase(phase)
            let isAdmitted = session.admit()
            #expect(!isAdmitted, "\(phase)")
            #expect(session.phase == phase)
        }
    }

    @Test("a close is answered with its own code")
    func aCloseIsAnsweredWithItsOwnCode() {
        for code in [CloseCode(rawValue: 1_001), CloseCode(rawValue: 4_999), nil] {
            var session = SampleSession.inPhase(.serving)
            #expect(
                session.receive(.close(code, reason: "bye"), at: 1, within: SampleSession.limits) == .answerClose(code))
        }
    }
}
