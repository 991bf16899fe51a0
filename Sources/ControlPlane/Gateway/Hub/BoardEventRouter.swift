import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Synchronization
import WallboardCore

/// Passes what the loops report to the inbox of the hub it concerns, in order: one task that waits for no hub and no
/// store.
///
/// The queue is bounded by what the loops may have outstanding: one `hello` and one `closed` a connection, one
/// requested snapshot a topic, and the messages that a board may send in a window.
final class BoardEventRouter: BoardEventSink {
    private struct Inbox {
        var events: [BoardEvent] = []
        var waiter: CheckedContinuation<Void, Never>?
        var isFinished = false
    }

    private let inbox = Mutex(Inbox())
    private let refusalLines = Mutex(RefusalLines())
    private let context: HubContext
    private let screen: PairingScreen
    private let logger: Logger

    init(context: HubContext, screen: PairingScreen) {
        self.context = context
        self.screen = screen
        logger = context.logger
    }

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

    /// Delivers until `finish`, and returns when the hubs have handled all of it.
    func run() async {
        await withDiscardingTaskGroup { group in
            while let events = await nextBatch() {
                for event in events { deliver(event, in: &group) }
            }
        }
    }

    /// Waits for no hub: one that is busy must not hold up the boards of other customers.
    private func deliver(_ event: BoardEvent, in group: inout DiscardingTaskGroup) {
        switch event {
        case .hello(let connection, let hello, let address):
            switch Route(of: hello, in: context.registry) {
            case .hub(let hub):
                context.reception.give(connection, to: hub)
                put(.hello(connection, hello, address: address), before: hub, in: &group)
            case .pairing: beginPairing(connection, hello, address: address)
            case .refuse(let refusal): refuseStranger(connection, hello, address: address, refusal)
            }
        case .status(let connection, let status):
            put(.status(connection, status), before: context.reception.hub(of: connection), in: &group)
        case .answered(let connection):
            put(.answered(connection), before: context.reception.hub(of: connection), in: &group)
        case .closed(let connection, let close):
            put(.closed(connection, close), before: context.reception.leave(connection), in: &group)
        case .listening: preconditionFailure("the gateway has boards alone")
        case .snapshotWanted(let topic, let loop):
            put(.snapshotWanted(topic, loop: loop), before: context.topics.owner(of: topic), in: &group)
        }
    }

    private func put(_ event: HubInbox.Event, before hub: CustomerHub?, in group: inout DiscardingTaskGroup) {
        guard let hub, hub.inbox.add(event) else { return }
        group.addTask { await hub.takeInbox() }
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

    private func beginPairing(_ connection: ConnectionID, _ hello: Hello, address: String) {
        guard screen.hasAddress else {
            return refuseStranger(connection, hello, address: address, .pairingUnavailable)
        }
        do throws(PairingDesk.Full) {
            let board = try context.reception.beginPairing(connection, hello, address: address)
            guard let message = screen.message(for: board, at: context.clock()) else {
                _ = context.reception.leave(connection)
                return refuseStranger(connection, hello, address: address, .overloaded)
            }
            context.server.post(.admit(connection, greeting: [message], nil, isGuest: true), to: connection.loop)
        } catch {
            refuseStranger(connection, hello, address: address, Refusal(error))
        }
    }

    /// Gives boards whose code has expired another one. Call every second.
    func renewCodes() {
        for board in context.reception.renewCodes() {
            guard let message = screen.message(for: board, at: context.clock()) else { continue }
            context.server.post(.say(board.connection, message), to: board.connection.loop)
        }
    }

    private func refuseStranger(
        _ connection: ConnectionID, _ hello: Hello, address: String, _ refusal: Refusal
    ) {
        let now = context.clock()
        if refusalLines.withLock({ $0.take(serial: hello.serial, reason: refusal.reason.rawValue, at: now) }) {
            logger.notice(
                "board refused",
                metadata: ["reason": "\(refusal.reason.rawValue)", "serial": "\(hello.serial)", "peer": "\(address)"])
        }
        let attempt = RefusedAttempt(
            at: context.clock(), customer: nil, serial: hello.serial, model: hello.model, address: address,
            reason: refusal.reason.rawValue, detail: refusal.detail)
        context.metrics.refused(refusal.reason)
        if let told = context.strangers.add(attempt) { context.feed.publish(.refused(told), of: nil) }
        context.server.post(
            .close(connection, message: refusal.message, refusal.close, revokes: false), to: connection.loop)
    }
}

/// Where a `hello` goes.
private enum Route {
    case hub(CustomerHub)
    case pairing
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
            self = .pairing
        }
    }
}
