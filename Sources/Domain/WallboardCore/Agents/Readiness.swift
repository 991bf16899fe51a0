import Values

/// Whether an agent is ready for calls, by queue, folded from the feed's reports in their order (calls.md, section 3).
///
/// A report without a queue sets every queue that the agent was ever reported for; one with a queue sets that one, and
/// what was said without a queue is forgotten.
struct Readiness: Hashable, Sendable {
    /// By queue; the nameless one is nil.
    private var entries: [String?: Entry] = [:]
    /// What is shown of all of them; nil where nothing was ever reported.
    private(set) var shown: Shown?
    /// Since when that is shown.
    private(set) var since: Moment?

    /// The readiness that is shown.
    struct Shown: Hashable, Sendable {
        let state: AgentState
        let pauseReason: String?
    }

    private struct Entry: Hashable, Sendable {
        let state: AgentState
        let pauseReason: String?
        let place: StepPlace
    }

    init() {}

    /// Whether the agent is logged in anywhere.
    var isLoggedIn: Bool { shown.map { $0.state != .loggedOut } ?? false }

    /// Takes the next report; one that is not of readiness changes nothing.
    mutating func apply(_ report: AgentTimeline.Report) {
        switch report.report.state {
        case .available, .paused, .loggedOut: break
        case .ringing, .talking, .wrapUp, .unknown: return
        }
        let entry = Entry(
            state: report.report.state, pauseReason: report.report.pauseReason, place: report.place)
        if let queue = report.report.queue {
            entries[.none] = nil
            guard entries[queue] != nil || entries.count < CallLimits.queuesPerAgent else { return }
            entries[queue] = entry
        } else if entries.isEmpty {
            entries[.none] = entry
        } else {
            for queue in entries.keys { entries[queue] = entry }
        }
        let new = Self.shown(entries.values)
        if new != shown { since = report.moment }
        shown = new
    }

    private static func shown(_ entries: some Collection<Entry>) -> Shown? {
        if entries.contains(where: { $0.state == .available }) { return Shown(state: .available, pauseReason: nil) }
        let paused = entries.filter { $0.state == .paused }
        if let latest = paused.max(by: { $0.place < $1.place }) {
            return Shown(state: .paused, pauseReason: latest.pauseReason)
        }
        return entries.isEmpty ? nil : Shown(state: .loggedOut, pauseReason: nil)
    }
}
