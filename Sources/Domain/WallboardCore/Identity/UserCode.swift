/// The code that a board shows while it waits to be paired: 8 letters without vowels, so that it spells nothing and none
/// is taken for another (RFC 8628, section 6.1; protocol, section 3, `pairing`).
package struct UserCode: Hashable, Sendable, CustomStringConvertible {
    /// The letters that a code is made of: 20, so that 8 of them have 34.5 bits.
    package static let alphabet: [Character] = Array("BCDFGHJKLMNPQRSTVWXZ")
    /// Letters of a code.
    package static let length = 8

    /// The 8 letters.
    package let letters: String

    /// Reads what a person typed: case, dashes and spaces do not matter (RFC 8628, section 6.1). Returns nil if that leaves
    /// no code.
    package init?(typed text: String) {
        guard text.utf8.count <= 64, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let letters = text.uppercased().filter { $0 != "-" && $0 != " " }
        guard letters.count == Self.length, letters.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
        self.letters = letters
    }

    /// Draws a code from a source of random numbers, which has to be a cryptographic one outside tests.
    package init(using generator: inout some RandomNumberGenerator) {
        letters = String(
            (0..<Self.length).map { _ in Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)] })
    }

    /// As screens show it: `XXXX-XXXX`.
    package var description: String { letters.prefix(4) + "-" + letters.suffix(4) }
}
