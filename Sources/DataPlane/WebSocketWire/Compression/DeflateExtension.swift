/// The parameters that one offer or answer of permessage-deflate has (RFC 7692, section 7.1).
struct DeflateExtension: Hashable, Sendable {
    /// The value of `client_max_window_bits`, which an offer may leave open.
    enum ClientWindow: Hashable, Sendable {
        case open
        case bits(Int)
    }

    static let name = "permessage-deflate"

    /// A client's offer that only a server without context takeover can accept.
    static let offer = "\(name); server_no_context_takeover; client_no_context_takeover"

    private(set) var serverNoContextTakeover = false
    private(set) var clientNoContextTakeover = false
    /// 8…15.
    private(set) var serverMaxWindowBits: Int?
    private(set) var clientMaxWindowBits: ClientWindow?

    /// Returns nil for another extension, and for an unknown, repeated or malformed parameter: such an offer has to be
    /// declined, such an answer fails the connection (RFC 7692, section 7).
    init?(_ offer: WebSocketExtension) {
        guard offer.name == Self.name else { return nil }
        for parameter in offer.parameters {
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil) where !serverNoContextTakeover: serverNoContextTakeover = true
            case ("client_no_context_takeover", nil) where !clientNoContextTakeover: clientNoContextTakeover = true
            case ("server_max_window_bits", let text?) where serverMaxWindowBits == nil:
                guard let bits = Self.windowBits(text) else { return nil }
                serverMaxWindowBits = bits
            case ("client_max_window_bits", nil) where clientMaxWindowBits == nil: clientMaxWindowBits = .open
            case ("client_max_window_bits", let text?) where clientMaxWindowBits == nil:
                guard let bits = Self.windowBits(text) else { return nil }
                clientMaxWindowBits = .bits(bits)
            default: return nil
            }
        }
    }

    /// What a server's answer to `offer` means; nil if it is no answer to that offer: the connection must be failed.
    static func parameters(answered answer: [WebSocketExtension]) -> DeflateParameters? {
        guard answer.count == 1, let deflate = DeflateExtension(answer[0]), deflate.serverNoContextTakeover,
            deflate.clientMaxWindowBits == nil
        else { return nil }
        // What was deflated with a window of 8 bits inflates with one of 9.
        let bits = max(deflate.serverMaxWindowBits ?? 15, DeflateParameters.windowBits.lowerBound)
        return DeflateParameters(serverMaxWindowBits: bits)
    }

    /// 8…15 without leading zeros (RFC 7692, section 7.1.2).
    private static func windowBits(_ text: String) -> Int? {
        (8...15).first { String($0) == text }
    }
}

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

/// A server's answer to the offers of permessage-deflate (RFC 7692, sections 5 and 7.1).
///
/// It always says that neither side takes its context over: for the server, so that one deflated message serves every
/// board; for the client, so that no inflater has to be kept for each.
struct DeflateAnswer: Hashable, Sendable {
    let parameters: DeflateParameters
    /// The value of `Sec-WebSocket-Extensions`.
    let text: String

    /// Takes the first offer that can be accepted, in the client's order of preference.
    ///
    /// - Returns: nil if there is none: the connection then goes uncompressed.
    init?(to offers: [WebSocketExtension]) {
        guard let answer = offers.lazy.compactMap({ DeflateExtension($0) }).compactMap({ Self($0) }).first else {
            return nil
        }
        self = answer
    }

    /// A server window of 8 bits is declined, since zlib cannot deflate with it. A client window is answered where the
    /// client named one; an open one is left to the client, since inflating copes with any.
    private init?(_ offer: DeflateExtension) {
        var text = DeflateExtension.offer
        var serverBits = DeflateParameters.windowBits.upperBound
        var clientBits = serverBits
        if let bits = offer.serverMaxWindowBits {
            guard DeflateParameters.windowBits.contains(bits) else { return nil }
            serverBits = bits
            text += "; server_max_window_bits=\(bits)"
        }
        if case .bits(let bits) = offer.clientMaxWindowBits, DeflateParameters.windowBits.contains(bits) {
            clientBits = bits
            text += "; client_max_window_bits=\(bits)"
        }
        parameters = DeflateParameters(serverMaxWindowBits: serverBits, clientMaxWindowBits: clientBits)
        self.text = text
    }
}
