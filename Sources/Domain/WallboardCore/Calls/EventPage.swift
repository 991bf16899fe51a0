import Values

/// A part of the stored events, in the order of their time and, within a moment, of their arrival.
package struct EventPage: Hashable, Sendable {
    /// At most as many as were asked for, or the last ones.
    package let events: [CallEvent]
    /// Where the next part begins; nil: there is none.
    package let next: EventPosition?

    /// Takes the result of a query.
    package init(events: [CallEvent], next: EventPosition?) {
        self.events = events
        self.next = next
    }
}

/// The place of an event among the stored ones.
package struct EventPosition: Hashable, Sendable {
    /// The time of the event.
    package let time: Instant
    /// Its number in the order of arrival, over all customers.
    package let number: Int64

    /// Takes the values that the store orders by.
    package init(time: Instant, number: Int64) {
        self.time = time
        self.number = number
    }
}

/// Which of a customer's stored events are meant.
package struct EventSelection: Hashable, Sendable {
    /// Those whose time is this or later.
    package var from: Instant
    /// Those whose time is earlier than this; nil: all later ones.
    package var to: Instant?
    /// Those whose number in the order of arrival is at most this; nil: all. It leaves out what arrives in the
    /// meantime.
    package var arrivedUpTo: Int64?

    /// Only events from `start` on, up to `end`.
    package init(from start: Instant, to end: Instant? = nil, arrivedUpTo: Int64? = nil) {
        from = start
        to = end
        self.arrivedUpTo = arrivedUpTo
    }
}
