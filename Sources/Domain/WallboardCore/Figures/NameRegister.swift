/// The names that are counted separately, up to a limit.
///
/// A name once admitted stays, and a full register stays full: whether a name counts separately never changes, so what
/// was counted under it can always be taken back.
struct NameRegister: Sendable {
    private let limit: Int
    private var names: Set<String> = []
    /// The names that were not admitted.
    private(set) var leftOut: LeftOutNames

    init(limit: Int) {
        self.limit = limit
        leftOut = LeftOutNames(limit: limit)
    }

    /// Whether `name` counts separately.
    mutating func admits(_ name: String) -> Bool {
        if names.contains(name) { return true }
        guard names.count < limit else {
            leftOut.insert(name)
            return false
        }
        names.insert(name)
        return true
    }
}

/// Names of a day that came when as many as the limit were there: they count in the totals only. As many of them are
/// remembered as the limit is, so that an admin and the boards that name one learn of it.
struct LeftOutNames: Sendable {
    private let limit: Int
    /// Each name, with true.
    private(set) var names = SortedMap<String, Bool>()

    init(limit: Int) {
        self.limit = limit
    }

    mutating func insert(_ name: String) {
        guard names[name] == nil, names.count < limit else { return }
        names[name] = true
    }

    /// There is room for the name after all.
    mutating func remove(_ name: String) {
        if !names.isEmpty { names[name] = nil }
    }

    mutating func removeAll() { names = SortedMap() }
}

/// How many names of the day have no figures of their own, since the day names more than `CallLimits` allows.
package struct NamesLeftOut: Hashable, Sendable {
    /// Queues beyond `CallLimits.queues`; at most twice that many are known.
    package let queues: Int
    /// Agents beyond `CallLimits.agents`; at most twice that many are known.
    package let agents: Int

    /// Takes the counts.
    package init(queues: Int = 0, agents: Int = 0) {
        self.queues = queues
        self.agents = agents
    }

    /// Whether every name counts separately.
    package var isEmpty: Bool { queues == 0 && agents == 0 }
}
