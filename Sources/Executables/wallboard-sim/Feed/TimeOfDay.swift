import ArgumentParser

/// A time of day as it is typed and as it stands in recordings: `7:00` or `7:00:00`.
struct TimeOfDay: Hashable, Sendable, ExpressibleByArgument {
    /// Since midnight; below a day.
    let seconds: Int

    var milliseconds: Int64 { Int64(seconds) * 1_000 }

    /// Precondition: `seconds` is below a day.
    init(seconds: Int) {
        precondition((0..<86_400).contains(seconds), "\(seconds) s after midnight")
        self.seconds = seconds
    }

    init?(argument: String) {
        self.init(argument)
    }

    /// Returns nil unless `text` is `H:MM` or `H:MM:SS`.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy(\.isWholeNumber) ? Int($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count, (1...2).contains(parts[0].count),
            parts.dropFirst().allSatisfy({ $0.count == 2 }),
            numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        seconds = numbers.reduce(0) { $0 * 60 + $1 } * (numbers.count == 2 ? 60 : 1)
    }
}
