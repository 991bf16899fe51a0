import AdminClient
import BoardProtocol
import Synchronization
import Values

/// The feeds of all customers at once: each sends a batch when it is due, and measures how long its events took to be
/// durable. A late feed sends at once and does not send twice: what the gateway cannot take shows as fewer events,
/// not as a queue here.
final class LoadFeed: Sendable {
    /// The results of the events since the last call.
    struct Tally: Sendable {
        var accepted = 0
        /// Rejected ones and duplicates: there should be none.
        var lost = 0
        /// Requests that failed.
        var failures = 0
        /// From a request to its answer: the events are durable then. In milliseconds.
        var durable = DelayHistogram(longest: FleetLimits().longestDelayMillis)
    }

    private let plan: LoadPlan
    private let play: String
    private let tally = Mutex(Tally())

    init(_ plan: LoadPlan, play: String) {
        self.plan = plan
        self.play = play
    }

    /// What happened since the last call.
    func take() -> Tally {
        tally.withLock { tally in
            defer { tally = Tally() }
            return tally
        }
    }

    /// Sends until the interruption.
    func run(with client: AdminClient, until interruption: Interruption) async {
        await withTaskGroup(of: Void.self) { group in
            for customer in 0..<plan.customers {
                group.addTask { [self] in await feed(customer, with: client, until: interruption) }
            }
        }
    }

    private func feed(_ index: Int, with client: AdminClient, until interruption: Interruption) async {
        let customer = LoadPlan.customer(index)
        var calls = LoadCalls(play: "\(play)-\(index)")
        // The customers take turns, as those of different sites do.
        var due = Terminal.now + plan.batchMillis * Int64(index) / Int64(plan.customers)
        while !interruption.isRequested {
            try? await interruption.sleep(milliseconds: due - Terminal.now)
            due = max(due + plan.batchMillis, Terminal.now)
            let events = calls.next(plan.batchSize, at: Instant(milliseconds: Terminal.now))
            await send(CallEventBatch.encode(events), events.count, of: customer, with: client)
        }
    }

    private func send(_ lines: [UInt8], _ count: Int, of customer: String, with client: AdminClient) async {
        let began = ContinuousClock.now
        do throws(AdminClientError) {
            let answer = try await client.post(events: lines, of: customer)
            let took = ContinuousClock.now - began
            let accepted = FeedTally.events(answer.json?["accepted"], of: count)
            tally.withLock { tally in
                tally.accepted += accepted
                tally.lost += count - accepted
                tally.durable.add(took.wholeMilliseconds)
            }
        } catch {
            tally.withLock { $0.failures += 1 }
        }
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
