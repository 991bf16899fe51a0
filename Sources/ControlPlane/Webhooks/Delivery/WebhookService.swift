import BoardProtocol
import Foundation
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization
import Values

/// Delivers notices to one receiver while the gateway runs. Queueing a notice never waits.
///
/// What has not been delivered is in memory alone: at a graceful shutdown it is tried once more within
/// `WebhookLimits.drainMillis`, and what is left is logged as lost.
package final class WebhookService: Service {
    /// What it has done so far, for `/metrics`.
    package struct Counts: Hashable, Sendable {
        /// Tries by their result.
        package var results: [WebhookQueue.Result: Int] = [:]
        /// What the receiver did not get.
        package var losses = WebhookQueue.Losses()
        /// Notices that wait now.
        package var queueLength = 0
    }

    private struct State {
        var queue: WebhookQueue
        var results: [WebhookQueue.Result: Int] = [:]
        var isDraining = false
        /// Ends the wait of `run`, if it waits.
        var wake: AsyncStream<Void>.Continuation?
    }

    private let endpoint: WebhookEndpoint
    private let secrets: WebhookSecrets
    private let trustRoots: String?
    private let limits: WebhookLimits
    private let clock: @Sendable () -> Instant
    private let logger: Logger
    private let state: Mutex<State>
    private let start = ContinuousClock.now

    /// `trustRoots` is a PEM file of the certificates to trust, nil: those of the system. `clock` is the time of day.
    ///
    /// Throws `.misconfigured` if the file of trust roots holds no certificate.
    package init(
        endpoint: WebhookEndpoint, secrets: WebhookSecrets, trustRoots: String? = nil,
        limits: WebhookLimits = WebhookLimits(), logger: Logger, clock: @escaping @Sendable () -> Instant
    ) throws(WebhookError) {
        if let trustRoots {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(trustRoots), !certificates.isEmpty else {
                throw .misconfigured("there are no certificates in \(trustRoots)")
            }
        }
        self.endpoint = endpoint
        self.secrets = secrets
        self.trustRoots = trustRoots
        self.limits = limits
        self.clock = clock
        self.logger = logger
        state = Mutex(State(queue: WebhookQueue(limits: limits)))
    }

    /// Queues a notice; returns at once, whatever the receiver does.
    package func tell(_ notice: WebhookNotice) {
        let id = "msg_" + UUID().uuidString.lowercased()
        let now = now
        state.withLock { state in
            state.queue.add(notice, id: id, at: now)
            state.wake?.yield()
        }
    }

    /// What it has done so far.
    package var counts: Counts {
        state.withLock { Counts(results: $0.results, losses: $0.queue.losses, queueLength: $0.queue.count) }
    }

    /// Delivers until it is cancelled or shut down gracefully.
    package func run() async throws {
        try await WebhookSender.with(endpoint, secrets, trustRoots: trustRoots, limits: limits, clock: clock) {
            sender in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.deliver(with: sender) }
                group.addTask { await self.drainAtShutdown() }
                // Either all is delivered, or the time for it is over.
                await group.next()
                group.cancelAll()
            }
        }
        let left = state.withLock { $0.queue.count }
        if left > 0 { logger.warning("webhook notices lost at shutdown", metadata: ["count": "\(left)"]) }
    }

    /// Milliseconds since this was made, on a clock that does not go back.
    private var now: Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }

    private func drainAtShutdown() async {
        // Throws if the task is cancelled; then there is nothing to drain.
        guard (try? await gracefulShutdown()) != nil else { return }
        state.withLock { state in
            state.isDraining = true
            state.wake?.yield()
        }
        try? await Task.sleep(for: .milliseconds(limits.drainMillis))
    }

    private enum Turn {
        case send(WebhookDelivery)
        case wait(AsyncStream<Void>, millis: Int64?)
        case end
    }

    private func deliver(with sender: WebhookSender) async {
        var generator = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            switch nextTurn() {
            case .end:
                return
            case .wait(let stream, let millis):
                await Self.wait(for: stream, atMost: millis)
            case .send(let delivery):
                let outcome = await sender.send(delivery)
                let now = now
                let (result, isDraining) = state.withLock { state in
                    let result = state.queue.finished(outcome, at: now, using: &generator)
                    state.results[result, default: 0] += 1
                    return (result, state.isDraining)
                }
                log(delivery, outcome, result)
                // A receiver that fails now will not accept the others within seconds.
                if isDraining && result != .delivered { return }
            }
        }
    }

    /// Decides and, if there is nothing to do, prepares to be woken in one step, so that no notice is missed.
    private func nextTurn() -> Turn {
        let now = now
        return state.withLock { state in
            let step = state.queue.next(at: now, isDraining: state.isDraining)
            if case .send(let delivery) = step { return .send(delivery) }
            if state.isDraining { return .end }
            let (stream, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
            state.wake = wake
            if case .wait(let until) = step { return .wait(stream, millis: max(until - now, 1)) }
            return .wait(stream, millis: nil)
        }
    }

    private static func wait(for stream: AsyncStream<Void>, atMost millis: Int64?) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in stream { return } }
            if let millis { group.addTask { try? await Task.sleep(for: .milliseconds(millis)) } }
            await group.next()
            group.cancelAll()
        }
    }

    private func log(_ delivery: WebhookDelivery, _ outcome: WebhookOutcome, _ result: WebhookQueue.Result) {
        guard result != .delivered else { return }
        let reason =
            switch outcome {
            case .answered(let status, _): "status \(status)"
            case .unreachable(let reason): reason
            }
        logger.log(
            level: result == .retried ? .info : .warning, "webhook not delivered",
            metadata: [
                "receiver": "\(endpoint.origin)", "id": "\(delivery.id)", "kind": "\(delivery.notice.kind.rawValue)",
                "attempt": "\(delivery.attempts)", "result": "\(result.rawValue)", "reason": "\(reason)",
            ])
    }
}
