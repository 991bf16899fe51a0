import Values

/// Makes a `UsageStatement` of a ledger that is read entry by entry, oldest first and from its first entry.
///
/// - The period is `[from, to)`; one that still runs ends at `asOf`, and takes in what was written at that moment.
/// - The opening is what was in force before the first entry of the period, also where that entry is as old as `from`.
/// - Counts are evaluated after each entry, in the order of the ledger. Changes of class that were made at the same
///   moment and directly follow each other are one step: two devices that swap their classes are never three of one.
/// - A device stays the same after its hardware was replaced, and after it came back from a suspension. It is counted
///   as a distinct device if it had its seat at the opening or got one in the period.
/// - A time over the maximum of no length is left out, unless it is the last and still open.
///
/// It keeps a few numbers for each device that held a seat at the opening or since, and the lists of the statement,
/// which are bounded.
package struct UsageCount: Sendable {
    private let from: Instant
    private let to: Instant
    private let asOf: Instant
    private let listed: Int

    /// The class that each device with a seat is counted under.
    private var held: [DeviceID: BoardLicence] = [:]
    private var counts = (analytics: 0, liveAnalytics: 0)
    /// The devices that are counted in `devices` already, from the opening on.
    private var analyticsSeen: Set<DeviceID> = []
    private var liveAnalyticsSeen: Set<DeviceID> = []

    private var analytics: SeatMeter
    private var liveAnalytics: SeatMeter
    private var total: SeatMeter
    private var hasBegun = false
    /// The moment of the newest entry.
    private var latest: Instant?
    /// The last change of a class, while others of the same moment may follow.
    private var openStep: Instant?

    /// nil before the ledger is opened, and after it is closed.
    private var inForce: SeatMaximum?
    private var maximum = BoundedList<UsageStatement.MaximumSpan>()
    private var over = OverMeter()
    private var lines = BoundedList<UsageLine>()

    /// A period `[from, to)`, counted until `asOf`. One that has not begun at `asOf` is empty.
    ///
    /// Precondition: `from` is not after `to`.
    package init(from: Instant, to: Instant, asOf: Instant, limits: UsageLimits = UsageLimits()) {
        precondition(from <= to, "a period cannot end at \(to.milliseconds) and begin at \(from.milliseconds)")
        precondition(limits.listed >= 0, "listed is \(limits.listed)")
        self.from = from
        self.to = to
        self.asOf = asOf
        listed = limits.listed
        analytics = SeatMeter(at: from)
        liveAnalytics = SeatMeter(at: from)
        total = SeatMeter(at: from)
    }

    /// Takes the next entry, which counts from its own time on. Those after the period change nothing.
    package mutating func add(_ entry: LedgerEntry) { add(entry, countingFrom: entry.at) }

    /// Takes the next entry, which counts from `moment` on (`EntryTimes`), or from the moment of the one before where
    /// that is later: the clock may have been set back after the `EntryTimes` were read.
    package mutating func add(_ entry: LedgerEntry, countingFrom moment: Instant) {
        guard moment < to, moment <= asOf else { return }
        let moment = max(moment, latest ?? moment)
        latest = moment
        if moment >= from { begin() }
        closeStep(before: entry, at: moment)
        apply(entry, at: moment)
        if hasBegun { measure(entry, at: moment) }
    }

    /// The statement, once the last entry was added.
    package consuming func statement() -> UsageStatement {
        begin()
        closeStep(before: nil, at: asOf)
        let end = max(from, min(to, asOf))
        let spans = over.spans(listed: listed)
        return UsageStatement(
            from: from, to: to, asOf: end,
            analytics: analytics.figures(until: end, distinctDevices: analyticsSeen.count),
            liveAnalytics: liveAnalytics.figures(until: end, distinctDevices: liveAnalyticsSeen.count),
            total: total.figures(until: end, distinctDevices: analyticsSeen.union(liveAnalyticsSeen).count),
            maximum: maximum.elements, over: spans.elements, lines: lines.elements, linesOmitted: lines.omitted,
            spansOmitted: maximum.omitted + spans.omitted)
    }

    /// Records the opening, before the first entry of the period.
    private mutating func begin() {
        guard !hasBegun else { return }
        hasBegun = true
        for (device, licence) in held { see(device, as: licence) }
        analytics.open(counts.analytics)
        liveAnalytics.open(counts.liveAnalytics)
        total.open(held.count)
        if let inForce { note(inForce, from: from) }
        over.update(surplus, at: from, listed: listed)
    }

    /// Changes what is in force.
    private mutating func apply(_ entry: LedgerEntry, at moment: Instant) {
        switch entry.change {
        case .seatTaken(let device, _), .boardLicence(let device, _): hold(device.id, as: device.licence)
        case .seatFreed(let device, _): hold(device.id, as: nil)
        case .opened, .maximum:
            inForce = entry.maximum
            if hasBegun { note(entry.maximum, from: moment) }
        case .closed: inForce = nil
        case .hardware, .timeZone: break
        }
    }

    /// How many devices more than the maximum hold a seat.
    private var surplus: Int { max(0, held.count - (inForce?.number ?? held.count)) }

    private mutating func note(_ maximum: SeatMaximum, from moment: Instant) {
        self.maximum.append(UsageStatement.MaximumSpan(from: moment, maximum: maximum), most: listed)
    }

    private mutating func hold(_ device: DeviceID, as licence: BoardLicence?) {
        switch held[device] {
        case .analytics: counts.analytics -= 1
        case .liveAnalytics: counts.liveAnalytics -= 1
        case nil: break
        }
        held[device] = licence
        guard let licence else { return }
        switch licence {
        case .analytics: counts.analytics += 1
        case .liveAnalytics: counts.liveAnalytics += 1
        }
        if hasBegun { see(device, as: licence) }
    }

    private mutating func see(_ device: DeviceID, as licence: BoardLicence) {
        switch licence {
        case .analytics: analyticsSeen.insert(device)
        case .liveAnalytics: liveAnalyticsSeen.insert(device)
        }
    }

    /// Records the counts after an entry of the period.
    private mutating func measure(_ entry: LedgerEntry, at moment: Instant) {
        let device = entry.change.device
        analytics.change(to: counts.analytics, by: device, at: moment)
        liveAnalytics.change(to: counts.liveAnalytics, by: device, at: moment)
        total.change(to: held.count, by: device, at: moment)
        total.settle()
        if case .boardLicence = entry.change {
            openStep = moment
        } else {
            analytics.settle()
            liveAnalytics.settle()
        }
        over.update(surplus, at: moment, listed: listed)
        switch entry.change {
        case .opened, .maximum, .seatTaken, .seatFreed, .boardLicence, .closed:
            let line = UsageLine(entry: entry, analytics: counts.analytics, liveAnalytics: counts.liveAnalytics)
            lines.append(line, most: listed)
        case .hardware, .timeZone: break
        }
    }

    /// Ends a step of changes of class, unless `entry` belongs to it.
    private mutating func closeStep(before entry: LedgerEntry?, at moment: Instant) {
        guard let openStep else { return }
        if let entry, openStep == moment, case .boardLicence = entry.change { return }
        self.openStep = nil
        analytics.settle()
        liveAnalytics.settle()
    }
}

extension UsageStatement {
    /// The statement of a whole ledger, oldest entry first; see `UsageCount`.
    package init(
        of entries: some Sequence<LedgerEntry>, from: Instant, to: Instant, asOf: Instant,
        limits: UsageLimits = UsageLimits()
    ) {
        var count = UsageCount(from: from, to: to, asOf: asOf, limits: limits)
        for entry in entries { count.add(entry) }
        self = count.statement()
    }
}

/// The bounds of a `UsageStatement`.
package struct UsageLimits: Hashable, Sendable {
    /// Elements that each list of a statement holds; the rest is counted as omitted. Default 10,000: three hundred
    /// changes a day for a month, far more than any fleet sees, and some megabytes of JSON. The sums include every
    /// entry.
    package var listed = 10_000

    /// Every bound at its default.
    package init() {}
}
