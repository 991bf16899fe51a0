import ArgumentParser
import Values

/// A maximum of seats as typed: a number from 0, or `unlimited`.
enum SeatMaximumArgument: ExpressibleByArgument, Hashable {
    case limited(Int64)
    case unlimited

    init?(argument: String) {
        if argument == "unlimited" {
            self = .unlimited
        } else if let number = Int64(argument), number >= 0 {
            self = .limited(number)
        } else {
            return nil
        }
    }

    /// As the admin API writes it: null is unlimited.
    var json: JSON {
        switch self {
        case .limited(let number): .integer(number)
        case .unlimited: .null
        }
    }
}
