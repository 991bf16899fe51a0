/// The two thresholds of the figures and which calls the service level is of (protocol, section 8), set per customer.
package struct CallThresholds: Hashable, Sendable {
    /// T: a call whose wait is T or less was answered within the service level. 1–3600 s.
    package let serviceLevelSeconds: Int
    /// S: a caller who left before S is a short abandon, one who left after S or more an abandon. 0–600 s.
    package let shortAbandonSeconds: Int
    /// Which calls the service level is of.
    package let serviceLevelVariant: ServiceLevelVariant

    /// Thresholds within their ranges; the defaults are those of the protocol.
    package init(
        serviceLevelSeconds: Int = 20, shortAbandonSeconds: Int = 5,
        serviceLevelVariant: ServiceLevelVariant = .standard
    ) {
        precondition((1...3600).contains(serviceLevelSeconds), "service level of \(serviceLevelSeconds) s")
        precondition((0...600).contains(shortAbandonSeconds), "short abandon of \(shortAbandonSeconds) s")
        self.serviceLevelSeconds = serviceLevelSeconds
        self.shortAbandonSeconds = shortAbandonSeconds
        self.serviceLevelVariant = serviceLevelVariant
    }

    /// Whether an answer after `wait` milliseconds is within the service level.
    func isInTime(_ wait: Int64) -> Bool { wait <= Int64(serviceLevelSeconds) * 1000 }

    /// Whether leaving after `wait` milliseconds is a short abandon.
    func isShort(_ wait: Int64) -> Bool { wait < Int64(shortAbandonSeconds) * 1000 }
}
