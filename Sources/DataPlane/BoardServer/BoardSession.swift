import BoardProtocol
import WebSocketWire

/// The conversation with one board after the upgrade: a state machine that does no I/O and reads no clock. The
/// connection feeds it what arrived and what time it is (monotonic milliseconds), and carries out what it returns.
///
/// | phase | `hello` | `resync` | `status` | Close | time | control plane |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | `awaitingHello` | → `deciding` | 4500 | 4500 | answered | 4000 | – |
/// | `deciding` | 4500 | ignored: a snapshot is to come | passed on | answered | 1013 | admit → `serving` |
/// | `serving` | 4500 | passed on | passed on | answered | ping, heartbeat; 4003; 4004 | – |
/// | `closing` | ignored | ignored | ignored | the end | given up | – |
///
/// A board that is being paired is in `serving` too, without a subscription: it gets heartbeats and pings and has to
/// answer them, its `status` is passed on, and a `resync` has no effect, since there is nothing to send again.
///
/// Every message that is none of these, and every binary one, closes with 4500; too many of them, pings and pongs
/// included, with 4012. A ping is answered in every phase but `closing`. Every close leads to `closing`.
///
/// Conversations other than a board's begin in `serving`: there is nobody to let in, and no `heartbeat` message.
struct BoardSession {
    enum Phase: Equatable {
        case awaitingHello, deciding, serving, closing
    }

    /// What the connection has to do.
    enum Reaction: Equatable {
        case nothing
        case hello(Hello)
        case status(BoardStatus)
        case resync
        /// The ping of `probe` was answered.
        case answered
        /// Echo the message.
        case echo(Message)
        case pong([UInt8])
        /// A ping, and with it the `heartbeat` message if no other message was sent for long enough, or no `heartbeat`.
        case beat(withHeartbeat: Bool)
        /// Close with this code and reason; `detail` goes to the log.
        case close(BoardClose, detail: String)
        /// The board closes: answer with its own code (RFC 6455, section 5.5.1).
        case answerClose(CloseCode?)
        /// Both sides have said Close: end the connection when all is written.
        case end
        /// The board has not answered Close in time: end the connection now.
        case giveUp
    }

    let conversation: Conversation
    private(set) var phase: Phase
    /// Whether the board has been welcomed: before, its limits are tight.
    private var isWelcomed: Bool
    /// When a message was sent last. Pings do not count: a page cannot see them.
    private var spokeAt: Int64
    /// When a `heartbeat` message was sent last: by its time a page sets its clock.
    private var timeSentAt: Int64
    /// When the last message went out whole; nil before the first.
    private(set) var lastMessageAt: Int64?
    /// Since when something waits for the board and it takes nothing.
    private var stalledSince: Int64?
    /// When the phase ends by itself (not while serving).
    private var phaseDeadline: Int64
    private var pingedAt: Int64
    /// The first ping since the board was last heard.
    private var unansweredSince: Int64?
    /// From the last ping that was answered to its pong, in milliseconds; nil before the first pong.
    private(set) var roundTripMillis: Int32?
    /// Names the ping that is not answered; the same as long as that is so.
    private var pingNumber: UInt32 = 0
    /// When the ping of this number was sent first; nil while none is unanswered.
    private var pingNumberSince: Int64?
    /// Whether anybody waits for the answer to the ping.
    private var isProbed = false
    private var windowStart: Int64
    private var windowCount = 0
    /// How much earlier than `heartbeatMillis` this board's heartbeat comes.
    private let earlyMillis: Int32

    /// `earlyMillis` is how much earlier than the others its heartbeat comes, 0…`maxHeartbeatLeadMillis`: drawn by the
    /// caller.
    init(_ conversation: Conversation, at now: Int64, earlyMillis: Int32 = 0, within limits: BoardServerLimits) {
        precondition(0...limits.maxHeartbeatLeadMillis ~= earlyMillis, "\(earlyMillis) ms early")
        self.conversation = conversation
        self.earlyMillis = earlyMillis
        phase = conversation == .board ? .awaitingHello : .serving
        isWelcomed = conversation != .board
        phaseDeadline = now + limits.helloMillis
        spokeAt = now
        timeSentAt = now
        pingedAt = now
        windowStart = now
    }

