/// A month that is billed, in the time zone in which the customer is billed.
package struct BillingPeriod: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1–9999.
    package let year: Int
    /// 1–12.
    package let month: Int

    /// January of the year 1.
    package static let first = BillingPeriod(1, 1)
    /// December of the year 9999.
    package static let last = BillingPeriod(9_999, 12)

    private init(_ year: Int, _ month: Int) {
        self.year = year
        self.month = month
    }

    /// Returns nil for a year or month out of range.
    package init?(year: Int, month: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month) else { return nil }
        self.year = year
        self.month = month
    }

    /// Reads `YYYY-MM`; returns nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let year = Int(parts[0]),
            let month = Int(parts[1])
        else { return nil }
        self.init(year: year, month: month)
    }

    /// Earlier.
    package static func < (a: BillingPeriod, b: BillingPeriod) -> Bool {
        (a.year, a.month) < (b.year, b.month)
    }

    /// The month after; nil after the last one that there is.
    package var next: BillingPeriod? {
        month == 12 ? BillingPeriod(year: year + 1, month: 1) : BillingPeriod(year: year, month: month + 1)
    }

    /// `YYYY-MM`.
    package var description: String {
        let digits = String(year)
        return String(repeating: "0", count: 4 - digits.count) + digits + (month < 10 ? "-0" : "-") + String(month)
    }
}
