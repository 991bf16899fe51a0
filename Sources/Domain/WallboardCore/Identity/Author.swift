import Values

/// Who made a change, as the ledger and the audit name it; never a secret.
package struct Author: Hashable, Sendable, CustomStringConvertible {
    /// 1–300 characters, such as `Anna (token 4kq…)`, `board G0-12` or `gateway`.
    package let text: String

    /// The bearer of an admin token: its name, 1–200 characters, and its public half.
    package static func admin(_ name: String, token: CredentialID) -> Author {
        Author(text: "\(name) (token \(token))")
    }

    /// A board that presented an enrolment key.
    package static func board(_ serial: Serial, key: CredentialID) -> Author {
        Author(text: "board \(serial) (key \(key))")
    }

    /// The gateway itself, such as for the state that it found when the ledger began.
    package static let gateway = Author(text: "gateway")

    /// What a store has written, or one of the functions above.
    package init(text: String) {
        precondition(!text.isEmpty, "a change has an author")
        self.text = text
    }

    /// The text itself.
    package var description: String { text }
}

/// Who changes something, and when: every function of the store that writes the ledger takes one.
package struct Stamp: Hashable, Sendable {
    /// Who.
    package let author: Author
    /// When.
    package let at: Instant

    /// Takes both.
    package init(_ author: Author, at: Instant) {
        self.author = author
        self.at = at
    }
}
