/// Decides how long the end of the loops is waited for. It reads no clock and counts looks instead: a machine that was
/// suspended as a whole comes back between two of them, and its loops have not stood still.
struct LoopsEnding {
    /// A loop stands still that has not turned from one look to so many after it.
    static let looksWithoutTurn = 10

    /// When each loop began its turn at the last look, and for how many looks it has been the same.
    private var seen: [(turn: Int64?, looks: Int)]
    private var looksLeft: Int

    /// - Parameters:
    ///   - loops: how many there are.
    ///   - looks: how many looks the end is waited for at the most, whatever the loops do; at least 1.
    init(loops: Int, looks: Int) {
        precondition(looks > 0, "\(looks) looks")
        seen = Array(repeating: (turn: nil, looks: 0), count: loops)
        looksLeft = looks
    }

    /// Takes down when each loop began its last turn, nil for one that does not run. Returns the loops to be left where
    /// nothing but them is waited for any more: those that stand still, or at the last look all that run.
    mutating func look(at turns: [Int64?]) -> [Int]? {
        precondition(turns.count == seen.count, "\(turns.count) turns of \(seen.count) loops")
        looksLeft -= 1
        for (loop, turn) in turns.enumerated() {
            seen[loop] = (turn: turn, looks: turn == seen[loop].turn ? seen[loop].looks + 1 : 0)
        }
        let running = turns.indices.filter { turns[$0] != nil }
        if looksLeft <= 0 { return running }
        guard !running.isEmpty, running.allSatisfy({ seen[$0].looks >= Self.looksWithoutTurn }) else { return nil }
        return running
    }
}
