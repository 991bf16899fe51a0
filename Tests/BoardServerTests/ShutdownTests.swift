import BoardProtocol
import EventLoop
import TestSupport
import Testing

@testable import BoardServer

/// The end of the port, in whatever phase its connections are.
@Suite(.serialized) struct ShutdownTests {
    private let topic = TopicID(number: 7)

    @Test("every board learns when to come back and is closed")
    func everyBoardLearnsWhenToComeBackAndIsClosed() async throws {
        var boards: [TestBoard] = []
        try await BoardPort.with(loops: 2) { port in
            for index in 0..<6 { boards.append(try port.board("B\(index)", on: topic).board) }
        }
        for board in boards {
            let (code, before) = try board.closeCode()
            #expect(code == 1_001)
            #expect(before.count == 1)
            #expect(before.first?.contains(#""goaway""#) == true)
        }
    }

    @Test("boards are sent away one after the other")
    func boardsAreSentAwayOneAfterTheOther() async throws {
        try await BoardPort.with { port in
            var boards: [TestBoard] = []
            for index in 0..<4 { boards.append(try port.board("B\(index)").board) }
            port.server.post(.shutDown(.restarting, spreadMillis: 2_000), to: 0)
            var hints: [Int] = []
            for board in boards {
                let (code, before) = try board.closeCode()
                #expect(code == 1_012)
                let message = try GatewayMessage(parsing: Array(#require(before.first).utf8))
                guard case .goaway(let goaway) = message else { throw Stuck(what: "no goaway") }
                hints.append(goaway.retryAfterMillis)
                board.line.finish()
            }
            #expect(hints.allSatisfy { (0...2_000).contains($0) })
        }
    }

    /// Both deadlines are far beyond the patience of the test, so only the hurry can end it.
    @Test("in a hurry the loops send everybody away and wait for nobody", .timeLimit(.minutes(1)))
    func inAHurryTheLoopsSendEverybodyAwayAndWaitForNobody() async throws {
        try await BoardPort.with(loops: 2) {
            $0.closeMillis = 3_600_000
        } _: { port in
            let boards = try (0..<6).map { try port.board("B\($0)").board }
            let (closing, id) = try port.board("closing")
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            let silent = try TLSLine.connect(to: port.address)
            port.server.hurry()
            async let end: Void = port.server.shutDown(.restarting, spreadMillis: 3_600_000)
            // Even if the board gets no notice, or nothing would ever end the loops.
            let first = Result { try boards[0].closeCode() }
            port.server.hurry()
            #expect(try first.get().code == 1_012)
            for board in boards.dropFirst() { #expect(try board.closeCode().code == 1_012) }
            #expect(try closing.closeCode().code == 4_502)
            try await end
            #expect(port.counters.openConnections == 0)
            silent.close()
        }
    }

    /// In the handshake, before the request, before hello, deciding, serving, slow, closing.
    @Test("connections in every phase end")
    func connectionsInEveryPhaseEnd() async throws {
        try await BoardPort.with {
            $0.closeMillis = 1_000
        } _: { port in
            let silent = try TLSLine.connect(to: port.address)
            let withoutRequest = try TLSLine(to: port.address)
            let withoutHello = try TestBoard(to: port.address)
            let deciding = try TestBoard(serial: "deciding", to: port.address)
            _ = try port.events.hello("deciding")
            let publisher = Publisher(port)
            let (slow, _) = try port.board("slow", on: publisher.topic, deflated: false)
            let (quick, _) = try port.board("quick", on: publisher.topic)
            try publisher.publishUntilStuck(slow, port, watching: quick)
            let (closing, id) = try port.board("closing")
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            try await port.server.shutDown(.shuttingDown, spreadMillis: 0)
            #expect(port.counters.openConnections == 0)
            #expect(try closing.closeCode().code == 4_502, "the first reason stays")
            #expect(try deciding.closeCode().code == 1_001)
            #expect(try withoutHello.closeCode().code == 1_001)
            withExtendedLifetime((withoutRequest, slow, quick)) {}
            silent.close()
        }
    }

    /// An admin's request may come while the boards' port is gone already.
    @Test("commands after the end do nothing")
    func commandsAfterTheEndDoNothing() async throws {
        try await BoardPort.with { port in
            let (board, id) = try port.board("A", on: topic)
            board.line.finish()
            try await port.server.shutDown(.shuttingDown, spreadMillis: 0)
            port.post(.close(id, message: nil, .removed, revokes: true), to: id)
            #expect(!port.server.publish(.update(topic, .update(topic, seq: 1)), to: 0))
            try await port.server.settle()
        }
    }

    @Test("settling returns when every loop has got there")
    func settlingReturnsWhenEveryLoopHasGotThere() async throws {
        try await BoardPort.with(loops: 3) { port in
            for _ in 0..<100 { try await port.server.settle() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { try await port.server.settle() } }
                try await group.waitForAll()
            }
        }
    }

    @Test("publications leave half of the mailbox to other commands")
    func publicationsLeaveHalfOfTheMailboxToOtherCommands() throws {
        var limits = BoardServerLimits()
        limits.maxWaitingCommands = 10
        let files = try ServerCertificate.shared()
        // Not started: nothing is taken out.
        let server = try BoardServer(
            BoardServer.Configuration(
                listen: SocketAddress(.ipv4(0x7f00_0001), port: 0), loopCount: 1,
                tls: TLSServerContext(certificateChainFile: files.certificate, privateKeyFile: files.key),
                limits: limits, logger: LogRecorder().logger))
        let update = BoardCommand.update(topic, .update(topic, seq: 1))
        for _ in 0..<5 { #expect(server.publish(update, to: 0)) }
        #expect(!server.publish(update, to: 0))
        let id = ConnectionID(loop: 0, slot: 0, generation: 0)
        for _ in 0..<5 { server.post(.close(id, message: nil, .removed, revokes: false), to: 0) }
    }

    @Test("a taken port is refused")
    func aTakenPortIsRefused() async throws {
        try await BoardPort.with { port in
            let files = try ServerCertificate.shared()
            let configuration = BoardServer.Configuration(
                listen: port.address, loopCount: 1,
                tls: try TLSServerContext(certificateChainFile: files.certificate, privateKeyFile: files.key),
                logger: LogRecorder().logger)
            #expect(throws: Errno.self) { try BoardServer(configuration) }
        }
    }
}
