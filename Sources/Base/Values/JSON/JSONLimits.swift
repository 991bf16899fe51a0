/// The bounds of one JSON text, checked while it is read: what memory and stack a stranger's text may cost.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole text. Longer ones are refused unread. Default 65,536: a message of a board (protocol,
    /// section 5, 1009).
    package var maxBytes = 65_536
    /// Arrays and objects inside one another; each costs a level of recursion. Default 32: the deepest message of the
    /// protocol has 6.
    package var maxDepth = 32
    /// Members of all objects and elements of all arrays together; each costs about 40 bytes. Default 10,000: a message
    /// of a board has fewer than 10, but a text of 64 KiB could hold 32,000.
    package var maxMembers = 10_000
    /// Bytes of one number: reading digits costs more than their count. Default 128: the longest that a `Double` needs
    /// to be written exactly enough has 24, and other writers pad with zeros.
    package var maxNumberBytes = 128

    /// The defaults.
    package init() {}

    /// For what the gateway sends to a board: the state of the largest view, of 5,000 agents, has about 60,000 members
    /// in 3 MiB.
    package static var gatewayMessage: JSONLimits {
        var limits = JSONLimits()
        limits.maxBytes = 16 * 1_048_576
        limits.maxMembers = 500_000
        return limits
    }
}
