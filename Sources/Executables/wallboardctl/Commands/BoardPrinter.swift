import AdminClient
import Values

/// Shows the boards while they are watched, in one of three ways.
actor BoardPrinter {
    enum Output: Sendable {
        /// Tables, redrawn on each change.
        case terminal
        /// A line for each change.
        case lines
        /// An object a line, for programs.
        case json
    }

    private let output: Output
    private let status: String?
    private var known = BoardList()
    private var isListed = false
    private var remark: String?
    private var isStale = false

    /// Drawing more often would only flicker.
    private static let drawingMilliseconds = 250

    /// Only boards of `status` are shown; nil shows all.
    init(output: Output, status: String?) {
        self.output = output
        self.status = status
    }

    /// Takes the whole list.
    func list(_ list: JSON) throws {
        known = BoardList(list)
        isListed = true
        remark = nil
        isStale = true
        switch output {
        case .terminal: break
        case .lines:
            for board in known.boards where BoardTables.isWanted(board, status) { try line("board", board) }
            for attempt in known.refused.reversed() { try line("refused", attempt) }
            for alarm in known.alarms.reversed() { try line("alarm", alarm) }
        case .json: try object("list", selected(list))
        }
    }

    /// Applies one change. Throws `.notUnderstood` if its data is not JSON.
    func event(_ event: ServerSentEvent) throws {
        let data: JSON
        do throws(JSONError) {
            data = try JSON(parsing: Array(event.data.utf8), limits: .gatewayMessage)
        } catch {
            throw AdminClientError.notUnderstood("an event of the stream is no JSON: \(error)")
        }
        // A change from before the list is in the list.
        guard isListed else { return }
        let wasWanted = event.name != "board" || status == nil || isShown(data)
        known.apply(event.name, data)
        isStale = true
        // A board that leaves the selected status is shown once more, so that the reader knows.
        guard wasWanted || BoardTables.isWanted(data, status) else { return }
        switch output {
        case .terminal: break
        case .lines: try line(event.name, data)
        case .json: try object(event.name, data)
        }
    }

    /// The connection is lost; what is shown becomes stale.
    func lost(_ reason: String, waitMilliseconds: Int) throws {
        let sentence = "\(reason.printable); next try in \((waitMilliseconds + 999) / 1_000) s"
        remark = sentence
        isStale = true
        if output != .terminal { Console.complain(sentence) }
    }

    /// Draws what has changed, until cancelled.
    func keepDrawing() async throws {
        while true {
            if output == .terminal, isStale {
                isStale = false
                let tables = isListed ? BoardTables.all(known, status: status) : ""
                try Console.redraw(tables + (remark.map { "\n\nNot up to date: \($0)" } ?? ""))
            }
            try await Task.sleep(for: .milliseconds(Self.drawingMilliseconds))
        }
    }

    private func isShown(_ board: JSON) -> Bool {
        known.boards.contains {
            $0["id"] == board["id"] && $0["customerId"] == board["customerId"] && BoardTables.isWanted($0, status)
        }
    }

    private func selected(_ list: JSON) -> JSON {
        guard status != nil, case .object(var members) = list else { return list }
        members["boards"] = .array((list["boards"]?.array ?? []).filter { BoardTables.isWanted($0, status) })
        return .object(members)
    }

    private func line(_ event: String, _ data: JSON) throws {
        if let text = BoardTables.line(event, data) { try Console.write(text) }
    }

    private func object(_ event: String, _ data: JSON) throws {
        try Console.write(JSON.fields(["event": .string(event), "data": data]).encode())
    }
}
