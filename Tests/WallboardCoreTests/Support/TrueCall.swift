import WallboardCore

/// A call as it really happened, in whole seconds after midnight: the expected figures come from here, and not from the
/// events that a platform reports about it.
struct TrueCall {
    let id: String
    var direction = CallStep.Direction.inbound
    /// Its first event.
    let began: Int
    /// Its last event.
    var ended: Int
    /// Why it ended; nil: no event says so.
    var reason: CallStep.Reason?
    var stays: [Stay] = []
    /// Talks before it entered a queue, or of a call that entered none.
    var talksOutside: [Talk] = []
    var isTransferred = false

    /// In one queue.
    struct Stay {
        let queue: String
        let entered: Int
        var left: Int
        var answered: Int?
        var talks: [Talk] = []
        var isTransferredAway = false
    }

    struct Talk {
        let agent: String
        let from: Int
        let to: Int
        let hold: Int
    }

    /// What decides to which day it belongs.
    var belongsAt: Int { stays.first?.entered ?? began }
    /// The end of its first wait; nil where nobody answered it in a queue.
    var firstAnswer: Int? { stays.compactMap(\.answered).first }
    /// The caller's waits: from the first entry since the last answer to the next answer, or to the end.
    var waits: [Int] {
        var waits: [Int] = []
        var since: Int?
        for stay in stays {
            let begin = since ?? stay.entered
            since = begin
            guard let answered = stay.answered else { continue }
            waits.append(answered - begin)
            since = nil
        }
        return waits + (since.map { [ended - $0] } ?? [])
    }
    var isAnsweredByAnybody: Bool { firstAnswer != nil || !talksOutside.isEmpty }
}

/// A report of an agent's state.
struct TrueReport {
    let id: String
    let agent: String
    let at: Double
    let state: AgentState
}
