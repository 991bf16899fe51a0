/// Why a client cannot use the answer to its request for a WebSocket (RFC 6455, section 4.1).
package enum UpgradeFailure: Error, Hashable, Sendable {
    /// The head cannot be read; why.
    case malformedResponse(String)
    /// The server answered with another status than 101.
    case refused(status: Int)
    /// A field of the opening handshake is missing, repeated, or not what it has to be; its name.
    case unexpectedField(String)

    /// A few words for the log; nothing of the peer's data is in them.
    package var reason: String {
        switch self {
        case .malformedResponse(let reason): reason
        case .refused(let status): "refused with \(status)"
        case .unexpectedField(let name): "unexpected \(name)"
        }
    }
}
