import BoardProtocol

/// A call in progress in the simulated contact centre.
struct SimulatedCall: Sendable {
    let id: String
    let direction: CallEventMessage.Direction
    /// The caller's number, or of an agent's own call the number called.
    let caller: String
    /// The queue that it is in or came from; nil for an agent's own call.
    var queue: Int?
    /// When it entered that queue, in milliseconds since midnight.
    var enteredAt: Int64 = 0
    /// What its telephones ring for.
    var purpose = Purpose.queue
    /// The telephones that ring, with the number of each ring.
    var ringing: [Ring] = []
    /// Who has it. The first one is responsible for it.
    var agents: [Int] = []
    /// Something other than talk has happened in it.
    var hadTurn = false
    /// The calls that have become part of it.
    var parts: [Int] = []
    /// Counts the changes of the call, so that plans for an earlier state are recognised as outdated.
    var stage = 0

    /// A telephone that rings.
    struct Ring: Hashable, Sendable {
        let agent: Int
        /// Different for every ring of the play.
        let number: Int
    }

    /// What a call lets telephones ring for: it decides what becomes of it when one is answered, or is not.
    enum Purpose: Hashable, Sendable {
        /// A caller waits in a queue.
        case queue
        /// It was passed on to a colleague.
        case handOver
        /// An agent asks a colleague about this call.
        case consultation(about: Int)
        /// This agent calls a colleague.
        case colleague(of: Int)
    }
}

/// Why a telephone that rang was not answered.
enum Miss: String, Hashable, Sendable, CaseIterable {
    case noAnswer, rejected, busy, unreachable

    /// Whether the agent's readiness is taken away: nobody seems to be there.
    var meansAbsence: Bool { self == .noAnswer }
}
