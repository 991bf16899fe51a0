/// A figure that a dashboard can show; the raw values are the words of the admin API and of the boards (protocol,
/// sections 8 and 9).
package enum Figure: String, Sendable, CaseIterable {
    case offered, answered, missed, averageTalkSeconds, talkSeconds
    case abandoned, shortAbandoned, overflowed, orphaned, transferred, abandonedRate, serviceLevel
    case averageSpeedOfAnswerSeconds, averageAbandonSeconds, longestWaitSeconds, averageHandleSeconds
    case inbound, outbound, `internal`
    case callsWaiting, longestWaitingSeconds, callsRinging, callsActive, callsHeld
    case agentsAvailable, agentsRinging, agentsTalking, agentsWrapUp, agentsPaused, agentsLoggedOut

    /// Whether each queue has one too, besides the customer.
    package var isByQueue: Bool {
        switch self {
        case .offered, .answered, .averageTalkSeconds, .abandoned, .shortAbandoned, .overflowed, .orphaned,
            .transferred,
            .abandonedRate, .serviceLevel, .averageSpeedOfAnswerSeconds, .averageAbandonSeconds, .longestWaitSeconds,
            .averageHandleSeconds, .callsWaiting, .longestWaitingSeconds:
            true
        case .missed, .talkSeconds, .inbound, .outbound, .internal, .callsRinging, .callsActive, .callsHeld,
            .agentsAvailable, .agentsRinging, .agentsTalking, .agentsWrapUp, .agentsPaused, .agentsLoggedOut:
            false
        }
    }

    /// The views that show it (protocol, section 4).
    package var audience: Audience {
        switch self {
        case .talkSeconds:
            .only(.insights)
        case .offered, .answered, .missed, .averageTalkSeconds:
            .from(.insights)
        case .abandoned, .shortAbandoned, .overflowed, .orphaned, .transferred, .abandonedRate, .serviceLevel,
            .averageSpeedOfAnswerSeconds, .averageAbandonSeconds, .longestWaitSeconds, .averageHandleSeconds, .inbound,
            .outbound, .internal:
            .from(.analytics)
        case .callsWaiting, .longestWaitingSeconds, .callsRinging, .callsActive, .callsHeld, .agentsAvailable,
            .agentsRinging, .agentsTalking, .agentsWrapUp, .agentsPaused, .agentsLoggedOut:
            .from(.liveAnalytics)
        }
    }
}

/// The views that may see something.
package enum Audience: Hashable, Sendable {
    /// This view and those that show more.
    case from(BoardView)
    /// This view alone.
    case only(BoardView)

    /// Whether a board of `view` is among them.
    package func contains(_ view: BoardView) -> Bool {
        switch self {
        case .from(let lowest): view.rank >= lowest.rank
        case .only(let one): view == one
        }
    }
}

/// A figure of the customer or of one of its queues.
package struct FigureSource: Hashable, Sendable {
    /// Which figure.
    package let figure: Figure
    /// Of which queue; nil: of the customer.
    package let queue: String?

    /// Returns nil for a figure that queues do not have.
    package init?(_ figure: Figure, queue: String? = nil) {
        guard queue == nil || figure.isByQueue else { return nil }
        self.figure = figure
        self.queue = queue
    }

    /// The views that show it: no view below `analytics` shows figures by queue.
    package var audience: Audience {
        if queue != nil, case .from(let lowest) = figure.audience, lowest.rank < BoardView.analytics.rank {
            return .from(.analytics)
        }
        return figure.audience
    }
}
