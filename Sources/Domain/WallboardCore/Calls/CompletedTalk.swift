import Values

/// A talk of a call that is over, with an agent who is named: what the wrap-up after it needs to know.
package struct CompletedTalk: Hashable, Sendable {
    /// The agent's name.
    package let agent: String
    /// When it began.
    package let from: Instant
    /// When it ended, hold included.
    package let to: Instant
    /// Whether the call had entered a queue; talk before belongs to none of it.
    package let isQueued: Bool
    /// The queue in which the call was; nil where it was in none, or in the queue without a name.
    package let queue: String?

    /// nil while the talk lasts, and where no event names the agent.
    init?(_ leg: TalkLeg, of record: CallRecord) {
        guard let agent = leg.agent, let to = leg.to else { return nil }
        self.agent = agent
        self.to = to
        from = leg.from
        isQueued = leg.visit != nil
        queue = leg.visit.flatMap { record.visits[$0].queue }
    }
}
