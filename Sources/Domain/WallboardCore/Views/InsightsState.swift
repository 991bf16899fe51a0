/// What an `insights` board may see: a few totals of completed calls (protocol, sections 4 and 9).
package struct InsightsState: Hashable, Sendable {
    /// The day.
    package let window: Window
    /// Calls that entered a queue.
    package let offered: Int
    /// Those of them that were connected to an agent.
    package let answered: Int
    /// Inbound calls that were never answered.
    package let missed: Int
    /// Σ talk without hold / answered.
    package let averageTalkMilliseconds: Int64?
    /// Σ talk without hold.
    package let talkMilliseconds: Int64

    /// The state by these completed calls.
    package init(_ completed: CompletedCalls) {
        window = Window(completed)
        let figures = completed.totals.figures
        offered = figures.offered
        answered = figures.answered
        missed = completed.totals.missed
        averageTalkMilliseconds = figures.averageTalkMilliseconds
        talkMilliseconds = figures.talkMilliseconds
    }
}
