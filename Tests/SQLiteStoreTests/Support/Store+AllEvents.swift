import Store
import Values
import WallboardCore

extension Store {
    /// The events of a customer whose time is `start` or later, by time then order of arrival, as they were given: the
    /// numbers of their acceptance are the store's own.
    func events(of customer: CustomerID, since start: Instant) async throws(StoreError) -> [CallEvent] {
        try await page(of: customer, since: start).map(\.unnumbered)
    }

    /// The same as they are stored, read in small parts.
    func page(of customer: CustomerID, since start: Instant) async throws(StoreError) -> [CallEvent] {
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

extension CallEvent {
    /// The event as it was given, without its acceptance.
    var unnumbered: CallEvent {
        var event = self
        event.acceptance = .next
        return event
    }
}
