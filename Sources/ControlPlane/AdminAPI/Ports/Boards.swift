import WallboardCore

/// Tells who is on the boards' port.
package protocol BoardDirectory: Sendable {
    /// Every registered board, the attempts that were refused lately and the alarms, of one customer or of all (nil).
    func boards(of customer: CustomerID?) async throws(AdminError) -> BoardListing
    /// What changes from now on, of one customer or of all (nil). Subscribe first and list then: nothing is missed, and
    /// what comes twice is the same. The stream ends when it is cancelled or the gateway stops; one that is read too slowly
    /// loses events and gets `.resync` in their place. Throws `.unavailable` beyond the bound of streams.
    func boardFeed(of customer: CustomerID?) async throws(AdminError) -> AsyncStream<BoardFeedEvent>
}

/// Who is on the boards' port.
package struct BoardListing: Sendable {
    /// The moment of the listing.
    package let asOf: Instant
    /// Every registered device, by customer, then device id.
    package let boards: [DeviceStatus]
    /// Newest first, bounded.
    package let refused: [RefusedAttempt]
    /// Newest first, bounded.
    package let alarms: [DeviceAlarm]

    /// Takes the lists in their order.
    package init(asOf: Instant, boards: [DeviceStatus], refused: [RefusedAttempt], alarms: [DeviceAlarm]) {
        self.asOf = asOf
        self.boards = boards
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
    case alarm(DeviceAlarm)
    /// What the loops measured anew, a few seconds after the last time; only boards whose figures changed.
    case figures([(device: DeviceID, figures: ConnectionFigures)])
    /// Events were lost: list everything again.
    case resync
}
