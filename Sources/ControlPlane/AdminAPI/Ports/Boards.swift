import Values
import WallboardCore

/// Lists the boards on the boards' port.
package protocol BoardDirectory: Sendable {
    /// A page of the registered boards; the first also has the screens that wait for a seat, the recently refused
    /// attempts and the alarms. Its cost follows what the page holds, and with a `presence` what is skipped.
    func boards(_ selection: BoardSelection) async throws(AdminError) -> BoardListing
    /// What changes from now on, of one customer or of all (nil). Subscribe first and list then: nothing is missed,
    /// and what comes twice is the same. The stream ends when it is cancelled or the gateway stops; a stream that is
    /// read too slowly loses events and gets `.resync` in their place. Throws `.unavailable` beyond the bound of
    /// streams.
    func boardFeed(of customer: CustomerID?) async throws(AdminError) -> AsyncStream<BoardFeedEvent>
}

/// Which boards a page holds.
package struct BoardSelection: Hashable, Sendable {
    /// Whose boards; nil: those of all customers.
    package let customer: CustomerID?
    /// Only boards with this presence; nil: all.
    package let presence: BoardPresence?
    /// Where the page before ended; nil: at the beginning.
    package let after: BoardPosition?
    /// Boards of the page at most; at least 1.
    package let limit: Int

    /// Takes what a request asks for.
    package init(customer: CustomerID?, presence: BoardPresence?, after: BoardPosition?, limit: Int) {
        precondition(limit > 0, "limit is \(limit)")
        self.customer = customer
        self.presence = presence
        self.after = after
        self.limit = limit
    }
}

/// The position of a board in the list of all: by customer, then device.
package struct BoardPosition: Hashable, Comparable, Sendable {
    /// Whose board it is.
    package let customer: CustomerID
    /// The device of the board.
    package let device: DeviceID

    /// Takes both.
    package init(customer: CustomerID, device: DeviceID) {
        self.customer = customer
        self.device = device
    }

    /// By customer, then device.
    package static func < (a: BoardPosition, b: BoardPosition) -> Bool {
        (a.customer, a.device) < (b.customer, b.device)
    }
}

/// The boards on the boards' port.
package struct BoardListing: Sendable {
    /// The moment of the listing.
    package let asOf: Instant
    /// The registered devices of this page, by customer, then device id.
    package let boards: [DeviceStatus]
    /// Whether boards follow after this page.
    package let hasMore: Bool
    /// Screens that wait for a seat, by customer, then place, bounded; none after the first page.
    package let waiting: [WaitingScreen]
    /// Newest first, bounded; none after the first page.
    package let refused: [RefusedAttempt]
    /// Newest first, bounded; none after the first page.
    package let alarms: [DeviceAlarm]

    /// Takes the lists in their order.
    package init(
        asOf: Instant, boards: [DeviceStatus], hasMore: Bool, waiting: [WaitingScreen], refused: [RefusedAttempt],
        alarms: [DeviceAlarm]
    ) {
        self.asOf = asOf
        self.boards = boards
        self.hasMore = hasMore
        self.waiting = waiting
        self.refused = refused
        self.alarms = alarms
    }
}

/// What happened to the boards.
package enum BoardFeedEvent: Sendable {
    /// A device was added or changed, its board came, went, or said something.
    case board(DeviceStatus)
    /// A device was removed.
    case removed(DeviceID, of: CustomerID)
    case refused(RefusedAttempt)
    /// The line of the screens that wait for a seat of a customer has changed: the whole line, in order.
    case waiting([WaitingScreen], of: CustomerID)
    case alarm(DeviceAlarm)
    /// New measurements of the loops, a few seconds after the last ones; only boards whose figures changed.
    case figures([(device: DeviceID, figures: ConnectionFigures)])
    /// Events were lost: list everything again.
    case resync
}

/// Where a board is.
package enum BoardPresence: String, Sendable, CaseIterable {
    /// Its board is connected and awake.
    case connected
    /// Its board said that the TV sleeps, and has not come back awake since.
    case asleep
    /// Its board is away and did not announce it.
    case offline
}

extension DeviceStatus {
    /// Where the board is; a sleeping TV is asleep whether or not its network sleeps with it.
    package var presence: BoardPresence {
        guard let connection else { return isAwayAsleep ? .asleep : .offline }
        return connection.asleep ? .asleep : .connected
    }
}
