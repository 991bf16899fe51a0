import Values

/// One entry of a customer's seat ledger: a change of seats, of the maximum or of the class that a device is counted
/// under, as it was committed together with the change itself.
///
/// Entries of one customer are numbered without gaps and chained: each holds the hash of the one before, so that none
/// can be altered, left out or inserted without every later hash revealing it.
package struct LedgerEntry: Hashable, Sendable {
    /// 1 for the first of the customer.
    package let sequence: Int
    /// When the change was made, by the clock at that time. Earlier than the entry before only where the clock was set
    /// back meanwhile; see `EntryTimes`.
    package let at: Instant
    /// Whose ledger.
    package let customer: CustomerID
    /// Who made the change.
    package let author: Author
    /// What changed.
    package let change: LedgerChange
    /// Devices that hold a seat after the change, 0 or more.
    package let configured: Int
    /// The maximum in force after the change.
    package let maximum: SeatMaximum
    /// The hash of the entry before; `LedgerHash.none` for the first.
    package let previous: LedgerHash

    /// Takes an entry as it is committed.
    package init(
        sequence: Int, at: Instant, customer: CustomerID, author: Author, change: LedgerChange, configured: Int,
        maximum: SeatMaximum, previous: LedgerHash
    ) {
        precondition(sequence >= 1, "entries are numbered from 1, not \(sequence)")
        self.sequence = sequence
        self.at = at
        self.customer = customer
        self.author = author
        self.change = change
        self.configured = configured
        self.maximum = maximum
        self.previous = previous
    }
}

/// What an entry of the ledger records.
package enum LedgerChange: Hashable, Sendable {
    /// The customer was made, or the ledger began for one that existed already.
    case opened(timeZone: String)
    /// The maximum was changed; `reason` is what the admin gave, 1–500 characters.
    case maximum(from: SeatMaximum, reason: String?)
    /// A device got a seat.
    case seatTaken(LedgerDevice, SeatGain)
    /// A device gave its seat up.
    case seatFreed(LedgerDevice, SeatLoss)
    /// A device that holds a seat is counted under another class from now on: its user's licence changed, or its user.
    case boardLicence(LedgerDevice, from: BoardLicence)
    /// Other hardware took over the seat; `from` is the serial before.
    case hardware(LedgerDevice, from: Serial)
    /// Bills are split by another time zone from now on.
    case timeZone(String)
    /// The customer was removed with everything it had.
    case closed

    /// The IANA name of the zone that splits the months that begin later; nil: this changes no zone.
    package var billingTimeZone: String? {
        switch self {
        case .opened(let timeZone), .timeZone(let timeZone): timeZone
        case .maximum, .seatTaken, .seatFreed, .boardLicence, .hardware, .closed: nil
        }
    }

    /// How a device got its seat.
    package enum SeatGain: String, Sendable, CaseIterable {
        case enrolmentKey, pairing, resumed
        /// It had its seat when the ledger began.
        case carriedOver
    }

    /// How a device gave its seat up.
    package enum SeatLoss: String, Sendable, CaseIterable {
        case suspended, removed
        /// Suspended because the maximum was lowered.
        case surplus
        /// The whole customer was removed.
        case customerClosed
    }
}

/// A device as an entry of the ledger names it: after the change.
package struct LedgerDevice: Hashable, Sendable {
    /// The device.
    package let id: DeviceID
    /// Its hardware.
    package let serial: Serial
    /// Whom it is assigned to; nil: nobody.
    package let user: UserID?
    /// The class that it is counted under.
    package let licence: BoardLicence

    /// Takes what the entry names.
    package init(id: DeviceID, serial: Serial, user: UserID?, licence: BoardLicence) {
        self.id = id
        self.serial = serial
        self.user = user
        self.licence = licence
    }

    /// What an entry about `device` names.
    package init(_ device: Device) {
        self.init(id: device.id, serial: device.serial, user: device.user, licence: device.boardLicence)
    }
}

/// The SHA-256 hash of an entry's canonical text: 64 lower-case hexadecimal digits.
package struct LedgerHash: Hashable, Sendable, CustomStringConvertible {
    /// The digits.
    package let text: String

    /// What precedes the first entry: 64 zeros.
    package static let none = LedgerHash(unchecked: String(repeating: "0", count: 64))

    /// Returns nil unless `text` has exactly 64 digits `0–9 a–f`.
    package init?(_ text: String) {
        guard text.utf8.count == 64,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// The digits.
    package var description: String { text }
}

/// An entry and its own hash: what a store gives out.
package struct LedgerRecord: Hashable, Sendable {
    /// What was committed.
    package let entry: LedgerEntry
    /// The hash of `entry.canonicalText`.
    package let hash: LedgerHash

    /// Takes an entry with its hash.
    package init(entry: LedgerEntry, hash: LedgerHash) {
        self.entry = entry
        self.hash = hash
    }
}

extension LedgerChange {
    /// What the ledger records of a device that an admin changed from `before` to `after`: only a device that holds a
    /// seat has anything to record.
    ///
    /// A suspension comes first: the seat is given up as it was held, and other changes in the same step change no
    /// seat. A resumption comes last: the seat is taken by the device as it is afterwards.
    package static func changes(from before: Device, to after: Device) -> [LedgerChange] {
        switch (before.suspended, after.suspended) {
        case (true, true): return []
        case (false, true): return [.seatFreed(LedgerDevice(before), .suspended)]
        case (true, false): return [.seatTaken(LedgerDevice(after), .resumed)]
        case (false, false): break
        }
        var changes: [LedgerChange] = []
        if after.boardLicence != before.boardLicence {
            var device = after
            device.serial = before.serial
            changes.append(.boardLicence(LedgerDevice(device), from: before.boardLicence))
        }
        if after.serial != before.serial { changes.append(.hardware(LedgerDevice(after), from: before.serial)) }
        return changes
    }
}
