/// Which part of its customer's calls a board gets to know of: boards with the same view and selection get the same
/// frames.
package struct ViewSelection: Hashable, Sendable {
    /// The queues that it is told of.
    package let queues: QueueSelection
    /// Whether the numbers of callers are masked although the customer shows them.
    package let hidesCallers: Bool

    /// Everything, as the customer shows it.
    package static let everything = ViewSelection(queues: .all, hidesCallers: false)

    /// Some queues, or other numbers than the customer shows.
    package init(queues: QueueSelection, hidesCallers: Bool) {
        self.queues = queues
        self.hidesCallers = hidesCallers
    }

    /// The selection of a dashboard as far as it matters to a view: `insights` shows nothing by queue, and neither it nor
    /// `analytics` shows callers.
    package init(of dashboard: Dashboard?, in view: BoardView) {
        let queues: QueueSelection = dashboard?.queues.map { .only($0) } ?? .all
        let hidesCallers = dashboard?.hidesCallers ?? false
        switch view {
        case .none, .insights: self = .everything
        case .analytics: self.init(queues: queues, hidesCallers: false)
        case .liveAnalytics, .contactCentre: self.init(queues: queues, hidesCallers: hidesCallers)
        }
    }

    /// How callers are shown where the customer says `customers`.
    package func callerNumbers(_ customers: Customer.CallerNumbers) -> Customer.CallerNumbers {
        hidesCallers ? .masked : customers
    }

    /// Whether a board that goes from `earlier` to this may no longer see something that it saw.
    package func revokesSomething(of earlier: ViewSelection) -> Bool {
        hidesCallers && !earlier.hidesCallers || !queues.covers(earlier.queues)
    }
}

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

    /// Whether what is of this queue (nil: of none that is known) is shown.
    package func contains(_ queue: String?) -> Bool {
        guard let names else { return true }
        return queue.map { Self.isMember($0, of: names) } ?? false
    }

    /// The entries of these queues alone.
    package func part<Value>(of queues: SortedMap<String, Value>) -> SortedMap<String, Value> {
        guard let names else { return queues }
        var part = SortedMap<String, Value>()
        for name in names {
            if let value = queues[name] { part[name] = value }
        }
        return part
    }

    fileprivate func covers(_ other: QueueSelection) -> Bool {
        guard let names else { return true }
        guard let others = other.names else { return false }
        return others.allSatisfy { Self.isMember($0, of: names) }
    }

    /// By halving: it is asked once for each call.
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
