import TestSupport
import Testing
import Values
import WallboardCore

@Suite("The usage of a period")
struct UsageTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    @Test("every figure is that of a second, plain count", arguments: 0..<150 as Range<UInt64>)
    func agreement(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let entries = RandomLedger(seed: seed, count: random.pick(0...80)).entries
        let latest = (entries.last?.at.milliseconds ?? 1_000) + 100
        for _ in 0..<4 {
            // Now and then at the exact moment of an entry.
            func moment() -> Int64 {
                random.percent(30) ? random.pick(entries.map(\.at.milliseconds) + [900]) : random.pick(900...latest)
            }
            let bounds = [moment(), moment()].sorted()
            let (from, to) = (at(bounds[0]), at(bounds[1]))
            let asOf = random.percent(50) ? to : at(moment())
            let statement = UsageStatement(of: entries, from: from, to: to, asOf: asOf)
            let plain = PlainUsage(entries, from: from, to: to, asOf: asOf)
            let comment = Comment("seed \(seed): \(from.milliseconds)..<\(to.milliseconds), \(asOf.milliseconds)")
            #expect(plain.check(statement.analytics, of: .analytics), comment)
            #expect(plain.check(statement.liveAnalytics, of: .liveAnalytics), comment)
            #expect(plain.check(statement.total, of: nil), comment)
            #expect(statement.over == plain.over, comment)
            #expect(statement.maximum == plain.maximum, comment)
            #expect(statement.lines == plain.lines, comment)
            #expect(statement.linesOmitted == 0 && statement.spansOmitted == 0)
            #expect(statement.asOf == plain.end && statement.from == from && statement.to == to)
        }
    }

    @Test(
        "periods that follow each other fit: closing is opening, and times add up", arguments: 0..<40 as Range<UInt64>)
    func periodsAddUp(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let entries = RandomLedger(seed: seed, count: 100).entries
        let end = entries.last!.at.milliseconds + 50
        let cuts = ([0, end] + (0..<5).map { _ in random.pick(0...end) }).sorted()
        let whole = UsageStatement(of: entries, from: at(0), to: at(end), asOf: at(end))
        let parts = zip(cuts, cuts.dropFirst()).map {
            UsageStatement(of: entries, from: at($0), to: at($1), asOf: at(end))
        }
        for (part, next) in zip(parts, parts.dropFirst()) {
            #expect(part.total.closing == next.total.opening, "seed \(seed)")
            #expect(part.analytics.closing == next.analytics.opening, "seed \(seed)")
        }
        for figures in [\UsageStatement.analytics, \.liveAnalytics, \.total] {
            let sum = parts.reduce(0) { $0 + $1[keyPath: figures].seatMilliseconds }
            #expect(sum == whole[keyPath: figures].seatMilliseconds, "seed \(seed)")
        }
        #expect(
            whole.total.seatMilliseconds == whole.analytics.seatMilliseconds + whole.liveAnalytics.seatMilliseconds)
        #expect(parts.flatMap(\.lines) == whole.lines, "seed \(seed)")
    }

    /// A ledger written by hand: opened at 0 with two seats.
    private func ledger(_ changes: [(Int64, LedgerChange, SeatMaximum?)]) -> [LedgerEntry] {
        var last: LedgerRecord?
        var entries: [LedgerEntry] = []
        for (moment, change, maximum) in [(0, .opened(timeZone: "UTC"), .limited(2))] + changes {
            let entry = LedgerEntry.next(
                after: last, of: CustomerID("acme")!, change, maximum: maximum, by: Stamp(.gateway, at: at(moment)))
            last = LedgerRecord(entry: entry, hash: .none)
            entries.append(entry)
        }
        return entries
    }

    private func device(_ id: String, _ licence: BoardLicence = .analytics) -> LedgerDevice {
        LedgerDevice(id: DeviceID(id)!, serial: Serial(id)!, user: nil, licence: licence)
    }

    @Test("a month counted by hand")
    func byHand() {
        let live = device("a", .liveAnalytics)
        let entries = ledger([
            (10, .seatTaken(device("a"), .pairing), nil), (100, .seatTaken(device("b"), .pairing), nil),
            (300, .boardLicence(live, from: .analytics), nil),
            (400, .maximum(from: .limited(2), reason: nil), .limited(1)),
            (500, .seatFreed(device("b"), .suspended), nil), (600, .hardware(live, from: Serial("x")!), nil),
            (1_000, .seatTaken(device("c"), .pairing), nil),
        ])
        let statement = UsageStatement(of: entries, from: at(100), to: at(1_000), asOf: at(5_000))
        #expect(
            statement.total
                == UsageFigures(
                    opening: 1, highest: .init(count: 2, at: at(100), device: device("b")),
                    lowest: .init(count: 1, at: at(100), device: nil), closing: 1, distinctDevices: 2,
                    seatMilliseconds: 900 + 400))
        #expect(
            statement.analytics
                == UsageFigures(
                    opening: 1, highest: .init(count: 2, at: at(100), device: device("b")),
                    lowest: .init(count: 0, at: at(500), device: device("b")), closing: 0, distinctDevices: 2,
                    seatMilliseconds: 200 + 400))
        #expect(
            statement.liveAnalytics
                == UsageFigures(
                    opening: 0, highest: .init(count: 1, at: at(300), device: live),
                    lowest: .init(count: 0, at: at(100), device: nil), closing: 1, distinctDevices: 1,
                    seatMilliseconds: 700))
        #expect(
            statement.maximum == [
                .init(from: at(100), maximum: .limited(2)), .init(from: at(400), maximum: .limited(1)),
            ])
        #expect(statement.over == [.init(from: at(400), to: at(500), most: 1)])
        #expect(statement.lines.map(\.entry.sequence) == [3, 4, 5, 6])
        #expect(statement.lines.map(\.analytics) == [2, 1, 1, 0])
        #expect(statement.lines.map(\.liveAnalytics) == [0, 1, 1, 1])
    }

    @Test("two devices that swap their classes in one moment are never three of one")
    func swap() {
        let entries = ledger([
            (10, .seatTaken(device("a", .liveAnalytics), .pairing), nil),
            (10, .seatTaken(device("b", .analytics), .pairing), nil),
            (50, .boardLicence(device("b", .liveAnalytics), from: .analytics), nil),
            (50, .boardLicence(device("a", .analytics), from: .liveAnalytics), nil),
        ])
        let statement = UsageStatement(of: entries, from: at(20), to: at(90), asOf: at(90))
        for figures in [statement.analytics, statement.liveAnalytics] {
            #expect(figures.highest == .init(count: 1, at: at(20), device: nil))
            #expect(figures.lowest == .init(count: 1, at: at(20), device: nil))
            #expect(figures.distinctDevices == 2)
        }
    }

    @Test("a running period ends at its moment, and takes in what was written then")
    func running() {
        let entries = ledger([
            (10, .seatTaken(device("a"), .pairing), nil), (60, .seatTaken(device("b"), .pairing), nil),
            (61, .seatTaken(device("c"), .pairing), nil),
        ])
        let statement = UsageStatement(of: entries, from: at(0), to: at(1_000), asOf: at(60))
        #expect(statement.asOf == at(60) && statement.total.closing == 2)
        #expect(statement.total.seatMilliseconds == 50)
        let notBegun = UsageStatement(of: entries, from: at(500), to: at(1_000), asOf: at(60))
        #expect(notBegun.total.seatMilliseconds == 0 && notBegun.total.opening == 2)
    }

    @Test("an entry that was written after the clock was set back counts from the one before")
    func setBack() {
        let entries = ledger([
            (10, .seatTaken(device("a"), .pairing), nil), (100, .seatTaken(device("b"), .pairing), nil),
            (500, .seatFreed(device("b"), .suspended), nil),
        ])
        for moment in [Int64.min, -1_000_000_000_000, 0, 49, 50, 119] {
            var count = UsageCount(from: at(50), to: at(1_000), asOf: at(200))
            for (entry, moment) in zip(entries, [0, 10, 120, moment]) { count.add(entry, countingFrom: at(moment)) }
            let statement = count.statement()
            #expect(statement.total.seatMilliseconds == 150, "\(moment)")
            #expect(statement.total.lowest == .init(count: 1, at: at(50), device: nil), "\(moment)")
            #expect(statement.total.closing == 1, "\(moment)")
        }
    }

    @Test("an empty ledger is a statement of nothing")
    func empty() {
        let statement = UsageStatement(of: [], from: at(0), to: at(9), asOf: at(9))
        #expect(statement.total.highest == .init(count: 0, at: at(0), device: nil))
        #expect(statement.maximum.isEmpty && statement.over.isEmpty && statement.lines.isEmpty)
    }

    @Test("each list is bounded; what is beyond the bound is counted, and the sums hold it")
    func bound() {
        var limits = UsageLimits()
        limits.listed = 3
        var changes: [(Int64, LedgerChange, SeatMaximum?)] = []
        for step in 0..<10 as Range<Int64> {
            changes.append((step * 10, .maximum(from: .limited(0), reason: nil), .limited(0)))
            changes.append((step * 10 + 1, .seatTaken(device("d"), .resumed), nil))
            changes.append((step * 10 + 5, .seatFreed(device("d"), .suspended), nil))
        }
        let statement = UsageStatement(of: ledger(changes), from: at(0), to: at(200), asOf: at(200), limits: limits)
        #expect(statement.lines.count == 3 && statement.linesOmitted == 31 - 3)
        #expect(statement.maximum.count == 3 && statement.over.count == 3)
        #expect(statement.spansOmitted == (11 - 3) + (10 - 3))
        #expect(statement.total.seatMilliseconds == 40)
        #expect(UsageLimits().listed == 10_000)
    }

    @Test("an entry counts from the earliest time that a later one has", arguments: 0..<60 as Range<UInt64>)
    func timesOfAClockThatIsSet(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var last: LedgerRecord?
        var entries: [LedgerEntry] = []
        var times = EntryTimes()
        var now: Int64 = 5_000_000_000
        for _ in 0..<random.pick(1...60) {
            now += random.percent(20) ? random.pick(-4_000_000_000...4_000_000_000) : random.pick(0...90_000)
            let entry = LedgerEntry.next(
                after: last, of: CustomerID("acme")!, .opened(timeZone: "UTC"), maximum: .unlimited,
                by: Stamp(.gateway, at: at(now)))
            if let before = last?.entry.at {
                let back = before.milliseconds - now
                #expect(
                    entry.at == (1...LedgerLimits.reorderedMilliseconds ~= back ? before : at(now)), "seed \(seed)")
            }
            last = LedgerRecord(entry: entry, hash: .none)
            entries.append(entry)
            times.add(entry)
        }
        for (index, entry) in entries.enumerated() {
            #expect(times.time(of: entry) == entries[index...].map(\.at).min(), "seed \(seed)")
        }
        #expect(LedgerLimits.reorderedMilliseconds == 60_000)
    }
}
