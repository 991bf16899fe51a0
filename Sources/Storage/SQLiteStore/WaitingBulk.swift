/// Parts of bulk that wait for a commit.
struct WaitingBulk<Work> {
    private struct Part {
        let work: Work
        let rows: Int
    }

    /// In the order in which they came.
    private var parts: [Part] = []

    var count: Int { parts.count }
    var isEmpty: Bool { parts.isEmpty }

    mutating func add(_ work: Work, rows: Int) {
        parts.append(Part(work: work, rows: rows))
    }

    /// Takes the oldest part, however many rows it has, and of the others the smallest while `rows` are not passed: at most
    /// `most` parts, in the order in which they came.
    mutating func take(rows: Int, most: Int) -> [Work] {
        guard most > 0, let oldest = parts.first else { return [] }
        var room = rows - oldest.rows
        var taken: Set<Int> = [0]
        let others = parts.indices.dropFirst().sorted { (parts[$0].rows, $0) < (parts[$1].rows, $1) }
        for index in others.prefix(most - 1) {
            room -= parts[index].rows
            if room < 0 { break }
            taken.insert(index)
        }
        let works = taken.sorted().map { parts[$0].work }
        var index = -1
        parts.removeAll { _ in
            index += 1
            return taken.contains(index)
        }
        return works
    }
}
