import BoardProtocol
import EventLoop
import Glibc
import TestSupport
import Testing

@testable import BoardServer

/// Boards that do not read: what waits for them is bounded, replaced, and taken back.
@Suite(.serialized) struct SlowBoardTests {
    /// A board that takes nothing more, and one beside it that gets everything.
    private struct Scene {
        let port: BoardPort
        let publisher: Publisher
        let slow: TestBoard
        let slowID: ConnectionID
        let quick: TestBoard

        static func with(
            _ adjust: (inout BoardServerLimits) -> Void = { _ in }, _ body: (Scene) async throws -> Void
        ) async throws {
            try await BoardPort.with(adjust) { port in
                let publisher = Publisher(port)
                let (slow, slowID) = try port.board("slow", on: publisher.topic, deflated: false)
                let (quick, _) = try port.board("quick", on: publisher.topic, deflated: false)
                try publisher.publishUntilStuck(slow, port, watching: quick)
                let scene = Scene(port: port, publisher: publisher, slow: slow, slowID: slowID, quick: quick)
                try await body(scene)
            }
        }

        func publishToQuick() throws {
            publisher.publish()
            #expect(try quick.message().hasPrefix("update 7 \(publisher.seq) "))
        }

        /// The slow board loses its view.
        func revoke() {
            port.post(.entitle(slowID, messages: [.control(Array("welcome".utf8))], nil, revokes: true), to: slowID)
        }
    }

    @Test("the queue of a slow board becomes one snapshot and nobody else notices")
    func theQueueOfASlowBoardBecomesOneSnapshotAndNobodyElseNotices() async throws {
        try await Scene.with { scene in
            let counters = scene.port.counters
            let conflations = counters[.conflations]
            let queued = counters[.framesSent]
            let conflated = counters[.conflatedUpdates]
            #expect(conflated > 0)
            for _ in 0..<50 { try scene.publishToQuick() }
            #expect(counters[.conflations] == conflations, "nothing is queued that would have to be replaced again")
            // The quick board has an update a moment before it is counted.
            try eventually("the last update to be counted") { counters[.conflatedUpdates] >= conflated + 50 }
            #expect(counters[.framesSent] == queued + 50, "nothing is queued for the slow board")
            #expect(counters[.conflatedUpdates] == conflated + 50, "a snapshot will stand in for each")

            // It reads again: what was on its way, in order, then a snapshot, then updates.
            var follower = Follower()
            while follower.seq < scene.publisher.seq { try follower.take(scene.slow.message()) }
            #expect(follower.snapshots > 0)
            #expect(follower.updates < scene.publisher.seq - 50, "the last updates were replaced")
            try scene.publishToQuick()
            try follower.take(scene.slow.message())
            #expect(follower.seq == scene.publisher.seq)
        }
    }

    @Test("a board that takes nothing for too long is closed with 4003")
    func aBoardThatTakesNothingForTooLongIsClosedWith4003() async throws {
        try await Scene.with {
            $0.stallMillis = 500
            $0.closeMillis = 200
        } _: { scene in
            #expect(try scene.port.events.closed(scene.slowID) == .tooSlow)
            #expect(scene.port.log.lines.filter { $0.message.contains("4003") }.count == 1)
            try scene.publishToQuick()
        }
    }

    /// Pings are answers that a board makes the gateway queue.
    @Test("a board that pings and does not read is closed")
    func aBoardThatPingsAndDoesNotReadIsClosed() async throws {
        try await Scene.with {
            $0.maxMessagesPerWindow = .max
            $0.closeMillis = 200
        } _: { scene in
            for _ in 0..<100 { try scene.slow.ping() }
            #expect(try scene.port.events.closed(scene.slowID) == .tooSlow)
            try scene.publishToQuick()
        }
    }

    /// Each change of entitlement is a message that must be sent: a board that reads none of them is closed.
    @Test("a board that does not read its welcomes is closed")
    func aBoardThatDoesNotReadItsWelcomesIsClosed() async throws {
        try await Scene.with {
            $0.closeMillis = 200
        } _: { scene in
            let topic = scene.publisher.topic
            for version in 0..<100 {
                scene.port.post(
                    .entitle(
                        scene.slowID, messages: [.control(Array("welcome \(version)".utf8))],
                        Subscription(topic: topic, snapshot: .snapshot(topic, seq: 1)), revokes: false),
                    to: scene.slowID)
            }
            #expect(try scene.port.events.closed(scene.slowID) == .tooSlow)
            try scene.publishToQuick()
        }
    }

    // MARK: Revoking