    // MARK: What the board says

    /// Bytes arrived, of a whole message or of a part. That is a sign of life too: a board that sends a long message
    /// slowly has its pong wait behind it, or inside it.
    mutating func heard() {
        unansweredSince = nil
    }

    /// Something arrived. Compressed messages have been inflated by the caller.
    mutating func receive(_ incoming: Incoming, at now: Int64, within limits: BoardServerLimits) -> Reaction {
        unansweredSince = nil
        if case .close(let code, _) = incoming {
            defer { enter(.closing, until: now + limits.closeMillis) }
            return phase == .closing ? .end : .answerClose(code)
        }
        guard phase != .closing else { return .nothing }
        guard countsWithinWindow(at: now, limits) else {
            return .close(.tooManyAttempts, detail: "more than \(limits.maxMessagesPerWindow) messages")
        }
        switch incoming {
        case .ping(let payload): return .pong(payload)
        case .pong(let payload):
            return measure(payload, at: now)
        case .close: return .nothing
        case .message(let message):
            switch conversation {
            case .board: return receive(message, at: now, within: limits)
            case .echo: return .echo(message)
            case .listening: return .nothing
            }
        }
    }

    private mutating func receive(_ message: Message, at now: Int64, within limits: BoardServerLimits) -> Reaction {
        guard message.opcode == .text else { return .close(.badMessage, detail: "binary message") }
        do {
            return try receive(BoardMessage(parsing: message.payload), at: now, within: limits)
        } catch {
            return .close(.badMessage, detail: error.reason)
        }
    }

    private mutating func receive(
        _ message: BoardMessage, at now: Int64, within limits: BoardServerLimits
    ) -> Reaction {
        switch (message, phase) {
        case (.hello(let hello), .awaitingHello):
            enter(.deciding, until: now + limits.decisionMillis)
            return .hello(hello)
        case (.hello, _): return .close(.badMessage, detail: "second hello")
        case (_, .awaitingHello): return .close(.badMessage, detail: "the first message was not hello")
        case (.resync, .serving): return .resync
        case (.resync, _): return .nothing
        case (.status(let status), _): return .status(status)
        }
    }

    /// A pong measures the round trip if it answers a ping of ours that was not answered before; others are allowed and
    /// ignored (RFC 6455, section 5.5.3).
    private mutating func measure(_ payload: [UInt8], at now: Int64) -> Reaction {
        guard let since = pingNumberSince, payload == pingPayload else { return .nothing }
        pingNumberSince = nil
        roundTripMillis = Int32(clamping: now - since)
        defer { isProbed = false }
        return isProbed ? .answered : .nothing
    }

