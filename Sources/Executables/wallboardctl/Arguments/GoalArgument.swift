import AdminClient
import ArgumentParser
import Values

/// One goal as typed: `[QUEUE:]GOAL=AMBER,RED`, `…=off`, or for a queue `…=inherit`.
struct GoalArgument: ExpressibleByArgument, Hashable {
    /// nil: the customer.
    let queue: String?
    /// As the admin API names it.
    let goal: String
    let value: Value

    /// What becomes of the goal.
    enum Value: Hashable {
        /// nil: no threshold of this colour. `amber` is nil where the goal has none.
        case thresholds(amber: JSON?, red: JSON?)
        case off
        /// The customer's goal holds for the queue.
        case inherit
    }

    /// The goals that have amber and red.
    private static let goals = ["serviceLevel", "longestWaitSeconds", "callsWaiting", "abandonedRate"]
    /// The one that only has red, and that queues do not have.
    private static let agents = "agentsAvailable"

    static let help = ArgumentHelp(
        "What boards judge figures by; may be repeated. GOAL=AMBER,RED with one of them left out where it has none, or "
            + "GOAL=off; QUEUE:GOAL=… is for a queue alone, where =inherit takes its goal away. The goals are "
            + "serviceLevel and abandonedRate (0 to 1), longestWaitSeconds, callsWaiting, and agentsAvailable=RED.",
        valueName: "goal")

    init?(argument: String) {
        // A name of a queue may contain both signs, a goal neither.
        guard let equals = argument.lastIndex(of: "=") else { return nil }
        let name = argument[..<equals]
        let colon = name.lastIndex(of: ":")
        queue = colon.map { String(name[..<$0]) }
        goal = String(colon.map { name[name.index(after: $0)...] } ?? name)
        guard Self.goals.contains(goal) || goal == Self.agents && queue == nil, queue != "",
            let value = Self.value(of: argument[argument.index(after: equals)...], goal, isOfQueue: queue != nil)
        else { return nil }
        self.value = value
    }

    private static func value(of text: Substring, _ goal: String, isOfQueue: Bool) -> Value? {
        switch text {
        case "off": return .off
        case "inherit": return isOfQueue ? .inherit : nil
        default: break
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == (goal == agents ? 1 : 2), parts.contains(where: { !$0.isEmpty }) else { return nil }
        var thresholds: [JSON?] = []
        for part in parts {
            guard let number = part.isEmpty ? .some(nil) : number(part) else { return nil }
            thresholds.append(number)
        }
        return .thresholds(amber: goal == agents ? nil : thresholds[0], red: thresholds[parts.count - 1])
    }

    /// nil for what is no number: the gateway says which numbers a goal takes.
    private static func number(_ text: Substring) -> JSON?? {
        guard let json = try? JSON(parsing: Array(text.utf8)), json.number != nil else { return nil }
        return .some(json)
    }

    /// The merge patch of the goal.
    private var json: JSON {
        switch value {
        case .off where queue == nil, .inherit: return .null
        case .off: return Self.thresholds(nil, nil)
        case .thresholds(_, let red) where goal == Self.agents: return .fields(["red": red ?? .null])
        case .thresholds(let amber, let red): return Self.thresholds(amber, red)
        }
    }

    private static func thresholds(_ amber: JSON?, _ red: JSON?) -> JSON {
        .fields(["amber": amber ?? .null, "red": red ?? .null])
    }

    /// The merge patch of several goals; of two for the same the last. nil: none.
    static func patch(_ goals: [GoalArgument]) -> JSON? {
        if goals.isEmpty { return nil }
        var patch = JSON.object(JSONObject())
        for goal in goals {
            let named = JSON.fields([goal.goal: goal.json])
            let one = goal.queue.map { JSON.fields(["queues": .fields([$0: named])]) } ?? named
            patch = patch.joined(with: one)
        }
        return patch
    }
}

extension JSON {
    /// Both patches as one: of two values for a member the later, objects member by member, null as any other value.
    fileprivate func joined(with later: JSON) -> JSON {
        guard var members = object, let others = later.object else { return later }
        for member in others {
            members[member.key] = members[member.key].map { $0.joined(with: member.value) } ?? member.value
        }
        return .object(members)
    }
}
