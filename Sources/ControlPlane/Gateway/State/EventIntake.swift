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

extension Array where Element == CallEvent {
    /// The events in parts of about `size` that can be applied one after the other with the outcome of all at once: a
    /// part has all events of a call, calls come in the order of their last events, and states of agents with the
    /// calls they precede.
    func partsByCall(of size: Int) -> [[CallEvent]] {
        guard count > size else { return isEmpty ? [] : [self] }
        // By call, and each state of an agent by itself.
        var groups: [(last: Instant, id: String, events: [CallEvent])] = []
        var places: [String: Int] = [:]
        for event in self {
            guard case .call(let step) = event.content else {
                groups.append((event.time, event.id, [event]))
                continue
            }
            if let place = places[step.call] {
                groups[place].events.append(event)
                groups[place].last = Swift.max(groups[place].last, event.time)
            } else {
                places[step.call] = groups.count
                groups.append((event.time, step.call, [event]))
            }
        }
        var parts: [[CallEvent]] = []
        var part: [CallEvent] = []
        for group in groups.sorted(by: { ($0.last, $0.id) < ($1.last, $1.id) }) {
            part += group.events
            guard part.count >= size else { continue }
            parts.append(part)
            part = []
        }
        return part.isEmpty ? parts : parts + [part]
    }
}
