/// How busy each time of the day is, as a share of the busiest.
struct DayProfile: Hashable, Sendable {
    /// The shares at the full hours from 0:00 to 23:00, each 0…1; between them the share changes evenly.
    let shares: [Double]

    static let millisecondsPerDay: Int64 = 86_400_000

    /// A service line of an office: quiet at night, busiest in the late morning, a dip at noon.
    static let office = DayProfile(shares: [
        0.03, 0.02, 0.02, 0.02, 0.02, 0.04, 0.10, 0.28, 0.62, 0.90, 1.00, 0.98,
        0.78, 0.75, 0.90, 0.95, 0.85, 0.66, 0.46, 0.32, 0.22, 0.14, 0.08, 0.05,
    ])

    /// Precondition: 24 shares of 0…1.
    init(shares: [Double]) {
        precondition(
            shares.count == 24 && shares.allSatisfy { (0...1).contains($0) }, "not a share for every hour: \(shares)")
        self.shares = shares
    }

    /// The share at a time of day, in milliseconds since midnight and not negative; times beyond a day wrap around.
    func share(at time: Int64) -> Double {
        let hours = Double(time % Self.millisecondsPerDay) / 3_600_000
        let hour = Int(hours)
        let next = shares[(hour + 1) % 24]
        return shares[hour] + (next - shares[hour]) * (hours - Double(hour))
    }

    /// When the next of a series of random arrivals comes, at `perHour` in the busiest hour: a Poisson process of
    /// changing rate, drawn by thinning (Lewis and Shedler, 1979).
    func nextArrival(after time: Int64, perHour: Double, using random: inout some RandomNumberGenerator) -> Int64 {
        let gap = DurationDraw.exponential(mean: 3_600 / perHour, longest: .infinity)
        var candidate = time
        repeat {
            candidate += gap.draw(using: &random)
        } while Double.random(in: 0..<1, using: &random) >= share(at: candidate)
        return candidate
    }
}
