import TestSupport
import Testing
import Values

@testable import WallboardCore

@Suite("Figures")
struct FiguresTests {
    private func day(_ calls: [CompletedCall], limits: CallLimits = CallLimits()) -> CompletedCalls {
        var day = CompletedCalls(day: .test, thresholds: CallThresholds(), limits: limits)
        for call in calls { day.add(call) }
        return day
    }

    @Test("a ratio has four decimals, rounded half up, and no value of nothing")
    func ratios() {
        #expect(Ratio(0, of: 0) == nil)
        #expect(Ratio(0, of: 7)?.tenThousandths == 0)
        #expect(Ratio(7, of: 7)?.value == 1)
        #expect(Ratio(2, of: 3)?.tenThousandths == 6667)
        #expect(Ratio(1, of: 3)?.value == 0.3333)
        #expect(Ratio(1, of: 20_000)?.tenThousandths == 1)
        #expect(Ratio(1, of: 20_001)?.tenThousandths == 0)
    }

    @Test("a mean is rounded half up to a millisecond, and there is none of nothing")
    func means() {
        #expect(meanMilliseconds(0, over: 0) == nil)
        #expect(meanMilliseconds(5, over: 2) == 3)
        #expect(meanMilliseconds(4, over: 3) == 1)
        #expect(meanMilliseconds(5, over: 3) == 2)
    }

    @Test("the figures of a small day are those of the calls.md, section 4")
    func smallDay() {
        let day = day([
            completed([.queued(0, "Q"), .answered(10, "Ann"), .ended(70)]),
            completed([.queued(0, "Q"), .answered(31, "Bob"), .held(40), .retrieved(50), .ended(61)]),
            completed([.queued(0, "Q"), .ended(40)]),
            completed([.queued(0, "Q"), .ended(3)]),
            completed([.queued(0, "Q"), .queued(10, "R"), .answered(12, "Ann"), .ended(22)]),
            completed([.queued(0, "R"), .ended(99, .overflow)]),
            completed([.answered(0, "Ann").going(.outbound), .ended(9)]),
            completed([.ringing(0, "Ann").going(.internal), .ended(9)]),
            completed([.ringing(0, "Ann"), .notAnswered(5, "Ann"), .ended(9)]),
        ])
        let totals = day.totals
        #expect(totals.figures.offered == 6)
        #expect(totals.figures.answered == 3)
        #expect(totals.figures.abandoned == 1)
        #expect(totals.figures.shortAbandoned == 1)
        #expect(totals.figures.overflowed == 1)
        #expect(totals.figures.orphaned == 0)
        #expect(totals.figures.abandonedRate == Ratio(1, of: 4))
        #expect(totals.figures.serviceLevel == Ratio(2, of: 4))
        #expect(totals.figures.averageSpeedOfAnswerMilliseconds == 17_667)
        #expect(totals.figures.averageAbandonMilliseconds == 40_000)
        #expect(totals.figures.talkMilliseconds == 90_000)
        #expect(totals.figures.averageTalkMilliseconds == 30_000)
        #expect([totals.inbound, totals.outbound, totals.internal] == [7, 1, 1])
        #expect(totals.missed == 4)
        #expect(day.queues.keys == ["Q", "R"])
        #expect(day.queues["Q"].map { [$0.offered, $0.answered, $0.overflowed] } == [5, 2, 1])
        #expect(day.queues["R"].map { [$0.offered, $0.answered, $0.overflowed] } == [2, 1, 1])
        #expect(day.queues["R"]?.averageSpeedOfAnswerMilliseconds == 2_000)
        #expect(day.agents.agents.map(\.key) == ["Ann", "Bob"])
        #expect(day.agents.agents["Ann"]?.answered == 3)
        #expect(day.agents.agents["Ann"]?.missed == 1)
        #expect(day.agents.agents["Ann"]?.talkMilliseconds == 79_000)
        #expect(day.lastEventAt == at(99))
    }

