import Values

/// The steps of calls that belong together.
struct RelatedSteps {
    /// Those that are new, in the order of their acceptance.
    var new: [TimedStep] = []
    /// Those that the store has of calls that are not open.
    var stored: [TimedStep] = []
    /// The groups that are open.
    var groups: Set<Int> = []

    /// Sorts steps by the calls that belong together, in the order of their first step.
    static func parts(of new: [TimedStep], _ stored: [TimedStep], in callState: CallState) -> [RelatedSteps] {
        if new.count == 1, stored.isEmpty, let step = new.first, step.ids.count == 1 {
            return [RelatedSteps(new: new, groups: Set(callState.groupOf[step.step.call].map { [$0] } ?? []))]
        }
        var families = CallFamilies()
        for step in stored + new {
            for id in step.ids {
                // The limit was met before they became one group.
                guard let group = callState.groupOf[id].flatMap({ callState.groups[$0] }) else { continue }
                families.join(Array(group.ids), limit: .max)
            }
        }
        // A merge of too many calls changes nothing: it stays a step of its own call alone.
        let stored = stored.map { families.join($0.ids) ? $0 : $0.withoutMerge }
        let new = new.map { families.join($0.ids) ? $0 : $0.withoutMerge }
        var parts: [RelatedSteps] = []
        var places: [String: Int] = [:]
        func place(_ id: String) -> Int {
            let family = families.root(of: id)
            if let place = places[family] { return place }
            parts.append(RelatedSteps())
            places[family] = parts.count - 1
            return parts.count - 1
        }
        for step in new {
            let place = place(step.step.call)
            parts[place].new.append(step)
            for id in step.ids { callState.groupOf[id].map { _ = parts[place].groups.insert($0) } }
        }
        for step in stored {
            let place = place(step.step.call)
            parts[place].stored.append(step)
            for id in step.ids { callState.groupOf[id].map { _ = parts[place].groups.insert($0) } }
        }
        return parts.filter { !$0.new.isEmpty }
    }
}

extension TimedStep {
    /// The same without the merge: a sign of life of its call.
    fileprivate var withoutMerge: TimedStep {
        TimedStep(self, CallStep(call: step.call, kind: .released, direction: step.direction, caller: step.caller))
    }
}
