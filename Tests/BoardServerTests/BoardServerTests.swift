import BoardProtocol
import EventLoop
import Testing
import WebSocketWire

@testable import BoardServer

/// Boards over real TLS: from the upgrade to the Close.
@Suite(.serialized) struct BoardServerTests {
    private let topic = TopicID(number: 7)

    // MARK: Coming in

    @Test("a board that is let in gets its greeting and then its snapshot")
    func aBoardThatIsLetInGetsItsGreetingAndThenItsSnapshot() async throws {
        try await BoardPort.with { port in
            let board = try TestBoard(to: port.address)
            try board.say(Hello(serial: "A", model: "m", appVersion: "1", credentials: .token(Secret("t"))).encode())
            let id = try port.events.next("hello") { event -> ConnectionID? in
                guard case .hello(let id, let hello, let address) = event else { return nil }
                #expect(hello == Hello(serial: "A", model: "m", appVersion: "1", credentials: .token(Secret("t"))))
                #expect(address == "127.0.0.1")
                return id
            }
            let greeting = ["registered", "welcome"].map { SharedFrame.control(Array($0.utf8)) }
            let subscription = Subscription(topic: topic, snapshot: .snapshot(topic, seq: 1))
            port.post(.admit(id, greeting: greeting, subscription), to: id)
            port.post(.update(topic, .update(topic, seq: 2)), to: id)
            for expected in ["registered", "welcome", "snapshot 7 1", "update 7 2"] {
                #expect(try board.message() == expected)
            }
            #expect(port.counters[.upgrades] == 1)
            #expect(port.counters[.handshakes] == 1)
        }
    }

    @Test("a status is passed on")
    func aStatusIsPassedOn() async throws {
        try await BoardPort.with { port in
            let (board, id) = try port.board("A")
            try board.say(BoardStatus(asleep: true, note: nil).encode())
            let status = try port.events.next("status") { event -> BoardStatus? in
                if case .status(id, let status) = event { status } else { nil }
            }
            #expect(status == BoardStatus(asleep: true, note: nil))
        }
    }

    /// What a board sends right behind its request is not lost.
    @Test("a hello in the same record as the request is heard")
    func aHelloInTheSameRecordAsTheRequestIsHeard() async throws {
        try await BoardPort.with { port in
            let line = try TLSLine(to: port.address)
            let upgrade = ClientUpgrade(
                host: "\(port.address)", path: BoardServer.path, key: WebSocketKey(nonce: Random.bytes(16)),
                subprotocol: BoardServer.subprotocol)
            let hello = Hello(serial: "early", model: nil, appVersion: nil, credentials: .none).encode()
            try line.write(upgrade.request + FrameWriter.frame(.text, payload: hello, mask: 9))
            _ = try port.events.hello("early")
        }
    }

    // MARK: Fan-out

