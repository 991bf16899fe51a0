/// All queues of a customer, or some.
package struct QueueSelection: Hashable, Sendable {
    /// By name, none twice; nil: all, and the calls of no queue besides.
    private let names: [String]?

    /// Every queue.
    package static let all = QueueSelection(names: nil)

    /// These queues, in any order.
    package static func only(_ names: [String]) -> QueueSelection {
        QueueSelection(names: Set(names).sorted())
    }

    private init(names: [String]?) {
        self.names = names
    }

    /// Whether anything of this queue (nil: of no known queue) is shown.
    package func contains(_ queue: String?) -> Bool {
        guard let names else { return true }
        return queue.map { Self.isMember($0, of: names) } ?? false
    }

    /// Only the entries of these queues.
    package func part<Value>(of queues: SortedMap<String, Value>) -> SortedMap<String, Value> {
        guard let names, !queues.isEmpty else { return queues }
        var part = SortedMap<String, Value>()
        for name in names {
            if let value = queues[name] { part[name] = value }
        }
        return part
    }

    /// Whether every queue of `other` is one of these too.
    func covers(_ other: QueueSelection) -> Bool {
        guard let names else { return true }
        guard let others = other.names else { return false }
        return others.allSatisfy { Self.isMember($0, of: names) }
    }

    /// By binary search: it is called once for each call.
    private static func isMember(_ name: String, of names: [String]) -> Bool {
        var low = 0
        var high = names.count
        while low < high {
            let middle = (low + high) / 2
            if names[middle] < name { low = middle + 1 } else { high = middle }
        }
        return low < names.count && names[low] == name
    }
}
