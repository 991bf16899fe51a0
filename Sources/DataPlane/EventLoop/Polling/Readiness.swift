/// What the kernel says about one descriptor.
package struct Readiness: Hashable, Sendable {
    /// Whose descriptor it is.
    package let token: PollToken
    /// Bytes or a connection are there to take, or the peer has sent its end.
    package let isReadable: Bool
    /// The kernel has room to write, or a connect has ended.
    package let isWritable: Bool
    /// The connection is over in both directions or broken: reading tells how.
    package let isHangUp: Bool
}

/// Who a descriptor belongs to: a slot of the loop's table, and which use of that slot.
///
/// The kernel can report a descriptor in the same batch in which its connection was closed and the slot given to the
/// next one. The generation tells them apart; a bare descriptor could not.
package struct PollToken: Hashable, Sendable {
    /// The place in the loop's table.
    package let slot: UInt32
    /// Which use of the slot it is.
    package let generation: UInt32

    /// Names one use of one slot.
    package init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// As it travels through the kernel.
    var bits: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(bits: UInt64) {
        self.init(slot: UInt32(truncatingIfNeeded: bits), generation: UInt32(truncatingIfNeeded: bits >> 32))
    }
}
