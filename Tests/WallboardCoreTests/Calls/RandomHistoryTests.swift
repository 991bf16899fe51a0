import TestSupport
import Testing

@testable import WallboardCore

@Suite("Random histories")
struct RandomHistoryTests {
    private let evening = at(23 * 3600)

    /// The events as they might arrive: some lost, some duplicated, all reordered.
    private func arrival(of events: [CallEvent], _ random: inout SplitMix64) -> [CallEvent] {
        var arriving = events.filter { _ in !random.percent(5) }
        arriving += arriving.filter { _ in random.percent(20) }
        return arriving.shuffled(using: &random)
    }

    @Test("any order of arrival shows the same, and what a restart would", arguments: 0..<400 as Range<UInt64>)
    func orderOfArrival(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0xA11CE)
        let history = RandomHistory(seed: seed, calls: 12, hours: -30...30)
        let arriving = arrival(of: history.events, &random)
        var feed = Feed(day: .test)
        feed.take(arriving, inBatchesBy: &random, until: evening)
        var again = Feed(day: .test)
        again.take(arriving.shuffled(using: &random), inBatchesBy: &random, until: evening)
        var restarted = Feed(day: .test)
        restarted.take(arriving.sorted { $0.time < $1.time }.filter { $0.time >= feed.callState.horizon })
        feed.closeOrphans(at: evening)
        again.closeOrphans(at: evening)
        restarted.closeOrphans(at: evening)
        feed.completeOneMore(at: evening)
        again.completeOneMore(at: evening)
        restarted.completeOneMore(at: evening)
        #expect(Seen(feed.callState) == Seen(again.callState), "seed \(seed)")
        #expect(Seen(feed.callState) == Seen(restarted.callState), "seed \(seed)")
    }

    @Test("figures agree with a plain count of all events", arguments: 0..<400 as Range<UInt64>)
    func plainCount(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0xB0B)
        let thresholds = CallThresholds(
            serviceLevelSeconds: random.pick([1, 20, 300]), shortAbandonSeconds: random.pick([0, 5, 60]))
        let events = RandomHistory(seed: seed, calls: 15, hours: -30...30).events
        var feed = Feed(day: .test, thresholds: thresholds)
        feed.take(events.shuffled(using: &random), inBatchesBy: &random, until: evening)
        feed.closeOrphans(at: evening)
        let plain = PlainCount(events, day: .test, thresholds: thresholds, now: evening)
        let completed = feed.callState.completed
        #expect(plain.agrees(completed.totals.figures, queue: nil), "seed \(seed)")
        #expect(completed.queues.keys == plain.queues, "seed \(seed)")
        for (queue, figures) in completed.queues {
            #expect(plain.agrees(figures, queue: queue), "seed \(seed), \(queue)")
        }
        for direction in CallStep.Direction.allCases {
            let counted =
                switch direction {
                case .inbound: completed.totals.inbound
                case .outbound: completed.totals.outbound
                case .internal: completed.totals.internal
                }
            #expect(counted == plain.completed.filter { $0.direction == direction }.count, "seed \(seed)")
        }
        #expect(completed.totals.missed == plain.completed.filter(\.isMissed).count, "seed \(seed)")
        let halfHours = Dictionary(
            grouping: plain.completed.filter { $0.queued != nil }, by: { LocalDay.test.halfHour(of: $0.belongsAt) })
        #expect(completed.intervals.keys == halfHours.keys.sorted(), "seed \(seed)")
        for (halfHour, figures) in completed.intervals {
            let outcomes = halfHours[halfHour]?.compactMap { $0.queued?.total.outcome } ?? []
            #expect(figures.offered == outcomes.count, "seed \(seed)")
            #expect(figures.answered == outcomes.filter { $0 == .answered }.count, "seed \(seed)")
            #expect(figures.abandoned == outcomes.filter { $0 == .abandoned }.count, "seed \(seed)")
        }
        let talks = Dictionary(grouping: plain.completed.compactMap(\.queued).flatMap(\.agents), by: \.agent)
        #expect(completed.agents.agents.keys == talks.keys.sorted(), "seed \(seed)")
        for (agent, figures) in completed.agents.agents {
            #expect(figures.answered == talks[agent]?.count, "seed \(seed)")
            #expect(
                figures.talkMilliseconds == talks[agent]?.map(\.talkMilliseconds).reduce(0, +), "seed \(seed)")
        }
    }

    @Test("the live part agrees with a plain count of all events", arguments: 0..<400 as Range<UInt64>)
    func plainLive(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0xC1E0)
        let events = RandomHistory(seed: seed, calls: 25, hours: 18...24).events
        let now = at(80_000)
        var feed = Feed(day: .test)
        feed.take(events.shuffled(using: &random), inBatchesBy: &random, until: now)
        feed.closeOrphans(at: now)
        let plain = PlainCount(events, day: .test, thresholds: CallThresholds(), now: now)
        let live = feed.callState.live
        for state in CallSituation.State.allCases {
            #expect(live.count(state) == plain.open(state).count, "seed \(seed), \(state)")
        }
        let waiting = plain.open(.waiting)
        #expect(live.longestWaitingSince == waiting.compactMap { $0.situation?.since }.min(), "seed \(seed)")
        for (queue, line) in live.queues {
            let here = waiting.filter { $0.queue == queue }
            #expect(line.callsWaiting == here.count, "seed \(seed), \(queue)")
            #expect(line.longestWaitingSince == here.compactMap { $0.situation?.since }.min(), "seed \(seed)")
        }
        let shown = plain.open.filter { $0.situation != nil }
            .sorted { ($0.firstEventAt, $0.call) < ($1.firstEventAt, $1.call) }
        #expect(live.oldest.map(\.call) == shown.map(\.call), "seed \(seed)")
        #expect(live.lastEventAt == events.map(\.time).max(), "seed \(seed)")
        for state in AgentState.allCases {
            let agents = live.agents.statuses.values.filter { $0.state == state }
            #expect(live.agents.counts[state] == agents.count, "seed \(seed), \(state)")
        }
        for (agent, status) in live.agents.statuses {
            let calls = shown.filter { $0.situation?.agent == agent }.map(\.call)
            #expect(status.callID.map(calls.contains) ?? calls.isEmpty, "seed \(seed), \(agent)")
        }
    }

    @Test("a new day shows what a call state made for that day would", arguments: 0..<400 as Range<UInt64>)
    func newDay(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0xDA7)
        let events = RandomHistory(seed: seed, calls: 15, hours: 1...40).events.shuffled(using: &random)
        let now = at(random.pick([25, 30, 45]) * 3600)
        var feed = Feed(day: .test)
        let split = random.pick(0...events.count)
        feed.take(Array(events[..<split]), inBatchesBy: &random, until: now)
        #expect(feed.startDay(.afterTest) == true)
        feed.take(Array(events[split...]), inBatchesBy: &random, until: now)
        feed.closeOrphans(at: now)
        var fresh = Feed(day: .afterTest)
        fresh.take(events)
        fresh.closeOrphans(at: now)
        feed.completeOneMore(at: now)
        fresh.completeOneMore(at: now)
        #expect(Seen(feed.callState) == Seen(fresh.callState), "seed \(seed)")
    }

    @Test("taking all calls back leaves nothing", arguments: 0..<100 as Range<UInt64>)
    func inverse(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let events = RandomHistory(seed: seed, calls: 30, hours: 1...20).events
        let calls = PlainCount(events, day: .test, thresholds: CallThresholds(), now: at(90_000)).completed
        var day = CompletedCalls(day: .test, thresholds: CallThresholds())
        for call in calls.shuffled(using: &random) { day.add(call) }
        #expect(day.totals.figures.offered == calls.filter { $0.queued != nil }.count, "seed \(seed)")
        for call in calls.shuffled(using: &random) { day.remove(call) }
        #expect(day.totals == Totals(), "seed \(seed)")
        #expect(day.queues.isEmpty && day.intervals.isEmpty && day.agents == Leaderboard(), "seed \(seed)")
    }
}
