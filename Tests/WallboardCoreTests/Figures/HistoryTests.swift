import Foundation
import TestSupport
import Testing
import Values

@testable import WallboardCore

/// `WALLBOARD_HISTORIES` sets how many histories are run, and `WALLBOARD_FIRST_HISTORY` the first one; a failure names
/// the seed of its history.
@Suite("Figures of many histories")
struct HistoryTests {
    private static let first = ProcessInfo.processInfo.environment["WALLBOARD_FIRST_HISTORY"].flatMap(UInt64.init) ?? 0
    private static let count = ProcessInfo.processInfo.environment["WALLBOARD_HISTORIES"].flatMap(UInt64.init) ?? 150

    /// Days in UTC's neighbourhood: an ordinary one, and two in which the clocks change at 03:00.
    private static let days = [
        LocalDay.test,
        LocalDay(
            from: at(0), to: at(23 * 3_600),
            offsets: [.init(since: at(-9_000), seconds: 0), .init(since: at(10_800), seconds: 3_600)]),
        LocalDay(
            from: at(0), to: at(25 * 3_600),
            offsets: [.init(since: at(-9_000), seconds: 3_600), .init(since: at(10_800), seconds: 0)]),
    ]

    /// Events as they might arrive: nearly in order or fully shuffled, some of them twice.
    private func arrival(of events: [CallEvent], _ random: inout SplitMix64) -> [CallEvent] {
        let told = events + events.filter { _ in random.percent(10) }
        if random.percent(50) { return told.shuffled(using: &random) }
        let late = told.map { ($0, $0.time.milliseconds + (random.percent(20) ? random.pick(0...3_600_000) : 0)) }
        return late.sorted { ($0.1, $0.0.id) < ($1.1, $1.0.id) }.map(\.0)
    }

    @Test("every figure is that of a plain computation from the calls as they were lived")
    func truth() {
        var rebuilt: UInt64 = 0
        for seed in Self.first..<Self.first + Self.count {
            var random = SplitMix64(seed: seed ^ 0x7275E)
            let day = random.pick(Self.days)
            let length = Int(day.to.milliseconds(since: day.from) / 1000)
            let thresholds = CallThresholds(
                serviceLevelSeconds: random.pick([1, 20, 60]), shortAbandonSeconds: random.pick([0, 5, 30]),
                serviceLevelVariant: random.pick(ServiceLevelVariant.allCases))
            // A busy hour, or a day and some of its neighbours.
            let hours =
                random.percent(50)
                ? (-1_000...2_600) : random.percent(50) ? (length - 2_600...length + 1_000) : (-9_000...length + 9_000)
            let truth = TrueCalls(seed: seed, calls: 40, from: hours.lowerBound, to: hours.upperBound)
            var feed = Feed(day: day, thresholds: thresholds)
            var rest = arrival(of: truth.events, &random)[...]
            while !rest.isEmpty {
                let batch = rest.prefix(random.pick(1...30))
                rest = rest.dropFirst(batch.count)
                feed.take(Array(batch))
                if random.percent(5) { feed.closeOrphans(at: at(Double(random.pick(0...length)))) }
                #expect(broken(feed.callState.completed) == [], "seed \(seed)")
            }
            feed.closeOrphans(at: at(Double(length) + 40_000))
            let plain = PlainFigures(truth.calls, truth.reports, day: day, thresholds: thresholds)
            // What came so late that it says itself that it has to be computed from the stored events, is.
            if feed.callState.lacksFigures {
                rebuilt += 1
            } else {
                #expect(plain.differences(from: feed.callState.completed) == [], "seed \(seed)")
            }
            var restarted = Feed(day: day, thresholds: thresholds)
            restarted.take(truth.events.sorted { $0.time < $1.time })
            restarted.closeOrphans(at: at(Double(length) + 40_000))
            #expect(plain.differences(from: restarted.callState.completed) == [], "seed \(seed), restarted")
        }
        #expect(rebuilt <= 1 + Self.count / 1_000, "\(rebuilt) of \(Self.count) histories")
    }

    @Test("sums hold at every moment of any history")
    func invariants() {
        for seed in Self.first..<Self.first + Self.count {
            var random = SplitMix64(seed: seed ^ 0x50_11D)
            let events = RandomHistory(seed: seed, calls: 20, hours: random.pick([-5...5, 0...1, -30...30])).events
            let day = random.pick(Self.days)
            let next = LocalDay(
                from: day.to, to: day.to.advanced(byMilliseconds: 86_400_000),
                offsets: [.init(since: day.to, seconds: day.offsets.last?.seconds ?? 0)])
            var feed = Feed(day: day)
            var rest = arrival(of: events, &random)[...]
            while !rest.isEmpty {
                let batch = rest.prefix(random.pick(1...8))
                rest = rest.dropFirst(batch.count)
                feed.take(Array(batch))
                if random.percent(10) { feed.closeOrphans(at: at(Double(random.pick(0...120_000)))) }
                if feed.callState.day == day && rest.count < 40 && random.percent(5) { _ = feed.startDay(next) }
                #expect(broken(feed.callState.completed) == [], "seed \(seed)")
            }
        }
    }

    /// The sums that do not hold.
    private func broken(_ completed: CompletedCalls) -> [String] {
        var broken: [String] = []
        func demand(_ holds: Bool, _ what: String) { if !holds { broken.append(what) } }
        let totals = completed.totals.figures
        for (name, figures) in [("totals", totals)] + completed.queues.map({ ($0.key, $0.value) }) {
            let outcomes = [
                figures.answered, figures.abandoned, figures.shortAbandoned, figures.overflowed, figures.orphaned,
            ]
            demand(figures.offered == outcomes.reduce(0, +), "\(name): offered")
            demand(outcomes.allSatisfy { $0 >= 0 }, "\(name): an outcome below 0")
            demand((0...figures.answered).contains(figures.answeredInTime), "\(name): in time")
            demand(figures.transferred >= 0 && figures.callbacks >= 0, "\(name): transferred")
            demand(figures.callbacks <= figures.overflowed, "\(name): callbacks")
            demand(
                figures.longestWaitMilliseconds == nil || figures.offered > figures.orphaned, "\(name): longest")
            demand(
                figures.longestWaitMilliseconds ?? 0 >= figures.averageSpeedOfAnswerMilliseconds ?? 0,
                "\(name): average above the longest")
            demand(
                figures.averageHandleMilliseconds ?? 0 >= figures.averageTalkMilliseconds ?? 0,
                "\(name): handle below talk")
        }
        let intervals = completed.intervals.values
        demand(intervals.map(\.offered).reduce(0, +) == totals.offered, "intervals: offered")
        demand(intervals.map(\.answered).reduce(0, +) == totals.answered, "intervals: answered")
        demand(intervals.map(\.abandoned).reduce(0, +) == totals.abandoned, "intervals: abandoned")
        demand(intervals.map(\.answeredInTime).reduce(0, +) == totals.answeredInTime, "intervals: in time")
        demand(intervals.map(\.serviceLevelCalls).reduce(0, +) == totals.serviceLevelCalls, "intervals: service level")
        let all = completed.totals
        demand(all.inbound + all.outbound + all.internal >= totals.offered, "directions")
        demand((0...all.inbound).contains(all.missed), "missed")
        return broken
    }
}
