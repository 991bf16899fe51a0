/// The nonce by which a client sees that its peer understood the request as a WebSocket's (RFC 6455, section 1.3).
package struct WebSocketKey: Hashable, Sendable {
    /// Of the nonce (RFC 6455, section 4.1).
    package static let byteCount = 16

    /// `Sec-WebSocket-Key`: base 64 of 16 bytes, as the client wrote it.
    package let text: String

    /// A client's key.
    ///
    /// - Parameter nonce: 16 random bytes; another number is a programmer error.
    package init(nonce: [UInt8]) {
        precondition(nonce.count == Self.byteCount, "a nonce of \(nonce.count) bytes")
        text = Base64.encode(nonce)
    }

    /// A key that a client sent; nil unless it is base 64 of 16 bytes.
    package init?(_ text: String) {
        guard Base64.decode(text)?.count == Self.byteCount else { return nil }
        self.text = text
    }

    /// `Sec-WebSocket-Accept`, the answer to this key (RFC 6455, section 4.2.2, step 5.4).
    package var accept: String {
        Base64.encode(SHA1.digest(of: Array("\(text)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }
}

/// Base 64 (RFC 4648, section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of `bytes`, padded.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for position in 0..<4 {
                text.append(position <= group.count ? alphabet[bits >> (18 - 6 * position) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a padded text; nil if it is not valid. Surplus bits of the last character may be anything (RFC
    /// 4648, section 3.5): the example key of RFC 6455, section 4.1, has some set.
    static func decode(_ text: String) -> [UInt8]? {
        var digits = text.utf8[...]
        guard digits.count % 4 == 0 else { return nil }
        for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
        var bytes: [UInt8] = []
        var bits = 0
        var bitCount = 0
        for digit in digits {
            guard let value = alphabet.firstIndex(of: digit) else { return nil }
            bits = (bits << 6 | value) & 0xFFF
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
        }
        return bytes
    }
}
