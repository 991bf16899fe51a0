import BoardProtocol
import EventLoop
import WebSocketWire

/// One connection of a loop: descriptor, TLS, what it has reached, what waits for it. Confined to the loop's thread,
/// never freed inside its own event: the loop removes it at the end of the tick.
final class Connection {
    enum Phase {
        /// The header of the PROXY protocol, which a trusted proxy sends before TLS.
        case proxyHeader
        /// TLS handshake.
        case handshake
        /// Reading the request head.
        case request
        /// Upgraded: see `session`.
        case board
        /// The answer of HTTP or the last Close is being written; nothing is read but the peer's end.
        case draining
        /// Off the poller, to be removed.
        case ended
    }

    /// What takes the bytes that arrive.
    enum Input {
        /// Before the request and after the conversation.
        case ignored
        case proxyHeader(ProxyHeaderReader)
        case request(RequestReader)
        case messages(MessageReader)
    }

    /// What keeps a connection from being written to although something waits.
    struct Holds: OptionSet {
        let rawValue: UInt8

        /// TLS could not write: until the poller reports that it can go on.
        static let transport = Holds(rawValue: 1)
        /// What was revoked is not acknowledged: until it is, or the connection is reset.
        static let acknowledgement = Holds(rawValue: 2)
        /// It takes the place of another connection, whose peer has not acknowledged what it was sent.
        static let predecessor = Holds(rawValue: 4)
    }

    // What a publication touches comes first, side by side in the cache: outbox, flags, TLS, session.

    var outbox = Outbox()
    var encoding = FrameEncoding.plain
    var phase = Phase.handshake
    /// Why nothing is offered to TLS; empty: what waits is offered.
    var holds: Holds = []
    /// Whether the loop's flush list holds this connection.
    var isDirty = false
    /// What the poller is asked for. Without `.read`, reading goes on when the socket can be written.
    var interest = Interest.read
    /// Whether close_notify and FIN follow as soon as the outbox is empty.
    var endsWhenWritten = false
    var topic: Topic?
    /// The session, and the socket that it owns.
    var tls: TLSSession
    /// From the upgrade on.
    var session: BoardSession?

    var input = Input.ignored
    /// When `proxyHeader`, `handshake`, `request` or `draining` end by themselves.
    var deadline: Int64
    var topicIndex = 0

    let slot: UInt32
    let generation: UInt32
    /// Who is on the other end: where a trusted proxy is, the address it names once its header has come.
    var peer: SocketAddress
    /// Whether a trusted proxy began with TLS: its health checks do, and nothing else of it is served.
    var lacksProxyHeader = false

    /// Its place among the connections that are not finished; nil once it is.
    var place: UnfinishedConnections.Place?
    /// Bytes that came after the end of the conversation.
    var discardedBytes = 0
    /// How often its handshake was worked on.
    var handshakeTurns: UInt8 = 0
    /// Whether it was ever subscribed: then what its peer has not acknowledged may be state.
    var hasHadState = false
    /// Whether the control plane knows the connection: then its end is reported.
    var isAnnounced = false
    /// The first reason that was found for the end.
    var cause: BoardClose?

    init(
        slot: UInt32, generation: UInt32, peer: SocketAddress, tls: consuming TLSSession, deadline: Int64
    ) {
        self.slot = slot
        self.generation = generation
        self.peer = peer
        self.tls = tls
        self.deadline = deadline
    }

    /// Whether nothing may be offered to TLS now.
    var isBlocked: Bool { !holds.isEmpty }

    /// Hands `input` over to the caller, which puts back the reader that goes on. While two references to a reader
    /// exist, each piece of a long message would copy everything received of it.
    func takeInput() -> Input { exchange(&input, with: .ignored) }

    /// Whose doing a log line about this connection describes.
    var sayer: LoopLog.Source { place == nil ? .board : .stranger }

    /// Whether the peer's messages have to wait until it has read what waits for it.
    var readsAfterWriting: Bool { session?.conversation == .echo && !outbox.queue.isEmpty }

    /// What the poller's events for this descriptor belong to.
    var pollToken: PollToken { PollToken(slot: slot, generation: generation) }
}

/// What is spoken on a connection after the upgrade. The path decides; the wire, the heartbeats and the way a
/// connection ends are the same for all.
package enum Conversation: Hashable, Sendable {
    /// The boards' protocol: `hello`, then as the control plane decides.
    case board
    /// Every message comes back with its opcode. Nothing is read while an answer waits, so that a peer that does not
    /// read only holds up itself.
    case echo
    /// What is published to a topic; messages of the peer are read and ignored.
    case listening
}
