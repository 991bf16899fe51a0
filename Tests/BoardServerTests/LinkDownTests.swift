import BoardProtocol
import EventLoop
import Glibc
import Testing
import WebSocketWire

@testable import BoardServer

/// Boards whose link is down while something is revoked: the kernel has sent the old state, nobody has acknowledged it,
/// and it must not be sent again once the change is acknowledged (protocol, section 3).
@Suite(.serialized) struct LinkDownTests {
    /// A board that has an update on its way over a link that is down.
    private struct Scene {
        let port: BoardPort
        let publisher: Publisher
        let board: TestBoard
        let id: ConnectionID
        let link: Link

        static func with(
            loops: Int = 1, _ adjust: (inout BoardServerLimits) -> Void = { _ in },
            _ body: (Scene) async throws -> Void
        ) async throws {
            try await BoardPort.with(loops: loops, adjust) { port in
                let publisher = Publisher(port, padding: 100)
                let (board, id) = try port.board("far", on: publisher.topic, deflated: false)
                let (witness, _) = try port.board("near", on: publisher.topic, deflated: false)
                let link = Link(descriptor: board.line.descriptor)
                let scene = Scene(port: port, publisher: publisher, board: board, id: id, link: link)
                try scene.settleDown()
                link.goDown()
                publisher.publish()
                #expect(try witness.message().hasPrefix("update 7 1 "))
                #expect(board.bytesThatArrived == 0)
                try await body(scene)
            }
        }

        /// The board has nothing left to read, not even a ticket of TLS.
        private func settleDown() throws {
            try board.ping()
            guard let answer = try board.next(), case .pong = answer else { throw Stuck(what: "no pong") }
        }

        /// Sends the board messages that are not state until the kernel takes nothing more; returns how many.
        func fillTheKernel() async throws -> Int {
            for said in 1...1_000 {
                port.post(.say(id, .control(Array("said ".utf8) + Array(repeating: 120, count: 2_000))), to: id)
                if await port.server.inspect().contains(where: { $0.0 == id && $0.1.queuedBytes > 0 }) { return said }
            }
            throw Stuck(what: "the kernel takes everything")
        }

        /// The link comes back: not a byte of the old connection arrives, and it is gone.
        func expectNothingMore() throws {
            link.comeBack()
            // The gateway's kernel knows no such connection any more, and says so.
            var byte: UInt8 = 0
            _ = send(board.line.descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
            #expect(try board.countBytesToTheEnd() == 0, "state arrived after it was revoked")
            #expect(port.counters[.resets] == 1)
        }
    }

    /// Otherwise the tests below would show nothing.
    @Test("what is not revoked comes when the link is back")
    func whatIsNotRevokedComesWhenTheLinkIsBack() async throws {
        try await Scene.with { scene in
            try await scene.port.server.settle()
            scene.link.comeBack()
            let message = try scene.board.message()
            #expect(message.hasPrefix("update 7 1 "))
        }
    }

    @Test("state of a lost view is not sent again")
    func stateOfALostViewIsNotSentAgain() async throws {
        try await Scene.with { scene in
            scene.port.post(
                .entitle(scene.id, messages: [.control(Array("welcome 2".utf8))], nil, revokes: true), to: scene.id)
            try await scene.port.server.settle()
            try scene.expectNothingMore()
            #expect(try scene.port.events.closed(scene.id) == .connectionLost)
        }
    }

    @Test(
        "state of a board that was put out is not sent again",
        arguments: [BoardClose.suspended, .removed, .replaced, .customerClosed])
    func stateOfABoardThatWasPutOutIsNotSentAgain(_ close: BoardClose) async throws {
        try await Scene.with { scene in
            scene.port.post(
                .close(scene.id, message: .control(Array("refused".utf8)), close, revokes: true), to: scene.id)
            try await scene.port.server.settle()
            try scene.expectNothingMore()
            #expect(try scene.port.events.closed(scene.id) == close)
        }
    }

