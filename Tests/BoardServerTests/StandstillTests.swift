import BoardProtocol
import EventLoop
import Glibc
import Synchronization
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// A loop that stands still: it is noticed, waiters get an answer, and the commands posted in the meantime go before
/// what it was about to send.
@Suite(.serialized) struct StandstillTests {
    @Test("the age of the last turn shows a loop that stands still")
    func theAgeOfTheLastTurnTellsALoopThatStandsStill() async throws {
        try await BoardPort.with(loops: 2) { port in
            try eventually("both loops to turn") { port.server.turnAges.count == 2 }
            let (board, _) = try port.board("A")
            port.log.hold("4500")
            try board.say("}")
            try eventually("one loop to stand still") { port.log.isHolding }
            // The other one turns at least once a second.
            try eventually("its age") { port.server.turnAges.filter { $0.millis > 2_500 }.count == 1 }
            port.log.release()
            try eventually("it goes on") { port.server.turnAges.allSatisfy { $0.millis < 1_500 } }
        }
    }

    @Test("who waits for it gets an error and nothing old is sent after it")
    func whoWaitsForItGetsAnErrorAndNothingOldIsSentAfterIt() async throws {
        try await BoardPort.with {
            $0.settleMillis = 300
        } _: { port in
            let topic = TopicID(number: 1)
            let (board, id) = try port.board("A", on: topic, deflated: false)
            let (bad, _) = try port.board("B")
            let (worse, _) = try port.board("C")
            port.log.hold("4500")
            try bad.say("}")
            try eventually("the loop to stand still") { port.log.isHolding }
            // In its next turn it will take the update, stand still once more, and be about to write it.
            #expect(port.server.publish(.update(topic, .update(topic, seq: 1)), to: 0))
            try worse.say("}")
            port.log.release(butHoldAgain: true)
            try eventually("the loop to stand still again") { port.log.isHolding }
            port.post(.entitle(id, messages: [.control(Array("less".utf8))], nil, revokes: true), to: id)
            await #expect(throws: BoardServer.Unsettled.self) { try await port.server.settle() }
            #expect(await port.server.inspect().isEmpty, "who asks for figures is not kept either")
            port.log.release()
            #expect(try board.message() == "less", "the update was not to be sent any more")
            try await port.server.settle()
            try board.close()
            #expect(try board.closeCode().code == 1_000)
        }
    }

    @Test("the end leaves a loop that stands still once the others are done")
    func theEndLeavesALoopThatStandsStillOnceTheOthersAreDone() async throws {
        try await BoardPort.with(loops: 2) {
            // Longer than a loop without work takes for a turn.
            $0.standstillMillis = 3_000
            $0.endMillis = 3_600_000
        } _: { port in
            let boards = try (0..<8).map { try port.board("B\($0)") }
            let stuck = boards[0]
            port.log.hold("4500")
            try stuck.board.say("}")
            try eventually("one loop to stand still") { port.log.isHolding }
            let error = await #expect(throws: BoardServer.LeftRunning.self) {
                try await port.server.shutDown(.shuttingDown, spreadMillis: 0)
            }
            #expect(error?.loops == [Int(stuck.id.loop)])
            #expect(error?.description.contains("board-loop-\(stuck.id.loop)") == true)
            for other in boards where other.id.loop != stuck.id.loop {
                #expect(try other.board.closeCode().code == 1_001)
            }
            // It goes on after all, and ends.
            port.log.release()
            try await port.server.shutDown(.shuttingDown, spreadMillis: 0)
            #expect(port.counters.openConnections == 0)
        }
    }

    @Test("the end has a bound whatever the loops do")
    func theEndHasABoundWhateverTheLoopsDo() async throws {
        try await BoardPort.with {
            $0.endMillis = 1_000
            $0.closeMillis = 60_000
        } _: { port in
            let (board, id) = try port.board("A")
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            // The loop turns, and waits for a board that does not answer Close.
            let error = await #expect(throws: BoardServer.LeftRunning.self) {
                try await port.server.shutDown(.shuttingDown, spreadMillis: 0)
            }
            #expect(error?.loops == [0])
            #expect(try board.closeCode().code == 4_502)
            board.line.finish()
        }
    }

    @Test("a loop that could not be sent everything drops its connections")
    func aLoopThatCouldNotBeSentEverythingDropsItsConnections() async throws {
        try await BoardPort.with {
            $0.maxWaitingCommands = 100
            $0.settleMillis = 200
        } _: { port in
            let (board, id) = try port.board("A")
            let (bad, _) = try port.board("B")
            port.log.hold("4500")
            try bad.say("}")
            try eventually("the loop to stand still") { port.log.isHolding }
            // For a connection that is long gone: the subject makes no difference.
            let gone = ConnectionID(loop: 0, slot: 9_999, generation: 0)
            for _ in 0..<1_000 { port.post(.say(gone, .control(Array("lost".utf8))), to: gone) }
            await #expect(throws: BoardServer.Unsettled.self) { try await port.server.settle() }
            port.log.release()
            #expect(try port.events.closed(id) == .overloaded)
            try await port.server.settle()
            let (again, _) = try port.board("A")
            try again.close()
            #expect(try again.closeCode().code == 1_000)
            withExtendedLifetime(board) {}
        }
    }
}
