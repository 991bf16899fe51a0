/// What both sides agreed on for permessage-deflate (RFC 7692, section 7.1), always without context takeover in both
/// directions: each message is deflated by itself.
package struct DeflateParameters: Hashable, Sendable {
    /// The base-two logarithms of windows that both negotiation and zlib's raw deflate can do. The RFC allows 8 too.
    package static let windowBits = 9...15

    /// The base-two logarithm of the largest window with which the server may deflate, 9…15.
    package let serverMaxWindowBits: Int
    /// The base-two logarithm of the largest window with which the client may deflate, 9…15.
    package let clientMaxWindowBits: Int

    /// Values outside 9…15 are programmer errors.
    package init(serverMaxWindowBits: Int = 15, clientMaxWindowBits: Int = 15) {
        precondition(Self.windowBits.contains(serverMaxWindowBits), "a server window of \(serverMaxWindowBits) bits")
        precondition(Self.windowBits.contains(clientMaxWindowBits), "a client window of \(clientMaxWindowBits) bits")
        self.serverMaxWindowBits = serverMaxWindowBits
        self.clientMaxWindowBits = clientMaxWindowBits
    }
}
