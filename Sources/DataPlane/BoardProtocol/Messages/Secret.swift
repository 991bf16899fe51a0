import Values

/// A token or an enrolment key: text that must not reach a log, a crash report or a debugger's print. Whatever prints a
/// value that holds one shows `•••`.
package struct Secret: Sendable {
    /// The text itself, for comparing its hash and for sending it.
    package let revealed: String

    /// Takes any text; the rules for its length are those of the message that holds it.
    package init(_ text: String) {
        revealed = text
    }
}

extension Secret: Equatable {
    /// Compares in time that depends on the lengths alone.
    package static func == (a: Secret, b: Secret) -> Bool {
        ConstantTime.equal(a.revealed.utf8, b.revealed.utf8)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `•••`
    package var description: String { "•••" }
    /// `•••`
    package var debugDescription: String { "•••" }
    /// A mirror without children, for `dump` and debuggers.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
