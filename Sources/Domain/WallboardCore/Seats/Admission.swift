import Values

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

    /// Seats that are free, 0 or more; nil: unlimited.
    package var free: Int? { maximum.number.map { max(0, $0 - configured) } }

    /// How admins read it: `2/10`, or `2/unlimited`.
    package var display: String {
        switch maximum {
        case .limited(let maximum): "\(configured)/\(maximum)"
        case .unlimited: "\(configured)/unlimited"
        }
    }
}

/// How a device comes to a seat.
package enum AdmissionWay: Hashable, Sendable {
    /// It presented this key, as it is stored now.
    case enrolmentKey(EnrolmentKey)
    /// An admin typed the code that its screen shows.
    case pairing
    /// An admin resumes it after a suspension.
    case resumption
}

/// What is known of a device that wants a seat, read in the transaction that may give it.
package struct AdmissionFacts: Sendable {
    /// How it comes to the seat.
    package let way: AdmissionWay
    /// The supervisor licence of the user that it is to be assigned to; nil when that user is gone, or for a resumption
    /// where nobody is assigned.
    package let supervisor: SupervisorLicence?
    /// The device of this customer that already has the serial.
    package let device: Device?
    /// Seats taken and the maximum, now.
    package let seats: SeatFigure

    /// Takes what one transaction has read.
    package init(way: AdmissionWay, supervisor: SupervisorLicence?, device: Device?, seats: SeatFigure) {
        self.way = way
        self.supervisor = supervisor
        self.device = device
        self.seats = seats
    }
}

/// The result for a device that wants a seat.
package enum AdmissionDecision: Hashable, Sendable {
    /// A new device takes a seat; an enrolment key loses one use.
    case register(BoardLicence)
    /// The device with this serial keeps its seat and gets a new token; the old one is revoked. With a key, which has
    /// to be one of its user's, it keeps its name and its user too; with a pairing it gets those that the admin chose.
    case renew(Device)
    /// The suspended device takes a seat again.
    case resume(Device)
    /// The customer has no seat left (rule 3).
    case seatLimit(SeatFigure)
    /// The device is known and suspended; only an admin may resume it.
    case suspended
    /// The key has expired, has no use left for a new device, or its user is gone.
    case keyNotValid
    /// The key is one of a user that the device with this serial is not assigned to: it would show the view of a user
    /// that the holder of the key has nothing to do with (rule 6). No key renews a device without a user.
    case keyOfAnotherUser(Device)
    /// The licence of the user gives no view (protocol, section 4).
    case notEntitled

    /// The one function through which a device gets a seat, however it comes (rules 1, 2, 3 and 6 of the protocol,
    /// section 6).
    ///
    /// A key that has no use left still renews the device that it registered: a board whose answer was lost on the way
    /// comes back with the same key, and its seat is already taken.
    package static func decide(_ facts: AdmissionFacts, at now: Instant) -> AdmissionDecision {
        switch facts.way {
        case .enrolmentKey(let key): return decide(facts, presenting: key, at: now)
        case .pairing:
            guard let licence = facts.supervisor?.boardLicence else { return .notEntitled }
            if let device = facts.device { return device.suspended ? .suspended : .renew(device) }
            return facts.seats.hasRoom ? .register(licence) : .seatLimit(facts.seats)
        case .resumption:
            guard let device = facts.device else { preconditionFailure("a device that is not there is resumed") }
            guard device.suspended else { return .resume(device) }
            return facts.seats.hasRoom ? .resume(device) : .seatLimit(facts.seats)
        }
    }

    private static func decide(
        _ facts: AdmissionFacts, presenting key: EnrolmentKey, at now: Instant
    ) -> AdmissionDecision {
        if let expiry = key.expiresAt, expiry <= now { return .keyNotValid }
        guard let supervisor = facts.supervisor else { return .keyNotValid }
        let isUsedUp = key.maxUses.map { key.uses >= $0 } ?? false
        if let device = facts.device {
            if device.user != key.user { return .keyOfAnotherUser(device) }
            if isUsedUp && device.enrolledWith != key.id { return .keyNotValid }
            return device.suspended ? .suspended : .renew(device)
        }
        if isUsedUp { return .keyNotValid }
        guard let licence = supervisor.boardLicence else { return .notEntitled }
        return facts.seats.hasRoom ? .register(licence) : .seatLimit(facts.seats)
    }
}

/// Distinguishes a board that reconnects before its old connection is gone from a credential that two boards use: more
/// than three take-overs in a minute, each of a connection that still answered (protocol, section 6, rule 6).
package struct TakeoverGuard: Sendable {
    /// Take-overs within `windowMillis` that are allowed.
    package static let most = 3
    /// How long a take-over is remembered, in milliseconds.
    package static let windowMillis: Int64 = 60_000
    /// How long the existing connection has to answer a ping, in milliseconds: one that does not answer belongs to a
    /// board that lost its network and comes back, however often.
    package static let answerMillis: Int64 = 1_000

    /// At most `most` moments, oldest first.
    private var recent: [Instant] = []

    /// No take-over yet.
    package init() {}

    /// A newer connection wants to take over at `now`, by its token or by an enrolment key; `inPlaceAnswers` says
    /// whether the existing connection still answers. Returns false if the credential looks cloned: the existing
    /// connection stays.
    package mutating func allowsTakeover(inPlaceAnswers: Bool, at now: Instant) -> Bool {
        guard inPlaceAnswers else { return true }
        // Anything in the future was recorded by a clock that was ahead.
        recent.removeAll { !(0..<Self.windowMillis).contains(now.milliseconds(since: $0)) }
        guard recent.count < Self.most else { return false }
        recent.append(now)
        return true
    }
}
