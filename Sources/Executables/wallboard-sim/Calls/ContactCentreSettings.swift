import BoardProtocol

/// The parameters of a simulated contact centre. Chances are of 0…1.
struct ContactCentreSettings: Hashable, Sendable {
    /// Callers in the busiest hour; above 0. The default keeps the default agents busy for most of it.
    var callsPerHour = 180.0
    /// How busy the other hours are.
    var profile = DayProfile.office
    /// The queues, the one with most callers first: the second gets half as many, the third a third. The last takes
    /// callers who wait too long elsewhere. At least one.
    var queues = ["Sales", "Support", "Billing"]
    /// How many agents work, all of them for every queue. At least one.
    var agents = 12
    /// When the first agent logs in and the first caller may come: milliseconds since midnight.
    var opening: Int64 = 9 * 3_600_000
    /// When the last caller may come, `opening` or later; nil: it never closes. Calls that are there then are finished.
    var closing: Int64?

    /// How long a caller waits before hanging up.
    var patience = DurationDraw.exponential(mean: 150, longest: 1_800)
    /// How long a caller waits in one queue before being moved to the last one.
    var overflow = DurationDraw.uniform(240...240)
    /// How long an agent's telephone rings.
    var ring = DurationDraw.uniform(1...6)
    /// How long the two talk.
    var talk = DurationDraw.logNormal(mean: 180, spread: 0.8, longest: 3_600)
    /// How long a caller is put on hold in a call where that happens.
    var hold = DurationDraw.exponential(mean: 40, longest: 600)
    /// How long an agent writes up a call.
    var wrapUp = DurationDraw.exponential(mean: 25, longest: 300)
    /// How long a pause lasts.
    var pause = DurationDraw.exponential(mean: 400, longest: 1_800)

    /// That a caller is put on hold once.
    var holdChance = 0.15
    /// That a caller is passed on to another queue, once.
    var transferChance = 0.06
    /// That the agent hangs up first.
    var agentEndsChance = 0.4
    /// That an agent pauses after a call.
    var pauseChance = 0.04
    /// How often an agent makes a call, for which it has to be free; 0 for never.
    var ownCallsPerAgentAndHour = 1.0
    /// That such a call goes to a colleague and not outside.
    var internalChance = 0.2
}

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

/// A call in progress in the simulated contact centre.
struct SimulatedCall {
    let id: String
    let direction: CallEventMessage.Direction
    /// The caller's number, or of an agent's own call the number called.
    let caller: String
    /// The queue that it is in or came from; nil for an agent's own call.
    var queue: Int?
    var agent: Int?
    /// It was passed on to another queue.
    var isTransferred = false
    /// Counts the changes of the call, so that plans for an earlier state are recognised as outdated.
    var stage = 0
}

/// The names of the agents of the simulated contact centre.
enum AgentNames {
    private static let names = [
        "Amara", "Bruno", "Chiara", "Daniel", "Elif", "Fatima", "Georg", "Hanna", "Ines", "Jakub", "Katrin", "Luca",
        "Mei", "Nils", "Olga", "Pablo", "Quynh", "Rosa", "Samir", "Tereza", "Ulla", "Viktor", "Wanda", "Yusuf",
    ]

    /// Different for every index from 0.
    static func name(_ index: Int) -> String {
        index < names.count ? names[index] : "\(names[index % names.count]) \(index / names.count + 1)"
    }
}
