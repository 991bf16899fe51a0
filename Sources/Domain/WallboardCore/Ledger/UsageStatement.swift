import Values

/// What a customer used in a period, from its ledger alone: the figures of a bill, and the lines that explain them.
package struct UsageStatement: Hashable, Sendable {
    /// The beginning of the period; it belongs to it.
    package let from: Instant
    /// The end of the period; it does not belong to it.
    package let to: Instant
    /// Up to when it is counted: `to`, or the moment of the statement where the period still runs.
    package let asOf: Instant
    /// Devices that count as Analytics.
    package let analytics: UsageFigures
    /// Devices that count as Live Analytics.
    package let liveAnalytics: UsageFigures
    /// Both classes together.
    package let total: UsageFigures
    /// The maximum over time: the one in force at the opening first, then each change.
    package let maximum: [MaximumSpan]
    /// When more devices were configured than the maximum allows; in order.
    package let over: [OverSpan]
    /// What changed a count or the maximum within the period; oldest first, bounded.
    package let lines: [UsageLine]
    /// Lines beyond the bound.
    package let linesOmitted: Int
    /// Elements of `maximum` and of `over` beyond the bound, together.
    package let spansOmitted: Int

    /// A maximum and the moment from which it was in force.
    package struct MaximumSpan: Hashable, Sendable {
        /// When it came into force; the opening of the period for the first.
        package let from: Instant
        /// The maximum.
        package let maximum: SeatMaximum

        /// Takes both.
        package init(from: Instant, maximum: SeatMaximum) {
            self.from = from
            self.maximum = maximum
        }
    }

    /// A time in which the customer was over its maximum.
    package struct OverSpan: Hashable, Sendable {
        /// Its beginning.
        package let from: Instant
        /// Its end; nil: it still lasts.
        package let to: Instant?
        /// The most devices beyond the maximum in that time; 1 or more.
        package let most: Int

        /// Takes what was counted.
        package init(from: Instant, to: Instant?, most: Int) {
            self.from = from
            self.to = to
            self.most = most
        }
    }

    /// Takes what was counted.
    package init(
        from: Instant, to: Instant, asOf: Instant, analytics: UsageFigures, liveAnalytics: UsageFigures,
        total: UsageFigures, maximum: [MaximumSpan], over: [OverSpan], lines: [UsageLine], linesOmitted: Int,
        spansOmitted: Int = 0
    ) {
        self.from = from
        self.to = to
        self.asOf = asOf
        self.analytics = analytics
        self.liveAnalytics = liveAnalytics
        self.total = total
        self.maximum = maximum
        self.over = over
        self.lines = lines
        self.linesOmitted = linesOmitted
        self.spansOmitted = spansOmitted
    }
}

/// How many devices of one class held a seat in a period.
package struct UsageFigures: Hashable, Sendable {
    /// At the beginning of the period.
    package let opening: Int
    /// The most at once.
    package let highest: Extreme
    /// The fewest at once; its device is the one that left.
    package let lowest: Extreme
    /// At the end of the period, or at the moment of the statement.
    package let closing: Int
    /// Different devices that held a seat at any time of the period.
    package let distinctDevices: Int
    /// The time that devices held seats, added up, in milliseconds; split where a device changed its class.
    package let seatMilliseconds: Int64

    /// A count that was not exceeded.
    package struct Extreme: Hashable, Sendable {
        /// 0 or more.
        package let count: Int
        /// When it was first reached; the opening of the period where it already had that value.
        package let at: Instant
        /// The device whose coming or going made it so; nil for the opening.
        package let device: LedgerDevice?

        /// Takes what was counted.
        package init(count: Int, at: Instant, device: LedgerDevice?) {
            self.count = count
            self.at = at
            self.device = device
        }
    }

    /// Takes what was counted.
    package init(
        opening: Int, highest: Extreme, lowest: Extreme, closing: Int, distinctDevices: Int, seatMilliseconds: Int64
    ) {
        self.opening = opening
        self.highest = highest
        self.lowest = lowest
        self.closing = closing
        self.distinctDevices = distinctDevices
        self.seatMilliseconds = seatMilliseconds
    }
}

/// One entry of the ledger that changed a count or the maximum, and the counts after it.
package struct UsageLine: Hashable, Sendable {
    /// The entry.
    package let entry: LedgerEntry
    /// Devices that count as Analytics afterwards.
    package let analytics: Int
    /// Devices that count as Live Analytics afterwards.
    package let liveAnalytics: Int

    /// Takes an entry and the counts after it.
    package init(entry: LedgerEntry, analytics: Int, liveAnalytics: Int) {
        self.entry = entry
        self.analytics = analytics
        self.liveAnalytics = liveAnalytics
    }
}
