/// A server's answer to the offers of permessage-deflate (RFC 7692, sections 5 and 7.1).
///
/// It always says that neither side takes its context over: the server, so that one deflated message serves every board;
/// the client, so that no inflater has to be kept for each.
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
