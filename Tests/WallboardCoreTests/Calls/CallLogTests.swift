import TestSupport
import Testing
import WallboardCore

@Suite("The log of a call")
struct CallLogTests {
    private let steps: [Script] = [
        .queued(10, "Sales"), .ringing(20, "Ann"), .answered(25, "Ann"), .held(40), .retrieved(50), .ended(90),
    ]

    @Test("keeps steps by their time, in whatever order they arrive")
    func order() {
        let straight = log(events(steps))
        #expect(straight.steps.map(\.time) == [at(10), at(20), at(25), at(40), at(50)])
        #expect(straight.end?.time == at(90))
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let arrival = (events(steps) + events(steps)).shuffled(using: &random)
            #expect(log(arrival) == straight, "seed \(seed)")
        }
    }

    @Test("puts steps of one moment in the order in which a call goes through them")
    func ties() {
        let all: [Script] = [
            .queued(1, "Q"), .ringing(1), .answered(1), .held(1), .retrieved(1), .transferred(1, queue: "R"),
        ]
        #expect(log(events(all.reversed())).steps.map(\.step.kind) == all.map(\.kind))
    }

    @Test("tells whether a step says something new")
    func insertion() {
        var log = CallLog(call: "c")
        func step(_ script: Script, _ id: String) -> TimedStep {
            guard case .call(let step) = script.event(of: "c", id: id).content else { preconditionFailure(id) }
            return TimedStep(id: id, time: at(script.seconds), step: step)
        }
        #expect(log.isEmpty)
        #expect(log.insert(step(.queued(1, "Q"), "a"), limit: 2) == .kept)
        #expect(log.insert(step(.queued(1, "Q"), "a"), limit: 2) == .saysNothingNew)
        #expect(log.insert(step(.queued(1, "Q"), "b"), limit: 2) == .kept)
        #expect(log.insert(step(.answered(9), "c"), limit: 2) == .beyondLimit)
        #expect(log.insert(step(.ended(20), "d"), limit: 2) == .kept)
        #expect(log.insert(step(.ended(30), "e"), limit: 2) == .saysNothingNew)
        #expect(log.insert(step(.ended(15), "f"), limit: 2) == .kept)
        #expect(log.end?.id == "f")
        #expect(log.firstEventAt == at(1))
        #expect(log.lastEventAt == at(30))
    }

    @Test("keeps the earliest steps and the end when there are too many, in whatever order they arrive")
    func limit() {
        let many = (0..<50).map { Script.held(Double($0)) } + [.ended(100)]
        let straight = log(events(many), limit: 20)
        #expect(straight.steps.map(\.time) == (0..<20).map { at(Double($0)) })
        #expect(straight.end?.time == at(100))
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            #expect(log(events(many).shuffled(using: &random), limit: 20) == straight, "seed \(seed)")
        }
    }

    @Test("forgets what is before a horizon, as if it had never come")
    func forget() {
        var old = log(events(steps))
        old.forget(before: at(25))
        #expect(old.steps == log(events(steps)).steps.suffix(3))
        #expect(old.firstEventAt == at(25))
        #expect(old.lastEventAt == at(90))
        old.forget(before: at(91))
        #expect(old.isEmpty)
        #expect(CallRecord(old) == nil)
    }
}