    /// What identifies the pong of this ping: its number, in 4 bytes. A ping that follows on an unanswered one reuses
    /// its number, since a board may answer the latest alone.
    var pingPayload: [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: pingNumber >> (24 - 8 * $0)) }
    }

    private mutating func countsWithinWindow(at now: Int64, _ limits: BoardServerLimits) -> Bool {
        if now - windowStart >= limits.messageWindowMillis {
            windowStart = now
            windowCount = 0
        }
        windowCount += 1
        return windowCount <= limits.maxMessagesPerWindow
    }

    /// Whether a board closed with this code now failed to be let in through its own fault.
    func isFailedAttempt(_ close: BoardClose) -> Bool {
        guard conversation == .board, phase == .awaitingHello || phase == .deciding else { return false }
        return close == .noHello || close == .badMessage || close == .badCredentials
    }

    // MARK: What the gateway does

    /// The control plane let the board in.
    ///
    /// - Returns: false if the board no longer waits for that.
    mutating func admit() -> Bool {
        guard phase == .deciding else { return false }
        phase = .serving
        return true
    }

    /// The board gets `welcome`, or another one.
    ///
    /// - Returns: false if it had one before.
    mutating func welcome() -> Bool {
        defer { isWelcomed = true }
        return !isWelcomed
    }

    /// The longest message that is accepted now, before and after inflation.
    func maxMessageBytes(within limits: BoardServerLimits) -> Int {
        isWelcomed ? limits.maxMessageBytes : min(limits.maxMessageBytes, limits.maxMessageBytesBeforeWelcome)
    }

    /// Asks whether the board still answers: returns true if a ping is to be sent, whose pong is `answered`.
    mutating func probe(at now: Int64) -> Bool {
        guard phase == .serving else { return false }
        isProbed = true
        nameNextPing(at: now)
        return true
    }

    /// A ping that follows on an unanswered one keeps its number.
    private mutating func nameNextPing(at now: Int64) {
        guard pingNumberSince == nil else { return }
        pingNumber &+= 1
        pingNumberSince = now
    }

    /// A Close frame of ours is on its way.
    mutating func startedClosing(at now: Int64, within limits: BoardServerLimits) {
        precondition(phase != .closing, "closed twice")
        enter(.closing, until: now + limits.closeMillis)
    }

    /// The kernel took bytes; `isMessage` if the end of a message was among them.
    mutating func wrote(at now: Int64, isMessage: Bool) {
        if isMessage {
            spokeAt = now
            lastMessageAt = now
        }
        guard stalledSince != nil else { return }
        stalledSince = nil
        // The board could not answer what it could not take: the time for that begins now.
        if unansweredSince != nil { unansweredSince = now }
    }

    /// Something waits and the kernel takes nothing.
    mutating func blocked(at now: Int64) {
        if stalledSince == nil { stalledSince = now }
    }

    private mutating func enter(_ phase: Phase, until deadline: Int64) {
        self.phase = phase
        phaseDeadline = deadline
    }

    // MARK: Time

    /// The next moment at which `elapsed` has something to do, if nothing happens before. It moves to an earlier one
    /// only where the phase changes and when a board starts or stops stalling.
    func deadline(within limits: BoardServerLimits) -> Int64 {
        guard phase == .serving else { return phaseDeadline }
        // A board that takes nothing cannot answer a ping, and anything queued for it would only wait.
        if let stalledSince { return stalledSince + limits.stallMillis }
        var beat = min(spokeAt, pingedAt) + interval(limits)
        if conversation == .board { beat = min(beat, timeSentAt + timeInterval(limits)) }
        return unansweredSince.map { min(beat, $0 + 2 * limits.heartbeatMillis) } ?? beat
    }

    /// From one heartbeat to the next.
    private func interval(_ limits: BoardServerLimits) -> Int64 { limits.heartbeatMillis - Int64(earlyMillis) }

    /// The longest from one `heartbeat` message to the next: these too are not sent to all boards at the same moment.
    private func timeInterval(_ limits: BoardServerLimits) -> Int64 {
        limits.serverTimeMillis - min(Int64(earlyMillis), limits.serverTimeMillis / 4)
    }

    /// The deadline may have come; it may also have moved.
    mutating func elapsed(at now: Int64, within limits: BoardServerLimits) -> Reaction {
        guard now >= deadline(within: limits) else { return .nothing }
        switch phase {
        case .awaitingHello: return .close(.noHello, detail: "no hello")
        case .deciding: return .close(.overloaded, detail: "no decision in time")
        case .closing: return .giveUp
        case .serving: break
        }
        if let stalledSince { return .close(.tooSlow, detail: "took nothing for \(now - stalledSince) ms") }
        if let unansweredSince, now - unansweredSince >= 2 * limits.heartbeatMillis {
            return .close(.noPong, detail: "no pong in two heartbeats")
        }
        let isTimeDue =
            now - spokeAt >= interval(limits) || conversation == .board && now - timeSentAt >= timeInterval(limits)
        if isTimeDue {
            spokeAt = now
            timeSentAt = now
        }
        pingedAt = now
        nameNextPing(at: now)
        unansweredSince = unansweredSince ?? now
        return .beat(withHeartbeat: isTimeDue && conversation == .board)
    }
}
