import Testing
import WallboardCore

@Suite("Names and hashes")
struct IdentifierTests {
    private static let lowercase = "abcdefghijklmnopqrstuvwxyz0123456789"
    private static let alphanumeric = lowercase + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    /// Checks every ASCII character, some beyond, and the lengths, against the characters that the contract allows.
    private func check<Name: CheckedName>(_ type: Name.Type, allows allowed: String) {
        let candidates = (0..<128).map { Character(Unicode.Scalar($0)) } + ["é", "ａ", "\u{0301}", "日"]
        for character in candidates {
            #expect((Name("a\(character)") != nil) == allowed.contains(character), "\(type) and \(character)")
        }
        #expect(Name("") == nil)
        #expect(Name(String(repeating: "a", count: 64))?.text.count == 64)
        #expect(Name(String(repeating: "a", count: 65)) == nil)
    }

    @Test("each kind of name allows the characters of the contract, 1 to 64 of them")
    func characters() {
        check(CustomerID.self, allows: Self.lowercase + "-")
        check(UserID.self, allows: Self.alphanumeric + "._@-")
        check(Serial.self, allows: Self.alphanumeric + "._-")
        check(DeviceID.self, allows: Self.alphanumeric + "._-")
        check(CredentialID.self, allows: Self.alphanumeric + "._-")
    }

    @Test("names are in the order of their bytes")
    func order() {
        let serials = ["b", "B", "a-", "a", "1"].map { Serial($0)! }
        #expect(serials.sorted().map(\.text) == ["1", "B", "a", "a-", "b"])
    }

    @Test("a hash has 32 bytes and matches itself alone")
    func secretHash() {
        let bytes = (0..<32).map { UInt8($0) }
        for count in [0, 31, 33] { #expect(SecretHash(bytes: Array(repeating: 0, count: count)) == nil) }
        let hash = SecretHash(bytes: bytes)!
        #expect(hash.matches(hash))
        for index in 0..<32 {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << bit
                #expect(!hash.matches(SecretHash(bytes: other)!))
            }
        }
    }
}
