import TestSupport
import WallboardCore

/// Events of many calls and agents as a wild feed might send them: any step at any time, names missing, calls that
/// never end and calls that end twice.
struct RandomHistory {
    private(set) var events: [CallEvent] = []
    private var random: SplitMix64
    private let hours: ClosedRange<Double>

    /// `calls` calls that begin within `hours`, in hours after midnight, and last for some hours.
    init(seed: UInt64, calls: Int, hours: ClosedRange<Double>) {
        random = SplitMix64(seed: seed)
        self.hours = hours
        for number in 0..<calls { addCall("call \(number)") }
        for number in 0..<calls { addReport("report \(number)") }
    }

    private mutating func addCall(_ call: String) {
        let began = seconds(hours)
        let lasts = random.pick([10, 100, 1_000, 10_000] as [Int])
        for number in 0..<random.pick(1...9) {
            let time = began + Double(random.pick(0...lasts * 10)) / 10
            events.append(step(at: time).event(of: call, id: "\(call)#\(number)"))
        }
    }

    private mutating func step(at time: Double) -> Script {
        let queue = random.percent(60) ? random.pick(["Sales", "Support", "Billing"]) : nil
        let agent = random.percent(60) ? random.pick(["Ann", "Bob", "Cleo", "Dan"]) : nil
        var step: Script =
            switch random.pick(0...11) {
            case 0...2: .queued(time, queue)
            case 3: .ringing(time, agent, queue: queue)
            case 4...5: .answered(time, agent, queue: queue)
            case 6: .held(time)
            case 7: .retrieved(time)
            case 8: .transferred(time, queue: queue, agent: agent)
            default: .ended(time, random.pick(CallStep.EndReason.allCases))
            }
        if random.percent(20) { step = step.going(random.pick(CallStep.Direction.allCases)) }
        if random.percent(20) { step = step.from("+4420794\(random.pick(10_000...99_999))") }
        return step
    }

    private mutating func addReport(_ id: String) {
        let agent = random.pick(["Ann", "Bob", "Eve"])
        let state = random.pick(AgentState.allCases)
        events.append(agentEvent(seconds(hours), agent, state, pause: random.percent(50) ? "tea" : nil, id: id))
    }

    private mutating func seconds(_ hours: ClosedRange<Double>) -> Double {
        Double(random.pick(Int(hours.lowerBound * 36_000)...Int(hours.upperBound * 36_000))) / 10
    }
}
