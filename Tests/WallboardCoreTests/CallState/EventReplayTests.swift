import TestSupport
import Testing

@testable import WallboardCore

@Suite("A replay of stored events")
struct EventReplayTests {
    @Test("in batches of any size gives what all events at once give", arguments: 0..<400 as Range<UInt64>)
    func batches(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0x4E91A)
        var events = RandomHistory(seed: seed, calls: 25, hours: -20...18).events
        let notes = (0..<6).map { number in
            CallEvent(
                id: "note \(number)", time: at(Double(random.pick(0...60_000))),
                content: .call(CallStep(call: "call \(random.pick(0...24))", kind: .lost)))
        }
        events += notes
        events.sort { $0.time < $1.time }
        let now = at(70_000)
        let empty = CallState(day: .test, thresholds: CallThresholds())
        var whole = empty
        _ = whole.apply(events)
        _ = whole.closeOrphans(at: now)

        var replay = EventReplay(empty)
        var rest = events.filter { $0.time >= empty.horizon }[...]
        while !rest.isEmpty {
            let page = rest.prefix(random.pick(1...30))
            rest = rest.dropFirst(page.count)
            replay.take(Array(page))
        }
        while let call = replay.callsAside.first {
            replay.settle([call: events.filter { $0.call == call }.shuffled(using: &random)])
        }
        var callState = replay.callState
        _ = callState.closeOrphans(at: now)
        #expect(Seen(callState) == Seen(whole), "seed \(seed)")
        #expect(callState.openCalls == whole.openCalls, "seed \(seed)")
    }
}
