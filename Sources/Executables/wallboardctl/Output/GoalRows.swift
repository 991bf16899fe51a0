import Values

/// The goals of a customer as rows of a table.
enum GoalRows {
    private static let words: [(goal: String, words: String, unit: String)] = [
        ("serviceLevel", "service level", ""), ("longestWaitSeconds", "longest wait", " s"),
        ("callsWaiting", "calls waiting", ""), ("abandonedRate", "abandoned rate", ""),
        ("agentsAvailable", "agents available", ""),
    ]

    /// Those of the customer, then those of queues by name.
    static func rows(_ goals: JSON?) -> [(String, String)] {
        guard let goals else { return [] }
        let general = words.map { ("goal: \($0.words)", thresholds(goals[$0.goal], $0.unit)) }
        let ofQueues = (goals["queues"]?.object).map(Array.init) ?? []
        return general
            + ofQueues.flatMap { queue in
                words.compactMap { entry in
                    queue.value[entry.goal].map {
                        ("goal of \(queue.key.printable): \(entry.words)", thresholds($0, entry.unit))
                    }
                }
            }
    }

    /// Such as `amber 60 s, red 120 s`.
    private static func thresholds(_ goal: JSON?, _ unit: String) -> String {
        let parts = ["amber", "red"].compactMap { colour in
            goal?[colour].flatMap { $0.number == nil ? nil : "\(colour) \(Optional($0).shown)\(unit)" }
        }
        return parts.isEmpty ? "off" : parts.joined(separator: ", ")
    }
}
