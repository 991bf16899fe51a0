import BoardProtocol
import EventLoop
import Glibc
import Testing

@testable import BoardServer

/// Level-triggered polling reports everything that is not dealt with: a loop that leaves something ready never sleeps.
/// Each case waits for a while and counts the turns of the loop: a handful of timers, not thousands.
@Suite(.serialized) struct IdleTests {
    private func expectSleep(_ port: BoardPort, _ what: Comment) {
        let before = port.counters[.ticks]
        usleep(400_000)
        #expect(port.counters[.ticks] - before < 100, what)
    }

    @Test("the loop sleeps while peers are half there")
    func theLoopSleepsWhilePeersAreHalfThere() async throws {
        try await BoardPort.with {
            $0.closeMillis = 60_000
        } _: { port in
            let silent = try TLSLine.connect(to: port.address)
            let withoutRequest = try TLSLine(to: port.address)
            try withoutRequest.write(Array("GET /v1".utf8))
            expectSleep(port, "before the request")

            let answered = try TLSLine(to: port.address)
            try answered.write(Array("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            _ = try answered.readToEnd()
            expectSleep(port, "answered, and the client does not end")
            try answered.write(Array("more".utf8))
            expectSleep(port, "and says more")

            let (board, id) = try port.board("A")
            try board.line.write([0x81])
            expectSleep(port, "within a frame")
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            _ = try board.closeCode()
            expectSleep(port, "Close has no answer")
            withExtendedLifetime((withoutRequest, answered)) {}
            silent.close()
        }
    }

    @Test("the loop sleeps while a board does not read")
    func theLoopSleepsWhileABoardDoesNotRead() async throws {
        try await BoardPort.with {
            $0.closeMillis = 60_000
        } _: { port in
            let publisher = Publisher(port)
            let (slow, id) = try port.board("slow", on: publisher.topic, deflated: false)
            let (quick, _) = try port.board("quick", on: publisher.topic)
            try publisher.publishUntilStuck(slow, port, watching: quick)
            expectSleep(port, "the kernel is full")
            try slow.ping()
            expectSleep(port, "an answer waits")
            port.post(.close(id, message: nil, .removed, revokes: false), to: id)
            try await port.server.settle()
            expectSleep(port, "Close waits")
            slow.line.finish()
            _ = try port.events.closed(id)
            try eventually("the connection to be freed") { port.counters.openConnections == 1 }
            expectSleep(port, "it is gone")
            withExtendedLifetime(quick) {}
        }
    }

    @Test("the loop sleeps while it shuts down")
    func theLoopSleepsWhileItShutsDown() async throws {
        try await BoardPort.with { port in
            let (board, _) = try port.board("A")
            let (last, _) = try port.board("B")
            port.server.post(.shutDown(.restarting, spreadMillis: 3_000), to: 0)
            _ = try board.closeCode()
            board.line.finish()
            expectSleep(port, "the next board has time")
            _ = try last.closeCode()
            last.line.finish()
        }
    }
}
