import AdminClient
import BoardProtocol
import Values

/// What is known of the boards while they are watched: a list, and every change since.
struct BoardList {
    /// The boards by customer and id, in this order.
    private(set) var boards: [JSON]
    /// The boards that wait for a licence, by customer and place.
    private(set) var waiting: [JSON]
    /// The attempts that were refused, newest first.
    private(set) var refused: [JSON]
    /// Alarms, newest first.
    private(set) var alarms: [JSON]

    /// Refused attempts and alarms that are kept; older ones are dropped. Half a screen each.
    static let maxAttempts = 25

    /// Takes an answer of `GET /v1/boards`.
    init(_ list: JSON = .null) {
        boards = (list["boards"]?.array ?? []).sorted { Self.key($0).precedes(Self.key($1)) }
        waiting = list["waiting"]?.array ?? []
        refused = Array((list["refused"]?.array ?? []).prefix(Self.maxAttempts))
        alarms = Array((list["alarms"]?.array ?? []).prefix(Self.maxAttempts))
    }

    /// Applies one event of the stream; unknown ones are ignored.
    mutating func apply(_ name: String, _ data: JSON) {
        switch name {
        case "board":
            put(data)
            if data["connectedSince"]?.string != nil { forgetRefusals(of: data) }
        case "removed":
            let (index, isThere) = place(of: Self.key(data))
            if isThere { boards.remove(at: index) }
        case "waiting":
            waiting.removeAll { $0["customerId"] == data["customerId"] }
            let line = data["waiting"]?.array ?? []
            for screen in line { forgetRefusals(of: screen) }
            let customer = data["customerId"]?.string ?? ""
            let index = waiting.firstIndex { ($0["customerId"]?.string ?? "") > customer } ?? waiting.endIndex
            waiting.insert(contentsOf: line, at: index)
        case "refused": refused = Array(([data] + refused).prefix(Self.maxAttempts))
        case "alarm": alarms = Array(([data] + alarms).prefix(Self.maxAttempts))
        case "figures": takeFigures(data.array ?? [])
        default: break
        }
    }

    /// The board is in, or waits in the line: it is no longer refused, whether or not its credentials named a
    /// customer.
    private mutating func forgetRefusals(of board: JSON) {
        refused.removeAll { attempt in
            attempt["serial"] == board["serial"]
                && (attempt["customerId"] == board["customerId"] || attempt["customerId"]?.string == nil)
        }
    }

    private mutating func put(_ board: JSON) {
        let (index, isThere) = place(of: Self.key(board))
        if isThere { boards[index] = board } else { boards.insert(board, at: index) }
    }

    /// The figures of boards that are there; each names its board by its id alone.
    private mutating func takeFigures(_ figures: [JSON]) {
        let byID = Dictionary(figures.map { ($0["id"]?.string ?? "", $0) }) { $1 }
        for index in boards.indices {
            guard case .object(var board) = boards[index], let new = byID[board["id"]?.string ?? ""] else { continue }
            for member in ["roundTripMillis", "queuedBytes", "lastMessageAt"] {
                if let value = new[member] { board[member] = value }
            }
            boards[index] = .object(board)
        }
    }

    /// The position of a board, or where to insert it.
    private func place(of key: Key) -> (index: Int, isThere: Bool) {
        var low = 0
        var high = boards.count
        while low < high {
            let middle = (low + high) / 2
            if Self.key(boards[middle]).precedes(key) { low = middle + 1 } else { high = middle }
        }
        return (low, low < boards.count && Self.key(boards[low]) == key)
    }

    private struct Key: Equatable {
        let customer: String
        let id: String

        func precedes(_ other: Key) -> Bool { (customer, id) < (other.customer, other.id) }
    }

    private static func key(_ board: JSON) -> Key {
        Key(customer: board["customerId"]?.string ?? "", id: board["id"]?.string ?? "")
    }
}
