import Asterisk
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Values

/// Where the Asterisk Manager Interface is, and how to log in there.
struct AMIEndpoint: Sendable {
    let host: String
    let port: Int
    /// nil: plain TCP.
    let tls: NIOSSLContext?
    let user: String
    /// Read for each connection, so that a new secret needs no restart.
    let secretFile: String
}

extension AMIEndpoint {
    /// Opens a connection.
    func connect(within seconds: Int64) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(seconds))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .connect(host: host, port: port) { [host, tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        // An address is no name to be checked as one.
                        let isAddress = IPAddress(host) != nil
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
    }
}

/// Keeps a connection to Asterisk: connects, logs in, passes on what it says, and connects again.
struct AMIConnection: Sendable {
    let endpoint: AMIEndpoint
    let feed: CallFeed
    let logger: Logger
    let tally: ConnectTally
    var limits = AMIConnectionLimits()

    /// Runs until it is cancelled, or until the disk fails for good.
    func run() async throws {
        var backoff = Backoff()
        var generator = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            var reason = "Asterisk has closed the connection"
            do {
                try await session()
            } catch let fault as DiskFault {
                await feed.reload()
                reason = "the disk: \(fault)"
            } catch {
                reason = AMIConnectionFault.sentence(for: error)
            }
            try Task.checkCancellation()
            if await feed.isConnected { backoff.succeeded() }
            await feed.disconnected()
            let wait = backoff.next(using: &generator)
            tally.count(.reconnect)
            logger.error(
                "no connection to Asterisk: boards show the feed as lost",
                metadata: ["reason": "\(Output.clean(reason))", "retryInMs": "\(wait)"])
            try await Task.sleep(for: .milliseconds(wait))
        }
    }

    private func session() async throws {
        let secret = try TextFile.line(endpoint.secretFile)
        guard let login = AMISession.Login(user: endpoint.user, secret: secret) else {
            throw AMIConnectionFault.secret(endpoint.secretFile)
        }
        let channel = try await endpoint.connect(within: limits.connectSeconds)
        try await channel.executeThenClose { inbound, outbound in
            let state = AMIConnectionState(at: Clock.now)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await read(inbound, outbound, AMISession(login), state) }
                group.addTask { try await watch(outbound, state) }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ session: AMISession, _ state: AMIConnectionState
    ) async throws {
        var session = session
        for try await buffer in inbound {
            let now = Clock.now
            var messages: [AMIMessage] = []
            var isLoggedIn = false
            for effect in try session.read(buffer.readableBytesView) {
                switch effect {
                case .send(let bytes): try await outbound.write(ByteBuffer(bytes: bytes))
                case .loggedIn: isLoggedIn = true
                case .message(let message): messages.append(message)
                case .denied(let action, let reason):
                    logger.warning(
                        "Asterisk does not answer a question",
                        metadata: ["action": "\(Output.clean(action))", "reason": "\(Output.clean(reason))"])
                }
            }
            if isLoggedIn {
                await feed.loggedIn()
                logger.notice(
                    "connected to Asterisk", metadata: ["interface": "\(Output.clean(session.greeting ?? ""))"])
            }
            tally.count(.message, messages.count)
            state.heard(at: now, isLoggedIn: session.isLoggedIn, answersPings: session.answersPings)
            // What came with the login's answer is after it.
            try await feed.take(messages, arrival: now)
        }
    }

    /// Asks whether Asterisk is still there, and ends the connection where it is not.
    private func watch(
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ state: AMIConnectionState
    ) async throws {
        var nextPing = Clock.now + limits.pingSeconds * 1_000_000
        while true {
            try await Task.sleep(for: .milliseconds(500))
            let now = Clock.now
            let (began, heard, isLoggedIn, answersPings) = state.all
            guard isLoggedIn else {
                if now - began > limits.loginSeconds * 1_000_000 {
                    throw AMIConnectionFault.silent(limits.loginSeconds)
                }
                continue
            }
            if now - began > limits.answerSeconds * 1_000_000, try await feed.stopsWaiting(now: now) {
                logger.warning("Asterisk does not list its queues and channels: what is active now cannot be stated")
            }
            try await feed.restateMembers(now: now)
            if answersPings, now - heard > limits.silenceSeconds * 1_000_000 {
                throw AMIConnectionFault.silent(limits.silenceSeconds)
            }
            if now >= nextPing {
                nextPing = now + limits.pingSeconds * 1_000_000
                try await outbound.write(ByteBuffer(bytes: AMISession.ping))
            }
        }
    }
}

/// The bounds of a connection to Asterisk.
struct AMIConnectionLimits: Sendable {
    /// Seconds until TCP is open. Default 10.
    var connectSeconds: Int64 = 10
    /// Seconds until the login is accepted. Default 15: Asterisk gives a client 30.
    var loginSeconds: Int64 = 15
    /// Seconds until queues and channels are listed. Default 15.
    var answerSeconds: Int64 = 15
    /// Seconds between two questions whether Asterisk is still there. Default 20.
    var pingSeconds: Int64 = 20
    /// Seconds without a word from an Asterisk that has answered such a question before. Default 60: two were not
    /// answered.
    var silenceSeconds: Int64 = 60
}