    /// The newer board gets nothing until the older one can get nothing more, whichever loops they are on.
    @Test("state of a board that was taken over is not sent again", arguments: [1, 2])
    func stateOfABoardThatWasTakenOverIsNotSentAgain(_ loops: Int) async throws {
        // It gets that at once, not with its next heartbeat.
        try await Scene.with(loops: loops) {
            $0.heartbeatMillis = 300_000
        } _: { scene in
            let newer = try TestBoard(serial: "newer", to: scene.port.address, deflated: false)
            let id = try scene.port.events.hello("newer")
            scene.port.server.replace(scene.id, by: id, .takenOver)
            scene.port.post(.admit(id, greeting: [.control(Array("welcome".utf8))], nil), to: id)
            #expect(try newer.message() == "welcome")
            try scene.expectNothingMore()
            #expect(try scene.port.events.closed(scene.id) == .takenOver)
        }
    }

    /// The connection that ended would go on sending its state although nobody knows of it any more.
    @Test("state of a connection that ended is not sent again")
    func stateOfAConnectionThatEndedIsNotSentAgain() async throws {
        try await Scene.with {
            $0.closeMillis = 100
        } _: { scene in
            scene.port.post(.close(scene.id, message: nil, .overloaded, revokes: false), to: scene.id)
            #expect(try scene.port.events.closed(scene.id) == .overloaded)
            try await scene.port.server.settle()
            try scene.expectNothingMore()
        }
    }

    /// A board is not cut off for a link that was down for a moment, and gets nothing new before it has acknowledged.
    @Test("a board that acknowledges in time goes on")
    func aBoardThatAcknowledgesInTimeGoesOn() async throws {
        try await Scene.with {
            $0.acknowledgementMillis = Int64(Stuck.millis)
        } _: { scene in
            scene.port.post(
                .entitle(scene.id, messages: [.control(Array("welcome 2".utf8))], nil, revokes: true), to: scene.id)
            scene.publisher.publish()
            scene.link.comeBack()
            try await scene.port.server.settle()
            let messages = try [scene.board.message(), scene.board.message()]
            #expect(messages[0].hasPrefix("update 7 1 "), "sent before the change was acknowledged")
            #expect(messages[1] == "welcome 2")
            #expect(scene.port.counters[.resets] == 0)
        }
    }

    /// What TLS holds for lack of room, and is not state, is offered again when the board has acknowledged.
    @Test("a board whose kernel is full goes on too")
    func aBoardWhoseKernelIsFullGoesOnToo() async throws {
        try await Scene.with {
            $0.acknowledgementMillis = Int64(Stuck.millis)
            $0.heartbeatMillis = 300_000
            $0.kernelSendBufferBytes = 1
            $0.maxQueuedControlFrames = 1_000
        } _: { scene in
            let said = try await scene.fillTheKernel()
            scene.port.post(
                .entitle(scene.id, messages: [.control(Array("welcome 2".utf8))], nil, revokes: true), to: scene.id)
            scene.link.comeBack()
            try await scene.port.server.settle()
            let messages = try (0..<said + 2).map { _ in try scene.board.message().prefix(9) }
            #expect(messages.first == "update 7 ")
            #expect(messages.dropFirst().dropLast().allSatisfy { $0.hasPrefix("said ") })
            #expect(messages.last == "welcome 2")
            #expect(scene.port.counters[.resets] == 0)
        }
    }

    /// One that was revoked twice is waited for once, and an admin waits no longer than for one.
    @Test("what is revoked again meanwhile is one retraction")
    func whatIsRevokedAgainMeanwhileIsOneRetraction() async throws {
        try await Scene.with { scene in
            for version in 2...5 {
                scene.port.post(
                    .entitle(
                        scene.id, messages: [.control(Array("welcome \(version)".utf8))],
                        Subscription(
                            topic: scene.publisher.topic, snapshot: .snapshot(scene.publisher.topic, seq: version)),
                        revokes: true), to: scene.id)
            }
            try await scene.port.server.settle()
            try scene.expectNothingMore()
        }
    }
}
