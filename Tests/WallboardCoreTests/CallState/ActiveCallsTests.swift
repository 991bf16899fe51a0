import TestSupport
import Testing
import Values

@testable import WallboardCore

@Suite("A statement of the active calls")
struct ActiveCallsTests {
    private static let now = at(40_000)

    private func active(
        _ call: String, _ state: ActiveCall.State, since: Double, queue: String? = nil, agent: String? = nil
    ) -> ActiveCall {
        var active = ActiveCall(call: call, state: state, since: at(since))
        active.queue = queue
        active.agents = agent.map { [$0] } ?? []
        return active
    }

    @Test("closes the open calls that it leaves out as orphans, from its moment on")
    func orphans() {
        var feed = Feed(day: .test)
        feed.take(
            events(of: "a", [.queued(39_000, "Q")]) + events(of: "b", [.queued(39_100, "Q"), .answered(39_110, "Ann")]))
        let effect = feed.state([], at: Self.now)
        #expect((effect.opened, effect.changed, effect.orphaned, effect.ended) == (0, 0, 2, 0))
        #expect(effect.events.map(\.time) == [Self.now, Self.now])
        #expect(feed.callState.openCalls == [])
        #expect(feed.callState.live.count == 0)
        let totals = feed.callState.completed.totals
        #expect((totals.figures.orphaned, totals.figures.answered, totals.missed) == (1, 1, 1))
        #expect(feed.callState.live.lastEventAt == at(39_110))
    }

    @Test("an event that is accepted later opens the call again, and an end is an end")
    func afterwards() {
        var feed = Feed(day: .test)
        let a = events(
            of: "a", [.queued(39_000, "Q"), .ringing(39_500, "Ann"), .answered(40_010, "Ann"), .ended(40_060)])
        let b = events(of: "b", [.queued(39_000, "Q"), .ended(39_050)])
        feed.take([a[0], b[0]])
        _ = feed.state([], at: Self.now)
        #expect(feed.callState.completed.totals.figures.orphaned == 2)
        // Accepted later, it takes the silence back, though it happened before.
        feed.take([accepted(a[1])])
        #expect(feed.callState.completed.totals.figures.orphaned == 1)
        feed.take([accepted(a[2]), accepted(b[1])])
        #expect(feed.callState.completed.totals.figures.orphaned == 0)
        #expect(feed.callState.completed.totals.figures.abandoned == 1)
        #expect(feed.callState.live.count(.active) == 1)
        feed.take([a[3]])
        #expect(feed.callState.completed.totals.figures.answered == 1)
        #expect(feed.callState.completed.totals.figures.averageSpeedOfAnswerMilliseconds == 1_010_000)
    }

    @Test("opens calls that are not known, since the stated moments")
    func opens() {
        var feed = Feed(day: .test)
        let effect = feed.state(
            [
                active("w", .waiting, since: 39_900, queue: "Q"),
                active("r", .ringing, since: 39_910, queue: "Q", agent: "Ann"),
                active("a", .active, since: 39_920, queue: "R", agent: "Bob"),
                active("h", .held, since: 39_930, queue: "R", agent: "Cleo"),
                active("p", .parked, since: 39_940), active("e", .elsewhere, since: 39_950),
            ], at: Self.now)
        #expect(effect.opened == 6)
        let live = feed.callState.live
        #expect(live.oldest.map(\.call) == ["w", "r", "a", "h", "p"])
        #expect(live.oldest.map(\.since) == [at(39_900), at(39_910), at(39_920), at(39_930), at(39_940)])
        #expect(live.oldest.map(\.state) == [.waiting, .ringing, .active, .held, .parked])
        #expect(live.oldest.map(\.agent) == [nil, "Ann", "Bob", "Cleo", nil])
        #expect(live.oldest.map(\.queue) == ["Q", "Q", "R", "R", nil])
        #expect(feed.callState.openCalls == ["a", "e", "h", "p", "r", "w"])
    }

