import EventLoop

extension BoardLoop {
    /// Answers those who asked in this tick. At the end of it, so that what counts as queued is what really waits.
    func answerInspections() {
        guard !inspections.isEmpty else { return }
        // What a session remembers by the clock of deadlines is told by the clock that people have.
        let toWallClock = Clock.wallMilliseconds() - Clock.monotonicMilliseconds()
        let entries = table.all.compactMap { report(on: $0, toWallClock: toWallClock) }
        for inspection in inspections { inspection.answer(entries, of: index) }
        inspections.removeAll(keepingCapacity: true)
    }

    /// nil unless the board is let in.
    private func report(on connection: Connection, toWallClock offset: Int64) -> Inspection.Entry? {
        guard connection.phase == .board, let session = connection.session, session.phase == .serving else {
            return nil
        }
        let report = ConnectionReport(
            roundTripMillis: session.roundTripMillis.map(Int.init), queuedBytes: connection.outbox.queue.byteCount,
            lastMessageMillis: session.lastMessageAt.map { $0 + offset })
        return (id: id(connection), report: report)
    }
}
