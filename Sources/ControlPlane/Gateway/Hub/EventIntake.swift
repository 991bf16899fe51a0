import WallboardCore

/// Batches of call events that wait for the commit in flight: all that wait share the next one.
///
/// `Answer` is what the sender of a batch is answered by.
struct EventIntake<Answer> {
    struct Batch {
        let events: [CallEvent]
        let answer: Answer
    }

    /// Events that may wait, over all batches; more are refused with 503.
    let mostWaiting: Int
    /// Events that go into one commit, unless one batch alone has more.
    let mostPerCommit: Int

    private var batches: [Batch] = []
    private var waiting = 0
    /// Whether a task is emptying this.
    var isDraining = false

    init(mostWaiting: Int = 200_000, mostPerCommit: Int = 10_000) {
        self.mostWaiting = mostWaiting
        self.mostPerCommit = mostPerCommit
    }

    var isEmpty: Bool { batches.isEmpty }

    func hasRoom(for count: Int) -> Bool { waiting == 0 || waiting + count <= mostWaiting }

    mutating func add(_ batch: Batch) {
        batches.append(batch)
        waiting += batch.events.count
    }

    /// The batches for the next commit: at least one.
    mutating func takeNext() -> [Batch] {
        var count = 0
        let taken = batches.prefix { batch in
            defer { count += batch.events.count }
            return count == 0 || count + batch.events.count <= mostPerCommit
        }
        batches.removeFirst(taken.count)
        waiting -= taken.reduce(0) { $0 + $1.events.count }
        return Array(taken)
    }
}
