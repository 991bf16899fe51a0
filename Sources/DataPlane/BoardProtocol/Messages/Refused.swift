import Values

/// `refused`: why the board does not get in or may not stay; the close follows (protocol, section 3).
package struct Refused: Hashable, Sendable {
    /// The word for why; it also determines the close.
    package let reason: RefusalReason
    /// A sentence for the screen.
    package let detail: String
    /// After how long the board should try again, instead of its own back-off; nil if it should not, or if the gateway
    /// does not know.
    package let retryAfterSeconds: Int?
    /// The licence figure; for `seatLimit`.
    package let seats: Seats?

    /// How many seats are taken, of how many.
    package struct Seats: Hashable, Sendable {
        /// Devices registered and not suspended.
        package let configured: Int
        /// Nil when unlimited: the field is absent then.
        package let max: Int?

        /// The licence figure of one customer.
        package init(configured: Int, max: Int?) {
            self.configured = configured
            self.max = max
        }
    }

    /// `detail` is a sentence for the screen; `seats` goes with `seatLimit`.
    package init(reason: RefusalReason, detail: String, retryAfterSeconds: Int? = nil, seats: Seats? = nil) {
        self.reason = reason
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds
        self.seats = seats
    }

    init(_ fields: Fields) throws(MessageError) {
        reason = try fields.required("reason", fields.word)
        detail = try fields.required("detail", fields.string)
        retryAfterSeconds = try fields.count("retryAfterSeconds")
        let max = try fields.count("max")
        seats = try fields.count("configured").map { Seats(configured: $0, max: max) }
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "refused")
        json.member("reason", reason.rawValue)
        json.member("detail", detail)
        if let retryAfterSeconds { json.member("retryAfterSeconds", retryAfterSeconds) }
        if let seats {
            json.member("configured", seats.configured)
            if let max = seats.max { json.member("max", max) }
        }
        return json.finishMessage()
    }
}

/// The words for why a board is refused, each with the close that follows.
package enum RefusalReason: String, Sendable, CaseIterable {
    /// No licence is free (protocol, section 6, rule 3).
    case seatLimit
    /// An admin suspended the device.
    case suspended
    /// The token is not valid now, or not with this serial (rule 6).
    case unknownToken
    /// The enrolment key is unknown, has expired or is used up.
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
    /// The gateway cannot store or look up what it needs; try later.
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
