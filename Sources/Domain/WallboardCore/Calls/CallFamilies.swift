/// Which calls belong together, because merges make them one.
package struct CallFamilies: Sendable {
    private var parents: [String: String] = [:]
    /// How many calls belong to each root; 1 where none is given.
    private var sizes: [String: Int] = [:]

    /// Every call by itself.
    package init() {}

    /// These calls belong together, unless they were more than `limit`. Returns whether they do.
    @discardableResult
    package mutating func join(_ calls: [String], limit: Int = CallLimits.callsPerGroup) -> Bool {
        guard var root = calls.first.map({ self.root(of: $0) }) else { return true }
        if parents[root] == nil { parents[root] = root }
        for call in calls.dropFirst() {
            let other = self.root(of: call)
            guard other != root else { continue }
            let size = sizes[root, default: 1] + sizes[other, default: 1]
            guard size <= limit else { return false }
            // The smaller goes below the larger, so that no path to a root is long.
            let (upper, lower) = sizes[root, default: 1] < sizes[other, default: 1] ? (other, root) : (root, other)
            parents[upper] = upper
            parents[lower] = upper
            sizes[upper] = size
            root = upper
        }
        return true
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
