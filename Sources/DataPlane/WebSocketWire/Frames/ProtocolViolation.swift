/// How a peer violated RFC 6455 or a limit: the connection must be failed (section 7.1.7) with `code`.
package enum ProtocolViolation: Error, Hashable, Sendable, CaseIterable {
    /// RSV2 or RSV3 is set, or RSV1 where no deflated message starts (RFC 6455, section 5.2; RFC 7692, section 6).
    case reservedBit
    /// Opcode 3–7 or 11–15 (RFC 6455, section 5.2).
    case reservedOpcode
    /// A control frame without FIN (RFC 6455, section 5.5).
    case fragmentedControlFrame
    /// A control frame of more than 125 bytes (RFC 6455, section 5.5).
    case controlFrameTooLong
    /// A client's frame without a mask (RFC 6455, section 5.1).
    case unmaskedFrame
    /// A server's frame with a mask (RFC 6455, section 5.1).
    case maskedFrame
    /// A length in more bytes than necessary (RFC 6455, section 5.2).
    case lengthNotMinimal
    /// A length of 2⁶³ or more (RFC 6455, section 5.2).
    case lengthOutOfRange
    /// A continuation without a message to continue (RFC 6455, section 5.4).
    case unexpectedContinuation
    /// A new message before the end of the fragmented one (RFC 6455, section 5.4).
    case interruptedMessage
    /// A Close frame with one byte: half a code (RFC 6455, section 5.5.1).
    case truncatedCloseCode
    /// A close code that may not travel (RFC 6455, section 7.4).
    case invalidCloseCode
    /// A close reason that is not UTF-8 (RFC 6455, section 5.5.1).
    case closeReasonNotUTF8
    /// A text message that is not UTF-8 (RFC 6455, section 8.1).
    case textNotUTF8
    /// More bytes than `MessageReader.Limits.maxMessageBytes`, announced or added up.
    case messageTooBig
    /// More fragments than `MessageReader.Limits.maxFramesPerMessage`.
    case tooManyFrames

    /// The code to close the connection with (RFC 6455, section 7.4.1).
    package var code: CloseCode {
        switch self {
        case .closeReasonNotUTF8, .textNotUTF8: .invalidPayload
        case .messageTooBig, .tooManyFrames: .messageTooBig
        default: .protocolError
        }
    }

    /// A few words for the Close frame and the log; nothing of the peer's data is in them.
    package var reason: String {
        switch self {
        case .reservedBit: "reserved bit set"
        case .reservedOpcode: "reserved opcode"
        case .fragmentedControlFrame: "fragmented control frame"
        case .controlFrameTooLong: "control frame longer than 125 bytes"
        case .unmaskedFrame: "frame not masked"
        case .maskedFrame: "frame masked"
        case .lengthNotMinimal: "length not in its shortest form"
        case .lengthOutOfRange: "length out of range"
        case .unexpectedContinuation: "continuation of no message"
        case .interruptedMessage: "new message inside a fragmented one"
        case .truncatedCloseCode: "half a close code"
        case .invalidCloseCode: "invalid close code"
        case .closeReasonNotUTF8: "close reason not UTF-8"
        case .textNotUTF8: "text not UTF-8"
        case .messageTooBig: "message too big"
        case .tooManyFrames: "message in too many frames"
        }
    }
}

/// Why a connection is closed (RFC 6455, section 7.4, and the IANA registry of close codes).
package struct CloseCode: RawRepresentable, Hashable, Sendable {
    /// The code as it travels; see `isAllowedOnWire`.
    package let rawValue: UInt16

    /// Takes any number; `isAllowedOnWire` says whether it may travel.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The purpose is fulfilled.
    package static let normal = CloseCode(rawValue: 1000)
    /// The server shuts down, or the user left the page.
    package static let goingAway = CloseCode(rawValue: 1001)
    /// The peer broke the rules of the protocol.
    package static let protocolError = CloseCode(rawValue: 1002)
    /// A kind of data that cannot be accepted here.
    package static let unsupportedData = CloseCode(rawValue: 1003)
    /// Data that does not match its kind: text that is not UTF-8, deflated data that does not inflate.
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

    /// Whether the code may appear in a Close frame, of either side: the registered codes of the protocol, 3000–3999 of
    /// libraries, 4000–4999 of applications. 1004 is reserved; 1005, 1006 and 1015 are only for local use.
    package var isAllowedOnWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
