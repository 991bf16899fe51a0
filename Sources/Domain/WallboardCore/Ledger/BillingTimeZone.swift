/// Reads off a ledger by which time zone its periods are cut: the one that was in force just before a moment.
///
/// Entries are added oldest first; nothing but the answer is kept.
package struct BillingTimeZone: Hashable, Sendable {
    /// The zone in force; where none was yet, the first one that came; nil: the ledger has no entry.
    package private(set) var name: String?
    private let moment: Instant

    /// The zone in force just before `moment`: a change at that very moment is too late.
    package init(before moment: Instant) {
        self.moment = moment
    }

    /// Takes the next entry.
    package mutating func add(_ entry: LedgerEntry) {
        switch entry.change {
        case .opened(let timeZone), .timeZone(let timeZone):
            if name == nil || entry.at < moment { name = timeZone }
        case .maximum, .seatTaken, .seatFreed, .boardLicence, .hardware, .closed: break
        }
    }

    /// The same for a whole ledger, oldest entry first.
    package static func name(by entries: some Sequence<LedgerEntry>, before moment: Instant) -> String? {
        var zone = BillingTimeZone(before: moment)
        for entry in entries { zone.add(entry) }
        return zone.name
    }
}
