import Values

extension CallState {
    /// The calls of which `apply` needs the stored steps, together with those that merges made one with them: calls
    /// that are not open, and calls that a step comes late for whose steps are not kept. By id.
    package func needsStored(_ events: [CallEvent]) -> Set<String> {
        var needed: Set<String> = []
        var steps: [Int: [TimedStep]] = [:]
        for event in events where event.time >= horizon {
            guard let step = TimedStep(event) else { continue }
            for id in step.ids {
                if let number = groupOf[id] { steps[number, default: []].append(step) } else { needed.insert(id) }
            }
        }
        for (number, steps) in steps {
            guard let group = groups[number] else { continue }
            let joins = steps.contains { step in step.ids.contains { groupOf[$0] != number } }
            if joins && group.steps == nil || !group.canTake(steps) { needed.formUnion(group.ids) }
        }
        return needed
    }

    /// What a batch of events did.
    package struct Outcome: Sendable {
        /// What may have changed.
        package var changes: Changes = []
        /// The events that came after the end of their call, by the number of their acceptance.
        package var ignored: Set<Int64> = []
        /// The calls that are not kept any more: they are over, with all that merges made one with them.
        var over: Set<String> = []

        /// Nothing yet.
        package init() {}
    }

    /// Applies new events, in the order of their acceptance. `stored` has what `needsStored` asked for: the steps that
    /// were stored before, in any order.
    @discardableResult
    package mutating func apply(_ events: [CallEvent], stored: [CallEvent] = []) -> Outcome {
        var outcome = Outcome()
        var steps: [TimedStep] = []
        var hasReports = false
        for event in events where event.time >= horizon {
            outcome.changes.insert(.live)
            if let step = TimedStep(event) {
                if !step.isNote { live.note(event) }
                steps.append(step)
            } else {
                live.note(event)
                hasReports = true
            }
        }
        let known = stored.filter { $0.time >= horizon }.compactMap { TimedStep($0) }
        for part in RelatedSteps.parts(of: steps, known, in: self) { apply(part, &outcome) }
        if hasReports { outcome.changes.formUnion(settleWrapUps()) }
        live.agents.prune()
        return outcome
    }

    private mutating func apply(_ part: RelatedSteps, _ outcome: inout Outcome) {
        var before = CallsBefore()
        var group = CallGroup()
        if part.stored.isEmpty, part.groups.count <= 1 {
            if let number = part.groups.first, let known = groups[number] {
                group = known
                before = CallsBefore(known, completed.thresholds)
                remove(number)
            }
            for step in part.new { group.take(step) }
        } else {
            group = remade(part, &before)
        }
        outcome.ignored.formUnion(group.takeIgnored().intersection(part.new.map(\.acceptance.number)))
        outcome.changes.formUnion(replace(Array(part.groups), before, by: group))
        for id in group.ids where groupOf[id] == nil { outcome.over.insert(id) }
    }

    /// The group of everything that is known, where a step comes late, a call is over or calls are merged. `before` is
    /// how it counted without the new steps.
    private func remade(_ part: RelatedSteps, _ before: inout CallsBefore) -> CallGroup {
        var steps: [Int64: TimedStep] = [:]
        var silent: [String: Instant] = [:]
        let new = Set(part.new.map(\.acceptance.number))
        var over = part.stored.filter { !new.contains($0.acceptance.number) }
        for number in part.groups {
            guard let group = groups[number] else { continue }
            before.formUnion(CallsBefore(group, completed.thresholds))
            silent.merge(group.silent) { max($0, $1) }
            for step in group.steps ?? [] { steps[step.acceptance.number] = step }
            let ids = Set(group.ids)
            for step in over where ids.contains(step.step.call) { steps[step.acceptance.number] = step }
            over.removeAll { ids.contains($0.step.call) }
        }
        for family in CallFamilies.families(of: over) {
            var group = CallGroup(family)
            let ids = Set(group.ids)
            if !silenced.isEmpty { for id in ids { silenced[id].map { group.keepSilent([id: $0]) } } }
            before.formUnion(CallsBefore(group, completed.thresholds))
            silent.merge(group.silent) { max($0, $1) }
            for step in family { steps[step.acceptance.number] = step }
        }
        for step in part.new { steps[step.acceptance.number] = step }
        var group = CallGroup(Array(steps.values))
        let heard = Set(part.new.flatMap(\.ids))
        group.keepSilent(silent.filter { !heard.contains($0.key) })
        return group
    }
}

extension TimedStep {
    /// The calls that it names, its own first.
    var ids: [String] { step.calls }

    /// Whether it is the gateway's own note, of which nobody was heard.
    fileprivate var isNote: Bool { step.kind == .lost }
}
