import AdminClient
import Asterisk
import Logging
import Values

/// Sends what waits for one customer to the gateway, again and again until it is taken.
struct GatewayPost: Sendable {
    let customer: String
    let client: AdminClient
    let feed: CallFeed
    let logger: Logger
    let tally: ConnectTally
    var limits = GatewayPostLimits()

    /// Runs until it is cancelled.
    func run() async throws {
        var backoff = Backoff(shortest: limits.minRetryMilliseconds, longest: limits.maxRetryMilliseconds)
        var generator = SystemRandomNumberGenerator()
        var sent: Int64 = 0
        var succeeded = Clock.now
        var maxEvents = limits.maxEvents
        var isFailing = false
        while true {
            try Task.checkCancellation()
            let now = Clock.now
            let isQuiet = now - sent >= limits.lifeSeconds * 1_000_000
            let work = try await feed.work(for: customer, maxEvents: maxEvents, isQuiet: isQuiet, now: now)
            do throws(AdminClientError) {
                guard try await carryOut(work) else {
                    try? await Task.sleep(for: .milliseconds(limits.gatherMilliseconds))
                    continue
                }
                sent = now
                // The gateway may have closed calls meanwhile.
                if now - succeeded > limits.statementSeconds * 1_000_000 { await feed.owesStatement(for: customer) }
                succeeded = now
                backoff.succeeded()
                maxEvents = min(limits.maxEvents, maxEvents * 2)
                if isFailing { logger.notice("the gateway answers again", metadata: ["customer": "\(customer)"]) }
                isFailing = false
            } catch {
                if case .refused(let problem) = error, [400, 413, 422].contains(problem.status),
                    case .events(let batch) = work
                {
                    if batch.count > 1 {
                        maxEvents = max(1, batch.count / 2)
                        continue
                    }
                    logger.error(
                        "the gateway refuses an event for good",
                        metadata: [
                            "reason": "\(error)",
                            "event": "\(Output.clean(String(decoding: batch.lines, as: UTF8.self)))",
                        ])
                    tally.count(.rejected)
                    try await feed.posted(batch, for: customer)
                    continue
                }
                var wait = backoff.next(using: &generator)
                if case .refused(let problem) = error, let seconds = problem.retryAfterSeconds {
                    wait = max(wait, min(seconds, 60) * 1_000)
                }
                if !isFailing || wait >= limits.maxRetryMilliseconds / 2 {
                    logger.error(
                        "the gateway does not take what is sent: it waits in the spool",
                        metadata: [
                            "customer": "\(customer)", "reason": "\(Output.clean(error.description))",
                            "retryInMs": "\(wait)",
                        ])
                }
                isFailing = true
                tally.count(.failure)
                try await Task.sleep(for: .milliseconds(wait))
            }
        }
    }

    /// Sends one request. Returns false where there is nothing to be sent.
    private func carryOut(_ work: CallFeed.Work) async throws(AdminClientError) -> Bool {
        switch work {
        case .events(let batch):
            let answer = try await client.post(events: batch.lines, of: customer)
            count(answer, of: batch.count)
            do {
                try await feed.posted(batch, for: customer)
            } catch {
                // The same lines are sent once more, and are duplicates then.
                logger.error("the spool cannot be written", metadata: ["reason": "\(error)"])
            }
        case .statement(let statement):
            let path: AdminPath = ["v1", "customers", customer, "active-calls"]
            let answer = try await client.send(.put, path, body: statement)
            await feed.stated(for: customer)
            logger.info(
                "stated the active calls",
                metadata: [
                    "customer": "\(customer)",
                    "answer": "\(Output.clean(String(decoding: answer.body, as: UTF8.self)))",
                ])
        case .signOfLife: _ = try await client.post(events: [], of: customer)
        case .nothing: return false
        }
        return true
    }

    private func count(_ answer: AdminAnswer, of sent: Int) {
        func number(_ key: String) -> Int { Int(clamping: answer.json?[key]?.integer ?? 0) }
        tally.count(.accepted, number("accepted"))
        tally.count(.duplicate, number("duplicates"))
        let rejected = answer.json?["rejected"]?.array ?? []
        tally.count(.rejected, rejected.count)
        tally.count(.ignored, answer.json?["ignored"]?.array?.count ?? 0)
        if let first = rejected.first {
            logger.error(
                "the gateway rejected events",
                metadata: [
                    "customer": "\(customer)", "events": "\(rejected.count)",
                    "reason": "\(Output.clean(first["reason"]?.string ?? ""))",
                ])
        }
    }
}

/// The bounds of what is sent to the gateway.
struct GatewayPostLimits: Sendable {
    /// Events of one request. Default 1,000.
    var maxEvents = 1_000
    /// Milliseconds in which events are gathered. Default 100: boards are updated no more often.
    var gatherMilliseconds = 100
    /// Seconds without a request after which a sign of life is sent. Default 30.
    var lifeSeconds: Int64 = 30
    /// Seconds without an answer after which the active calls are stated again: the gateway takes a feed as lost after
    /// 120. Default 100.
    var statementSeconds: Int64 = 100
    /// Milliseconds until the first new try, at most. Default 500.
    var minRetryMilliseconds = 500
    /// Milliseconds until any new try, at most. Default 30,000.
    var maxRetryMilliseconds = 30_000
}
