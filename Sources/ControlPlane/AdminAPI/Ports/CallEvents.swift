import BoardProtocol
import Values
import WallboardCore

/// Takes call events in (protocol, section 7).
package protocol CallEventIntake: Sendable {
    /// Returns once the accepted events are durable.
    ///
    /// `unreadable` are the events of the request that could not be read: they are counted with those that are
    /// rejected here, and returned in the receipt.
    func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt
}

/// States which calls are active, and corrects what a telephone system reported wrongly.
package protocol CallCorrection: Sendable {
    /// Makes the statement true, durably; each call is named once. Throws `.invalid(field: "calls[3].since", …)`.
    func stateActiveCalls(_ calls: [ActiveCall], of customer: CustomerID) async throws(AdminError) -> ActiveCallsReceipt

    /// The stored events of a period, from `start` up to but excluding `end`, as a feed would send them; at most
    /// `limit` events, those after `position` (nil: from the first).
    func callEvents(
        of customer: CustomerID, from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents

    /// Removes the events of a period, from `start` up to but excluding `end`. Returns how many there were, once
    /// figures and boards follow. If it throws, some of them may have been removed: call it again.
    func deleteCallEvents(
        of customer: CustomerID, from start: Instant, to end: Instant
    ) async throws(AdminError) -> Int
}

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

/// Reports the gateway's condition to load balancers and Prometheus.
package protocol GatewayHealth: Sendable {
    /// nil when the gateway can serve; otherwise a sentence that says why not.
    func notReadyReason() async -> String?
    /// The text of `/metrics` in Prometheus' exposition format.
    func metrics() async -> String
}
