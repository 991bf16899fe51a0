import TestSupport
import Values
import WallboardCore

/// Events of many calls and agents as a wild feed might send them: any step at any time, names missing, calls that
/// never end, calls that end twice, merges of anything into anything.
struct RandomHistory {
    private(set) var events: [CallEvent] = []
    private var random: SplitMix64
    private let hours: ClosedRange<Double>
    private let calls: Int
    /// Whether times are whole seconds, so that many events share a moment.
    private let isCoarse: Bool

    /// `calls` calls that begin within `hours`, in hours after midnight, and last for some hours.
    init(seed: UInt64, calls: Int, hours: ClosedRange<Double>) {
        random = SplitMix64(seed: seed)
        self.hours = hours
        self.calls = calls
        isCoarse = random.percent(50)
        for number in 0..<calls { addCall(number) }
        for number in 0..<calls { addReport(number) }
    }

    private mutating func addCall(_ number: Int) {
        let began = seconds(hours)
        let lasts = random.pick([3, 10, 100, 1_000, 10_000] as [Int])
        for step in 0..<random.pick(1...12) {
            let time = moment(began + Double(random.pick(0...lasts * 10)) / 10)
            var script = self.step(at: time).of("call \(number)")
            if random.percent(15) { script = script.numbered(Int64(random.pick(0...5))) }
            if random.percent(10) { script = script.going(random.pick(CallStep.Direction.allCases)) }
            if random.percent(10) { script = script.from("+4420794\(random.pick(10_000...99_999))") }
            if random.percent(10) { script = script.waited(Int64(random.pick(0...300))) }
            events.append(script.event("call \(number)#\(step)"))
        }
    }

    private mutating func step(at time: Double) -> Script {
        let queue = random.pick(["Sales", "Support", "Billing"])
        let named: String? = random.percent(60) ? queue : nil
        let agent = random.pick(["Ann", "Bob", "Cleo", "Dan"])
        let maybe: String? = random.percent(60) ? agent : nil
        switch random.pick(0...24) {
        case 0...3: return .queued(time, named)
        case 4: return .left(time, random.pick([.timeout, .callback, .key, nil] as [CallStep.Reason?]), queue: named)
        case 5...7: return .ringing(time, agent)
        case 8...9: return .notAnswered(time, agent, random.pick([.noAnswer, .cancelled, nil] as [CallStep.Reason?]))
        case 10...13: return .answered(time, maybe, queue: named)
        case 14: return .joined(time, agent)
        case 15: return .released(time, agent)
        case 16: return .held(time, maybe)
        case 17: return .retrieved(time, maybe)
        case 18: return .parked(time)
        case 19: return .transferred(time, by: maybe, queue: queue)
        case 20: return .transferred(time, by: maybe, agent: agent)
        case 21: return random.percent(50) ? .transferred(time, by: maybe) : .transferred(time, number: "112")
        case 22 where random.percent(40): return .merged(time, into: "call \(random.pick(0...calls))")
        default:
            return .ended(
                time, random.pick([.caller, .agent, .timeout, .full, .system, nil] as [CallStep.Reason?]))
        }
    }

    private mutating func addReport(_ number: Int) {
        let script = Script.report(
            moment(seconds(hours)), random.pick(["Ann", "Bob", "Eve"]),
            random.pick(AgentState.allCases.filter { $0 != .unknown }),
            queue: random.percent(30) ? random.pick(["Sales", "Support"]) : nil,
            pause: random.percent(50) ? random.pick(["tea", "lunch"]) : nil)
        events.append(script.event("report \(number)"))
    }

    private mutating func seconds(_ hours: ClosedRange<Double>) -> Double {
        Double(random.pick(Int(hours.lowerBound * 36_000)...Int(hours.upperBound * 36_000))) / 10
    }

    private func moment(_ seconds: Double) -> Double { isCoarse ? seconds.rounded() : seconds }
}
