/// Where a board is.
package enum BoardPresence: String, Sendable, CaseIterable {
    /// Its board is connected and awake.
    case connected
    /// Its board said that the TV sleeps, and has not come back awake since.
    case asleep
    /// Its board is away although nothing said that it would be.
    case offline
}

extension DeviceStatus {
    /// Where the board is; a TV that sleeps is asleep whether its network sleeps with it or not.
    package var presence: BoardPresence {
        guard let connection else { return isAwayAsleep ? .asleep : .offline }
        return connection.asleep ? .asleep : .connected
    }
}
