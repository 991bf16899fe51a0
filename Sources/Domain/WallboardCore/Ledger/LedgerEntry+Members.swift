import Values

/// One value of an entry as it is shown and hashed.
package enum LedgerValue: Hashable, Sendable {
    case text(String)
    case number(Int)
    /// A moment, shown as RFC 3339 in UTC with milliseconds.
    case time(Instant)
    /// `null`: an unlimited maximum.
    case unlimited
}

extension LedgerEntry {
    /// The entry as the members of one JSON object, sorted by name: what the admin API returns, and what is hashed. A
    /// member that does not apply is absent.
    package var members: [(name: String, value: LedgerValue)] {
        var members: [(name: String, value: LedgerValue)] = [
            ("at", .time(at)), ("author", .text(author.text)), ("configured", .number(configured)),
            ("customerId", .text(customer.text)), ("kind", .text(change.kind)), ("maxWallboards", .seats(maximum)),
            ("previousHash", .text(previous.text)), ("sequence", .number(sequence)),
        ]
        switch change {
        case .opened(let timeZone), .timeZone(let timeZone): members.append(("timeZone", .text(timeZone)))
        case .maximum(let earlier, let reason):
            members.append(("previousMaxWallboards", .seats(earlier)))
            if let reason { members.append(("reason", .text(reason))) }
        case .seatTaken(_, let gain): members.append(("how", .text(gain.rawValue)))
        case .seatFreed(_, let loss): members.append(("how", .text(loss.rawValue)))
        case .boardLicence(_, let earlier): members.append(("previousBoardLicence", .text(earlier.rawValue)))
        case .hardware(_, let earlier): members.append(("previousSerial", .text(earlier.text)))
        case .closed: break
        }
        if let device = change.device {
            members.append(("deviceId", .text(device.id.text)))
            members.append(("serial", .text(device.serial.text)))
            members.append(("boardLicence", .text(device.licence.rawValue)))
            if let user = device.user { members.append(("userId", .text(user.text))) }
        }
        return members.sorted { $0.name < $1.name }
    }
}

extension LedgerChange {
    /// The word for what changed.
    package var kind: String {
        switch self {
        case .opened: "opened"
        case .maximum: "maximum"
        case .seatTaken: "seatTaken"
        case .seatFreed: "seatFreed"
        case .boardLicence: "boardLicence"
        case .hardware: "hardware"
        case .timeZone: "timeZone"
        case .closed: "closed"
        }
    }

    /// The device that it is about; nil for a change of the customer.
    package var device: LedgerDevice? {
        switch self {
        case .seatTaken(let device, _), .seatFreed(let device, _), .boardLicence(let device, _),
            .hardware(let device, _):
            device
        case .opened, .maximum, .timeZone, .closed: nil
        }
    }
}

extension LedgerValue {
    fileprivate static func seats(_ maximum: SeatMaximum) -> LedgerValue {
        maximum.number.map { .number($0) } ?? .unlimited
    }
}
