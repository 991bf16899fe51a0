import BoardProtocol
import WallboardCore

/// Takes call events in (protocol, section 7).
package protocol CallEventIntake: Sendable {
    /// Returns once the accepted events are durable. `line` is the place of the event in the request, from 1.
    ///
    /// `unreadable` are the events of the request that could not be read: they are counted with those that are rejected
    /// here, and come back in the receipt.
    func accept(
        _ events: [(line: Int, event: CallEventMessage)], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt
}

/// What became of a batch of call events.
package struct IntakeReceipt: Sendable {
    /// Events that are new and durable.
    package var accepted: Int
    /// Events whose id was there already, in the store or in the same request.
    package var duplicates: Int
    /// Events that were not taken, by their place in the request, with a sentence each.
    package var rejected: [(line: Int, reason: String)]

    /// Takes the counts and the reasons.
    package init(accepted: Int, duplicates: Int, rejected: [(line: Int, reason: String)]) {
        self.accepted = accepted
        self.duplicates = duplicates
        self.rejected = rejected
    }
}

/// Tells load balancers and Prometheus how the gateway is.
package protocol GatewayHealth: Sendable {
    /// nil when the gateway can serve; else a sentence that says why not.
    func notReadyReason() async -> String?
    /// The text of `/metrics` in Prometheus' exposition format.
    func metrics() async -> String
}
