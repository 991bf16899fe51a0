import Values

@testable import WallboardCore

/// The figures of one day by the words of calls.md, section 4, computed from calls as they really happened: no
/// event, no record and nothing of the code that is tested. Filter and add up.
struct PlainFigures {
    let day: LocalDay
    let thresholds: CallThresholds
    /// The calls that belong to the day.
    private let calls: [TrueCall]
    private let wrapUps: [PlainWrapUp]

    /// One call in one queue, or in all of them.
    struct Result {
        let outcome: CallOutcome
        let wait: Int
        let longestWait: Int
        let talks: [TrueCall.Talk]
        let isTransferred: Bool

        func seconds(_ part: (TrueCall.Talk) -> Int) -> Int { talks.map(part).reduce(0, +) }
    }

    init(_ calls: [TrueCall], _ reports: [TrueReport], day: LocalDay, thresholds: CallThresholds) {
        self.day = day
        self.thresholds = thresholds
        self.calls = calls.filter { day.contains(at(Double($0.belongsAt))) }
        wrapUps = PlainWrapUp.all(calls, reports).filter { day.contains(at(Double($0.call.belongsAt))) }
    }

    // MARK: What each call is

    private func isShort(_ wait: Int) -> Bool { wait < thresholds.shortAbandonSeconds }

    private func total(_ call: TrueCall) -> Result? {
        guard let first = call.stays.first else { return nil }
        let wait = (call.firstAnswer ?? call.ended) - first.entered
        let outcome: CallOutcome =
            switch call.reason {
            case _ where call.firstAnswer != nil: .answered
            case nil: .orphaned
            case .overflow, .timeout: .overflowed
            default: isShort(wait) ? .shortAbandoned : .abandoned
            }
        return Result(
            outcome: outcome, wait: wait, longestWait: call.waits.max() ?? 0, talks: call.stays.flatMap(\.talks),
            isTransferred: call.isTransferred)
    }

    private func share(_ place: Int, of call: TrueCall) -> Result {
        let stay = call.stays[place]
        let wait = (stay.answered ?? (place < call.stays.count - 1 ? stay.left : call.ended)) - stay.entered
        let wholeWait = call.waits.last ?? wait
        let outcome: CallOutcome =
            switch call.reason {
            case _ where stay.answered == nil && place < call.stays.count - 1: .overflowed
            case _ where stay.answered != nil: .answered
            case nil: .orphaned
            case .overflow, .timeout: .overflowed
            default: isShort(wholeWait) ? .shortAbandoned : .abandoned
            }
        return Result(
            outcome: outcome, wait: wait, longestWait: wait, talks: stay.talks,
            isTransferred: stay.isTransferredAway)
    }

    // MARK: Comparing

    /// What `completed` shows that is wrong; empty where all is right.
    func differences(from completed: CompletedCalls) -> [String] {
        var wrong = differences(
            completed.totals.figures, calls.compactMap(total), wrapUp: wrapUps.map(\.milliseconds).reduce(0, +),
            "totals")
        let queues = Set(calls.flatMap(\.stays).map(\.queue)).sorted()
        if completed.queues.keys != queues { wrong.append("queues \(completed.queues.keys), not \(queues)") }
        for (queue, figures) in completed.queues {
            let shares = calls.flatMap { call in
                call.stays.indices.filter { call.stays[$0].queue == queue }.map { share($0, of: call) }
            }
            let transferred = shares.filter(\.isTransferred).count
            if figures.transferred != transferred { wrong.append("\(queue): transferred \(figures.transferred)") }
            let wrapUp = wrapUps.filter { $0.queue == queue }.map(\.milliseconds).reduce(0, +)
            wrong += differences(figures, shares, wrapUp: wrapUp, queue)
        }
        let totals = completed.totals
        for (direction, count) in zip(
            CallStep.Direction.allCases, [totals.inbound, totals.outbound, totals.internal])
        where count != calls.filter({ $0.direction == direction }).count {
            wrong.append("\(direction) \(count)")
        }
        let transferred = calls.filter(\.isTransferred).count
        if totals.figures.transferred != transferred {
            wrong.append("transferred \(totals.figures.transferred), not \(transferred)")
        }
        let missed = calls.filter { $0.direction == .inbound && !$0.isAnsweredByAnybody }.count
        if totals.missed != missed { wrong.append("missed \(totals.missed), not \(missed)") }
        return wrong + intervalDifferences(completed) + agentDifferences(completed)
    }

