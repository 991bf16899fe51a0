/// What has changed of the wrap-up after completed calls of the day, in milliseconds. It can only be made of stretches
/// that are over and follow a talk of a completed call.
struct WrapUpChange: Equatable, Sendable {
    /// Of the customer.
    private(set) var total: Int64 = 0
    /// By queue; wrap-up after a call of the queue without a name counts for the customer only.
    private(set) var queues = SortedMap<String, Int64>()

    init() {}

    /// Whether nothing has changed.
    var isEmpty: Bool { total == 0 && queues.isEmpty }

    /// Counts a stretch after a talk in `queue`, or takes it back.
    mutating func add(_ stretch: Int64, in queue: String?, _ counting: Counting) {
        let milliseconds = Int64(counting.sign) * stretch
        total += milliseconds
        guard let queue else { return }
        queues.update(queue, startingWith: 0, droppingIf: { $0 == 0 }) { $0 += milliseconds }
    }
}