    @Test("figures without a denominator are absent")
    func absent() {
        let figures = day([completed([.queued(0, "Q"), .ended(99, .overflow)])]).totals.figures
        #expect(figures.abandonedRate == nil && figures.serviceLevel == nil)
        #expect(figures.averageSpeedOfAnswerMilliseconds == nil && figures.averageAbandonMilliseconds == nil)
        #expect(figures.averageTalkMilliseconds == nil)
        #expect(figures.talkMilliseconds == 0)
    }

    @Test("a variant of the service level is of the calls that its name says", arguments: ServiceLevelVariant.allCases)
    func variants(variant: ServiceLevelVariant) {
        let thresholds = CallThresholds(serviceLevelVariant: variant)
        var day = CompletedCalls(day: .test, thresholds: thresholds)
        let calls: [[Script]] = [
            [.queued(0, "Q"), .answered(20, "Ann"), .ended(70)],
            [.queued(0, "Q"), .answered(20.001, "Bob"), .ended(70)],
            [.queued(0, "Q"), .ended(40)],
            [.queued(0, "Q"), .ended(3)], [.queued(0, "Q"), .ended(4.999)],
            [.queued(0, "Q"), .ended(99, .overflow)], [.queued(0, "Q"), .ended(2, .timeout)],
            [.queued(0, "Q"), .queued(9, "R"), .ended(30, .overflow)],
        ]
        for call in calls { day.add(completed(call, thresholds)) }
        let silent = CompletedCall(record([.queued(0, "Q")]).silenced(), thresholds: thresholds)
        silent.map { day.add($0) }
        let of =
            switch variant {
            case .standard: 3
            case .withShortAbandons: 5
            case .withOverflows: 6
            case .withShortAbandonsAndOverflows: 8
            }
        #expect(day.totals.figures.serviceLevel == Ratio(1, of: of))
        #expect(day.queues["Q"]?.serviceLevel == Ratio(1, of: of))
        #expect(day.intervals.values.map(\.serviceLevel) == [Ratio(1, of: of)])
        #expect(day.totals.figures.abandonedRate == Ratio(1, of: 3))
    }

    @Test("handling is talk and hold of the legs of answered visits")
    func handling() {
        var day = day([
            completed([.queued(0, "Q"), .answered(10, "Ann"), .held(20), .retrieved(50), .ended(70)]),
            completed([.queued(0, "Q"), .answered(10, "Ann"), .transferred(30, queue: "R"), .ended(70)]),
            completed([.answered(0, "Desk"), .queued(60, "R"), .answered(61, "Ann"), .held(62), .ended(81)]),
        ])
        #expect(day.totals.figures.averageHandleMilliseconds == 33_333)
        #expect(day.queues.map { $0.value.averageHandleMilliseconds } == [40_000, 20_000])
        // A call that was closed for silence was answered, and its talk ended with the last event.
        let silent = CompletedCall(
            record([.queued(0, "S"), .answered(9, "Ann"), .held(19)]).silenced(), thresholds: CallThresholds())
        silent.map { day.add($0) }
        #expect(day.queues["S"]?.averageHandleMilliseconds == 10_000)
    }

    @Test("a queue without a name counts in the totals only")
    func namelessQueue() {
        let day = day([completed([.queued(0), .ended(40)])])
        #expect(day.totals.figures.abandoned == 1)
        #expect(day.queues.isEmpty)
    }

    @Test("a call belongs to the day in which it first entered a queue")
    func dayOfEntry() {
        let day = day([
            completed([.queued(-1, "Q"), .queued(5, "R"), .ended(40)]),
            completed([.answered(-9, "Desk"), .queued(0, "Q"), .ended(40)]),
            completed([.queued(86_399.999, "Q"), .ended(86_500)]),
            completed([.queued(86_400, "Q"), .ended(86_500)]),
            completed([.ringing(-1, "Ann"), .ended(5)]),
            completed([.ringing(5, "Ann"), .ended(5)]),
        ])
        #expect(day.totals.figures.offered == 2)
        #expect(day.totals.inbound == 3)
        #expect(day.queues.keys == ["Q"])
        #expect(day.lastEventAt == at(86_500))
    }

