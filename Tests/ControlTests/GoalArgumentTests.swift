import Testing
import Values

@testable import wallboardctl

@Suite("Goals that are typed")
struct GoalArgumentTests {
    @Test(
        "a goal is a merge patch of the customer's goals",
        arguments: [
            ("serviceLevel=0.9,0.75", #"{"serviceLevel":{"amber":0.9,"red":0.75}}"#),
            ("callsWaiting=,10", #"{"callsWaiting":{"amber":null,"red":10}}"#),
            ("longestWaitSeconds=60,", #"{"longestWaitSeconds":{"amber":60,"red":null}}"#),
            ("agentsAvailable=2", #"{"agentsAvailable":{"red":2}}"#), ("abandonedRate=off", #"{"abandonedRate":null}"#),
            ("Sales:callsWaiting=3,6", #"{"queues":{"Sales":{"callsWaiting":{"amber":3,"red":6}}}}"#),
            ("a:b=c:callsWaiting=off", #"{"queues":{"a:b=c":{"callsWaiting":{"amber":null,"red":null}}}}"#),
            ("Sales:serviceLevel=inherit", #"{"queues":{"Sales":{"serviceLevel":null}}}"#),
        ])
    func patches(typed: String, patch: String) throws {
        let goal = try #require(GoalArgument(argument: typed))
        let json = try #require(GoalArgument.patch([goal]))
        #expect(String(decoding: json.encode(), as: UTF8.self) == patch)
    }

    @Test("several goals are one patch, and of two for the same the last holds")
    func several() throws {
        let goals = ["Sales:callsWaiting=3,6", "callsWaiting=off", "Sales:serviceLevel=0.5,0.4", "callsWaiting=5,9"]
            .compactMap { GoalArgument(argument: $0) }
        let json = try #require(GoalArgument.patch(goals))
        #expect(
            String(decoding: json.encode(), as: UTF8.self) == """
                {"callsWaiting":{"amber":5,"red":9},"queues":{"Sales":{"callsWaiting":{"amber":3,"red":6},\
                "serviceLevel":{"amber":0.5,"red":0.4}}}}
                """)
        #expect(GoalArgument.patch([]) == nil)
    }

    @Test("goals are shown with their thresholds, those of queues by name")
    func rows() throws {
        let goals = """
            {"serviceLevel":{"amber":0.8,"red":null},"longestWaitSeconds":{"amber":60,"red":120},
            "callsWaiting":null,"abandonedRate":null,"agentsAvailable":{"red":0},
            "queues":{"Sales":{"callsWaiting":{"amber":null,"red":null}}}}
            """
        let rows = GoalRows.rows(try JSON(parsing: Array(goals.utf8))).map { "\($0.0) = \($0.1)" }
        #expect(
            rows == [
                "goal: service level = amber 0.8", "goal: longest wait = amber 60 s, red 120 s",
                "goal: calls waiting = off", "goal: abandoned rate = off", "goal: agents available = red 0",
                "goal of Sales: calls waiting = off",
            ])
    }
}
