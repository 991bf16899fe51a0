import TestSupport
import Testing
import Values

@testable import WallboardCore

@Suite("A statement of the active calls")
struct ActiveCallsTests {
    private static let now = at(40_000)

    private func active(
        _ call: String, _ state: CallSituation.State, since: Double, queue: String? = nil, agent: String? = nil
    ) -> ActiveCall {
        var active = ActiveCall(call: call, state: state, since: at(since))
        (active.queue, active.agent) = (queue, agent)
        return active
    }

    private func effect(
        of calls: [ActiveCall], on callState: CallState, earlier: [String: [CallEvent]] = [:]
    ) -> ActiveCalls.Effect {
        callState.effect(of: ActiveCalls(calls, at: Self.now, token: "t"), earlier: earlier)
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
        #expect((totals.figures.orphaned, totals.figures.answered, totals.missed) == (2, 0, 1))
        #expect(feed.callState.live.lastEventAt == at(39_110))
    }

    @Test("a later event opens the call again, an earlier one does not, and an end is an end")
    func afterwards() {
        var feed = Feed(day: .test)
        let a = events(
            of: "a", [.queued(39_000, "Q"), .ringing(39_500, "Ann"), .answered(40_010, "Ann"), .ended(40_060)])
        let b = events(of: "b", [.queued(39_000, "Q"), .ended(39_050)])
        feed.take([a[0], b[0]])
        _ = feed.state([], at: Self.now)
        feed.take([a[1]])
        #expect(feed.callState.completed.totals.figures.orphaned == 2)
        feed.take([a[2], b[1]])
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
            ], at: Self.now)
        #expect(effect.opened == 4 && effect.events.count == 5)
        let live = feed.callState.live
        #expect(live.oldest.map(\.call) == ["w", "r", "a", "h"])
        #expect(live.oldest.map(\.situation.since) == [at(39_900), at(39_910), at(39_920), at(39_930)])
        #expect(live.oldest.map(\.situation.state) == [.waiting, .ringing, .active, .held])
        #expect(live.oldest.map(\.situation.agent) == [nil, "Ann", "Bob", "Cleo"])
        #expect(live.oldest.map(\.queue) == ["Q", "Q", "R", "R"])
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
    func endsOfTime(milliseconds: Int64) {
        var log = CallLog(call: "a")
        let step = TimedStep(
            id: "e", time: Instant(milliseconds: milliseconds), step: CallStep(call: "a", kind: .queued, queue: "Q"))
        #expect(log.insert(step, limit: 10) == .kept)
        let restatement = Restatement(
            call: active("a", .waiting, since: 39_000, queue: "Q"), log: log, isOpen: true, at: Self.now,
            horizon: at(0), freshMilliseconds: 3_600_000)
        #expect(restatement.isThere)
        // A sign of life where the last event is old, and none where it is not.
        #expect(restatement.steps.map(\.time) == (milliseconds < 0 ? [Self.now] : []))
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
        #expect(feed.callState.live.oldest.map(\.situation.since) == [at(began + 9), at(began)])
        #expect(feed.callState.completed.totals.figures.orphaned == 1)
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
            call: call, state: random.pick(CallSituation.State.allCases),
            since: at(Double(random.pick(10_000...40_000))))
        active.queue = random.percent(60) ? random.pick(["Sales", "Support", "Billing"]) : nil
        active.agent = active.state != .waiting && random.percent(60) ? random.pick(["Ann", "Bob", "Cleo"]) : nil
        active.direction = random.percent(30) ? random.pick(CallStep.Direction.allCases) : nil
        return active
    }

    @Test("makes itself true whatever was known", arguments: 0..<600 as Range<UInt64>)
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
                let record = feed.callState.log(of: call.call).flatMap(CallRecord.init)
                let what = "seed \(seed), \(call), \(String(describing: record))"
                #expect(record?.situation?.state == call.state, "\(what)")
                if let queue = call.queue { #expect(record?.queue == queue, "\(what)") }
                if let agent = call.agent { #expect(record?.situation?.agent == agent, "\(what)") }
            }
            #expect(Set(shown).isSubset(of: names), "seed \(seed)")
            feed.closeOrphans(at: now.advanced(byMilliseconds: 60_000))
            #expect(feed.callState.openCalls == shown, "seed \(seed)")
        }
    }

    @Test("is what its events are, in whatever order they and the feed's arrive", arguments: 0..<400 as Range<UInt64>)
    func order(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0x0DE5)
        let events = RandomHistory(seed: seed, calls: 20, hours: 8...14).events
        let early = events.filter { $0.time <= Self.now }
        let late = events.filter { $0.time > Self.now }
        var feed = Feed(day: .test)
        feed.take(early.shuffled(using: &random), inBatchesBy: &random, until: Self.now)
        let calls = (0..<8).map { self.random("call \($0 * 2)", &random) }
        let effect = feed.state(calls, at: Self.now)
        feed.take(late.shuffled(using: &random), inBatchesBy: &random, until: Self.now)
        let end = at(15 * 3_600)
        feed.closeOrphans(at: end)
        feed.completeOneMore(at: end)
        for _ in 0..<3 {
            var other = Feed(day: .test)
            other.take((events + effect.events).shuffled(using: &random), inBatchesBy: &random, until: Self.now)
            other.closeOrphans(at: end)
            other.completeOneMore(at: end)
            #expect(Seen(other.callState) == Seen(feed.callState), "seed \(seed)")
        }
    }
}
