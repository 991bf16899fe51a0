import Values

/// Decides when a board has been gone for long enough to report it: once per outage, and once when it is back. A
/// value that does no I/O and reads no clock.
///
/// Time counts only while the board should be on: not in the sleep hours of its customer, and not after the board
/// said that it sleeps, until it connects again. After a restart every registered board counts as gone since then, so
/// that one that is still away is reported again.
package struct OfflineWatch: Sendable {
    private struct Outage {
        /// When the board went; this is reported.
        var since: Instant
        /// Since when it has been gone while it should be on.
        var awakeSince: Instant
        var isAsleep: Bool
        var isTold = false
    }

    private struct Board {
        var device: WebhookDevice
        /// nil: connected.
        var outage: Outage?
    }

    /// How long a board may be gone, in milliseconds, before it is reported.
    package let patienceMillis: Int64
    private let limits: WebhookLimits
    private var boards: [String: Board] = [:]

    /// Precondition: `patienceMinutes` is not negative.
    package init(patienceMinutes: Int, limits: WebhookLimits = WebhookLimits()) {
        precondition(patienceMinutes >= 0, "a patience of \(patienceMinutes) minutes")
        patienceMillis = Int64(patienceMinutes) * 60_000
        self.limits = limits
    }

    /// Boards that are watched.
    package var count: Int { boards.count }

    /// A board is connected. Returns the notice that it is back, if it was reported gone.
    package mutating func connected(_ device: WebhookDevice, at now: Instant) -> WebhookNotice? {
        let outage = boards[device.deviceID]?.outage
        put(Board(device: device, outage: nil))
        guard let outage, outage.isTold else { return nil }
        return .boardBack(device, since: outage.since, at: now)
    }

    /// A board is gone, or one that is registered has not connected since the start. `isAsleep`: it announced that it
    /// sleeps. Repeated for a board that is gone, it changes nothing but the names.
    package mutating func disconnected(_ device: WebhookDevice, isAsleep: Bool, at now: Instant) {
        let outage = boards[device.deviceID]?.outage ?? Outage(since: now, awakeSince: now, isAsleep: isAsleep)
        put(Board(device: device, outage: outage))
    }

    /// A device is no longer registered, or suspended: nobody expects it.
    package mutating func removed(deviceID: String) {
        boards[deviceID] = nil
    }

    /// The boards that have now been gone for long enough, by customer and device. Call every few seconds:
    /// `isSleeping` says whether it is now in the sleep hours of a customer, and the time between two calls counts as
    /// awake if the second is.
    package mutating func check(
        at now: Instant, isSleeping: (_ customerID: String) -> Bool
    ) -> [WebhookNotice] {
        var sleeping: [String: Bool] = [:]
        var due: [Board] = []
        for (id, board) in boards {
            guard var outage = board.outage, !outage.isTold else { continue }
            let customer = board.device.customerID
            let isSleepHour = sleeping[customer] ?? isSleeping(customer)
            sleeping[customer] = isSleepHour
            // Since a moment in the future: the clock was ahead, and the wait begins now.
            if outage.isAsleep || isSleepHour || outage.awakeSince > now {
                outage.awakeSince = now
            } else if now.milliseconds - outage.awakeSince.milliseconds >= patienceMillis {
                outage.isTold = true
                due.append(board)
            }
            boards[id]?.outage = outage
        }
        due.sort { a, b in
            (a.device.customerID, a.device.deviceID) < (b.device.customerID, b.device.deviceID)
        }
        return due.map { .boardOffline($0.device, since: $0.outage?.since ?? now, at: now) }
    }

    /// Beyond the bound no board is added; those that are there are kept.
    private mutating func put(_ board: Board) {
        guard boards[board.device.deviceID] != nil || boards.count < limits.watchedBoards else { return }
        boards[board.device.deviceID] = board
    }
}
