import Values

/// A name that was checked when it was made, so that its holder need not check again.
///
/// `init?(_:)` returns nil for text that breaks the rule of its type.
package protocol CheckedName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The checked text.
    var text: String { get }
    /// Returns nil if `text` is not allowed for this type.
    init?(_ text: String)
}

extension CheckedName {
    /// By the bytes of the text.
    package static func < (a: Self, b: Self) -> Bool { a.text < b.text }
    /// The text itself: names are no secrets.
    package var description: String { text }
}

/// The rule that the admin API gives for the characters of a name.
enum NameRule {
    static let longest = 64

    static func holds(_ text: String, allows: (UInt8) -> Bool) -> Bool {
        (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy(allows)
    }

    static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowercaseOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    static func isSerialCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}

/// A customer of the provider: 1–64 of `a–z 0–9 -` (admin API, `POST /v1/customers`).
package struct CustomerID: CheckedName {
    /// The checked text.
    package let text: String

    /// Returns nil if `text` is not allowed.
    package init?(_ text: String) {
        guard NameRule.holds(text, allows: { NameRule.isLowercaseOrDigit($0) || $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        self.text = text
    }
}

/// A user of a customer: 1–64 of `A–Z a–z 0–9 . _ @ -` (admin API, users).
package struct UserID: CheckedName {
    /// The checked text.
    package let text: String

    /// Returns nil if `text` is not allowed.
    package init?(_ text: String) {
        guard NameRule.holds(text, allows: { NameRule.isSerialCharacter($0) || $0 == UInt8(ascii: "@") }) else {
            return nil
        }
        self.text = text
    }
}

/// The hardware serial of a board: 1–64 of `A–Z a–z 0–9 . _ -` (protocol, section 2, `hello`).
package struct Serial: CheckedName {
    /// The checked text.
    package let text: String

    /// Returns nil if `text` is not allowed.
    package init?(_ text: String) {
        guard NameRule.holds(text, allows: NameRule.isSerialCharacter) else { return nil }
        self.text = text
    }
}

/// A registered device, named by the gateway when it gets its seat. Unique over all customers.
package struct DeviceID: CheckedName {
    /// The checked text.
    package let text: String

    /// Returns nil if `text` is not allowed.
    package init?(_ text: String) {
        guard NameRule.holds(text, allows: NameRule.isSerialCharacter) else { return nil }
        self.text = text
    }
}

/// The public half of a secret that the gateway gave out (a device token, an enrolment key, an admin token): what
/// the secret is looked up by. The other half is stored only as a hash. Unique over all customers.
package struct CredentialID: CheckedName {
    /// The checked text.
    package let text: String

    /// Returns nil if `text` is not allowed.
    package init?(_ text: String) {
        guard NameRule.holds(text, allows: NameRule.isSerialCharacter) else { return nil }
        self.text = text
    }
}

/// The SHA-256 hash of the secret half of a credential: 32 bytes.
package struct SecretHash: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// Returns nil unless `bytes` has exactly 32 elements.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Compares in time that does not depend on where the bytes differ.
    package func matches(_ other: SecretHash) -> Bool {
        ConstantTime.equal(bytes, other.bytes)
    }
}

/// A dashboard of a customer: 1–64 of `a–z 0–9 -` (admin API, dashboards).
package struct DashboardID: CheckedName {
    /// The checked text.
    package let text: String

    /// Returns nil if `text` is not allowed.
    package init?(_ text: String) {
        guard NameRule.holds(text, allows: { NameRule.isLowercaseOrDigit($0) || $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        self.text = text
    }
}

/// The code that a board shows while it waits to be paired: 8 letters without vowels, so that it spells nothing and
/// none is mistaken for another (RFC 8628, section 6.1; protocol, section 3, `pairing`).
package struct UserCode: Hashable, Sendable, CustomStringConvertible {
    /// The letters that a code is made of: 20, so that 8 of them have 34.5 bits.
    package static let alphabet: [Character] = Array("BCDFGHJKLMNPQRSTVWXZ")
    /// Letters of a code.
    package static let length = 8

    /// The 8 letters.
    package let letters: String

    /// Reads what a person typed: case, dashes and spaces do not matter (RFC 8628, section 6.1). Returns nil if that
    /// leaves no code.
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
