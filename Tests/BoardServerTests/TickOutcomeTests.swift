import Synchronization
import Testing

@testable import BoardServer

/// What a tick leaves to do is done once, at its end.
struct TickOutcomeTests {
    private final class Sink: BoardEventSink {
        let batches = Mutex<[Int]>([])

        func receive(_ events: [BoardEvent]) { batches.withLock { $0.append(events.count) } }
    }

    @Test("events go in one batch and none is empty")
    func eventsGoInOneBatchAndNoneIsEmpty() {
        let sink = Sink()
        var outcome = TickOutcome()
        outcome.deliver(to: sink)
        for slot in 0..<3 as Range<UInt32> {
            outcome.report(.answered(ConnectionID(loop: 0, slot: slot, generation: 0)))
        }
        outcome.deliver(to: sink)
        outcome.deliver(to: sink)
        #expect(sink.batches.withLock { $0 } == [3])
    }

    @Test("bytes are counted once")
    func bytesAreCountedOnce() {
        let counters = ServerCounters()
        var outcome = TickOutcome()
        outcome.sent(7)
        outcome.sent(5)
        outcome.countBytes(in: counters)
        outcome.countBytes(in: counters)
        #expect(counters[.bytesSent] == 12)
    }

    @Test("delays are measured once and the clock is read only for them")
    func delaysAreMeasuredOnceAndTheClockIsReadOnlyForThem() {
        let delays = PushDelays()
        var outcome = TickOutcome()
        var readings = 0
        func clock() -> Int64 {
            readings += 1
            return 10_000
        }
        outcome.observeDelays(in: delays, clock: clock)
        outcome.published(madeAt: 9_000)
        outcome.published(madeAt: 4_000)
        outcome.observeDelays(in: delays, clock: clock)
        outcome.observeDelays(in: delays, clock: clock)
        #expect(readings == 1)
        #expect(delays.reading.count == 2 && delays.reading.sumMicros == 7_000)
    }

    @Test("inspections are answered together with one measurement")
    func inspectionsAreAnsweredTogetherWithOneMeasurement() async {
        let first = Inspection(loopCount: 1)
        let second = Inspection(loopCount: 1)
        var outcome = TickOutcome()
        outcome.asked(first)
        outcome.asked(second)
        var measurements = 0
        for _ in 0..<2 {
            outcome.answerInspections(of: 0) {
                measurements += 1
                let report = ConnectionReport(roundTripMillis: 4, queuedBytes: 0, lastMessageMillis: nil)
                return [(id: ConnectionID(loop: 0, slot: 1, generation: 2), report: report)]
            }
        }
        #expect(measurements == 1)
        for inspection in [first, second] {
            let answers = await inspection.answers(upTo: .seconds(60))
            #expect(answers.map(\.report.roundTripMillis) == [4])
        }
    }
}
