import TestSupport
import Testing
import Values

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

    private func settled(_ feed: Feed) -> Seen {
        var feed = feed
        feed.closeOrphans(at: evening)
        feed.completeOneMore(at: evening)
        return Seen(feed.callState)
    }

    @Test("any order of arrival shows the same, and what a restart would", arguments: 0..<400 as Range<UInt64>)
    func orderOfArrival(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0xA11CE)
        let history = RandomHistory(seed: seed, calls: 12, hours: -20...22)
        let arriving = arrival(of: history.events, &random)
        var feed = Feed(day: .test)
        feed.take(arriving, inBatchesBy: &random, until: evening)
        var again = Feed(day: .test)
        again.take(arriving.shuffled(using: &random), inBatchesBy: &random, until: evening)
        var restarted = Feed(day: .test)
        restarted.take(arriving.sorted { $0.time < $1.time }.filter { $0.time >= feed.callState.horizon })
        let seen = settled(feed)
        #expect(seen.differences(from: settled(again)) == [], "seed \(seed)")
        #expect(seen.differences(from: settled(restarted)) == [], "seed \(seed)")
    }

    @Test("every figure adds up at every moment", arguments: 0..<200 as Range<UInt64>)
    func sums(seed: UInt64) {
        var feed = Feed(day: .test)
        for event in RandomHistory(seed: seed, calls: 15, hours: -2...22).events {
            feed.take([event])
            check(feed.callState, seed)
        }
        feed.closeOrphans(at: at(60 * 3600))
        check(feed.callState, seed)
        #expect(feed.callState.openCalls == [], "seed \(seed)")
        #expect(feed.callState.live.count == 0, "seed \(seed)")
    }

    private func check(_ state: CallState, _ seed: UInt64) {
        let all = [state.completed.totals.figures] + state.completed.queues.values
        for figures in all {
            #expect(
                figures.offered
                    == figures.answered + figures.abandoned + figures.shortAbandoned + figures.overflowed
                    + figures.orphaned, "seed \(seed)")
            #expect(figures.callbacks <= figures.overflowed, "seed \(seed)")
        }
        let intervals = state.completed.intervals.values
        #expect(intervals.reduce(0) { $0 + $1.offered } == all[0].offered, "seed \(seed)")
        #expect(intervals.reduce(0) { $0 + $1.answered } == all[0].answered, "seed \(seed)")
        for agent in state.completed.agents.agents.values {
            #expect(agent.answered >= 0 && agent.missed >= 0 && agent.talkMilliseconds >= 0, "seed \(seed)")
        }
        let live = state.live
        let inQueues = live.queues.values.reduce(0) { $0 + $1.callsWaiting }
        #expect(inQueues <= live.count(.waiting), "seed \(seed)")
        #expect((live.longestWaitingSince == nil) == (live.count(.waiting) == 0), "seed \(seed)")
        let states = AgentState.allCases.reduce(0) { $0 + live.agents.counts[$1] }
        #expect(states == live.agents.statuses.count, "seed \(seed)")
    }
}
