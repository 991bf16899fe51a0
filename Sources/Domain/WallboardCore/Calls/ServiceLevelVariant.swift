/// Which calls the service level is of: the denominator of `answered within T / …` (protocol, section 8). Answered and
/// abandoned calls always are, orphans never are.
package enum ServiceLevelVariant: String, Sendable, CaseIterable {
    /// Answered and abandoned.
    case standard
    /// And short abandons.
    case withShortAbandons
    /// And overflowed calls.
    case withOverflows
    /// And both.
    case withShortAbandonsAndOverflows

    /// Whether the service level is of calls that come out so.
    func includes(_ outcome: CallOutcome) -> Bool {
        switch outcome {
        case .answered, .abandoned: true
        case .shortAbandoned: self == .withShortAbandons || self == .withShortAbandonsAndOverflows
        case .overflowed: self == .withOverflows || self == .withShortAbandonsAndOverflows
        case .orphaned: false
        }
    }
}
