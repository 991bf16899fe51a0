import BoardProtocol
import EventLoop
import Logging
import Values
import WebSocketWire

/// What the gateway says on one connection: messages, answers of HTTP, and the last words. It queues; the `Flusher`
/// writes.
final class Sender {
    private let context: LoopContext
    private let connections: Connections
    private let topics: TopicTable
    private let flusher: Flusher
    private let deflaters: Deflaters
    private let attempts: FailedAttempts

    init(
        context: LoopContext, connections: Connections, topics: TopicTable, flusher: Flusher, deflaters: Deflaters,
        attempts: FailedAttempts
    ) {
        self.context = context
        self.connections = connections
        self.topics = topics
        self.flusher = flusher
        self.deflaters = deflaters
        self.attempts = attempts
    }

    // MARK: What waits

    /// Adds a message that must be sent.
    ///
    /// - Returns: false if the board has left too much waiting: it is being closed.
    @discardableResult
    func say(_ message: SharedFrame, to connection: Connection) -> Bool {
        say(message.encoded(as: connection.encoding, with: deflaters), to: connection)
    }

    /// Adds messages that must be sent, in order.
    ///
    /// - Returns: false if the board has left too much waiting: it is being closed.
    func say(_ messages: [SharedFrame], to connection: Connection) -> Bool {
        messages.allSatisfy { say($0, to: connection) }
    }

    /// Adds a frame that must be sent; it leaves at the end of the tick with all else that waits.
    ///
    /// - Returns: false if the board has left too much waiting: it is being closed.
    @discardableResult
    func say(_ frame: EncodedFrame, to connection: Connection) -> Bool {
        guard connection.outbox.say(frame, within: context.limits) else {
            closeBoard(connection, .tooSlow, detail: "\(connection.outbox.queue.frameCount) frames wait")
            return false
        }
        flusher.markDirty(connection)
        return true
    }

    /// Sends the ping that the session expects. Returns false if the connection was closed instead.
    func ping(_ connection: Connection) -> Bool {
        let payload = connection.session?.pingPayload ?? []
        return say(EncodedFrame(bytes: FrameWriter.ping(payload), kind: .transport), to: connection)
    }

    /// Gives a subscriber a snapshot in place of the state that waits.
    func replaceState(of connection: Connection, with snapshot: SharedFrame) {
        connection.outbox.replace(with: snapshot.encoded(as: connection.encoding, with: deflaters))
        flusher.markDirty(connection)
    }

    // MARK: The last words

    /// Closes a board with a code of the table: takes back the state that waits, and sends `message` where there is
    /// one. Does nothing to a connection that is closing already.
    ///
    /// `reason` goes into the Close frame where the table's is too general. `logs`: false where the caller has logged
    /// it itself.
    func closeBoard(
        _ connection: Connection, _ close: BoardClose, detail: String, reason: String? = nil,
        message: SharedFrame? = nil, logs: Bool = true
    ) {
        guard connection.phase == .board, connection.session?.phase != .closing else { return }
        var close = close
        var detail = detail
        var message = message
        if let session = connection.session, session.isFailedAttempt(close), !takeAttempt(of: connection),
            close == .badCredentials
        {
            close = .tooManyAttempts
            detail = "bad credentials, too often from its address"
            message = nil
        }
        connection.cause = close
        context.note(
            peer: connection.peer, "closed with \(close.rawValue) \(close.reason): \(detail)", by: connection.sayer,
            fault: close.fault, level: logs ? nil : .debug)
        var frames: [EncodedFrame] = []
        if let message { frames.append(message.encoded(as: connection.encoding, with: deflaters)) }
        let frame = FrameWriter.close(CloseCode(rawValue: close.rawValue), reason: reason ?? close.reason)
        frames.append(EncodedFrame(bytes: frame, kind: .transport))
        finish(connection, with: frames)
        connection.session?.startedClosing(at: context.now, within: context.limits)
        connections.arm(connection)
    }

    /// Counts an attempt to be let in that no credential vouched for; false where the address has none left.
    func takeAttempt(of connection: Connection) -> Bool {
        attempts.take(from: connection.peer.ipAddress, at: context.now)
    }

    /// Fails the connection of a peer that broke the rules (RFC 6455, section 7.1.7): the Close, and the end. What
    /// follows makes no sense or is not worth the work, so nothing more is decrypted, parsed or inflated.
    func fail(_ connection: Connection, _ close: BoardClose, reason: String, detail: String? = nil) {
        closeBoard(connection, close, detail: detail ?? reason, reason: reason)
        drain(connection)
    }

    /// The peer keeps TLS busy and says nothing.
    func flooded(_ connection: Connection, _ reason: String) {
        context.counters.add(.recordFloods)
        if connection.phase == .board {
            closeBoard(connection, .tooManyAttempts, detail: reason)
            drain(connection)
            return
        }
        context.note(peer: connection.peer, reason, by: connection.sayer, fault: .board)
        connections.end(connection)
    }

    /// The board closes: answers, and ends the connection.
    func answerClose(_ connection: Connection, code: CloseCode?) {
        connection.cause = .normal
        finish(connection, with: [EncodedFrame(bytes: FrameWriter.close(answering: code), kind: .transport)])
        drain(connection)
    }

    /// Sends the one answer of HTTP, gives the peer this many milliseconds to take it (nil: `closeMillis`), and ends
    /// the connection.
    func answer(_ connection: Connection, _ frame: EncodedFrame, within milliseconds: Int64? = nil) {
        finish(connection, with: [frame])
        drain(connection, within: milliseconds)
    }

    private func finish(_ connection: Connection, with frames: [EncodedFrame]) {
        topics.unsubscribe(connection)
        connection.outbox.finish(with: frames)
        flusher.markDirty(connection)
    }

    /// Ends the connection when all is written, or when the time is over (nil: `closeMillis`). Nothing more is read.
    func drain(_ connection: Connection, within milliseconds: Int64? = nil) {
        connection.phase = .draining
        connection.input = .ignored
        connection.deadline = context.now + (milliseconds ?? context.limits.closeMillis)
        connection.endsWhenWritten = true
        connections.arm(connection)
        flusher.markDirty(connection)
    }
}
