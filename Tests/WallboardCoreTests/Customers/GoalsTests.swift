import TestSupport
import Testing
import Values

@testable import WallboardCore

@Suite("Goals")
struct GoalsTests {
    private static func json(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

    private func patch(_ text: String) throws -> GoalsPatch { try GoalsPatch(Self.json(text)) }

    private func text(_ goals: Goals) -> String { String(decoding: goals.text, as: UTF8.self) }

    @Test("a customer that set none has the defaults of the admin API")
    func defaults() {
        let expected = """
            {"serviceLevel":{"amber":0.8,"red":0.6},"longestWaitSeconds":{"amber":60,"red":120},\
            "callsWaiting":{"amber":5,"red":10},"abandonedRate":{"amber":0.05,"red":0.08},\
            "agentsAvailable":{"red":0},"queues":{}}
            """
        #expect(text(.standard) == expected)
    }

    @Test("what was written is read again, and is the same text")
    func roundTrip() throws {
        for _ in 0..<200 {
            let seed = UInt64.random(in: 0...UInt64.max)
            var random = SplitMix64(seed: seed)
            let goals = Goals.random(using: &random)
            let again = try Goals(try JSON(parsing: goals.text))
            #expect(again == goals && again.text == goals.text, "seed \(seed)")
            #expect(again.completed == goals.completed, "seed \(seed)")
            let patched = try Goals.random(using: &random).applying(patch(#"{"queues":null}"#))
                .applying(GoalsPatch(JSON(parsing: goals.text)))
            #expect(patched == goals, "seed \(seed): an answer that is sent back sets what it says")
        }
    }

    @Test("a patch keeps what it does not name, and null takes away")
    func patches() throws {
        var goals = try Goals.standard.applying(
            patch(
                """
                {"serviceLevel":null,"callsWaiting":{"red":20},"longestWaitSeconds":{"amber":null},
                "queues":{" Cafe\u{301} ":{"callsWaiting":{"amber":3,"red":6},"serviceLevel":{}},"Night":{}}}
                """))
        #expect(
            text(goals) == """
                {"serviceLevel":null,"longestWaitSeconds":{"amber":null,"red":120},\
                "callsWaiting":{"amber":5,"red":20},"abandonedRate":{"amber":0.05,"red":0.08},\
                "agentsAvailable":{"red":0},"queues":{"Caf\u{E9}":{"callsWaiting":{"amber":3,"red":6},\
                "serviceLevel":{"amber":null,"red":null}}}}
                """)
        goals = try goals.applying(patch(#"{"serviceLevel":{"red":0.5},"queues":{"Café":{"callsWaiting":null}}}"#))
        #expect(goals.table.general[.serviceLevel] == Goal(.serviceLevel, red: 5_000))
        #expect(goals.table.queues["Caf\u{E9}"]?.keys == [.serviceLevel])
        goals = try goals.applying(patch(#"{"queues":{"Café":null,"unknown":null}}"#))
        #expect(goals.table.queues.isEmpty)
        #expect(try goals.applying(patch("{}")) == goals)
    }

    @Test("numbers are kept as figures are: ratios to four decimals, whole numbers however they are written")
    func numbers() throws {
        let goals = try Goals.standard.applying(
            patch(#"{"serviceLevel":{"amber":0.83336,"red":0},"callsWaiting":{"amber":7.0,"red":20000}}"#))
        #expect(goals.table.general[.serviceLevel] == Goal(.serviceLevel, amber: 8_334, red: 0))
        #expect(goals.table.general[.callsWaiting] == Goal(.callsWaiting, amber: 7, red: 20_000))
    }

    @Test(
        "what is wrong in itself is named",
        arguments: [
            ("7", ""), ("[]", ""), (#"{"servicelevel":null}"#, "servicelevel"),
            (#"{"serviceLevel":1}"#, "serviceLevel"),
            (#"{"serviceLevel":{"amber":1.1}}"#, "serviceLevel.amber"),
            (#"{"serviceLevel":{"red":-0.1}}"#, "serviceLevel.red"),
            (#"{"serviceLevel":{"red":"0.1"}}"#, "serviceLevel.red"),
            (#"{"serviceLevel":{"green":1}}"#, "serviceLevel.green"),
            (#"{"agentsAvailable":{"amber":1}}"#, "agentsAvailable.amber"),
            (#"{"agentsAvailable":{"red":10001}}"#, "agentsAvailable.red"),
            (#"{"callsWaiting":{"red":1.5}}"#, "callsWaiting.red"),
            (#"{"callsWaiting":{"red":20001}}"#, "callsWaiting.red"),
            (#"{"longestWaitSeconds":{"amber":86401}}"#, "longestWaitSeconds.amber"),
            (#"{"queues":[]}"#, "queues"), (#"{"queues":{"":{}}}"#, "queues."), (#"{"queues":{" ":null}}"#, "queues."),
            (#"{"queues":{"Sales":1}}"#, "queues.Sales"),
            (#"{"queues":{"Sales":{"agentsAvailable":null}}}"#, "queues.Sales.agentsAvailable"),
            (#"{"queues":{"Sales":{"callsWaiting":{"red":-1}}}}"#, "queues.Sales.callsWaiting.red"),
        ])
    func wrong(json: String, field: String) throws {
        let mistakes = try #require(throws: GoalMistakes.self) { try patch(json) }
        #expect(mistakes.wrong.map(\.field) == [field] && mistakes.conflicts.isEmpty, "\(mistakes)")
    }

    @Test("every mistake is named")
    func everyMistake() throws {
        let name = String(repeating: "q", count: 129)
        let mistakes = try #require(throws: GoalMistakes.self) {
            try patch(#"{"a":1,"serviceLevel":{"amber":2,"red":2},"queues":{"\#(name)":{},"x":{"b":1}}}"#)
        }
        #expect(
            mistakes.wrong.map(\.field) == [
                "a", "serviceLevel.amber", "serviceLevel.red", "queues.\(name)", "queues.x.b",
            ])
    }

    @Test(
        "red on the better side of amber is a conflict, also with the threshold that is there",
        arguments: [
            (#"{"serviceLevel":{"amber":0.5,"red":0.6}}"#, "serviceLevel.red"),
            (#"{"callsWaiting":{"amber":2,"red":1}}"#, "callsWaiting.red"),
            (#"{"abandonedRate":{"amber":0.2,"red":0.1}}"#, "abandonedRate.red"),
            (
                #"{"queues":{"Sales":{"longestWaitSeconds":{"amber":2,"red":1}}}}"#,
                "queues.Sales.longestWaitSeconds.red"
            ),
            (#"{"queues":{"Cafe\u0301":{},"Caf\u00e9":{}}}"#, "queues.Caf\u{E9}"),
        ])
    func conflicts(json: String, field: String) throws {
        let mistakes = try #require(throws: GoalMistakes.self) { try patch(json) }
        #expect(mistakes.conflicts.map(\.field) == [field] && mistakes.wrong.isEmpty, "\(mistakes)")
    }

    @Test("a threshold that contradicts the one that is there is a conflict, and equal ones are none")
    func conflictWithWhatIsThere() throws {
        for (json, field) in [
            (#"{"serviceLevel":{"red":0.9}}"#, "serviceLevel.red"),
            (#"{"callsWaiting":{"amber":11}}"#, "callsWaiting.red"),
        ] {
            let harmless = try patch(json)
            let mistakes = try #require(throws: GoalMistakes.self) { try Goals.standard.applying(harmless) }
            #expect(mistakes.conflicts.map(\.field) == [field])
        }
        #expect(throws: Never.self) { try Goals.standard.applying(patch(#"{"serviceLevel":{"red":0.8}}"#)) }
    }

    @Test("no more queues have goals of their own than the limit")
    func manyQueues() throws {
        func named(_ range: Range<Int>) throws -> GoalsPatch {
            let queues = range.map { #""q\#($0)":{"callsWaiting":{"red":9}}"# }.joined(separator: ",")
            return try patch(#"{"queues":{\#(queues)}}"#)
        }
        let full = try Goals.standard.applying(named(0..<GoalLimits.queues))
        #expect(full.table.queues.count == 200)
        #expect(try full.applying(named(0..<200)) == full)
        let one = try named(200..<201)
        let mistakes = try #require(throws: GoalMistakes.self) { try full.applying(one) }
        #expect(mistakes.conflicts.map(\.field) == ["queues"])
        #expect(throws: GoalMistakes.self) { try named(0..<201) }
    }

    @Test("the goals of completed calls have none that is live, of no queue either")
    func completed() throws {
        let goals = try Goals.standard.applying(
            patch(
                """
                {"queues":{"Sales":{"callsWaiting":{"red":6},"serviceLevel":{"red":0.5}},"Night":{"callsWaiting":{}}}}
                """))
        let table = goals.completed.table
        #expect(table.general.keys == [.abandonedRate, .serviceLevel])
        #expect(table.queues.keys == ["Sales"] && table.queues["Sales"]?.keys == [.serviceLevel])
    }
}

extension Goals {
    /// Any goals that can be written down.
    static func random(using random: inout SplitMix64) -> Goals {
        var table = GoalTable()
        for measure in GoalMeasure.allCases where random.percent(80) {
            table.set(.random(measure, using: &random))
        }
        for _ in 0..<random.below(6) {
            let queue = String.randomName(upToBytes: 40, using: &random)
            for measure in GoalMeasure.allCases where measure.isByQueue && random.percent(50) {
                table.set(.random(measure, using: &random), of: queue)
            }
        }
        return Goals(table)
    }
}

extension Goal {
    fileprivate static func random(_ measure: GoalMeasure, using random: inout SplitMix64) -> Goal {
        let most =
            switch measure.unit {
            case .ratio: 10_000
            case .whole(let most): most
            }
        let two = [random.pick(0...most), random.pick(0...most)].sorted()
        let amber = measure.hasAmber && random.percent(70) ? two[measure.isWorseBelow ? 1 : 0] : nil
        let red = random.percent(70) ? two[measure.isWorseBelow ? 0 : 1] : nil
        return Goal(measure, amber: amber, red: red)!
    }
}
