/// Which calls the service level counts: the denominator of `answered within T / …` (docs/calls.md). Answered and
/// abandoned calls always count, orphans never do.
package enum ServiceLevelVariant: String, Sendable, CaseIterable {
    /// Answered and abandoned.
    case standard
    /// And short abandons.
    case withShortAbandons
    /// And overflowed calls.
    case withOverflows
    /// And both.
    case withShortAbandonsAndOverflows
}
