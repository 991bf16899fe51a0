import BoardProtocol
import Values

/// The board's side of the protocol on one connection, after its hello: what a message of the gateway means for it. A
/// board that is being paired waits for its welcome with one code after the other and then, possibly, for a seat.
///
/// ```
/// awaitingWelcome ── welcome ──► awaitingSnapshot ── snapshot ──► following(seq) ── update seq + 1 ──► following
///                                   ▲        ▲                        │    │
///                                   │        └──────── a gap ─────────┘    │  (the board asks for a resync)
///                                   └─────────────── welcome ──────────────┘
/// ```
package struct BoardDialogue: Sendable {
    private enum Stage: Hashable {
        case awaitingWelcome
        case awaitingSnapshot
        case following(seq: Int)
    }

    /// What the board does about a message.
    package enum Reaction: Equatable, Sendable {
        case nothing
        /// Show this code instead of the last one.
        case showCode(Pairing)
        /// Keep the token for the next connection, and show that a licence is missing.
        case wait(Waiting)
        /// Keep the token for the next connection, replacing any earlier one.
        case keep(Secret)
        /// Show another view; its state comes next, unless there is none.
        case change(to: Welcome.View)
        /// Show this state.
        case show(Snapshot)
        /// Change the state that is shown.
        case apply(Update)
        /// A number of `seq` was skipped: ask for a snapshot.
        case resync
    }

    private var stage = Stage.awaitingWelcome
    /// What the board may show; nil before the first welcome.
    package private(set) var view: Welcome.View?
    /// The longest silence of the gateway that is in order, in milliseconds; 0 before the first welcome.
    package private(set) var heartbeatMillis: Int64 = 0
    /// Why the gateway is going to close.
    package private(set) var refusal: Refused?
    /// When the gateway wants the board back, in milliseconds after the close.
    package private(set) var retryMillis: Int64?

    /// A connection on which the board has said hello.
    package init() {}

    /// The seconds that a gateway names, at most a day: no board waits for longer.
    package static func milliseconds(_ seconds: Int) -> Int64 { min(Int64(seconds), 86_400) * 1_000 }

    /// What the board does about the next message of the gateway.
    package mutating func receive(_ message: GatewayMessage) -> Reaction {
        switch message {
        case .pairing(let pairing):
            guard stage == .awaitingWelcome else { return .nothing }
            return .showCode(pairing)
        case .waiting(let waiting):
            return stage == .awaitingWelcome ? .wait(waiting) : .nothing
        case .registered(let registered):
            return .keep(registered.token)
        case .welcome(let welcome):
            view = welcome.view
            heartbeatMillis = Self.milliseconds(welcome.heartbeatSeconds)
            stage = .awaitingSnapshot
            return .change(to: welcome.view)
        case .snapshot(let snapshot):
            guard stage != .awaitingWelcome else { return .nothing }
            stage = .following(seq: snapshot.seq)
            return .show(snapshot)
        case .update(let update):
            guard case .following(let seq) = stage else { return .nothing }
            guard update.seq == seq &+ 1 else {
                stage = .awaitingSnapshot
                return .resync
            }
            stage = .following(seq: update.seq)
            return .apply(update)
        case .heartbeat:
            return .nothing
        case .refused(let refused):
            refusal = refused
            retryMillis = refused.retryAfterSeconds.map(Self.milliseconds)
            return .nothing
        case .goaway(let goaway):
            retryMillis = min(Int64(goaway.retryAfterMillis), Self.milliseconds(.max))
            return .nothing
        }
    }
}
