import TestSupport
import Testing

@testable import WebSocketWire

@Suite("Keys, SHA-1 and base 64")
struct WebSocketKeyTests {
    @Test("the examples of RFC 6455, sections 1.3 and 4.1")
    func examples() throws {
        #expect(WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==")?.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        // Its last character has bits that belong to no byte.
        #expect(WebSocketKey("AQIDBAUGBwgJCgsMDQ4PEC==") != nil)
        #expect(WebSocketKey(nonce: Array(1...16)).text == "AQIDBAUGBwgJCgsMDQ4PEA==")
    }

    @Test(
        "the digests of RFC 3174, section 7.3, and of every padding",
        arguments: [
            ("", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
            ("a", 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
            ("a", 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
            ("a", 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"),
            ("a", 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
            (
                "0123456701234567012345670123456701234567012345670123456701234567", 10,
                "dea356a2cddd90c7a7ecedc5ebb563934f460452"
            ),
        ])
    func digests(text: String, count: Int, digest: String) {
        let hex = SHA1.digest(of: Array(String(repeating: text, count: count).utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        #expect(hex.joined() == digest)
    }

    @Test(
        "the examples of RFC 4648, section 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(
        "what is not base 64 is not decoded",
        arguments: ["Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm9v=", "Zm8=Zm8=", "Zm-v", "Zm9\u{F6}"])
    func notBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("random bytes survive base 64", arguments: UInt64(0)..<100)
    func roundTrip(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let bytes = generator.bytes(Int.random(in: 0...40, using: &generator))
        #expect(Base64.decode(Base64.encode(bytes)) == bytes, "seed \(seed)")
    }
}
