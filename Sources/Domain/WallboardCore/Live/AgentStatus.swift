import Values

/// What one agent is doing (protocol, section 9, `agentStatus`).
package struct AgentStatus: Hashable, Sendable {
    /// What the agent is doing.
    package let state: AgentState
    /// Since when.
    package let since: Instant
    /// The open call that the agent talks in or that rings at the agent; nil where there is none.
    package let callID: String?
    /// As the feed reported it with the state; nil where it gave none.
    package let pauseReason: String?
}

/// What is known of one agent, and the rule that makes a status of it.
///
/// The latest information counts. The latest report of the feed by `agent.state` holds until a call that began to ring
/// or to be talked in after it says otherwise, and again when that call has left the agent: a feed may only report who
/// is logged in. For an agent it reports nothing of, calls alone decide: talking or ringing while a call is there, and
/// available after a call of today, since the last event that named the agent.
struct AgentRecord: Hashable, Sendable {
    var report: Report?
    /// The latest event of a call of today that names the agent.
    var namedAt: Instant?
    /// The open calls that ring at the agent or that the agent talks in; more than one where the feed says so.
    var calls: [Engagement] = []

    struct Report: Hashable, Comparable, Sendable {
        let time: Instant
        let id: String
        let step: AgentStep

        static func < (a: Report, b: Report) -> Bool { (a.time, a.id) < (b.time, b.id) }
    }

    /// An agent's part in an open call.
    struct Engagement: Hashable, Comparable, Sendable {
        let isTalking: Bool
        let since: Instant
        let call: String
        var state: AgentState { isTalking ? .talking : .ringing }

        init(_ call: LiveCall) {
            isTalking = call.situation.state != .ringing
            since = call.situation.since
            self.call = call.call
        }

        static func < (a: Engagement, b: Engagement) -> Bool {
            (a.isTalking ? 1 : 0, a.since, a.call) < (b.isTalking ? 1 : 0, b.since, b.call)
        }
    }

    /// nil where nothing says what the agent is doing. Of several calls the one that the agent talks in counts, then
    /// the latest one.
    var status: AgentStatus? {
        let call = calls.max()
        if let report, call.map({ $0.since <= report.time || $0.state == report.step.state }) ?? true {
            return AgentStatus(
                state: report.step.state, since: report.time, callID: call?.call, pauseReason: report.step.pauseReason)
        }
        if let call {
            return AgentStatus(
                state: call.state, since: call.since, callID: call.call, pauseReason: nil)
        }
        return namedAt.map { AgentStatus(state: .available, since: $0, callID: nil, pauseReason: nil) }
    }
}
