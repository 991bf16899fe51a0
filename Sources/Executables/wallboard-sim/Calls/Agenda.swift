/// Upcoming events, the earliest first; at equal times, what was planned first goes first, so that a seed gives one
/// course of events. A binary heap: O(log n) to plan and to take.
struct Agenda<Happening> {
    fileprivate struct Entry {
        let time: Int64
        let order: Int
        let happening: Happening

        func precedes(_ other: Entry) -> Bool { (time, order) < (other.time, other.order) }
    }

    private var heap: [Entry] = []
    private var planned = 0

    mutating func plan(_ happening: Happening, at time: Int64) {
        heap.append(Entry(time: time, order: planned, happening: happening))
        planned += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest; nil when there is nothing left.
    mutating func next() -> (time: Int64, happening: Happening)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return (first.time, first.happening) }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].precedes(heap[least]) {
                least = child
            }
            guard least != parent else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return (first.time, first.happening)
    }
}

extension Agenda: Sendable where Happening: Sendable {}
extension Agenda.Entry: Sendable where Happening: Sendable {}
