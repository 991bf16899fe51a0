import Values
import WallboardCore

/// When a board that found no seat tries again (protocol, section 6, rule 4): soon, so that a raised maximum is felt, and
/// the later the more boards try, so that all of a customer's together make a few tries a second at the most.
enum SeatRetry {
    /// The hint for the first boards, in seconds, a third more or less.
    static let seconds = 5
    /// Boards of a customer that get it.
    static let soonBoards = 20
    /// The longest hint, in seconds.
    static let mostSeconds = 60

    /// The hint for a board that has so many before it, 0 or more: `seconds` for each full `soonBoards` of them, a third more
    /// or less, so that boards which were refused together do not come back together.
    static func hint(behind boards: Int, using generator: inout some RandomNumberGenerator) -> Int {
        let rounds = 1 + min(boards / soonBoards, mostSeconds / seconds)
        let base = Double(seconds * rounds)
        let range = Int((base * 2 / 3).rounded(.up))...Int((base * 4 / 3).rounded(.down))
        return min(mostSeconds, Int.random(in: range, using: &generator))
    }
}

extension RefusalLog {
    /// The hint for a board that finds no seat now.
    func seatRetrySeconds(for serial: String, at now: Instant) -> Int {
        var generator = SystemRandomNumberGenerator()
        return SeatRetry.hint(behind: place(of: serial, at: now), using: &generator)
    }
}
