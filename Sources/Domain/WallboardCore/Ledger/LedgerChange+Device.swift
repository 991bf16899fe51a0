extension LedgerChange {
    /// What the ledger says of a device that an admin changed from `before` to `after`: only a device that holds a seat
    /// has anything to say.
    ///
    /// A suspension comes first: the seat is given up as it was held, and what else changes then changes no seat. A
    /// resumption comes last: the seat is taken as the device is afterwards.
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
