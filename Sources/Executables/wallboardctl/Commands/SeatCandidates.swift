import BoardProtocol
import Values

/// The devices that a board may be whose browser has lost its storage: of the same model and address, and not
/// connected.
enum SeatCandidates {
    /// In a cell of a table: `d-1 (Hall, offline)`; a dash where there are none.
    static func list(_ board: JSON) -> String {
        let words = devices(board).map { "\($0["id"].shown) (\($0["name"].shown), \($0["status"].shown))" }
        return words.isEmpty ? "–" : words.joined(separator: "; ")
    }

    /// What to type so that a board takes over what it was, a line for each device; nil where there is none. `option`
    /// names the board: `--serial=S` or `--code C`.
    static func advice(_ boards: [(board: JSON, option: String)], of customer: String) -> String? {
        let lines = boards.flatMap { board, option in
            devices(board).map { device in
                "  wallboardctl devices replace \(customer) \(device["id"].shown) \(option)   # \(device["name"].shown)"
            }
        }
        guard !lines.isEmpty else { return nil }
        return "If a board is one that has lost its storage, give it its seat back:\n" + lines.joined(separator: "\n")
    }

    private static func devices(_ board: JSON) -> [JSON] { board["candidates"]?.array ?? [] }
}
