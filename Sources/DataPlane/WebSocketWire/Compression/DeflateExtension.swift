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
