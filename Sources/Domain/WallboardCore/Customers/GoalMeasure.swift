/// What a goal judges. The raw values are the words of the admin API and of the boards.
package enum GoalMeasure: String, Sendable, CaseIterable {
    /// The service level of completed calls: the lower is worse.
    case serviceLevel
    /// How long the caller has waited who waits longest now: the higher is worse.
    case longestWaitSeconds
    /// How many callers wait now: the higher is worse.
    case callsWaiting
    /// The share of completed calls that was abandoned: the higher is worse.
    case abandonedRate
    /// How many agents are available while somebody waits: the lower is worse. It turns red, never amber.
    case agentsAvailable

    /// What a threshold is.
    package enum Unit: Hashable, Sendable {
        /// A ratio of 0…1, kept in ten-thousandths.
        case ratio
        /// A whole number from 0 to this one: seconds, calls or agents.
        case whole(upTo: Int)
    }

    /// What its thresholds are.
    package var unit: Unit {
        switch self {
        case .serviceLevel, .abandonedRate: .ratio
        case .longestWaitSeconds: .whole(upTo: GoalLimits.seconds)
        case .callsWaiting: .whole(upTo: GoalLimits.calls)
        case .agentsAvailable: .whole(upTo: GoalLimits.agents)
        }
    }

    /// Whether it judges what happens now, which no view below `liveAnalytics` may learn of.
    package var isLive: Bool {
        switch self {
        case .serviceLevel, .abandonedRate: false
        case .longestWaitSeconds, .callsWaiting, .agentsAvailable: true
        }
    }

    /// Whether a lower figure is worse.
    package var isWorseBelow: Bool { self == .serviceLevel || self == .agentsAvailable }

    /// Whether a figure can turn amber before it turns red.
    package var hasAmber: Bool { self != .agentsAvailable }

    /// Whether a queue may have a goal of its own: agents are not counted by queue.
    package var isByQueue: Bool { self != .agentsAvailable }
}

extension GoalMeasure: Comparable {
    /// By their words, as members of a JSON object are sorted.
    package static func < (a: GoalMeasure, b: GoalMeasure) -> Bool { a.rawValue < b.rawValue }
}

/// The bounds of goals: what a figure can reach, and what every board can be sent.
package enum GoalLimits {
    /// Queues with goals of their own. 200: twice the queues that a dashboard names; a board of all queues gets all of
    /// them with its state.
    package static let queues = 200
    /// Characters of the name of a queue. 128: the longest that a call event can have.
    package static let queueCharacters = 128
    /// The greatest threshold of a wait, in seconds: 24 hours, the longest that a call may be silent.
    package static let seconds = 86_400
    /// The greatest threshold of waiting calls: as many as may be open at once.
    package static let calls = 20_000
    /// The greatest threshold of available agents: as many as one day may name.
    package static let agents = 10_000
}
