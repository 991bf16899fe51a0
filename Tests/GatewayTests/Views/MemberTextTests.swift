import BoardProtocol
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("Texts that the states of a customer share")
struct MemberTextTests {
    @Test("a text is written once for each pair of values, whole or as a patch")
    func once() {
        let text = MemberText<[Int]>()
        var written = 0
        func ask(_ new: [Int], since old: [Int]?) -> [UInt8] {
            text.text(of: new, since: old) {
                written += 1
                return [UInt8(new.count), UInt8(old?.count ?? 99)]
            }
        }
        #expect(ask([1], since: nil) == [1, 99] && written == 1)
        #expect(ask([1], since: nil) == [1, 99] && written == 1)
        #expect(ask([1, 2], since: [1]) == [2, 1] && written == 2)
        #expect(ask([1, 2], since: [1]) == [2, 1] && written == 2)
        #expect(ask([1], since: nil) == [1, 99] && written == 2, "a whole and a patch do not push each other out")
        #expect(ask([1, 2], since: [1, 1]) == [2, 2] && written == 3)
        #expect(ask([1, 2], since: nil) == [2, 99] && written == 4)
        text.forget()
        #expect(ask([1, 2], since: nil) == [2, 99] && written == 5)
    }

    @Test("states that share texts are written as those that do not, whichever comes first", arguments: 0..<30)
    func same(seed: UInt64) throws {
        var day = RandomDay(seed: seed)
        let events = day.events(calls: 30)
        var random = SplitMix64(seed: seed &+ 99)
        var callState = CallState(day: .ofRandomDay, thresholds: CallThresholds())
        let texts = MemberTexts()
        /// By number: what some boards have, which may be older than what others have.
        var live = [LiveAnalyticsState?](repeating: nil, count: 3)
        var full = [ContactCentreState?](repeating: nil, count: 3)
        var rest = events[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(Int.random(in: 1...12, using: &random)))
            rest = rest.dropFirst(batch.count)
            _ = callState.apply(batch)
            for place in live.indices where Int.random(in: 0..<3, using: &random) > 0 {
                let queues: QueueSelection = place == 0 ? .all : .only(["Süd"])
                let new = LiveAnalyticsState(
                    callState.completed, callState.live, callerNumbers: .masked, queues: queues)
                #expect(
                    new.encoded(since: live[place], sharing: texts) == new.encoded(since: live[place]), "seed \(seed)")
                live[place] = new
                let all = ContactCentreState(callState.completed, callState.live, callerNumbers: .shown, queues: queues)
                #expect(
                    all.encoded(since: full[place], sharing: texts) == all.encoded(since: full[place]), "seed \(seed)")
                #expect(all.encoded(sharing: texts) == all.encoded(), "seed \(seed)")
                full[place] = all
            }
        }
    }
}
