import BoardProtocol

/// A call that is under way in the simulated contact centre.
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
    /// Counts the changes of the call, so that what was planned for an earlier state is known as overtaken.
    var stage = 0
}