    private func differences(_ figures: Figures, _ results: [Result], wrapUp: Int, _ name: String) -> [String] {
        func count(_ outcome: CallOutcome) -> Int { results.filter { $0.outcome == outcome }.count }
        let answered = results.filter { $0.outcome == .answered }
        let abandoned = results.filter { $0.outcome == .abandoned }
        let talk = answered.map { $0.seconds { $0.to - $0.from - $0.hold } }.reduce(0, +)
        let hold = answered.map { $0.seconds(\.hold) }.reduce(0, +)
        let expected: [(String, Int64?, Int64?)] = [
            ("offered", Int64(figures.offered), Int64(results.count)),
            ("answered", Int64(figures.answered), Int64(answered.count)),
            ("abandoned", Int64(figures.abandoned), Int64(abandoned.count)),
            ("shortAbandoned", Int64(figures.shortAbandoned), Int64(count(.shortAbandoned))),
            ("overflowed", Int64(figures.overflowed), Int64(count(.overflowed))),
            ("orphaned", Int64(figures.orphaned), Int64(count(.orphaned))),
            ("abandonedRate", figures.abandonedRate?.rounded, ratio(abandoned.count, answered.count + abandoned.count)),
            ("serviceLevel", figures.serviceLevel?.rounded, serviceLevel(results)),
            (
                "averageSpeedOfAnswer", figures.averageSpeedOfAnswerMilliseconds,
                mean(answered.map(\.wait).reduce(0, +) * 1000, answered.count)
            ),
            (
                "averageAbandon", figures.averageAbandonMilliseconds,
                mean(abandoned.map(\.wait).reduce(0, +) * 1000, abandoned.count)
            ),
            (
                "longestWait", figures.longestWaitMilliseconds,
                results.filter { $0.outcome != .orphaned }.map { Int64($0.longestWait) * 1000 }.max()
            ),
            ("talk", figures.talkMilliseconds, Int64(talk) * 1000),
            ("averageTalk", figures.averageTalkMilliseconds, mean(talk * 1000, answered.count)),
            ("averageHandle", figures.averageHandleMilliseconds, mean((talk + hold) * 1000 + wrapUp, answered.count)),
        ]
        return expected.filter { $0.1 != $0.2 }.map {
            "\(name): \($0.0) \($0.1.map(String.init) ?? "–"), not \($0.2.map(String.init) ?? "–")"
        }
    }

    private func serviceLevel(_ results: [Result]) -> Int64? {
        let counted: Set<CallOutcome> =
            switch thresholds.serviceLevelVariant {
            case .standard: [.answered, .abandoned]
            case .withShortAbandons: [.answered, .abandoned, .shortAbandoned]
            case .withOverflows: [.answered, .abandoned, .overflowed]
            case .withShortAbandonsAndOverflows: [.answered, .abandoned, .shortAbandoned, .overflowed]
            }
        let inTime = results.filter { $0.outcome == .answered && $0.wait <= thresholds.serviceLevelSeconds }
        return ratio(inTime.count, results.filter { counted.contains($0.outcome) }.count)
    }

