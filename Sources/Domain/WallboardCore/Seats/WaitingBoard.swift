import Values

/// What an admin chose for a board whose code was entered.
package struct PairingChoice: Hashable, Sendable {
    /// The user whose licence decides what the board shows.
    package let user: UserID
    /// 1–200 characters; nil: the serial, or the name that the device has.
    package let name: String?
    /// What the board shows; nil: the default of its view, or what the device shows.
    package let dashboard: DashboardID?
    /// Who chose: the entry of the ledger names it, however much later the seat is given.
    package let author: Author

    /// Takes the choice.
    package init(user: UserID, name: String?, dashboard: DashboardID? = nil, author: Author) {
        self.user = user
        self.name = name
        self.dashboard = dashboard
        self.author = author
    }
}

/// A board whose pairing was confirmed while no seat was free. It holds no seat; when one is free it gets it through
/// `AdmissionDecision.decide`, in its turn, with what the admin chose (protocol, section 6, rule 4).
package struct WaitingBoard: Hashable, Sendable {
    /// Whose seat it waits for.
    package let customer: CustomerID
    /// The hardware, unique among those that wait for one customer.
    package let serial: Serial
    /// What the hardware reported itself to be; at most 100 characters.
    package let model: String?
    /// What the admin chose.
    package let choice: PairingChoice
    /// What the board's token is looked up by. The device has the same token once it has its seat, so that a board that
    /// misses that message gets in all the same.
    package let credential: CredentialID
    /// The hash of the token's secret half.
    package let secretHash: SecretHash
    /// When the pairing was last confirmed; the place in the line is that of the first time.
    package let since: Instant

    /// Takes a record as it is stored.
    package init(
        customer: CustomerID, serial: Serial, model: String?, choice: PairingChoice, credential: CredentialID,
        secretHash: SecretHash, since: Instant
    ) {
        self.customer = customer
        self.serial = serial
        self.model = model
        self.choice = choice
        self.credential = credential
        self.secretHash = secretHash
        self.since = since
    }

    /// When it stops waiting.
    package var expiresAt: Instant {
        since.advanced(byMilliseconds: WaitingBoardLimits.millis)
    }
}

/// The bounds of the boards that wait for a seat.
package enum WaitingBoardLimits {
    /// Boards of one customer that wait at once; one more is refused with `seatLimit`. Default 200: the screens of a
    /// large site that are mounted before the order for their licences is through, in 60 KiB.
    package static let maxPerCustomer = 200
    /// How long one waits, in milliseconds: 30 days, for an order that takes its time.
    package static let millis: Int64 = 30 * 86_400_000
}
