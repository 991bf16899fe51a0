import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Synchronization
import WallboardCore

/// Brings what the loops report to the hub it concerns, in order: one task that never waits for a store.
///
/// The queue is bounded by what the loops may have outstanding: one `hello` and one `closed` a connection, one wanted
/// snapshot a topic, and the messages that a board may send in a window.
final class BoardEventRouter: BoardEventSink {
    private struct Inbox {
        var events: [BoardEvent] = []
        var waiter: CheckedContinuation<Void, Never>?
        var isFinished = false
    }

    private let inbox = Mutex(Inbox())
    private let strangers = Mutex(RefusalLog())
    private let registry: HubRegistry
    private let topics: TopicOwners
    private let logger: Logger

    init(registry: HubRegistry, topics: TopicOwners, logger: Logger) {
        self.registry = registry
        self.topics = topics
        self.logger = logger
    }

    /// Attempts whose credentials belong to no customer, newest first.
    var refusedStrangers: [RefusedAttempt] { strangers.withLock { $0.newestFirst } }

    func receive(_ events: [BoardEvent]) {
        let waiter = inbox.withLock { inbox in
            inbox.events.append(contentsOf: events)
            defer { inbox.waiter = nil }
            return inbox.waiter
        }
        waiter?.resume()
    }

    /// Ends `run` once everything received so far has been delivered.
    func finish() {
        let waiter = inbox.withLock { inbox in
            inbox.isFinished = true
            defer { inbox.waiter = nil }
            return inbox.waiter
        }
        waiter?.resume()
    }

    /// Delivers until `finish`.
    func run(server: BoardServer, clock: @Sendable () -> Instant) async {
        var owners: [ConnectionID: CustomerHub] = [:]
        while let events = await nextBatch() {
            for event in events {
                switch event {
                case .hello(let connection, let hello, let address):
                    let refusal: Refusal
                    switch Route(of: hello, in: registry) {
                    case .hub(let hub):
                        owners[connection] = hub
                        await hub.boardSaidHello(connection, hello, address: address)
                        continue
                    case .refuse(let reason): refusal = reason
                    }
                    refuseStranger(connection, hello, address: address, refusal, server: server, at: clock())
                case .status(let connection, let status):
                    await owners[connection]?.boardSaidStatus(connection, status)
                case .closed(let connection, let close):
                    await owners.removeValue(forKey: connection)?.boardClosed(connection, close)
                case .snapshotWanted(let topic, let loop):
                    await topics.owner(of: topic)?.snapshotWanted(topic, loop: loop)
                }
            }
        }
    }

    private func nextBatch() async -> [BoardEvent]? {
        while true {
            let (events, isFinished) = inbox.withLock { inbox in
                defer { inbox.events = [] }
                return (inbox.events, inbox.isFinished)
            }
            if !events.isEmpty { return events }
            if isFinished { return nil }
            await withCheckedContinuation { continuation in
                let isReady = inbox.withLock { inbox in
                    if inbox.events.isEmpty, !inbox.isFinished {
                        inbox.waiter = continuation
                        return false
                    }
                    return true
                }
                if isReady { continuation.resume() }
            }
        }
    }

    private func refuseStranger(
        _ connection: ConnectionID, _ hello: Hello, address: String, _ refusal: Refusal, server: BoardServer,
        at now: Instant
    ) {
        logger.notice(
            "board refused",
            metadata: ["reason": "\(refusal.reason.rawValue)", "serial": "\(hello.serial)", "peer": "\(address)"])
        strangers.withLock {
            $0.add(
                RefusedAttempt(
                    at: now, customer: nil, serial: hello.serial, model: hello.model, address: address,
                    reason: refusal.reason.rawValue, detail: refusal.detail))
        }
        server.post(
            .close(connection, message: refusal.message, refusal.close, revokes: false), to: connection.loop)
    }
}

/// Where a `hello` goes.
private enum Route {
    case hub(CustomerHub)
    case refuse(Refusal)

    init(of hello: Hello, in registry: HubRegistry) {
        switch hello.credentials {
        case .token(let secret):
            let hub = Credential(secret.revealed, kind: .deviceToken).flatMap { registry.hub(holding: $0.id) }
            self = hub.map { .hub($0) } ?? .refuse(.unknownToken)
        case .enrolmentKey(let secret):
            let hub = Credential(secret.revealed, kind: .enrolmentKey).flatMap { registry.hub(holding: $0.id) }
            self = hub.map { .hub($0) } ?? .refuse(.badEnrolmentKey)
        case .none:
            self = .refuse(.pairingUnavailable)
        }
    }
}

/// Which hub publishes which topic.
final class TopicOwners: Sendable {
    private struct State {
        var next: UInt64 = 1
        var owners: [TopicID: CustomerHub] = [:]
    }

    private let state = Mutex(State())

    /// A topic name that was never used before.
    func make() -> TopicID {
        state.withLock { state in
            defer { state.next += 1 }
            return TopicID(number: state.next)
        }
    }

    func set(_ hub: CustomerHub, for topics: [TopicID]) {
        state.withLock { state in
            for topic in topics { state.owners[topic] = hub }
        }
    }

    func owner(of topic: TopicID) -> CustomerHub? {
        state.withLock { $0.owners[topic] }
    }

    func remove(_ topics: [TopicID]) {
        state.withLock { state in
            for topic in topics { state.owners[topic] = nil }
        }
    }
}
