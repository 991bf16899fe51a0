/// One member of `Sec-WebSocket-Extensions` (RFC 6455, section 9.1).
struct WebSocketExtension: Hashable, Sendable {
    struct Parameter: Hashable, Sendable {
        let name: String
        /// Without quotation marks; nil if the parameter has none.
        let value: String?
    }

    let name: String
    let parameters: [Parameter]

    /// Reads the values of all `Sec-WebSocket-Extensions` fields of a head, which make one list in this order.
    ///
    /// - Returns: nil if they break the grammar: the handshake must then fail.
    static func parse(_ values: [String]) -> [WebSocketExtension]? {
        var extensions: [WebSocketExtension] = []
        for value in values {
            var scanner = Scanner(rest: value.utf8[...])
            guard let more = scanner.list() else { return nil }
            extensions.append(contentsOf: more)
        }
        return extensions
    }

    /// The grammar, one function per rule; nil where the text does not follow it. Blanks may surround every part (the
    /// implied `*LWS` of RFC 2616, section 2.1, in which RFC 6455 writes its grammar).
    private struct Scanner {
        var rest: Substring.UTF8View

        /// `1#extension`; members may be empty (RFC 9110, section 5.6.1).
        mutating func list() -> [WebSocketExtension]? {
            var extensions: [WebSocketExtension] = []
            repeat {
                skipBlanks()
                if rest.isEmpty || rest.first == UInt8(ascii: ",") { continue }
                guard let member = member() else { return nil }
                extensions.append(member)
            } while take(",")
            return rest.isEmpty ? extensions : nil
        }

        /// `extension-token *( ";" extension-param )`
        private mutating func member() -> WebSocketExtension? {
            guard let name = token() else { return nil }
            var parameters: [Parameter] = []
            while take(";") {
                guard let parameter = parameter() else { return nil }
                parameters.append(parameter)
            }
            return WebSocketExtension(name: name, parameters: parameters)
        }

        /// `token [ "=" ( token | quoted-string ) ]`
        private mutating func parameter() -> Parameter? {
            guard let name = token() else { return nil }
            guard take("=") else { return Parameter(name: name, value: nil) }
            skipBlanks()
            let value = take("\"") ? quotedToken() : token()
            return value.map { Parameter(name: name, value: $0) }
        }

        private mutating func token() -> String? {
            skipBlanks()
            let token = rest.prefix(while: \.isTokenCharacter)
            rest = rest[token.endIndex...]
            skipBlanks()
            return token.isEmpty ? nil : String(Substring(token))
        }

        /// A quoted string after its first mark. Unescaped it must be a token too (RFC 6455, section 9.1).
        private mutating func quotedToken() -> String? {
            var token: [UInt8] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\"") {
                    skipBlanks()
                    return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
                }
                let character = byte == UInt8(ascii: "\\") ? rest.popFirst() : byte
                guard let character, character.isTokenCharacter else { return nil }
                token.append(character)
            }
            return nil
        }

        private mutating func take(_ mark: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: mark) else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func skipBlanks() { rest = rest.drop(while: \.isBlank) }
    }
}
