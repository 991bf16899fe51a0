/// The parameters of a simulated contact centre. Chances are of 0…1.
struct ContactCentreSettings: Hashable, Sendable {
    /// Callers in the busiest hour; above 0. The default keeps the default agents busy for most of it.
    var callsPerHour = 180.0
    /// How busy the other hours are.
    var profile = DayProfile.office
    /// The queues, the one with most callers first: the second gets half as many, the third a third. The last takes
    /// callers who wait too long elsewhere. At least one.
    var queues = ["Sales", "Support", "Billing"]
    /// How the queues ring: the first as the first of these, the next as the next, and again from the first. At least
    /// one.
    var rings: [RingOrder] = [.together(3), .inTurn]
    /// How many agents work, all of them for every queue. At least one.
    var agents = 12
    /// When the first agent logs in and the first caller may come: milliseconds since midnight.
    var opening: Int64 = 9 * 3_600_000
    /// When the last caller may come, `opening` or later; nil: it never closes. Calls that are there then are finished.
    var closing: Int64?
    /// Callers who may wait in one queue; the next one is sent away. At least one.
    var maxWaiting = 30

    /// How long a caller waits before hanging up.
    var patience = DurationDraw.exponential(mean: 150, longest: 1_800)
    /// How long a caller waits in one queue before being moved to the last one.
    var overflow = DurationDraw.uniform(240...240)
    /// How long a caller waits before pressing a key.
    var keyPress = DurationDraw.uniform(20...90)
    /// How long an agent's telephone rings before it is answered.
    var ring = DurationDraw.uniform(1...6)
    /// How long it rings if it is not.
    var missedRing = DurationDraw.uniform(12...20)
    /// How long the two talk.
    var talk = DurationDraw.logNormal(mean: 180, spread: 0.8, longest: 3_600)
    /// How long a caller is put on hold in a call where that happens.
    var hold = DurationDraw.exponential(mean: 40, longest: 600)
    /// How long anything short takes: a question to a colleague, a parked call, a message for the voicemail.
    var interlude = DurationDraw.uniform(8...50)
    /// How long a call goes on outside.
    var outside = DurationDraw.exponential(mean: 120, longest: 900)
    /// How long an agent writes up a call.
    var wrapUp = DurationDraw.exponential(mean: 25, longest: 300)
    /// How long a pause lasts.
    var pause = DurationDraw.exponential(mean: 400, longest: 1_800)
    /// How long a caller who asked for it waits for the call-back.
    var callBack = DurationDraw.uniform(300...1_500)

    /// That a telephone which rings is not answered.
    var missChance = 0.05
    /// That a caller who waits presses a key: for another queue, the voicemail or a call-back.
    var keyChance = 0.1
    /// What happens in a talk, once in a call at most.
    var turns = TalkTurns()
    /// That the agent hangs up first.
    var agentEndsChance = 0.4
    /// That an agent pauses after a call.
    var pauseChance = 0.04
    /// That an agent asks for a pause while talking, which begins when the call is written up.
    var earlyPauseChance = 0.03
    /// How often an agent makes a call, for which it has to be free; 0 for never.
    var ownCallsPerAgentAndHour = 1.0
    /// That such a call goes to a colleague and not outside.
    var internalChance = 0.2
}

/// How a queue lets telephones ring.
enum RingOrder: Hashable, Sendable {
    /// One after the other: that of the agent who is free for longest first.
    case inTurn
    /// Those of up to so many free agents at once, 1 or more; who answers first has the call.
    case together(Int)

    /// The telephones that ring at once, at most.
    var most: Int {
        switch self {
        case .inTurn: 1
        case .together(let count): count
        }
    }
}

/// How often something other than talk happens in a talk: a chance for each, 0…1. Where they are more than 1 together,
/// the later ones have what is left.
struct TalkTurns: Hashable, Sendable {
    var hold = 0.15
    /// Passed on to another queue.
    var toQueue = 0.04
    /// Passed on to a colleague, unasked.
    var toColleague = 0.03
    /// Passed on to a number outside.
    var toNumber = 0.02
    /// A colleague is asked first, and takes the call or not.
    var consultation = 0.04
    /// A colleague joins, and one of the two stays.
    var conference = 0.01
    var park = 0.02

    /// Draws one; nil: nothing but talk.
    func draw(using random: inout some RandomNumberGenerator) -> TalkTurn? {
        var point = Double.random(in: 0..<1, using: &random)
        let chances: [(TalkTurn, Double)] = [
            (.hold, hold), (.toQueue, toQueue), (.toColleague, toColleague), (.toNumber, toNumber),
            (.consultation, consultation), (.conference, conference), (.park, park),
        ]
        for (turn, chance) in chances {
            point -= chance
            if point < 0 { return turn }
        }
        return nil
    }
}

/// What happens in a talk.
enum TalkTurn: Hashable, Sendable, CaseIterable {
    case hold, toQueue, toColleague, toNumber, consultation, conference, park
}
