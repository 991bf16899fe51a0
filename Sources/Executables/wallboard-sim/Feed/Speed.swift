import ArgumentParser

/// How fast a day is played.
enum Speed: Hashable, Sendable, ExpressibleByArgument {
    /// So many times as fast as it was; within `OptionLimits.speed`.
    case times(Double)
    /// All at once.
    case max

    init?(argument: String) {
        if argument == "max" {
            self = .max
        } else if let factor = Double(argument), OptionLimits.allowsSpeed(factor) {
            self = .times(factor)
        } else {
            return nil
        }
    }

    /// How long `span` milliseconds of the play last by the clock.
    func lasting(_ span: Int64) -> Int64 {
        switch self {
        case .times(let factor): Int64((Double(span) / factor).rounded())
        case .max: 0
        }
    }
}
