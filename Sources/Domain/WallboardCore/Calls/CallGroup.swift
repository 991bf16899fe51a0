import Values

/// The calls that merges have made one, with all of their steps; mostly a single call.
///
/// Its state is a function of the set of its steps and of their order (`StepPlace`): a step that comes in order costs
/// only itself, one that comes late lets all be applied again. Under one id there may be several calls, one after the
/// other: a `queued` after the end begins another.
package struct CallGroup: Sendable {
    /// The calls that are or were of their own, and those that have become part of one; by id, the latest of each id.
    package private(set) var records: [String: CallRecord] = [:]
    /// Calls that were over when another one began under their id.
    private(set) var earlier: [CallRecord] = []
    /// Which call each id has become part of.
    private var mergedInto: [String: String] = [:]
    /// Calls that have become part of another one and have ended since: a `queued` begins another call.
    private var endedSinceMerge: Set<String> = []
    /// All steps, in the order in which they came; nil once there were more than `CallLimits.stepsPerCall`.
    package private(set) var steps: [TimedStep]? = []
    /// How the calls under each id begin to be talked about: the first direction told of each.
    private var directions: [Episode: CallStep.Direction] = [:]
    /// How many calls have begun under each id.
    private var begun: [String: Int] = [:]
    /// The last notes that a call was not among the active ones, by id.
    private var lost: [String: Acceptance] = [:]
    /// The calls that were closed for silence, and the last event of each that was known then; by id.
    package private(set) var silent: [String: Instant] = [:]
    /// The place of the last step, and of the calls that its moment has changed whether they waited or talked before.
    private var last: StepPlace?
    private var wasEngaged: [String: Bool] = [:]
    /// The steps that came after the end of their call, by their acceptance.
    private var ignored: Set<Int64> = []

    private struct Episode: Hashable {
        let call: String
        let number: Int
    }

    /// No call.
    package init() {}

    /// The group of these steps, in whatever order they are.
    package init(_ steps: [TimedStep]) {
        make(of: steps)
        self.steps = steps
    }

    /// Every id that a step of the group names.
    package var ids: some Collection<String> { begun.keys }

    /// Whether the call with this id has become part of another one.
    package func isPart(_ id: String) -> Bool { mergedInto[id] != nil }

    /// The calls of their own that are open.
    package var open: [CallRecord] {
        records.values.filter { $0.end == nil && mergedInto[$0.call] == nil && !isLost($0) }
    }

    /// Whether a call of the group is open.
    package var isOpen: Bool { records.values.contains { $0.end == nil && mergedInto[$0.call] == nil && !isLost($0) } }

    /// The record of the call that `id` now is, or is a part of.
    package func record(of id: String) -> CallRecord? { records[root(of: id)] }

    /// The calls that are over: how each counts.
    package func completed(_ thresholds: CallThresholds) -> [CompletedCall] {
        var calls: [CompletedCall] = []
        for record in earlier { add(record, thresholds, to: &calls) }
        for (id, record) in records where mergedInto[id] == nil { add(record, thresholds, to: &calls) }
        return calls.sorted { ($0.call, $0.belongsAt) < ($1.call, $1.belongsAt) }
    }

    private func add(_ record: CallRecord, _ thresholds: CallThresholds, to calls: inout [CompletedCall]) {
        if record.end != nil {
            if let call = CompletedCall(record, thresholds: thresholds) { calls.append(call) }
        } else if isLost(record) {
            if let call = CompletedCall(record.silenced(), thresholds: thresholds) { calls.append(call) }
        } else {
            calls += record.standing.compactMap { CompletedCall($0, thresholds: thresholds) }
        }
    }

    /// What became of a call of its own: its record, closed where it is.
    package func outcome(of id: String) -> CallRecord? {
        guard mergedInto[id] == nil, let record = records[id] else { return nil }
        return isLost(record) ? record.silenced() : record
    }

    private func isLost(_ record: CallRecord) -> Bool {
        guard record.end == nil else { return false }
        return silent[record.call].map { $0 >= record.lastEventAt } ?? false
            || lost[record.call].map { $0.number > record.lastAccepted } ?? false
    }

    /// Closes a call for silence, until another step of it is taken.
    package mutating func fallSilent(_ id: String) {
        if let record = records[id], record.end == nil { silent[id] = record.lastEventAt }
    }

    /// Closes calls again that were closed for silence, unless a later event of them is known now.
    package mutating func keepSilent(_ calls: [String: Instant]) { silent.merge(calls) { max($0, $1) } }

    /// The steps taken since the last time that came after the end of their call, by the number of their acceptance.
    package mutating func takeIgnored() -> Set<Int64> {
        defer { ignored = [] }
        return ignored
    }

    // MARK: Taking steps

    /// Whether the steps, in the order of their acceptance, can be taken without those that came before them.
    package func canTake(_ steps: [TimedStep]) -> Bool {
        guard self.steps == nil, var time = last?.time else { return true }
        for step in steps {
            guard step.time > time, !changesDirection(step) else { return false }
            time = step.time
        }
        return true
    }

    /// Takes one step. Precondition: `canTake`.
    package mutating func take(_ step: TimedStep) {
        if isNext(step) {
            apply(step)
            steps?.append(step)
        } else {
            // Only a call with hundreds of steps that change nothing comes here: better a little off than not at all.
            guard let steps else { return apply(step) }
            let heard = step.ids.map(root)
            let others = silent.filter { !heard.contains($0.key) }
            self = CallGroup(steps + [step])
            silent = others
        }
    }

    /// Drops the steps where there are more than `limit`.
    package mutating func trim(to limit: Int) {
        if let count = steps?.count, count > limit { steps = nil }
    }

    private func isNext(_ step: TimedStep) -> Bool {
        if case .lost = step.step.kind { return true }
        if changesDirection(step) { return false }
        guard let last else { return true }
        return last < place(of: step)
    }

    /// Whether the first direction of a call comes after steps whose effect it decides.
    private func changesDirection(_ step: TimedStep) -> Bool {
        guard let direction = step.step.direction, let record = records[step.step.call], mergedInto[record.call] == nil
        else { return false }
        guard record.end == nil || record.takesAfterEnd(step.step.kind, at: step.time) else { return false }
        let episode = Episode(call: record.call, number: begun[record.call] ?? 0)
        return directions[episode] == nil && (direction != .inbound && record.isCounted || record.isMerged)
    }

    private func place(of step: TimedStep) -> StepPlace {
        let id = step.step.call
        return step.place(isEngaged: (step.time == last?.time ? wasEngaged[id] : nil) ?? isEngaged(id))
    }

    private func isEngaged(_ id: String) -> Bool {
        guard mergedInto[id] == nil, let record = records[id] else { return false }
        return record.isWaiting || record.isTalking
    }

    /// Makes the group of all of its steps. The first time through finds the directions, which decide what an answer
    /// means before any step tells them.
    private mutating func make(of steps: [TimedStep]) {
        run(steps)
        let found = directions
        let hasMerges = steps.contains { if case .merged = $0.step.kind { true } else { false } }
        guard hasMerges ? !found.isEmpty : found.values.contains(where: { $0 != .inbound }) else { return }
        self = CallGroup()
        directions = found
        run(steps)
    }

    private mutating func run(_ steps: [TimedStep]) {
        let sorted = steps.sorted { $0.place(isEngaged: false) < $1.place(isEngaged: false) }
        var rest = sorted[...]
        while let time = rest.first?.time {
            let moment = rest.prefix { $0.time == time }
            rest = rest.dropFirst(moment.count)
            let placed = moment.count == 1 ? Array(moment) : inOrder(moment)
            for step in placed { apply(step) }
        }
    }

    private func inOrder(_ moment: ArraySlice<TimedStep>) -> [TimedStep] {
        moment.map { ($0.place(isEngaged: isEngaged($0.step.call)), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private mutating func apply(_ step: TimedStep) {
        let id = step.step.call
        if case .lost = step.step.kind {
            if lost[id].map({ $0.number < step.acceptance.number }) ?? true { lost[id] = step.acceptance }
            if begun[id] == nil { begun[id] = 0 }
            return
        }
        note(step)
        for id in step.ids where begun[id] == nil { begun[id] = 0 }
        for id in step.ids { silent[root(of: id)] = nil }
        if mergedInto[id] != nil {
            applyToPart(step)
        } else if var record = records[id] {
            records[id] = nil
            apply(step, to: &record)
        } else {
            begin(step)
        }
    }

    /// Records the place of the step, and whether the calls that it may change waited or talked before its moment.
    private mutating func note(_ step: TimedStep) {
        if step.time != last?.time { wasEngaged = [:] }
        last = place(of: step)
        for id in step.ids {
            for changed in [id, root(of: id)] where wasEngaged[changed] == nil {
                wasEngaged[changed] = isEngaged(changed)
            }
        }
    }

    private mutating func begin(_ step: TimedStep) {
        let id = step.step.call
        begun[id, default: 0] += 1
        var record = CallRecord(step)
        record.toldDirection = directions[Episode(call: id, number: begun[id] ?? 0)]
        record.hear(step)
        noteDirection(step)
        finish(step, &record)
    }

    private mutating func noteDirection(_ step: TimedStep) {
        guard let direction = step.step.direction else { return }
        let episode = Episode(call: step.step.call, number: begun[step.step.call] ?? 0)
        if directions[episode] == nil { directions[episode] = direction }
    }

    private mutating func apply(_ step: TimedStep, to record: inout CallRecord) {
        guard record.end != nil else {
            record.hear(step)
            noteDirection(step)
            return finish(step, &record)
        }
        if record.takesAfterEnd(step.step.kind, at: step.time) {
            noteDirection(step)
            if record.toldDirection == nil { record.toldDirection = step.step.direction }
            record.lastAccepted = max(record.lastAccepted, step.acceptance.number)
            record.applyBeforeEnd(step)
            records[record.call] = record
        } else if case .queued = step.step.kind {
            earlier.append(record)
            begin(step)
        } else if case .merged(let into) = step.step.kind {
            merge(record, step, into: into)
        } else {
            ignored.insert(step.acceptance.number)
            records[record.call] = record
        }
    }

    private mutating func finish(_ step: TimedStep, _ record: inout CallRecord) {
        if case .merged(let into) = step.step.kind { return merge(record, step, into: into) }
        record.apply(step)
        records[record.call] = record
    }

    // MARK: Merges

    private func root(of id: String) -> String {
        var root = id
        while let next = mergedInto[root] { root = next }
        return root
    }

    /// A step of a call that has become part of another one: nothing, until it ended and is queued again.
    private mutating func applyToPart(_ step: TimedStep) {
        let id = step.step.call
        switch step.step.kind {
        case .ended:
            endedSinceMerge.insert(id)
            ignored.insert(step.acceptance.number)
        case .queued where endedSinceMerge.contains(id):
            endedSinceMerge.remove(id)
            mergedInto[id] = nil
            records[id] = nil
            begin(step)
        default: ignored.insert(step.acceptance.number)
        }
    }

    private mutating func merge(_ record: CallRecord, _ step: TimedStep, into target: String) {
        let id = record.call
        let into = root(of: target)
        guard into != id, records[into]?.end == nil, begun.count <= CallLimits.callsPerGroup else {
            ignored.insert(step.acceptance.number)
            records[id] = record
            return
        }
        var whole: CallRecord
        if let known = records[into] {
            whole = known
        } else {
            begun[into, default: 0] += 1
            whole = CallRecord(into, heardOfIn: step)
            whole.toldDirection = directions[Episode(call: into, number: begun[into] ?? 0)]
        }
        var part = record
        if part.end != nil {
            // What was counted stands until the call that it is a part of is over.
            part.standing = []
            part.standing = [part]
            endedSinceMerge.insert(id)
        }
        whole.isMerged = true
        whole.absorb(part, at: step.moment)
        mergedInto[id] = into
        records[into] = whole
    }
}
