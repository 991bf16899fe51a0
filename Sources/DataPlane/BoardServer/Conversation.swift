/// What is spoken on a connection after the upgrade. The path decides; the wire, the heartbeats and the way a connection
/// ends are the same for all.
package enum Conversation: Hashable, Sendable {
    /// The boards' protocol: `hello`, then what the control plane says.
    case board
    /// Every message comes back with its opcode. Nothing is read while an answer waits, so that a peer that does not
    /// read holds up itself alone.
    case echo
    /// What is published to a topic; messages of the peer are read and mean nothing.
    case listening
}
