import BoardProtocol
import EventLoop
import Testing

@testable import BoardServer

/// Boards that are let in to show a code, and get their seat on the same connection.
@Suite(.serialized) struct PairingTests {
    private let topic = TopicID(number: 7)

    private static func control(_ text: String) -> SharedFrame { .control(Array(text.utf8)) }

    /// A board that shows its first code.
    private func pairing(_ port: BoardPort) throws -> (board: TestBoard, id: ConnectionID) {
        let board = try TestBoard(to: port.address)
        try board.say(Hello(serial: "new", credentials: .none).encode())
        let id = try port.events.hello("new")
        port.post(.admit(id, greeting: [Self.control("pairing 1")], nil), to: id)
        #expect(try board.message() == "pairing 1")
        return (board, id)
    }

    @Test("a board is paired on the connection that shows its code")
    func aBoardIsPairedOnTheConnectionThatShowsItsCode() async throws {
        try await BoardPort.with { port in
            let (board, id) = try pairing(port)
            port.post(.say(id, Self.control("pairing 2")), to: id)
            #expect(try board.message() == "pairing 2")
            let messages = ["registered", "welcome"].map(Self.control)
            let subscription = Subscription(topic: topic, snapshot: .snapshot(topic, seq: 4))
            port.post(.entitle(id, messages: messages, subscription, revokes: false), to: id)
            port.post(.update(topic, .update(topic, seq: 5)), to: id)
            for expected in ["registered", "welcome", "snapshot 7 4", "update 7 5"] {
                #expect(try board.message() == expected)
            }
        }
    }

    @Test("a message leaves the subscription alone")
    func aMessageLeavesTheSubscriptionAlone() async throws {
        try await BoardPort.with { port in
            let (board, id) = try port.board("A", on: topic)
            port.post(.update(topic, .update(topic, seq: 1)), to: id)
            port.post(.say(id, Self.control("registered")), to: id)
            port.post(.update(topic, .update(topic, seq: 2)), to: id)
            for expected in ["update 7 1", "registered", "update 7 2"] { #expect(try board.message() == expected) }
        }
    }

    @Test("a resync of a board that is being paired has no effect")
    func aResyncOfABoardThatIsBeingPairedHasNoEffect() async throws {
        try await BoardPort.with { port in
            let (board, id) = try pairing(port)
            try board.say(#"{"type":"resync"}"#)
            try board.say(BoardStatus(asleep: true, note: nil).encode())
            let status = try port.events.next("status") { event -> BoardStatus? in
                if case .status(id, let status) = event { status } else { nil }
            }
            #expect(status.asleep == true)
            #expect(port.events.left.isEmpty, "nobody was asked for a snapshot")
            #expect(port.counters[.conflations] == 0)
            port.post(.say(id, Self.control("pairing 2")), to: id)
            #expect(try board.message() == "pairing 2")
        }
    }

    @Test("a board that is being paired gets heartbeats and has to answer pings")
    func aBoardThatIsBeingPairedGetsHeartbeatsAndHasToAnswerPings() async throws {
        try await BoardPort.with {
            $0.heartbeatMillis = 500
        } _: { port in
            let (board, id) = try pairing(port)
            for _ in 0..<3 { #expect(try board.message().contains("heartbeat")) }
            board.answersPings = false
            #expect(try board.closeCode().code == 4_004)
            board.line.finish()
            #expect(try port.events.closed(id) == .noPong)
        }
    }

    @Test("a message for a board that is not let in is not sent")
    func aMessageForABoardThatIsNotLetInIsNotSent() async throws {
        try await BoardPort.with { port in
            let board = try TestBoard(serial: "A", to: port.address)
            let id = try port.events.hello("A")
            port.post(.say(id, Self.control("too early")), to: id)
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            port.post(.say(id, Self.control("too late")), to: id)
            let (code, before) = try board.closeCode()
            #expect(code == 4_502 && before == [])
        }
    }

    /// Codes are messages that must be sent: a board that reads none of them is closed.
    @Test("a board that does not read its messages is closed")
    func aBoardThatDoesNotReadItsMessagesIsClosed() async throws {
        try await BoardPort.with {
            $0.closeMillis = 200
        } _: { port in
            let publisher = Publisher(port)
            let (slow, id) = try port.board("slow", on: publisher.topic, deflated: false)
            let (quick, _) = try port.board("quick", on: publisher.topic, deflated: false)
            try publisher.publishUntilStuck(slow, port, watching: quick)
            for number in 0..<100 { port.post(.say(id, Self.control("token \(number)")), to: id) }
            #expect(try port.events.closed(id) == .tooSlow)
            withExtendedLifetime((slow, quick)) {}
        }
    }
}
