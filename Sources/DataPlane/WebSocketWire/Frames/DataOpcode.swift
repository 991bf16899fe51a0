/// What a message is (RFC 6455, section 5.6).
package enum DataOpcode: Hashable, Sendable {
    /// UTF-8.
    case text
    /// Any bytes.
    case binary

    /// The opcode of the message's first frame.
    package var opcode: Opcode {
        switch self {
        case .text: .text
        case .binary: .binary
        }
    }
}
