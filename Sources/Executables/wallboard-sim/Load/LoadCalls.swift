import BoardProtocol
import Values

/// The events of a contact centre under steady load: calls come, ring, are answered and end, one event after the
/// other, so that about as many are open at any moment.
struct LoadCalls: Sendable {
    private static let queues = ["Sales", "Support", "Billing"]
    /// Calls that are open at once; each fourth event of the round ends one.
    private static let open = 20
    private static let agents = 40

    private let play: String
    private var count = 0
    /// How far each of the open calls is: 0 before it is queued.
    private var steps = Array(repeating: 0, count: Self.open)
    private var calls = Array(0..<Self.open)
    private var nextCall = Self.open

    /// - Parameter play: what the ids begin with, different for each run.
    init(play: String) {
        self.play = play
    }

    /// The next `count` events, all at the moment `now`.
    mutating func next(_ count: Int, at now: Instant) -> [CallEventMessage] {
        (0..<count).map { _ in next(at: now) }
    }

    private mutating func next(at now: Instant) -> CallEventMessage {
        let slot = count % Self.open
        let call = calls[slot]
        let step: CallEventMessage.Step =
            switch steps[slot] {
            case 0: .queued
            case 1: .ringing
            case 2: .answered
            default: .ended(reason: "caller")
            }
        let agent = steps[slot] == 0 ? nil : "Agent \(call % Self.agents + 1)"
        defer { advance(slot) }
        return CallEventMessage(
            id: "\(play)-\(count)", time: now,
            content: .call(
                CallEventMessage.Call(
                    id: "\(play)-call-\(call)", step: step, direction: .inbound,
                    queue: Self.queues[call % Self.queues.count], agent: agent,
                    caller: "+44 20 7946 \(1_000 + call % 9_000)")))
    }

    private mutating func advance(_ slot: Int) {
        count += 1
        steps[slot] += 1
        guard steps[slot] == 4 else { return }
        steps[slot] = 0
        calls[slot] = nextCall
        nextCall += 1
    }
}
