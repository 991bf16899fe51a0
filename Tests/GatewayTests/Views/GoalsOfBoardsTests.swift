import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("Goals on boards")
struct GoalsOfBoardsTests {
    private let callState = CallState(day: .ofRandomDay, thresholds: CallThresholds())

    private func goals(_ patch: String, of earlier: Goals = .standard) throws -> Goals {
        try earlier.applying(GoalsPatch(JSON(parsing: Array(patch.utf8))))
    }

    private func shown(_ state: some StateDocument) throws -> JSON? {
        try JSON(parsing: state.encoded())["basis"]?["goals"]
    }

    private func text(_ json: JSON?) -> String { json.map { String(decoding: $0.encode(), as: UTF8.self) } ?? "none" }

    @Test("a view gets the goals of what it shows: analytics nothing live, insights none")
    func views() throws {
        let goals = try goals(
            #"{"queues":{"Sales":{"callsWaiting":{"red":6},"serviceLevel":{}}},"abandonedRate":null}"#)
        let analytics = AnalyticsState(callState.completed, goals: goals.completed)
        #expect(
            text(try shown(analytics))
                == #"{"queues":{"Sales":{"serviceLevel":{}}},"serviceLevel":{"amber":0.8,"red":0.6}}"#)
        let all = """
            {"agentsAvailable":{"red":0},"callsWaiting":{"amber":5,"red":10},\
            "longestWaitSeconds":{"amber":60,"red":120},"queues":{"Sales":{"callsWaiting":{"red":6},\
            "serviceLevel":{}}},"serviceLevel":{"amber":0.8,"red":0.6}}
            """
        let live = LiveAnalyticsState(callState.completed, callState.live, goals: goals, callerNumbers: .shown)
        let centre = ContactCentreState(callState.completed, callState.live, goals: goals, callerNumbers: .shown)
        #expect(text(try shown(live)) == all)
        #expect(text(try shown(centre)) == all)
        #expect(try shown(InsightsState(callState.completed)) == nil)
    }

    @Test("a board gets the goals of the queues of its dashboard, and no update for those of others")
    func queues() throws {
        let before = try goals(#"{"queues":{"Sales":{"callsWaiting":{"red":6}},"Night":{"callsWaiting":{"red":7}}}}"#)
        let after = try goals(#"{"queues":{"Night":{"callsWaiting":{"red":8}}}}"#, of: before)
        func state(_ goals: Goals, _ queues: QueueSelection) -> LiveAnalyticsState {
            LiveAnalyticsState(
                callState.completed, callState.live, goals: goals, callerNumbers: .shown, queues: queues)
        }
        let sales = QueueSelection.only(["Sales"])
        #expect(text(try shown(state(before, sales))?["queues"]) == #"{"Sales":{"callsWaiting":{"red":6}}}"#)
        #expect(state(before, sales) == state(after, sales))
        #expect(state(before, .all) != state(after, .all))
        #expect(
            state(after, .all).encoded(since: state(before, .all))
                == Array(#"{"basis":{"goals":{"queues":{"Night":{"callsWaiting":{"red":8}}}}}}"#.utf8))
    }

    @Test("a change of live goals is none for an analytics board")
    func liveGoals() throws {
        let after = try goals(#"{"callsWaiting":null,"queues":{"Sales":{"longestWaitSeconds":{"red":9}}}}"#)
        #expect(
            AnalyticsState(callState.completed, goals: after.completed) == AnalyticsState(callState.completed))
    }

    @Test("a patch makes the earlier goals the later ones")
    func patches() throws {
        for _ in 0..<200 {
            let seed = UInt64.random(in: 0...UInt64.max)
            var random = SplitMix64(seed: seed)
            var state = LiveAnalyticsState(callState.completed, callState.live, callerNumbers: .shown)
            var board = try JSON(parsing: state.encoded())
            for _ in 0..<6 {
                let new = LiveAnalyticsState(
                    callState.completed, callState.live, goals: .random(using: &random), callerNumbers: .shown,
                    queues: random.percent(30) ? .only(["a", "b"]) : .all)
                MergePatch.apply(try JSON(parsing: new.encoded(since: state)), to: &board)
                #expect(try board == JSON(parsing: new.encoded()), "seed \(seed)")
                state = new
            }
        }
    }
}

extension Goals {
    fileprivate static func random(using random: inout SplitMix64) -> Goals {
        var table = GoalTable()
        for measure in GoalMeasure.allCases {
            let threshold = random.percent(60) ? random.below(3) : nil
            if let goal = Goal(measure, red: threshold) { table.set(goal) }
            for queue in ["a", "b", "__proto__"] where measure.isByQueue && random.percent(40) {
                if let goal = Goal(measure, amber: threshold, red: threshold) { table.set(goal, of: queue) }
            }
        }
        return Goals(table)
    }
}
