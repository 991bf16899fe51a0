/// Which calls belong together, because merges make them one.
package struct CallFamilies: Sendable {
    private var parents: [String: String] = [:]

    /// Every call by itself.
    package init() {}

    /// These calls belong together.
    package mutating func join(_ calls: [String]) {
        guard let first = calls.first else { return }
        let root = root(of: first)
        if parents[root] == nil { parents[root] = root }
        for call in calls.dropFirst() { parents[self.root(of: call)] = root }
    }

    /// The call that stands for all that belong together with `call`.
    package func root(of call: String) -> String {
        var root = call
        while let parent = parents[root], parent != root { root = parent }
        return root
    }

    /// The steps of calls that belong together.
    static func families(of steps: [TimedStep]) -> [[TimedStep]] {
        var families = CallFamilies()
        for step in steps { families.join(step.step.calls) }
        return Array(Dictionary(grouping: steps) { families.root(of: $0.step.call) }.values)
    }
}
