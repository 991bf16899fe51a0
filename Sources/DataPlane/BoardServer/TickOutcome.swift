/// What one tick leaves to count, to measure, to answer and to report at its end. A value that reads no clock.
struct TickOutcome {
    private var events: [BoardEvent] = []
    /// Counted once a tick: loops that count every write would wait for each other.
    private var bytesSent = 0
    /// When the updates that have subscribers here were made, in monotonic microseconds. At most one a command.
    private var updatesMadeAt: [Int64] = []
    private var inspections: [Inspection] = []

    /// Reports something to the control plane, behind what was reported before.
    mutating func report(_ event: BoardEvent) { events.append(event) }

    /// TLS took bytes.
    mutating func sent(_ bytes: Int) { bytesSent += bytes }

    /// An update that was made at this time is about to be written to its subscribers.
    mutating func published(madeAt: Int64) { updatesMadeAt.append(madeAt) }

    /// Somebody wants to know what was measured of the connections.
    mutating func asked(_ inspection: Inspection) { inspections.append(inspection) }

    // MARK: The end of the tick

    /// Counts the bytes that were sent.
    mutating func countBytes(in counters: ServerCounters) {
        guard bytesSent > 0 else { return }
        counters.add(.bytesSent, bytesSent)
        bytesSent = 0
    }

    /// Measures the updates: each is written now, or waits for boards that do not read. `clock` gives monotonic
    /// microseconds; it is read where there is something to measure.
    mutating func observeDelays(in delays: PushDelays, clock: () -> Int64) {
        guard !updatesMadeAt.isEmpty else { return }
        let micros = clock()
        for madeAt in updatesMadeAt { delays.observe(micros: micros - madeAt) }
        updatesMadeAt.removeAll(keepingCapacity: true)
    }

    /// Answers the inspections with what was measured, which is collected once, where anybody asked.
    mutating func answerInspections(of loop: UInt16, with measured: () -> [Inspection.Entry]) {
        guard !inspections.isEmpty else { return }
        let entries = measured()
        for inspection in inspections { inspection.answer(entries, of: loop) }
        inspections.removeAll(keepingCapacity: true)
    }

    /// Hands over the events as one batch, if there are any.
    mutating func deliver(to sink: any BoardEventSink) {
        guard !events.isEmpty else { return }
        sink.receive(events)
        events.removeAll(keepingCapacity: true)
    }
}
