/// The licence figure of one customer: seats taken and the licensed maximum (protocol, section 6).
package struct SeatFigure: Hashable, Sendable {
    /// Devices registered and not suspended, connected or not.
    package let configured: Int
    /// The licensed maximum.
    package let maximum: SeatMaximum

    /// Takes the devices that hold a seat, 0 or more, and the maximum.
    package init(configured: Int, maximum: SeatMaximum) {
        precondition(configured >= 0, "configured seats cannot be \(configured)")
        self.configured = configured
        self.maximum = maximum
    }

    /// Whether one more device may be configured.
    package var hasRoom: Bool { maximum.allows(configured + 1) }

    /// Whether more devices are configured than are licensed, after a lowered maximum.
    package var isOver: Bool { !maximum.allows(configured) }

    /// How admins read it: `2/10`, or `2/unlimited`.
    package var display: String {
        switch maximum {
        case .limited(let maximum): "\(configured)/\(maximum)"
        case .unlimited: "\(configured)/unlimited"
        }
    }
}

/// What an enrolment key says about a device that presents it, looked at in the transaction that may give the seat.
package struct EnrolmentFacts: Sendable {
    /// The key as it is stored now.
    package let key: EnrolmentKey
    /// The supervisor licence of the key's user; nil when that user is gone.
    package let supervisor: SupervisorLicence?
    /// The device of this customer that already has the presented serial.
    package let device: Device?
    /// Seats taken and the maximum, now.
    package let seats: SeatFigure

    /// Takes what one transaction has read.
    package init(key: EnrolmentKey, supervisor: SupervisorLicence?, device: Device?, seats: SeatFigure) {
        self.key = key
        self.supervisor = supervisor
        self.device = device
        self.seats = seats
    }
}

/// What becomes of a device that presents an enrolment key.
package enum EnrolmentDecision: Hashable, Sendable {
    /// A new device takes a seat; the key has one use less.
    case register(BoardLicence)
    /// The device with this serial keeps its seat, its name and its user, and gets a new token; the old one is dead.
    case renew(Device)
    /// The customer has no seat left (rule 3).
    case seatLimit(SeatFigure)
    /// The device is known and suspended; only an admin may resume it.
    case suspended
    /// The key has expired, has no use left for a new device, or its user is gone.
    case keyNotValid
    /// The licence of the key's user gives no view (protocol, section 4).
    case notEntitled

    /// The one function through which a device gets a seat (rules 1, 2, 3 and 6 of the protocol, section 6).
    ///
    /// A key that has no use left still renews the device that it registered: a board whose answer was lost on the way
    /// comes back with the same key, and its seat is already taken.
    package static func decide(_ facts: EnrolmentFacts, at now: Instant) -> EnrolmentDecision {
        if let expiry = facts.key.expiresAt, expiry <= now { return .keyNotValid }
        guard let supervisor = facts.supervisor else { return .keyNotValid }
        let isUsedUp = facts.key.maxUses.map { facts.key.uses >= $0 } ?? false
        if let device = facts.device {
            if isUsedUp && device.enrolledWith != facts.key.id { return .keyNotValid }
            return device.suspended ? .suspended : .renew(device)
        }
        if isUsedUp { return .keyNotValid }
        guard let licence = supervisor.boardLicence else { return .notEntitled }
        return facts.seats.hasRoom ? .register(licence) : .seatLimit(facts.seats)
    }
}

/// What becomes of a request to change the maximum of a customer.
package enum MaximumDecision: Hashable, Sendable {
    case change
    /// More devices are configured than the new maximum allows; nothing changes (rule 5, `reject`).
    case surplus(SeatFigure)

    /// Decides with the `reject` rule: `configured` devices must fit into `maximum`.
    package static func decide(configured: Int, maximum: SeatMaximum) -> MaximumDecision {
        let figure = SeatFigure(configured: configured, maximum: maximum)
        return figure.isOver ? .surplus(figure) : .change
    }
}