    @Test("a call first learnt of by it has an unknown wait, unless the statement says it")
    func waits() {
        var feed = Feed(day: .test)
        var told = active("told", .waiting, since: 39_900, queue: "Q")
        told.waitMilliseconds = 500_000
        var answered = active("answered", .active, since: 39_900, queue: "Q", agent: "Bob")
        answered.waitMilliseconds = 12_000
        _ = feed.state([active("unknown", .waiting, since: 39_900, queue: "Q"), told, answered], at: Self.now)
        feed.take(
            events(of: "unknown", [.ended(40_060)]) + events(of: "told", [.ended(40_060)])
                + events(of: "answered", [.ended(40_060)]))
        let figures = feed.callState.completed.queues["Q"]
        #expect((figures?.abandoned, figures?.answered) == (2, 1))
        #expect(figures?.averageAbandonMilliseconds == 560_000)
        #expect(figures?.averageSpeedOfAnswerMilliseconds == 12_000)
    }

    @Test("changes nothing of a call that is where it is stated to be")
    func isThere() {
        var feed = Feed(day: .test)
        feed.take(events(of: "a", [.queued(39_000, "Q"), .answered(39_010, "Ann"), .held(39_100)]))
        let before = Seen(feed.callState)
        let effect = feed.state([active("a", .held, since: 39_101, queue: "Q")], at: Self.now)
        #expect(effect.events.isEmpty && effect.changed == 0)
        #expect(Seen(feed.callState) == before)
    }

