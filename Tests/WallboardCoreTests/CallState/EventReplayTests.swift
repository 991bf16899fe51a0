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
            accepted(
                CallEvent(
                    id: "note \(number)", time: at(Double(random.pick(0...60_000))),
                    content: .call(CallStep(call: "call \(random.pick(0...24))", kind: .lost))))
        }
        events += notes
        events.sort { ($0.time, $0.acceptance.number) < ($1.time, $1.acceptance.number) }
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
        while !replay.callsAside.isEmpty {
            let calls = replay.callsAside.prefix(random.pick(1...5))
            replay.settle(calls, related(to: replay.needsStored(calls), events).shuffled(using: &random))
        }
        var callState = replay.callState
        _ = callState.closeOrphans(at: now)
        #expect(Seen(callState).differences(from: Seen(whole)) == [], "seed \(seed)")
        #expect(callState.openCalls == whole.openCalls, "seed \(seed)")
    }

    private func related(to calls: Set<String>, _ events: [CallEvent]) -> [CallEvent] {
        var calls = calls
        while true {
            let related = events.filter { event in event.calls.contains { calls.contains($0) } }
            let found = Set(related.flatMap(\.calls))
            if found.isSubset(of: calls) { return related }
            calls.formUnion(found)
        }
    }
}
