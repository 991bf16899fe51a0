import Values
import WallboardCore

/// How the feed of a customer does: its state as boards show it, and what became of its events.
package struct FeedReport: Hashable, Sendable {
    /// As boards with live figures show it.
    package let state: FeedState
    /// When the last request of the feed came, with events or without; nil: none is known.
    package let lastHeardAt: Instant?
    /// When the newest event happened, by the feed's clock; nil: no event of the day or of the one before is known.
    package let lastEventAt: Instant?
    /// What is counted.
    package let counts: Counts

    /// What became of events since a moment.
    package struct Counts: Hashable, Sendable {
        /// From when on they are counted: the beginning of the customer's day, or a later start of the gateway.
        package var since: Instant
        /// Events that are new and durable; 0 or more, like all of these.
        package var accepted = 0
        /// Events whose id was known.
        package var duplicates = 0
        /// Events that were not accepted.
        package var rejected = 0
        /// Accepted events that change nothing.
        package var ignored = 0
        /// Accepted events of which a text was cut.
        package var shortened = 0
        /// The latest problem of each kind, in the order of the kinds; at most one of each.
        package var problems: [EventProblem] = []

        /// Nothing yet.
        package init(since: Instant) {
            self.since = since
        }
    }

    /// What was wrong with an event.
    package struct EventProblem: Hashable, Sendable {
        /// What became of the event.
        package let kind: Kind
        /// When it came.
        package let at: Instant
        /// A sentence without the full stop; at most some hundred characters.
        package let reason: String

        /// What can become of an event with a problem.
        package enum Kind: String, Sendable, CaseIterable {
            case rejected, ignored, shortened
        }

        /// Takes a reason that is short already.
        package init(kind: Kind, at: Instant, reason: String) {
            self.kind = kind
            self.at = at
            self.reason = reason
        }
    }

    /// Takes what is known at one moment.
    package init(state: FeedState, lastHeardAt: Instant?, lastEventAt: Instant?, counts: Counts) {
        self.state = state
        self.lastHeardAt = lastHeardAt
        self.lastEventAt = lastEventAt
        self.counts = counts
    }
}
