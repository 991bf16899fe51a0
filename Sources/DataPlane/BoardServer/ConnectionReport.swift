/// What was measured of one connection that is let in: how far away the board is, whether it keeps up, and when it was last
/// told something.
package struct ConnectionReport: Hashable, Sendable {
    /// From the last ping that was answered to its pong, what waited before the ping included; nil before the first pong.
    package let roundTripMillis: Int?
    /// Bytes that wait because the board reads too slowly; 0 or more. What the kernel holds is not among them.
    package let queuedBytes: Int
    /// When the last message went out whole, in milliseconds since 1970-01-01T00:00:00Z; nil before the first. Pings and
    /// answers of HTTP are no messages.
    package let lastMessageMillis: Int64?

    /// Takes what was measured.
    package init(roundTripMillis: Int?, queuedBytes: Int, lastMessageMillis: Int64?) {
        self.roundTripMillis = roundTripMillis
        self.queuedBytes = queuedBytes
        self.lastMessageMillis = lastMessageMillis
    }
}