    @Test("what was revoked does not leave after the acknowledgement")
    func whatWasRevokedDoesNotLeaveAfterTheAcknowledgement() async throws {
        try await Scene.with { scene in
            // Whatever the loop has to do between the command and the end of its tick.
            scene.port.events.holdUp(microseconds: 500_000)
            scene.revoke()
            try await scene.port.server.settle()
            let arrived = scene.slow.bytesThatArrived
            #expect(try scene.slow.countBytesToTheEnd() == arrived, "bytes left after the acknowledgement")
            #expect(try scene.port.events.closed(scene.slowID) == .connectionLost)
            #expect(scene.port.counters[.resets] == 1)
            try scene.publishToQuick()
        }
    }

    /// The queue may be empty, and all of it in the kernel.
    @Test("what the kernel holds is revoked too")
    func whatTheKernelHoldsIsRevokedToo() async throws {
        try await BoardPort.with { port in
            let publisher = Publisher(port)
            let (slow, id) = try port.board("slow", on: publisher.topic, deflated: false)
            let (quick, _) = try port.board("quick", on: publisher.topic, deflated: false)
            // Full is what stays so for longer than an acknowledgement may be delayed.
            var arrivedBefore = 0
            repeat {
                try publisher.publishUntilFull(slow, watching: quick)
                arrivedBefore = slow.bytesThatArrived
                usleep(300_000)
            } while slow.bytesThatArrived != arrivedBefore
            port.post(.entitle(id, messages: [.control(Array("welcome".utf8))], nil, revokes: true), to: id)
            try await port.server.settle()
            let arrived = slow.bytesThatArrived
            #expect(try slow.countBytesToTheEnd() == arrived, "bytes left after the acknowledgement")
            #expect(port.counters[.resets] == 1)
            #expect(port.counters[.conflations] == 0)
        }
    }

    /// The timer of a stalled board is set for its end; one that goes on has a heartbeat before.
    @Test("a board that reads again has its heartbeats")
    func aBoardThatReadsAgainHasItsHeartbeats() async throws {
        try await Scene.with {
            $0.heartbeatMillis = 1_000
            $0.stallMillis = 120_000
        } _: { scene in
            var follower = Follower()
            while follower.seq < scene.publisher.seq {
                let message = try scene.slow.message()
                if !message.contains("heartbeat") { try follower.take(message) }
            }
            #expect(try scene.slow.message().contains("heartbeat"))
            #expect(try scene.slow.message().contains("heartbeat"))
        }
    }

    /// A board that is being closed still has old state in front of its Close, and the control plane does not know.
    @Test("what was revoked does not leave on a connection that is closing")
    func whatWasRevokedDoesNotLeaveOnAConnectionThatIsClosing() async throws {
        try await Scene.with {
            $0.closeMillis = 20_000
        } _: { scene in
            try scene.slow.say("}")
            try eventually("the Close to be queued") { scene.port.log.lines.contains { $0.message.contains("4500") } }
            scene.revoke()
            try await scene.port.server.settle()
            let arrived = scene.slow.bytesThatArrived
            #expect(try scene.slow.countBytesToTheEnd() == arrived, "bytes left after the acknowledgement")
            #expect(try scene.port.events.closed(scene.slowID) == .badMessage, "the first reason counts")
        }
    }

    /// A connection that has ended leaves nothing in the kernel that would still be sent.
    @Test("what the kernel holds goes with the connection")
    func whatTheKernelHoldsGoesWithTheConnection() async throws {
        try await Scene.with {
            $0.closeMillis = 100
        } _: { scene in
            scene.port.post(.close(scene.slowID, message: nil, .takenOver, revokes: false), to: scene.slowID)
            let close = try scene.port.events.closed(scene.slowID)
            #expect(close == .takenOver)
            try await scene.port.server.settle()
            let arrived = scene.slow.bytesThatArrived
            #expect(try scene.slow.countBytesToTheEnd() == arrived, "bytes left after the end")
        }
    }

    @Test("a board that has taken everything is not reset")
    func aBoardThatHasTakenEverythingIsNotReset() async throws {
        try await BoardPort.with { port in
            let publisher = Publisher(port)
            let (board, id) = try port.board("A", on: publisher.topic)
            for seq in 1...50 {
                publisher.publish()
                #expect(try board.message().hasPrefix("update 7 \(seq) "))
            }
            port.post(.entitle(id, messages: [.control(Array("welcome 2".utf8))], nil, revokes: true), to: id)
            #expect(try board.message() == "welcome 2")
            #expect(port.counters[.resets] == 0)
        }
    }
}
