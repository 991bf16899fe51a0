/// The words for why a board is refused, each with the close that follows.
package enum RefusalReason: String, Sendable, CaseIterable {
    /// No licence is free (protocol, section 6, rule 3).
    case seatLimit
    /// An admin suspended the device.
    case suspended
    /// The token is not one that is good now, or not with this serial (rule 6).
    case unknownToken
    /// The enrolment key is not known, has expired or is used up.
    case badEnrolmentKey
    /// An admin removed the device.
    case removed
    /// Other hardware took over the seat.
    case replaced
    /// A newer connection of the same device took over.
    case takenOver
    /// The licence of the enrolment key's user gives no view (protocol, section 4).
    case notEntitled
    /// Too many take-overs or failed attempts.
    case tooManyAttempts
    /// The customer is no longer one of the provider's.
    case customerClosed
    /// The gateway has no address that a phone can open: a code would lead nowhere.
    case pairingUnavailable
    /// The gateway cannot store or look up what it has to; try later.
    case unavailable

    /// The close that follows.
    package var close: BoardClose {
        switch self {
        case .seatLimit: .seatLimit
        case .suspended: .suspended
        case .unknownToken, .badEnrolmentKey, .notEntitled: .badCredentials
        case .removed: .removed
        case .replaced: .replaced
        case .takenOver: .takenOver
        case .tooManyAttempts: .tooManyAttempts
        case .customerClosed: .customerClosed
        case .pairingUnavailable, .unavailable: .overloaded
        }
    }
}
