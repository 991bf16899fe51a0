import Values

/// What is wrong with goals, each with the place of the field within `goals`.
package struct GoalMistakes: Error, Hashable, Sendable {
    /// Fields that are wrong in themselves.
    package fileprivate(set) var wrong: [Mistake] = []
    /// Fields that do not go together with others.
    package fileprivate(set) var conflicts: [Mistake] = []

    /// One field, and why it is refused.
    package struct Mistake: Hashable, Sendable {
        /// Such as `serviceLevel.red`; empty for the goals as a whole.
        package let field: String
        /// The sentence without its subject.
        package let reason: String
    }
}

/// A change of goals, as a JSON merge patch (RFC 7396): what it does not name stays, null takes away what was there.
package struct GoalsPatch: Hashable, Sendable {
    /// Names of queues are trimmed and in normal form C.
    fileprivate let json: JSON

    /// Takes a patch whose every field is right in itself. Throws what is wrong with it, whatever it is applied to.
    package init(_ json: JSON) throws(GoalMistakes) {
        var reader = GoalReader()
        self.json = reader.withNormalisedQueues(json)
        _ = reader.table(self.json)
        try reader.finish()
    }
}

extension Goals {
    /// Reads goals as they are written. Throws what is wrong with them.
    package init(_ json: JSON) throws(GoalMistakes) {
        var reader = GoalReader()
        let table = reader.table(json)
        try reader.finish()
        self.init(table)
    }

    /// The goals after a change. Throws `conflicts`, which only show with what was there.
    package func applying(_ patch: GoalsPatch) throws(GoalMistakes) -> Goals {
        guard var json = try? JSON(parsing: text) else { preconditionFailure("goals are written as JSON") }
        MergePatch.apply(patch.json, to: &json)
        return try Goals(json)
    }
}

/// Reads goals and notes everything that is wrong with them.
private struct GoalReader {
    private var mistakes = GoalMistakes()

    func finish() throws(GoalMistakes) {
        guard mistakes.wrong.isEmpty, mistakes.conflicts.isEmpty else { throw mistakes }
    }

    mutating func withNormalisedQueues(_ json: JSON) -> JSON {
        guard var members = json.object, let queues = members["queues"]?.object else { return json }
        var named = JSONObject()
        for (name, goals) in queues.lazy.map({ ($0.key.normalisedName, $0.value) }) {
            if named[name] != nil { conflict("queues.\(name)", "is there twice, in two spellings") }
            named[name] = goals
        }
        members["queues"] = .object(named)
        return .object(members)
    }

    mutating func table(_ json: JSON) -> GoalTable {
        var table = GoalTable()
        guard let members = json.object else {
            refuse("", "must be an object of goals")
            return table
        }
        for member in members where member.key != "queues" {
            if let goal = goal(member, at: member.key, isOfQueue: false) { table.set(goal) }
        }
        switch members["queues"] {
        case nil, .null?: break
        case .object(let queues)?: read(queues, into: &table)
        default: refuse("queues", "must be an object of names of queues and their goals, or null")
        }
        return table
    }

    private mutating func read(_ queues: JSONObject, into table: inout GoalTable) {
        for queue in queues {
            let place = "queues.\(queue.key)"
            let scalars = queue.key.unicodeScalars
            guard (1...GoalLimits.queueCharacters).contains(scalars.count),
                !scalars.contains(where: { $0.properties.generalCategory == .control })
            else {
                refuse(
                    place,
                    "must be named by 1 to \(GoalLimits.queueCharacters) characters without control characters")
                continue
            }
            if case .null = queue.value { continue }
            guard let members = queue.value.object else {
                refuse(place, "must be an object of goals, or null")
                continue
            }
            for member in members {
                let goal = goal(member, at: "\(place).\(member.key)", isOfQueue: true)
                if let goal { table.set(goal, of: queue.key) }
            }
        }
        if table.queues.count > GoalLimits.queues {
            conflict("queues", "must not name more than \(GoalLimits.queues) queues with goals of their own")
        }
    }

    /// nil where it is null or wrong.
    private mutating func goal(_ member: JSONObject.Member, at place: String, isOfQueue: Bool) -> Goal? {
        guard let measure = GoalMeasure(rawValue: member.key), measure.isByQueue || !isOfQueue else {
            let words = GoalMeasure.allCases.filter { $0.isByQueue || !isOfQueue }.map(\.rawValue)
            refuse(place, "is not a goal; goals are \(words.joined(separator: ", "))")
            return nil
        }
        if case .null = member.value { return nil }
        guard let fields = member.value.object else {
            refuse(place, "must be an object of \(measure.hasAmber ? "amber and red" : "red"), or null")
            return nil
        }
        for field in fields where field.key != "red" && !(field.key == "amber" && measure.hasAmber) {
            refuse("\(place).\(field.key)", "is not a field of this goal")
        }
        let amber = threshold(fields["amber"], of: measure, at: "\(place).amber")
        let red = threshold(fields["red"], of: measure, at: "\(place).red")
        if let goal = Goal(measure, amber: measure.hasAmber ? amber : nil, red: red) { return goal }
        conflict("\(place).red", "must not be \(measure.isWorseBelow ? "above" : "below") amber")
        return nil
    }

    /// nil where there is none, or a wrong one.
    private mutating func threshold(_ json: JSON?, of measure: GoalMeasure, at place: String) -> Int? {
        guard let json else { return nil }
        if case .null = json { return nil }
        switch measure.unit {
        case .ratio:
            if let number = json.number, (0...1).contains(number) { return Int((number * 10_000).rounded()) }
            refuse(place, "must be a number from 0 to 1, or null")
        case .whole(let most):
            let whole = json.integer.flatMap { Int(exactly: $0) } ?? json.number.flatMap { Int(exactly: $0) }
            if let whole, (0...most).contains(whole) { return whole }
            refuse(place, "must be an integer from 0 to \(most), or null")
        }
        return nil
    }

    private mutating func refuse(_ field: String, _ reason: String) {
        mistakes.wrong.append(GoalMistakes.Mistake(field: field, reason: reason))
    }

    private mutating func conflict(_ field: String, _ reason: String) {
        mistakes.conflicts.append(GoalMistakes.Mistake(field: field, reason: reason))
    }
}
