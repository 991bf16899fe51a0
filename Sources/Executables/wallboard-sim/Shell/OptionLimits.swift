/// The bounds of what options may say in numbers, so that no sum of them leaves the range of its type.
enum OptionLimits {
    /// How long anything may last, in seconds. Default a year: longer than anybody watches a simulator.
    static let seconds = 31_536_000.0
    /// How often anything may happen in a second. Default a million, more than one machine can do.
    static let perSecond = 1_000_000.0
    /// How seldom, in a second: what is seldomer would have to wait for longer than a moment can be. Default 0.001.
    static let leastPerSecond = 0.001
    /// How many times as fast as real a day may be played; the other way round it is the slowest. Default a million: a day
    /// in a tenth of a second.
    static let speed = 1_000_000.0

    /// Whether a number is above 0 and not above `bound`.
    static func allow(_ number: Double?, upTo bound: Double) -> Bool {
        number.map { $0 > 0 && $0 <= bound } ?? true
    }

    /// Whether anything may happen so often in a second, or in an hour.
    static func allowsRate(_ rate: Double) -> Bool { (leastPerSecond...perSecond).contains(rate) }

    /// Whether days may be played so fast.
    static func allowsSpeed(_ factor: Double) -> Bool { (1 / speed...speed).contains(factor) }
}
