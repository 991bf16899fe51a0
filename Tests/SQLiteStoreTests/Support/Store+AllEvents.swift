import Store
import Values
import WallboardCore

extension Store {
    /// The events of a customer whose time is `start` or later, by time then order of arrival, read in small parts.
    func events(of customer: CustomerID, since start: Instant) async throws(StoreError) -> [CallEvent] {
        var events: [CallEvent] = []
        var position: EventPosition?
        repeat {
            let page = try await self.events(
                of: customer, EventSelection(from: start), after: position, limit: 7)
            events += page.events
            position = page.next
        } while position != nil
        return events
    }

    /// Adds a token by a clock that is right.
    func createToken(_ token: AdminToken) async throws(StoreError) {
        try await createToken(token, removingEndedBy: token.createdAt)
    }
}
