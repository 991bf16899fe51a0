/// Lets one task at a time through, in the order in which they came: a durable change of a customer's hub is applied
/// to its memory in the order of the commits, although actors are re-entrant at every `await`.
///
/// A value that is confined to an actor.
struct SerialGate {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    var isFree: Bool { !isTaken }
    var isFull: Bool { waiting.count >= GatewayLimits.Changes.maxWaiting }

    /// Takes the gate if it is free.
    mutating func tryEnter() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }

    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        waiting.append(continuation)
    }

    /// Hands the gate to the next in line, or frees it.
    mutating func leave() {
        precondition(isTaken, "left a gate that nobody entered")
        if waiting.isEmpty {
            isTaken = false
        } else {
            waiting.removeFirst().resume()
        }
    }
}
