import BoardClient
import BoardProtocol

/// One board of a loop: what it keeps from connection to connection, and its connection.
final class SimulatedBoard {
    enum Phase {
        /// Until its next try.
        case waiting
        /// Until its welcome or its first code.
        case connecting
        /// It shows its code.
        case pairing
        /// It is paired, and waits for a seat.
        case waitingForSeat
        case live
        /// From a close until the connection has ended.
        case closing
        /// It does not come back.
        case stopped
    }

    var spec: BoardSpec
    var phase = Phase.waiting
    var connection: ClientConnection?
    var dialogue = BoardDialogue()
    var backOff = BackOff()
    /// What it shows while it is being paired.
    var userCode: String?
    /// What it shows while it waits for a seat.
    var waiting: Waiting?
    /// What it shows while it is live.
    var shown: Welcome.View?
    /// Counts the connections, so that late events of an old one are recognised.
    var generation: UInt32 = 0
    /// When it got its welcome or its first code, and when it last heard anything, by the monotonic clock.
    var liveSince: Int64?
    var lastHeard: Int64 = 0
    /// The code of the close, once there is one.
    var closeCode: UInt16?
    /// Why it was last refused, and when it tries again, in milliseconds since 1970.
    var refusal: (refused: Refused, nextTry: Int64?)?

    init(_ spec: BoardSpec) {
        self.spec = spec
    }
}