    @Test("every board on every loop gets the same text deflated or not")
    func everyBoardOnEveryLoopGetsTheSameTextDeflatedOrNot() async throws {
        try await BoardPort.with(loops: 2) { port in
            var boards: [TestBoard] = []
            var loops: Set<UInt16> = []
            // The kernel spreads connections by their ports.
            while loops.count < 2 || boards.count < 8 {
                try #require(boards.count < 64, "64 boards on one of two loops")
                let (board, id) = try port.board("B\(boards.count)", on: topic, deflated: boards.count % 2 == 0)
                boards.append(board)
                loops.insert(id.loop)
            }
            for seq in 1...12 {
                // Every third is small, and is not deflated for anybody.
                let frame = SharedFrame.update(topic, seq: seq, padding: seq % 3 == 0 ? 0 : 1_000)
                for loop in 0..<2 as Range<UInt16> { #expect(port.server.publish(.update(topic, frame), to: loop)) }
            }
            for (index, board) in boards.enumerated() {
                for seq in 1...12 {
                    let text = try board.message()
                    let isLong = seq % 3 != 0
                    #expect(text.hasPrefix("update 7 \(seq)"), "board \(index)")
                    #expect((text.utf8.count > 1_000) == isLong)
                    #expect(board.wasDeflated == (isLong && index % 2 == 0), "board \(index), update \(seq)")
                }
            }
            #expect(port.counters[.framesSent] == 12 * boards.count)
        }
    }

    @Test("boards of other topics get nothing")
    func boardsOfOtherTopicsGetNothing() async throws {
        let other = TopicID(number: 8)
        try await BoardPort.with { port in
            let (here, id) = try port.board("A", on: topic)
            let (there, _) = try port.board("B", on: other)
            let (unsubscribed, _) = try port.board("C")
            port.post(.update(topic, .update(topic, seq: 1)), to: id)
            port.post(.update(other, .update(other, seq: 1)), to: id)
            #expect(try here.message() == "update 7 1")
            #expect(try there.message() == "update 8 1")
            try unsubscribed.close()
            #expect(try unsubscribed.closeCode().before == [])
        }
    }

    @Test("a board that saw a gap gets a snapshot and the others do not")
    func aBoardThatSawAGapGetsASnapshotAndTheOthersDoNot() async throws {
        try await BoardPort.with { port in
            let (lost, id) = try port.board("lost", on: topic)
            let (well, _) = try port.board("well", on: topic)
            try lost.say(#"{"type":"resync"}"#)
            #expect(try port.events.snapshotWanted(topic) == 0)
            // Published before the answer: left out for this board, whose snapshot will include it.
            port.post(.update(topic, .update(topic, seq: 1)), to: id)
            port.post(.snapshot(topic, .snapshot(topic, seq: 1), toAll: false), to: id)
            port.post(.update(topic, .update(topic, seq: 2)), to: id)
            for expected in ["snapshot 7 1", "update 7 2"] { #expect(try lost.message() == expected) }
            for expected in ["update 7 1", "update 7 2"] { #expect(try well.message() == expected) }
        }
    }

    @Test("a snapshot for all reaches all")
    func aSnapshotForAllReachesAll() async throws {
        try await BoardPort.with { port in
            let (one, id) = try port.board("A", on: topic)
            let (two, _) = try port.board("B", on: topic)
            port.post(.snapshot(topic, .snapshot(topic, seq: 5), toAll: true), to: id)
            #expect(try one.message() == "snapshot 7 5")
            #expect(try two.message() == "snapshot 7 5")
        }
    }

    // MARK: Entitlement

    @Test("a change of entitlement continues on the same connection")
    func aChangeOfEntitlementContinuesOnTheSameConnection() async throws {
        let other = TopicID(number: 8)
        try await BoardPort.with { port in
            let (board, id) = try port.board("A", on: topic)
            port.post(
                .entitle(
                    id, messages: [.control(Array("welcome 2".utf8))],
                    Subscription(topic: other, snapshot: .snapshot(other, seq: 1)), revokes: true),
                to: id)
            port.post(.update(topic, .update(topic, seq: 1)), to: id)
            port.post(.update(other, .update(other, seq: 2)), to: id)
            for expected in ["welcome 2", "snapshot 8 1", "update 8 2"] { #expect(try board.message() == expected) }
            port.post(.entitle(id, messages: [.control(Array("welcome 3".utf8))], nil, revokes: true), to: id)
            port.post(.update(other, .update(other, seq: 3)), to: id)
            #expect(try board.message() == "welcome 3")
            try board.close()
            #expect(try board.closeCode().before == [])
            #expect(port.counters[.resets] == 0)
        }
    }

    // MARK: Closing

    @Test("a board that is refused hears why before the close")
    func aBoardThatIsRefusedHearsWhyBeforeTheClose() async throws {
        try await BoardPort.with { port in
            let board = try TestBoard(serial: "A", to: port.address)
            let id = try port.events.hello("A")
            port.post(.close(id, message: .control(Array("refused".utf8)), .seatLimit, revokes: false), to: id)
            let (code, before) = try board.closeCode()
            #expect(code == 4_010)
            #expect(before == ["refused"])
            try board.close(CloseCode(rawValue: 4_010))
            #expect(try board.line.readToEnd().end == .closeNotify)
            board.line.finish()
            #expect(try port.events.closed(id) == .seatLimit)
        }
    }

    /// And then with close_notify and FIN, without waiting for the board's own.
    @Test("a board that closes is answered with its code")
    func aBoardThatClosesIsAnsweredWithItsCode() async throws {
        try await BoardPort.with {
            $0.closeMillis = 120_000
        } _: { port in
            let (board, id) = try port.board("A", on: topic)
            try board.close(CloseCode(rawValue: 4_321))
            #expect(try board.closeCode().code == 4_321)
            #expect(try board.line.readToEnd().end == .closeNotify)
            #expect(try board.countBytesToTheEnd() == 0)
            board.line.finish()
            #expect(try port.events.closed(id) == .normal)
        }
    }

    /// Both Close frames cross on the way.
    @Test("a board that closes while it is closed gets one close")
    func aBoardThatClosesWhileItIsClosedGetsOneClose() async throws {
        try await BoardPort.with { port in
            let (board, id) = try port.board("A", on: topic)
            try board.close()
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            _ = try board.closeCode()
            #expect(try board.next() == nil)
            board.line.finish()
            let close = try port.events.closed(id)
            #expect(close == .normal || close == .removed)
        }
    }

    @Test("a board that does not answer close is left after its time")
    func aBoardThatDoesNotAnswerCloseIsLeftAfterItsTime() async throws {
        try await BoardPort.with {
            $0.closeMillis = 200
        } _: { port in
            let (board, id) = try port.board("A")
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            #expect(try board.closeCode().code == 4_502)
            #expect(try port.events.closed(id) == .removed)
            #expect(try board.next() == nil)
        }
    }

    @Test("a board that goes without close is reported once")
    func aBoardThatGoesWithoutCloseIsReportedOnce() async throws {
        try await BoardPort.with { port in
            var id: ConnectionID?
            do {
                let (board, connection) = try port.board("A", on: topic)
                id = connection
                board.line.finish()
            }
            #expect(try port.events.closed(#require(id)) == .connectionLost)
            try eventually("the connection to be freed") { port.counters.openConnections == 0 }
            #expect(port.events.left.isEmpty)
        }
    }

    /// A slot that is used again has another generation.
    @Test("a command for a connection that is gone does nothing")
    func aCommandForAConnectionThatIsGoneDoesNothing() async throws {
        try await BoardPort.with { port in
            let (first, old) = try port.board("A", on: topic)
            try first.close()
            first.line.finish()
            _ = try port.events.closed(old)
            try eventually("the slot to be free") { port.counters.openConnections == 0 }
            let (second, new) = try port.board("B", on: topic)
            #expect(old.slot == new.slot && old != new)
            port.post(.entitle(old, messages: [.control(Array("wrong".utf8))], nil, revokes: true), to: old)
            port.post(.admit(old, greeting: [.control(Array("wrong".utf8))], nil), to: old)
            port.post(.close(old, message: nil, .removed, revokes: true), to: old)
            port.post(.update(topic, .update(topic, seq: 1)), to: new)
            #expect(try second.message() == "update 7 1")
        }
    }
}