    private func intervalDifferences(_ completed: CompletedCalls) -> [String] {
        let halfHours = Dictionary(grouping: calls.filter { !$0.stays.isEmpty }) { call in
            let entered = at(Double(call.belongsAt))
            let offset = day.offsets.filter { $0.since <= entered }.map(\.seconds).last ?? 0
            return Int((entered.milliseconds + Int64(offset) * 1000) / 1_800_000) * 30
        }
        guard completed.intervals.keys.map(\.localMinutes) == halfHours.keys.sorted() else { return ["intervals"] }
        return completed.intervals.compactMap { halfHour, figures in
            let results = (halfHours[halfHour.localMinutes] ?? []).compactMap(total)
            let isRight =
                figures.offered == results.count
                && figures.answered == results.filter { $0.outcome == .answered }.count
                && figures.abandoned == results.filter { $0.outcome == .abandoned }.count
                && figures.serviceLevel?.rounded == serviceLevel(results)
            return isRight ? nil : "interval \(halfHour.localMinutes)"
        }
    }

    private func agentDifferences(_ completed: CompletedCalls) -> [String] {
        var answered: [String: Int] = [:]
        var talk: [String: Int64] = [:]
        for call in calls {
            let talks = call.talksOutside + call.stays.flatMap(\.talks)
            for agent in Set(talks.map(\.agent)) { answered[agent, default: 0] += 1 }
            for leg in talks { talk[leg.agent, default: 0] += Int64(leg.to - leg.from - leg.hold) * 1000 }
        }
        let board = completed.agents
        guard board.agents.keys == answered.keys.sorted() else { return ["agents \(board.agents.keys)"] }
        return board.agents.compactMap { agent, figures in
            let better = answered.values.filter { $0 > answered[agent] ?? 0 }.count
            let isRight =
                figures.answered == answered[agent] && figures.talkMilliseconds == talk[agent]
                && board.rank(of: figures) == better + 1
            return isRight ? nil : "agent \(agent)"
        }
    }
}

/// A stretch of wrap-up that is over, and the call that it followed.
struct PlainWrapUp {
    let call: TrueCall
    let queue: String
    let milliseconds: Int

    /// Every stretch after a talk in a queue, of whatever day: until the next report, or until the next talk where that
    /// began by the last event of completed calls.
    static func all(_ calls: [TrueCall], _ reports: [TrueReport]) -> [PlainWrapUp] {
        let latest = Double(calls.filter { $0.reason != nil }.map(\.ended).max() ?? .min)
        typealias Told = (call: TrueCall, queue: String?, talk: TrueCall.Talk)
        let talks: [Told] = calls.flatMap { call -> [Told] in
            call.talksOutside.map { (call, nil, $0) }
                + call.stays.flatMap { stay in stay.talks.map { (call, stay.queue, $0) } }
        }
        return Dictionary(grouping: reports, by: \.agent).flatMap { agent, reports -> [PlainWrapUp] in
            let reports = reports.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
                .map(\.element)
            let talks = talks.filter { $0.talk.agent == agent }
            return reports.indices.filter { reports[$0].state == .wrapUp }.compactMap { index in
                let report = reports[index].at
                guard
                    let last = talks.filter({ Double($0.talk.from) <= report }).max(by: { $0.talk.from < $1.talk.from }
                    ),
                    let queue = last.queue
                else { return nil }
                let start = max(report, Double(last.talk.to))
                let next = reports[(index + 1)...].first.map { max($0.at, start) }
                let talk = talks.map { Double($0.talk.from) }.filter { $0 > report }.min()
                guard let end = [next, talk].compactMap({ $0 }).min(), end == next && talk != end || end <= latest
                else {
                    return nil
                }
                return PlainWrapUp(call: last.call, queue: queue, milliseconds: Int((end - start) * 1000))
            }
        }
    }
}

private func ratio(_ part: Int, _ whole: Int) -> Int64? {
    whole == 0 ? nil : Int64((Double(part) / Double(whole) * 10_000).rounded())
}

private func mean(_ milliseconds: Int, _ count: Int) -> Int64? {
    count == 0 ? nil : Int64((Double(milliseconds) / Double(count)).rounded())
}

extension Ratio {
    fileprivate var rounded: Int64 { Int64(tenThousandths) }
}
