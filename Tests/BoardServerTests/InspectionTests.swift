import BoardProtocol
import EventLoop
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// What the loops report about their connections.
@Suite(.serialized) struct InspectionTests {
    private let topic = TopicID(number: 7)

    private func report(_ port: BoardPort, of id: ConnectionID) async throws -> ConnectionReport {
        try #require(await port.server.inspect().first { $0.0 == id }).1
    }

    @Test("a quiet board that reads has nothing waiting")
    func aQuietBoardThatReadsHasNothingWaiting() async throws {
        try await BoardPort.with { port in
            let before = Clock.wallMilliseconds()
            let (board, id) = try port.board("A", on: topic)
            let report = try await report(port, of: id)
            #expect(report.queuedBytes == 0)
            #expect(report.roundTripMillis == nil, "it was not pinged yet")
            // Two clocks are read one after the other, in whole milliseconds.
            let told = try #require(report.lastMessageMillis)
            #expect(told >= before - 2 && told <= Clock.wallMilliseconds() + 2)
            withExtendedLifetime(board) {}
        }
    }

    @Test("only boards that are let in are reported")
    func onlyBoardsThatAreLetInAreReported() async throws {
        try await BoardPort.with(loops: 3) { port in
            let withoutRequest = try TLSLine(to: port.address)
            let withoutHello = try TestBoard(to: port.address)
            let deciding = try TestBoard(serial: "deciding", to: port.address)
            _ = try port.events.hello("deciding")
            let (closing, closingID) = try port.board("closing")
            port.post(.close(closingID, message: nil, .removed, revokes: false), to: closingID)
            _ = try closing.closeCode()
            var boards: [TestBoard] = []
            var ids: Set<ConnectionID> = []
            for number in 0..<12 {
                let (board, id) = try port.board("B\(number)")
                boards.append(board)
                ids.insert(id)
            }
            let told = await port.server.inspect().map(\.0)
            #expect(Set(told) == ids)
            #expect(
                told.map { [UInt32($0.loop), $0.slot] } == told.map { [UInt32($0.loop), $0.slot] }.sorted(by: before))
            withExtendedLifetime((withoutRequest, withoutHello, deciding, boards)) {}
        }
    }

    private func before(_ a: [UInt32], _ b: [UInt32]) -> Bool { a.lexicographicallyPrecedes(b) }

    @Test("a pong tells the round trip")
    func aPongTellsTheRoundTrip() async throws {
        try await BoardPort.with {
            $0.heartbeatMillis = 3_000
        } _: { port in
            let (board, id) = try port.board("A")
            // Pongs that answer no ping.
            for payload in [[], [0, 0, 0, 0], [1, 2, 3, 4, 5]] as [[UInt8]] {
                try board.line.write(FrameWriter.pong(payload, mask: 1))
            }
            var payload: [UInt8]?
            while payload == nil {
                if case .ping(let bytes) = try #require(try board.next()) { payload = bytes }
            }
            #expect(try await report(port, of: id).roundTripMillis == nil)
            try board.line.write(FrameWriter.pong(#require(payload), mask: 1))
            // The answer to a ping of its own: the pong before it has arrived.
            try board.ping()
            while true {
                if case .pong = try #require(try board.next()) { break }
            }
            #expect(try await report(port, of: id).roundTripMillis != nil)
        }
    }

    @Test("what a board does not read is reported")
    func whatABoardDoesNotReadIsReported() async throws {
        try await BoardPort.with { port in
            let publisher = Publisher(port)
            let (slow, slowID) = try port.board("slow", on: publisher.topic, deflated: false)
            let (quick, quickID) = try port.board("quick", on: publisher.topic, deflated: false)
            try publisher.publishUntilStuck(slow, port, watching: quick)
            // Its queue is either replaced by a snapshot to come, behind what is partly written, or filling again.
            #expect(try await report(port, of: slowID).queuedBytes > 0)
            #expect(try await report(port, of: quickID).queuedBytes == 0)
            var follower = Follower()
            while follower.seq < publisher.seq { try follower.take(slow.message()) }
            #expect(try await report(port, of: slowID).queuedBytes == 0)
        }
    }

    @Test("loops that have ended answer nothing")
    func loopsThatHaveEndedAnswerNothing() async throws {
        try await BoardPort.with(loops: 2) { port in
            let (board, _) = try port.board("A")
            #expect(await port.server.inspect().count == 1)
            board.line.finish()
            try await port.server.shutDown(.shuttingDown, spreadMillis: 0)
            #expect(await port.server.inspect().isEmpty)
        }
    }

    @Test("many may ask at once")
    func manyMayAskAtOnce() async throws {
        try await BoardPort.with(loops: 3) { port in
            let (board, id) = try port.board("A")
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 { group.addTask { await port.server.inspect().map(\.0) == [id] } }
                for await isRight in group { #expect(isRight) }
            }
            withExtendedLifetime(board) {}
        }
    }

    /// A question leaves the room that commands need.
    @Test("a loop without room answers nothing")
    func aLoopWithoutRoomAnswersNothing() async throws {
        var limits = BoardServerLimits()
        limits.maxWaitingCommands = 2
        let files = try ServerCertificate.shared()
        // Not started: nothing is taken out.
        let server = try BoardServer(
            BoardServer.Configuration(
                listen: SocketAddress(.ipv4(0x7f00_0001), port: 0), loopCount: 1,
                tls: TLSServerContext(certificateChainFile: files.certificate, privateKeyFile: files.key),
                limits: limits, logger: LogRecorder().logger))
        #expect(server.publish(.update(topic, .update(topic, seq: 1)), to: 0))
        #expect(await server.inspect().isEmpty)
    }
}
