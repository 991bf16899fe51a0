import BoardProtocol
import Values
import WallboardCore

/// The result of a statement of the active calls.
package struct ActiveCallsReceipt: Hashable, Sendable {
    /// Calls that were stated.
    package let stated: Int
    /// Stated calls that were not open before.
    package let opened: Int
    /// Stated calls that were open, but in another state.
    package let changed: Int
    /// Open calls that were not stated, and are closed as orphans.
    package let orphaned: Int
    /// Stated calls that stay as they are because an event says that they ended, or became part of another one.
    package let ended: Int

    /// Takes the counts.
    package init(stated: Int, opened: Int, changed: Int, orphaned: Int, ended: Int) {
        self.stated = stated
        self.opened = opened
        self.changed = changed
        self.orphaned = orphaned
        self.ended = ended
    }
}

/// A part of the stored events as a feed would send them.
package struct ToldEvents: Sendable {
    /// By time, then order of arrival.
    package let events: [CallEventMessage]
    /// Where the next part begins; nil: there is none.
    package let next: EventPosition?

    /// Takes what was found.
    package init(events: [CallEventMessage], next: EventPosition?) {
        self.events = events
        self.next = next
    }
}

/// The result of a batch of call events.
package struct IntakeReceipt: Sendable {
    /// Events that are new and durable.
    package var accepted: Int
    /// Events whose id was already known, in the store or in the same request.
    package var duplicates: Int
    /// Accepted events of which a text was too long and was cut.
    package var shortened = 0
    /// Accepted events that change nothing, by their place in the request, with a sentence each.
    package var ignored: [(line: Int, reason: String)] = []
    /// Events that were not accepted, by their place in the request, with a sentence each.
    package var rejected: [(line: Int, reason: String)]

    /// Takes the counts and the reasons.
    package init(accepted: Int, duplicates: Int, rejected: [(line: Int, reason: String)]) {
        self.accepted = accepted
        self.duplicates = duplicates
        self.rejected = rejected
    }
}
