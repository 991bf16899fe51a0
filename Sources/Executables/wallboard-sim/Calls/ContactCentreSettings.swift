/// What a simulated contact centre is like. Chances are of 0…1.
struct ContactCentreSettings: Hashable, Sendable {
    /// Callers in the busiest hour; above 0. The default keeps the default agents busy for most of it.
    var callsPerHour = 180.0
    /// How busy the other hours are.
    var profile = DayProfile.office
    /// The queues, the one with most callers first: the second gets half as many, the third a third. The last takes
    /// in whoever waits too long elsewhere. At least one.
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
    /// How often an agent telephones by itself, for which it has to be free; 0 for never.
    var ownCallsPerAgentAndHour = 1.0
    /// That such a call goes to a colleague and not outside.
    var internalChance = 0.2
}
