import EventLoop
import Testing

@testable import BoardServer

/// The histogram of the time that updates take through a loop.
@Suite(.serialized) struct PushDelayTests {
    @Test("a delay counts in its bucket and all above")
    func aDelayCountsInItsBucketAndAllAbove() {
        let delays = PushDelays()
        #expect(delays.reading.count == 0 && delays.reading.cumulativeCounts == Array(repeating: 0, count: 12))
        // On the bound, just above it, and beyond all.
        for micros in [0, 1_000, 1_001, 5_000_000, 5_000_001, 9_000_000] as [Int64] { delays.observe(micros: micros) }
        let reading = delays.reading
        #expect(reading.cumulativeCounts == [2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4])
        #expect(reading.count == 6)
        #expect(reading.sumMicros == 19_002_002)
    }

    @Test("every bound counts itself")
    func everyBoundCountsItself() {
        for (index, bound) in PushDelays.boundsMillis.enumerated() {
            let delays = PushDelays()
            delays.observe(micros: Int64(bound) * 1_000)
            #expect(delays.reading.cumulativeCounts.firstIndex(of: 1) == index)
        }
    }

    @Test("an update is observed once per loop that has subscribers")
    func anUpdateIsObservedOncePerLoopThatHasSubscribers() async throws {
        let topic = TopicID(number: 7)
        try await BoardPort.with { port in
            let (one, id) = try port.board("A", on: topic)
            let (two, _) = try port.board("B", on: topic)
            let (other, _) = try port.board("C")
            for seq in 1...5 { port.post(.update(topic, .update(topic, seq: seq)), to: id) }
            // No subscriber here.
            port.post(.update(TopicID(number: 8), .update(topic, seq: 1)), to: id)
            port.post(.snapshot(topic, .snapshot(topic, seq: 5), toAll: true), to: id)
            try await port.server.settle()
            let reading = port.counters.pushDelays.reading
            #expect(reading.count == 5)
            #expect(reading.cumulativeCounts.last ?? 0 <= 5)
            #expect(reading.sumMicros >= 0)
            withExtendedLifetime((one, two, other)) {}
        }
    }

    /// The time in the mailbox is part of it.
    @Test("the delay begins when the update is made")
    func theDelayBeginsWhenTheUpdateIsMade() async throws {
        let topic = TopicID(number: 7)
        try await BoardPort.with { port in
            let (board, id) = try port.board("A", on: topic)
            let update = SharedFrame.update(topic, seq: 1)
            let made = Clock.monotonicMicroseconds()
            try eventually("20 ms to pass") { Clock.monotonicMicroseconds() - made > 20_000 }
            port.post(.update(topic, update), to: id)
            try await port.server.settle()
            let reading = port.counters.pushDelays.reading
            #expect(reading.count == 1 && reading.sumMicros > 20_000)
            #expect(reading.cumulativeCounts[4] == 0, "not within 20 ms")
            withExtendedLifetime(board) {}
        }
    }
}