    @Test("takes a call whose last event is at either end of time", arguments: [Int64.min, .max])
    func endsOfTime(milliseconds: Int64) throws {
        var event = Script.queued(0, "Q").of("a").event("e")
        event = CallEvent(
            id: "e", time: Instant(milliseconds: milliseconds), content: event.content, acceptance: event.acceptance)
        let record = CallGroup([try #require(TimedStep(event))]).record(of: "a")
        let restatement = Restatement(
            call: active("a", .waiting, since: 39_000, queue: "Q"), record: record, isOpen: true, at: Self.now,
            horizon: at(0), freshMilliseconds: 3_600_000)
        #expect(restatement.isThere)
        // A sign of life where the last event is old, and none where it is not.
        #expect(restatement.steps == [])
        #expect((restatement.signOfLife?.time == Self.now) == (milliseconds < 0))
        #expect((restatement.signOfLife == nil) == (milliseconds > 0))
    }

    @Test("says how many stated calls have ended, and leaves them so")
    func ended() {
        var feed = Feed(day: .test)
        feed.take(events(of: "a", [.queued(39_000, "Q"), .ended(39_060)]))
        let effect = feed.state([active("a", .active, since: 39_010)], at: Self.now)
        #expect((effect.ended, effect.events.isEmpty) == (1, true))
        #expect(feed.callState.completed.totals.figures.abandoned == 1)
    }

    @Test("a stated call that has been silent for long is not closed for silence the next moment")
    func silence() {
        var feed = Feed(day: .test)
        let began = 40_000 - 5.0 * 3_600
        feed.take(events(of: "a", [.queued(began, "Q"), .answered(began + 9, "Ann")]))
        feed.take(events(of: "b", [.queued(began, "Q"), .answered(began + 9, "Bob")]))
        feed.closeOrphans(at: Self.now)
        let calls = [
            active("a", .active, since: began + 9), active("c", .active, since: began, queue: "Q", agent: "Cleo"),
        ]
        let effect = feed.state(calls, at: Self.now)
        #expect(effect.opened == 2)
        feed.closeOrphans(at: Self.now.advanced(byMilliseconds: 3 * 3_600_000))
        #expect(feed.callState.openCalls == ["a", "c"])
        #expect(feed.callState.live.oldest.map(\.since) == [at(began), at(began + 9)])
        #expect(feed.callState.completed.totals.figures.answered == 1)
    }

    @Test("finds room for what it opens by closing the others first")
    func room() {
        var limits = CallLimits()
        limits.openCalls = 2
        var feed = Feed(day: .test, limits: limits)
        feed.take(events(of: "a", [.queued(39_000)]) + events(of: "b", [.queued(39_000)]))
        _ = feed.state([active("c", .waiting, since: 39_500), active("d", .waiting, since: 39_500)], at: Self.now)
        #expect(feed.callState.openCalls == ["c", "d"])
        #expect(feed.callState.overruns == CallOverruns())
    }

    // MARK: Random histories

    private func random(_ call: String, _ random: inout SplitMix64) -> ActiveCall {
        var active = ActiveCall(
            call: call, state: random.pick(ActiveCall.State.allCases),
            since: at(Double(random.pick(10_000...40_000))))
        active.queue = random.percent(60) ? random.pick(["Sales", "Support", "Billing"]) : nil
        switch active.state {
        case .ringing: active.agents = [random.pick(["Ann", "Bob", "Cleo"])]
        case .active, .held:
            active.agents = Array(["Ann", "Bob", "Cleo"].shuffled(using: &random).prefix(random.pick(0...2)))
        case .waiting, .parked, .elsewhere: break
        }
        active.direction = random.percent(30) ? random.pick(CallStep.Direction.allCases) : nil
        return active
    }

    @Test("makes itself true whatever was known", arguments: 0..<150 as Range<UInt64>)
    func truth(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0xAC71)
        let known = RandomHistory(seed: seed, calls: 25, hours: 3...10.5).events.filter { $0.time <= Self.now }
        var feed = Feed(day: .test)
        feed.take(known.shuffled(using: &random), inBatchesBy: &random, until: Self.now)
        for round in 0..<2 {
            let names = (0..<30).map { "call \($0)" }.shuffled(using: &random).prefix(12)
            let calls = names.map { self.random($0, &random) }
            let now = Self.now.advanced(byMilliseconds: Int64(round) * 60_000)
            let effect = feed.state(calls, at: now)
            let shown = feed.callState.openCalls
            #expect(calls.count - effect.ended == shown.count, "seed \(seed)")
            for call in calls where shown.contains(call.call) {
                let record = feed.callState.record(of: call.call)
                let live = record.map { LiveCall($0) }
                let what = "seed \(seed), \(call), \(String(describing: record))"
                #expect(live?.state?.rawValue == (call.state == .elsewhere ? nil : call.state.rawValue), "\(what)")
                if let queue = call.queue, [.waiting, .active, .held].contains(call.state), live?.direction == .inbound
                {
                    #expect(live?.queue == queue, "\(what)")
                }
                if !call.agents.isEmpty, call.state != .ringing {
                    let talking = record?.legs.filter { $0.to == nil }.compactMap(\.agent) ?? []
                    #expect(Set(talking) == Set(call.agents), "\(what)")
                }
            }
            #expect(Set(shown).isSubset(of: names), "seed \(seed)")
            feed.closeOrphans(at: now.advanced(byMilliseconds: 60_000))
            #expect(feed.callState.openCalls == shown, "seed \(seed)")
        }
    }

    @Test("is what its events are, in whatever order they and the feed's arrive", arguments: 0..<80 as Range<UInt64>)
    func order(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0x0DE5)
        let events = RandomHistory(seed: seed, calls: 20, hours: 8...14).events
        let early = events.filter { $0.time <= Self.now }
        let late = events.filter { $0.time > Self.now }
        var feed = Feed(day: .test)
        feed.take(early.shuffled(using: &random), inBatchesBy: &random, until: Self.now)
        let calls = (0..<8).map { self.random("call \($0 * 2)", &random) }
        _ = feed.state(calls, at: Self.now)
        let statement = feed.lastBatch
        feed.take(late.shuffled(using: &random), inBatchesBy: &random, until: Self.now)
        let end = at(15 * 3_600)
        feed.closeOrphans(at: end)
        feed.completeOneMore(at: end)
        for _ in 0..<3 {
            var other = Feed(day: .test)
            other.take((events + statement).shuffled(using: &random), inBatchesBy: &random, until: Self.now)
            other.closeOrphans(at: end)
            other.completeOneMore(at: end)
            #expect(Seen(other.callState).differences(from: Seen(feed.callState)) == [], "seed \(seed)")
        }
    }
}
