import AdminClient
import BoardProtocol
import Values

/// Sends the events of a play to a gateway, each when it is due.
///
/// Events are taken from the play only when they are due, so a slow gateway makes the play late and does not fill the
/// memory. A failed request is sent again as it was; the gateway recognises repeated events by their ids.
struct FeedPlayer {
    let client: AdminClient
    let customer: String
    let timeline: Timeline
    let limits: FeedLimits
    let interruption: Interruption
    /// When to stop, in milliseconds since 1970; nil: when the play ends.
    let stopAt: Int64?
    /// Called now and then with the progress.
    let report: @Sendable (FeedTally, _ lateMillis: Int64, _ trouble: String?) -> Void

    /// Returns when all is sent; if it was stopped, the open calls end and the agents log out.
    ///
    /// - Throws: `AdminClientError` when the gateway refuses the feed, as with a wrong token.
    func play(_ events: some IteratorProtocol<PlannedEvent>) async throws -> FeedTally {
        var events = events
        var tally = FeedTally()
        var next = events.next()
        while let first = next, !isStopped {
            let now = Terminal.now
            let due = timeline.due(first.time)
            report(tally, max(0, now - due), nil)
            guard due <= now else {
                try await interruption.sleep(milliseconds: min(due - now, limits.gatherMillis))
                continue
            }
            var batch: [CallEventMessage] = []
            while let event = next, timeline.due(event.time) <= now, batch.count < limits.eventsPerRequest {
                batch.append(timeline.message(for: event))
                next = events.next()
            }
            try await send(batch, &tally)
        }
        if next != nil { try await endEverything(&tally) }
        return tally
    }

    private var isStopped: Bool {
        interruption.isRequested || stopAt.map { Terminal.now >= $0 } ?? false
    }

    private func send(_ batch: [CallEventMessage], _ tally: inout FeedTally) async throws {
        let lines = CallEventBatch.encode(batch)
        var wait: Int64 = 500
        while true {
            do throws(AdminClientError) {
                let receipt = try await client.post(events: lines, of: customer)
                for event in batch { tally.count(event) }
                tally.count(receipt.json, of: batch.count)
                return
            } catch {
                let (hint, reason) = try Self.retry(after: error)
                report(tally, 0, reason)
                guard !isStopped else { return }
                try await interruption.sleep(milliseconds: hint ?? wait)
                wait = min(2 * wait, limits.longestRetryMillis)
            }
        }
    }

    /// How long the gateway asks to wait, if it does, and why; throws what waiting will not cure.
    private static func retry(after error: AdminClientError) throws(AdminClientError) -> (Int64?, String) {
        switch error {
        case .unreachable: (nil, error.description)
        case .refused(let problem) where problem.mayBeRetried:
            (problem.retryAfterSeconds.map { Int64($0) * 1_000 }, error.description)
        default: throw error
        }
    }

    /// Leaves no call on the boards that nobody will ever end.
    private func endEverything(_ tally: inout FeedTally) async throws {
        let now = Instant(milliseconds: Terminal.now)
        let calls = tally.openCalls.map { id in
            CallEventMessage(
                id: "\(id)-cut", time: now,
                content: .call(CallEventMessage.Call(id: id, step: .ended(reason: "system"))))
        }
        let agents = tally.presentAgents.map { name in
            CallEventMessage(
                id: "\(name)-cut-\(now.milliseconds)", time: now,
                content: .agent(CallEventMessage.Agent(name: name, state: .loggedOut)))
        }
        var rest = ArraySlice(calls + agents)
        while !rest.isEmpty {
            let batch = Array(rest.prefix(limits.eventsPerRequest))
            rest = rest.dropFirst(batch.count)
            try await send(batch, &tally)
        }
    }
}