    @Test("intervals are the local half hours in which calls first entered a queue")
    func intervals() {
        let day = day([
            completed([.queued(1_799.999, "Q"), .answered(1_900, "Ann"), .ended(2_000)]),
            completed([.queued(1_800, "Q"), .answered(1_801, "Ann"), .ended(4_000)]),
            completed([.queued(1_800, "Q"), .queued(3_700, "R"), .ended(4_000)]),
        ])
        let first = Int(midnight.milliseconds / 60_000)
        #expect(day.intervals.keys.map(\.localMinutes) == [first, first + 30])
        #expect(day.intervals.values.map(\.offered) == [1, 2])
        #expect(day.intervals.values.map(\.answered) == [1, 1])
        #expect(day.intervals.values.map(\.abandoned) == [0, 1])
        #expect(day.intervals.values.map(\.serviceLevel) == [Ratio(0, of: 1), Ratio(1, of: 2)])
    }

    @Test("names beyond the limit count in the totals only, and are taken back rightly")
    func names() {
        var limits = CallLimits()
        limits.queues = 2
        limits.agents = 1
        let calls = ["Q", "R", "S"].map { (queue: String) in
            completed([.queued(0, queue), .answered(1, "agent of \(queue)"), .ended(9)])
        }
        var day = day(calls + calls, limits: limits)
        #expect(day.totals.figures.answered == 6)
        #expect(day.queues.keys == ["Q", "R"])
        #expect(day.agents.agents.map(\.key) == ["agent of Q"])
        #expect(day.queuesLeftOut.keys == ["S"] && day.agentsLeftOut.keys == ["agent of R"], "as many as the limit")
        for call in calls { day.remove(call) }
        #expect(day.queues.values.map(\.answered) == [1, 1])
        for call in calls { day.remove(call) }
        #expect(day.queues.isEmpty && day.agents.agents.isEmpty)
        // A register that is full stays full, or a call might be taken back from where it never counted.
        day.add(calls[2])
        #expect(day.queues.isEmpty && day.totals.figures.answered == 1)
    }

    @Test("agents rank by answered calls, and equals share a rank")
    func ranks() {
        let talks = ["Ann": 3, "Bob": 1, "Cleo": 3, "Dan": 2]
        let calls = talks.sorted { $0.key < $1.key }.flatMap { agent, count in
            (0..<count).map { _ in completed([.queued(0, "Q"), .answered(1, agent), .ended(9)]) }
        }
        let board = day(calls).agents
        #expect(board.agents.map { board.rank(of: $0.value) } == [1, 4, 1, 3])
    }

    @Test("ranks are those of a plain count, whatever comes and goes", arguments: 0..<50 as Range<UInt64>)
    func randomRanks(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var board = Leaderboard()
        var model: [String: Int] = [:]
        for _ in 0..<400 {
            let agent = "agent \(random.pick(0...6))"
            let share = CompletedCall.AgentPart(agent: agent, isAnswered: true, missed: 0, talkMilliseconds: 7)
            if random.percent(40), model[agent] ?? 0 > 0 {
                board.count(share, .remove)
                model[agent, default: 0] -= 1
            } else {
                board.count(share, .add)
                model[agent, default: 0] += 1
            }
            let shown = model.filter { $0.value > 0 }
            #expect(board.agents.keys == shown.keys.sorted(), "seed \(seed)")
            for (name, figures) in board.agents {
                #expect(figures.answered == shown[name], "seed \(seed)")
                #expect(figures.talkMilliseconds == Int64(figures.answered) * 7, "seed \(seed)")
                let better = shown.values.filter { $0 > figures.answered }.count
                #expect(board.rank(of: figures) == better + 1, "seed \(seed)")
            }
        }
    }
}
