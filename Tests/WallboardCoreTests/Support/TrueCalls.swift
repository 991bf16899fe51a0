import TestSupport
import WallboardCore

/// Well-formed calls whose truth is known because it came first: each call is lived, second by second, and what happens
/// is added to the figures by the words of the protocol, section 8; the events are only what a platform tells of it.
struct TrueCalls {
    private(set) var events: [CallEvent] = []
    /// The figures of the whole customer.
    private(set) var totals = TrueFigures()
    /// By queue.
    private(set) var queues: [String: TrueFigures] = [:]
    /// Seconds of talk by agent.
    private(set) var talk: [String: Int] = [:]
    private(set) var missed = 0
    private var random: SplitMix64
    private let thresholds: CallThresholds

    /// What a queue, or the customer, should show; in seconds.
    struct TrueFigures: Equatable {
        var offered = 0
        var answered = 0
        var inTime = 0
        var abandoned = 0
        var short = 0
        var overflowed = 0
        var answerWait = 0
        var abandonWait = 0
        var talk = 0
    }

    init(seed: UInt64, calls: Int, thresholds: CallThresholds) {
        random = SplitMix64(seed: seed)
        self.thresholds = thresholds
        for number in 0..<calls { live("call \(number)") }
    }

    private mutating func live(_ call: String) {
        var now = random.pick(0...50_000)
        var script: [Script] = []
        let entered = now
        var firstAnswer: Int?
        var stays: [(queue: String, entered: Int, answered: Int?, talk: Int)] = []
        let path = ["Sales", "Support", "Billing"].shuffled(using: &random).prefix(random.pick(1...3))
        for (place, queue) in path.enumerated() {
            script.append(
                place > 0 && random.chance(50)
                    ? .transferred(Double(now), queue: queue) : .queued(Double(now), queue))
            var stay = (queue: queue, entered: now, answered: Int?.none, talk: 0)
            let isAnswered = random.chance(50)
            // Two queues within one moment have no order; an answer at once has, where the call came from a talk.
            let isFirst = stays.last.map { $0.answered != nil } ?? true
            now += random.pick((isAnswered && isFirst ? 0 : 1)...40)
            if random.chance(20) {
                script.append(.queued(Double(now), random.chance(50) ? queue : nil))
                now += 1
            }
            if random.chance(30) {
                script.append(.ringing(Double(now), "nobody"))
                now += random.pick(1...10)
            }
            if isAnswered {
                stay.answered = now
                firstAnswer = firstAnswer ?? now
                stay.talk = converse(&script, &now, queue: queue)
            }
            stays.append(stay)
        }
        let reason = random.pick(CallStep.EndReason.allCases)
        script.append(.ended(Double(now), reason))
        events += WallboardCoreTests.events(of: call, script)
        count(stays, entered: entered, firstAnswer: firstAnswer, ended: now, reason: reason)
    }

    /// One or two agents talk, with holds; returns the seconds of talk.
    private mutating func converse(_ script: inout [Script], _ now: inout Int, queue: String) -> Int {
        var total = 0
        var agent = random.pick(["Ann", "Bob", "Cleo"])
        script.append(.answered(Double(now), agent, queue: random.chance(50) ? queue : nil))
        for leg in 0..<random.pick(1...2) {
            if leg > 0 {
                agent = agent == "Ann" ? "Bob" : "Ann"
                script.append(.transferred(Double(now), agent: agent))
                if random.chance(50) { script.append(.answered(Double(now), agent)) }
            }
            let talked = random.pick(1...100)
            now += talked
            total += talked
            talk[agent, default: 0] += talked
            if random.chance(40) {
                script.append(.held(Double(now)))
                now += random.pick(1...60)
                // A hold that is not taken back lasts as long as the leg.
                if random.chance(60) { script.append(.retrieved(Double(now))) }
            }
        }
        return total
    }

    private mutating func count(
        _ stays: [(queue: String, entered: Int, answered: Int?, talk: Int)], entered: Int, firstAnswer: Int?,
        ended: Int, reason: CallStep.EndReason
    ) {
        let wait = (firstAnswer ?? ended) - entered
        let isOverflow = reason == .overflow || reason == .timeout
        totals.count(
            wait: wait, isAnswered: firstAnswer != nil, isOverflow: isOverflow, isShort: isShort(wait),
            talk: stays.map(\.talk).reduce(0, +), within: thresholds.serviceLevelSeconds)
        if firstAnswer == nil { missed += 1 }
        for (place, stay) in stays.enumerated() {
            let here = (stay.answered ?? ended) - stay.entered
            let isLast = place == stays.count - 1
            queues[stay.queue, default: TrueFigures()].count(
                wait: here, isAnswered: stay.answered != nil, isOverflow: isOverflow || !isLast,
                isShort: isShort(firstAnswer == nil ? wait : here), talk: stay.talk,
                within: thresholds.serviceLevelSeconds)
        }
    }

    private func isShort(_ wait: Int) -> Bool { wait < thresholds.shortAbandonSeconds }
}

extension TrueCalls.TrueFigures {
    fileprivate mutating func count(
        wait: Int, isAnswered: Bool, isOverflow: Bool, isShort: Bool, talk: Int, within threshold: Int
    ) {
        offered += 1
        if isAnswered {
            answered += 1
            inTime += wait <= threshold ? 1 : 0
            answerWait += wait
            self.talk += talk
        } else if isOverflow {
            overflowed += 1
        } else if isShort {
            short += 1
        } else {
            abandoned += 1
            abandonWait += wait
        }
    }

    /// Whether `figures` show this.
    func isShown(by figures: Figures) -> Bool {
        func mean(_ sum: Int, _ count: Int) -> Int64? { count == 0 ? nil : Int64((sum * 2000 + count) / (count * 2)) }
        return figures.offered == offered && figures.answered == answered && figures.abandoned == abandoned
            && figures.shortAbandoned == short && figures.overflowed == overflowed && figures.orphaned == 0
            && figures.serviceLevel == Ratio(inTime, of: answered + abandoned)
            && figures.abandonedRate == Ratio(abandoned, of: answered + abandoned)
            && figures.averageSpeedOfAnswerMilliseconds == mean(answerWait, answered)
            && figures.averageAbandonMilliseconds == mean(abandonWait, abandoned)
            && figures.averageTalkMilliseconds == mean(talk, answered)
            && figures.talkMilliseconds == Int64(talk) * 1000
    }
}
