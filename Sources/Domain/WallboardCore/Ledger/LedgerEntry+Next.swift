import Values

extension LedgerEntry {
    /// The entry that follows `last` in the ledger of `customer`; nil: the first one.
    ///
    /// The count follows from the change. Changes that wait for one commit may come in another order than their stamps:
    /// an entry that is up to `LedgerLimits.reorderedMilliseconds` younger than the one before gets the time of that
    /// one. A clock that went back further was set, and the entry gets the current time; see `EntryTimes`.
    ///
    /// `maximum` is the one in force after an `opened` or a `maximum`; with every other change it is nil and stays.
    package static func next(
        after last: LedgerRecord?, of customer: CustomerID, _ change: LedgerChange, maximum: SeatMaximum? = nil,
        by stamp: Stamp
    ) -> LedgerEntry {
        guard let inForce = maximum ?? last?.entry.maximum else {
            preconditionFailure("the first entry of \(customer) is \(change.kind), and names no maximum")
        }
        return LedgerEntry(
            sequence: (last?.entry.sequence ?? 0) + 1, at: time(of: stamp, after: last?.entry.at), customer: customer,
            author: stamp.author, change: change.withoutNul,
            configured: change.configured(after: last?.entry.configured ?? 0), maximum: inForce,
            previous: last?.hash ?? .none)
    }

    private static func time(of stamp: Stamp, after last: Instant?) -> Instant {
        guard let last, stamp.at < last else { return stamp.at }
        let back = last.milliseconds.subtractingReportingOverflow(stamp.at.milliseconds)
        return back.overflow || back.partialValue > LedgerLimits.reorderedMilliseconds ? stamp.at : last
    }
}

/// The bounds of a ledger.
package enum LedgerLimits {
    /// How much younger than the entry before a stamp may be and still count as the same moment. Default one minute:
    /// longer than any change waits for its commit, and than a clock is slewed at once.
    package static let reorderedMilliseconds: Int64 = 60_000
}

extension LedgerChange {
    /// How many devices hold a seat after the change, given that `before` did before it.
    package func configured(after before: Int) -> Int {
        switch self {
        case .seatTaken: before + 1
        case .seatFreed: before - 1
        case .opened: 0
        case .maximum, .boardLicence, .hardware, .timeZone, .closed: before
        }
    }

    /// The only free text of a change is the reason; U+0000 in it, which an engine may take for its end, becomes
    /// U+FFFD.
    fileprivate var withoutNul: LedgerChange {
        guard case .maximum(let earlier, let reason?) = self, reason.utf8.contains(0) else { return self }
        let kept = String(String.UnicodeScalarView(reason.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
        return .maximum(from: earlier, reason: kept)
    }
}
