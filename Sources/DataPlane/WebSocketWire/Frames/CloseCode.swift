/// Why a connection is closed (RFC 6455, section 7.4, and the IANA registry of close codes).
package struct CloseCode: RawRepresentable, Hashable, Sendable {
    /// The code as it travels; see `isAllowedOnWire`.
    package let rawValue: UInt16

    /// Takes any number; whether it may travel is another question (`isAllowedOnWire`).
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The purpose is fulfilled.
    package static let normal = CloseCode(rawValue: 1000)
    /// The server goes down, or the page was left.
    package static let goingAway = CloseCode(rawValue: 1001)
    /// The peer broke the rules of the protocol.
    package static let protocolError = CloseCode(rawValue: 1002)
    /// A kind of data that cannot be accepted here.
    package static let unsupportedData = CloseCode(rawValue: 1003)
    /// Data that is not what its kind says: text that is not UTF-8, deflated data that does not inflate.
    package static let invalidPayload = CloseCode(rawValue: 1007)
    /// A message against the policy, where no other code fits.
    package static let policyViolation = CloseCode(rawValue: 1008)
    /// A message that is too big.
    package static let messageTooBig = CloseCode(rawValue: 1009)
    /// The server met something unexpected.
    package static let internalError = CloseCode(rawValue: 1011)
    /// The server restarts; the client may come back.
    package static let serviceRestart = CloseCode(rawValue: 1012)
    /// The server is overloaded; the client may come back later.
    package static let tryAgainLater = CloseCode(rawValue: 1013)

    /// Whether the code may stand in a Close frame, of either side: the registered codes of the protocol, 3000–3999 of
    /// libraries, 4000–4999 of applications. 1004 is reserved; 1005, 1006 and 1015 are only for local use.
    package var isAllowedOnWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
