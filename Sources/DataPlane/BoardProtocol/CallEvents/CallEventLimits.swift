import Values

/// The bounds of one body of the feed, whose own length the admin port bounds.
package struct CallEventLimits: Hashable, Sendable {
    /// Events of one body, the rejected included. Default 100,000: more than 16 MiB of real events have.
    package var maxEvents = 100_000
    /// Bytes of one event. Default 8,192: the longest that keeps the protocol's bounds has about 4,500, all escaped. A
    /// longer one is rejected by itself.
    package var maxEventBytes = 8_192
    /// Members of one event, unknown ones included. Default 256; an event has 10.
    package var maxEventMembers = 256

    /// The defaults.
    package init() {}

    /// The bounds of one event as a JSON text.
    var json: JSONLimits {
        var limits = JSONLimits()
        limits.maxBytes = maxEventBytes
        limits.maxMembers = maxEventMembers
        return limits
    }
}
