import Values
import WallboardCore

/// Batches of call events that wait for the commit in progress: all that wait share the next one.
///
/// `Answer` is the answer to the sender of a batch.
struct EventIntake<Answer> {
    struct Batch {
        let events: [CallEvent]
        let answer: Answer
    }

    /// Events that may wait, over all batches; more are refused with 503.
    let maxWaiting: Int
    /// Events that go into one commit, unless a single batch has more.
    let maxPerCommit: Int

    private var batches: [Batch] = []
    private var waiting = 0
    /// Whether a task is emptying this.
    private var isDraining = false

    init(
        maxWaiting: Int = GatewayLimits.Calls.maxWaiting, maxPerCommit: Int = GatewayLimits.Calls.maxPerCommit
    ) {
        self.maxWaiting = maxWaiting
        self.maxPerCommit = maxPerCommit
    }

    func hasRoom(for count: Int) -> Bool { waiting == 0 || waiting + count <= maxWaiting }

    /// Adds a batch. Returns true if the caller has to make sure that `takeNext` is called until `hasNext` is false;
    /// false if somebody already does so.
    mutating func add(_ batch: Batch) -> Bool {
        batches.append(batch)
        waiting += batch.events.count
        defer { isDraining = true }
        return !isDraining
    }

    /// Whether some are left to take; if not, the next `add` begins again.
    mutating func hasNext() -> Bool {
        if batches.isEmpty { isDraining = false }
        return isDraining
    }

    /// The batches for the next commit: at least one.
    mutating func takeNext() -> [Batch] {
        var count = 0
        let taken = batches.prefix { batch in
            defer { count += batch.events.count }
            return count == 0 || count + batch.events.count <= maxPerCommit
        }
        batches.removeFirst(taken.count)
        waiting -= taken.reduce(0) { $0 + $1.events.count }
        return Array(taken)
    }
}

/// What became of an event that was stored.
enum EventFate: Hashable, Sendable {
    /// It counts, or is a sign of life of its call.
    case counted
    /// Its id was known.
    case duplicate
    /// It changes nothing, and why.
    case ignored(String)
}
