import Values

/// Counts the seats of one kind over time.
struct SeatMeter: Sendable {
    private let start: Instant
    private var opening = 0
    private var count = 0
    private var highest: UsageFigures.Extreme
    private var lowest: UsageFigures.Extreme
    private var milliseconds: Int64 = 0
    /// Until when `milliseconds` goes.
    private var measured: Instant
    /// The device that raised the count last, and the one that lowered it last.
    private var riser: LedgerDevice?
    private var leaver: LedgerDevice?

    /// No seat at the beginning of a period.
    init(at start: Instant) {
        self.start = start
        measured = start
        highest = UsageFigures.Extreme(count: 0, at: start, device: nil)
        lowest = highest
    }

    /// Takes the count at the beginning.
    mutating func open(_ count: Int) {
        opening = count
        self.count = count
        highest = UsageFigures.Extreme(count: count, at: start, device: nil)
        lowest = highest
    }

    /// The count becomes `count` by what happened to `device`. Moments do not go back.
    mutating func change(to count: Int, by device: LedgerDevice?, at moment: Instant) {
        milliseconds += Int64(self.count) * moment.milliseconds(since: measured)
        measured = moment
        if count > self.count { riser = device }
        if count < self.count { leaver = device }
        self.count = count
    }

    /// The count settles: it may be the highest or the lowest.
    mutating func settle() {
        if count > highest.count { highest = UsageFigures.Extreme(count: count, at: measured, device: riser) }
        if count < lowest.count { lowest = UsageFigures.Extreme(count: count, at: measured, device: leaver) }
    }

    /// What was counted until `end`, which is not before the last change.
    func figures(until end: Instant, distinctDevices: Int) -> UsageFigures {
        UsageFigures(
            opening: opening, highest: highest, lowest: lowest, closing: count, distinctDevices: distinctDevices,
            seatMilliseconds: milliseconds + Int64(count) * end.milliseconds(since: measured))
    }
}
