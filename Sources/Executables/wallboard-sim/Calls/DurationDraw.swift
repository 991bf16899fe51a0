import Foundation

/// How long something takes in the simulated contact centre: a distribution to draw from.
enum DurationDraw: Hashable, Sendable {
    /// Every length between the two is equally likely: a telephone that rings.
    case uniform(ClosedRange<Double>)
    /// Without memory, as patience is usually taken to be. In seconds, never beyond `longest`.
    case exponential(mean: Double, longest: Double)
    /// Many short and few long ones, as talk is (Brown et al., "Statistical analysis of a telephone call center",
    /// 2005). In seconds, never beyond `longest`; `spread` is the standard deviation of the logarithm.
    case logNormal(mean: Double, spread: Double, longest: Double)

    /// A length in milliseconds, at least 1: everything that takes time ends later than it began.
    func draw(using random: inout some RandomNumberGenerator) -> Int64 {
        max(1, Int64(seconds(using: &random) * 1_000))
    }

    private func seconds(using random: inout some RandomNumberGenerator) -> Double {
        switch self {
        case .uniform(let range):
            return Double.random(in: range, using: &random)
        case .exponential(let mean, let longest):
            return min(longest, -mean * log(Double.openUnit(using: &random)))
        case .logNormal(let mean, let spread, let longest):
            let location = log(mean) - spread * spread / 2
            return min(longest, exp(location + spread * Double.standardNormal(using: &random)))
        }
    }
}

extension Double {
    /// Strictly between 0 and 1, so that its logarithm exists.
    static func openUnit(using random: inout some RandomNumberGenerator) -> Double {
        Double.random(in: Double.leastNonzeroMagnitude..<1, using: &random)
    }

    /// Box and Muller's transform.
    fileprivate static func standardNormal(using random: inout some RandomNumberGenerator) -> Double {
        let radius = (-2 * log(openUnit(using: &random))).squareRoot()
        return radius * cos(2 * .pi * openUnit(using: &random))
    }
}

/// A seeded source of randomness: the same seed gives the same numbers everywhere (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
