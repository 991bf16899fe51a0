import BoardProtocol
import Values

/// The state of the simulated boards, as one loop or all together see it.
struct FleetStatus: Sendable {
    /// What the boards of one view got.
    struct View: Sendable {
        /// Boards that show it now.
        var boards = 0
        /// Since the start.
        var snapshots = 0
        var updates = 0
        /// From the gateway's `asOf` until an update was read, in the last second.
        var delays: DelayHistogram
        /// The state of one of the boards, if it has one.
        var state: JSON?
    }

    /// A board that the gateway does not let in.
    struct Refusal: Hashable, Sendable {
        let serial: String
        let refused: Refused
        /// When it tries again, in milliseconds since 1970; nil: never.
        let nextTry: Int64?
    }

    /// A board that waits to be paired.
    struct Code: Hashable, Sendable {
        let serial: String
        /// As it shows it.
        let userCode: String
    }

    /// A board that is paired and waits for a seat.
    struct SeatWait: Hashable, Sendable {
        let serial: String
        /// As it shows it.
        let detail: String
        let configured: Int
        let max: Int?

        init(serial: String, waiting: Waiting) {
            self.serial = serial
            detail = waiting.detail
            configured = waiting.seats.configured
            max = waiting.seats.max
        }
    }

    /// Boards before their first try or between two, or whose connection is ending.
    var waiting = 0
    /// Boards on their way to a welcome or a code.
    var connecting = 0
    /// Boards that show a pairing code.
    var pairing = 0
    /// Boards that are paired and wait for a seat.
    var waitingForSeat = 0
    /// Boards with a view, `none` included.
    var live = 0
    /// Boards that do not come back by themselves.
    var stopped = 0
    /// In the order of `Welcome.View.allCases`.
    var views: [View]
    /// Of the boards that show one, at most `FleetLimits.namedCodes`.
    var codes: [Code] = []
    var refusals: [Refusal] = []
    /// Of the boards that wait for a seat, at most `FleetLimits.namedRefusals`.
    var seatWaits: [SeatWait] = []
    /// Since the start, by close code: how often a connection ended so. 1006 is a connection that was lost while it
    /// was live.
    var closes: [UInt16: Int] = [:]
    /// Since the start, by cause: no connection, TLS, no upgrade.
    var losses: [String: Int] = [:]
    /// Since the start: tokens that boards got, with a seat or replacing another token.
    var registrations = 0
    /// Since the start: updates that were missing.
    var gaps = 0
    /// Since the start: messages that violate the protocol.
    var unreadable = 0
    /// Since the start, of whole messages as received.
    var messages = 0
    var bytes = 0
    /// Since the start: from the time of the event that an update of a live view shows until the update was read.
    var eventDelays: DelayHistogram

    init(limits: FleetLimits) {
        eventDelays = DelayHistogram(longest: limits.longestDelayMillis)
        let view = View(delays: DelayHistogram(longest: limits.longestDelayMillis))
        views = Array(repeating: view, count: Welcome.View.allCases.count)
    }

    subscript(view: Welcome.View) -> View {
        get { views[Self.index(view)] }
        set { views[Self.index(view)] = newValue }
    }

    private static func index(_ view: Welcome.View) -> Int {
        switch view {
        case .none: 0
        case .insights: 1
        case .analytics: 2
        case .liveAnalytics: 3
        case .contactCentre: 4
        }
    }

    var boards: Int { waiting + connecting + pairing + waitingForSeat + live + stopped }

    /// Adds the figures of another loop.
    mutating func add(_ other: FleetStatus, limits: FleetLimits) {
        waiting += other.waiting
        connecting += other.connecting
        pairing += other.pairing
        waitingForSeat += other.waitingForSeat
        live += other.live
        stopped += other.stopped
        for index in views.indices {
            views[index].boards += other.views[index].boards
            views[index].snapshots += other.views[index].snapshots
            views[index].updates += other.views[index].updates
            views[index].delays.add(other.views[index].delays)
            if views[index].state == nil { views[index].state = other.views[index].state }
        }
        codes = Array((codes + other.codes).prefix(limits.namedCodes))
        seatWaits = Array((seatWaits + other.seatWaits).prefix(limits.namedRefusals))
        refusals = Array((refusals + other.refusals).prefix(limits.namedRefusals))
        closes.merge(other.closes, uniquingKeysWith: +)
        losses.merge(other.losses, uniquingKeysWith: +)
        registrations += other.registrations
        gaps += other.gaps
        unreadable += other.unreadable
        messages += other.messages
        bytes += other.bytes
        eventDelays.add(other.eventDelays)
    }
}
