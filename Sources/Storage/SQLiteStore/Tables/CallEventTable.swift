import GRDB
import Store
import Values
import WallboardCore

/// The rows of `call_events`.
enum CallEventTable {
    private static let columns = "id, time, call, kind, agent, reason, direction, queue, caller"

    private static let selected = """
        customer = (SELECT number FROM customers WHERE id = ?) AND time BETWEEN ? AND ? AND number <= ?
        """

    /// By time, then order of arrival.
    static func page(
        of customer: CustomerID, _ selection: EventSelection, after start: EventPosition?, limit: Int, in db: Database
    ) throws -> EventPage {
        precondition(limit > 0, "limit is \(limit)")
        let from = start?.time ?? selection.from
        var positions: [EventPosition] = []
        // Events at the moment of `start` are read again and skipped: a moment has few events.
        let events = try db.rows(
            """
            SELECT number, \(columns) FROM call_events
            WHERE \(selected) AND (time > ? OR number > ?) ORDER BY time, number LIMIT ?
            """,
            try arguments(of: customer, selection, from: from, in: db) + [
                from.milliseconds, start?.number ?? -1, limit + 1,
            ]
        ) { row in
            let number = try Int64(row.integer())
            let event = try read(&row)
            positions.append(EventPosition(time: event.time, number: number))
            return event
        }
        guard events.count > limit else { return EventPage(events: events, next: nil) }
        return EventPage(events: Array(events.dropLast()), next: positions[limit - 1])
    }

    private static func arguments(
        of customer: CustomerID, _ selection: EventSelection, from: Instant, in db: Database
    ) throws -> StatementArguments {
        let last = selection.to.map { $0.advanced(byMilliseconds: -1).milliseconds } ?? Int64.max
        // What an append in parts has not finished is not there.
        let taken = try UnfinishedAppendTable.after(of: customer, in: db)
        let through = min(selection.arrivedUpTo ?? Int64.max, taken ?? Int64.max)
        return [customer.text, from.milliseconds, last, through]
    }

    static func earliest(of customer: CustomerID, in db: Database) throws -> Instant? {
        try db.row(
            """
            SELECT time FROM call_events WHERE customer = (SELECT number FROM customers WHERE id = ?)
            ORDER BY time LIMIT 1
            """, [customer.text]
        ) { try $0.instant() }
    }

    static func latestArrival(of customer: CustomerID, in db: Database) throws -> Instant? {
        try db.row(
            """
            SELECT received_at FROM call_events WHERE customer = (SELECT number FROM customers WHERE id = ?)
            ORDER BY time DESC, number DESC LIMIT 1
            """, [customer.text]
        ) { try $0.instant() }
    }

    static func newest(in db: Database) throws -> Int64 {
        try db.row("SELECT coalesce(max(number), 0) FROM call_events", []) { try Int64($0.integer()) } ?? 0
    }

    /// By time, then order of arrival.
    static func ofCall(_ call: String, ofCustomer customer: Int64, in db: Database) throws -> [CallEvent] {
        try db.rows(
            "SELECT \(columns) FROM call_events WHERE customer = ? AND call = ? ORDER BY time, number",
            [customer, call], read)
    }

    /// The stored events of each of the calls, as `ofCall`; calls without an event are left out.
    static func ofCalls(
        _ calls: Set<String>, ofCustomer customer: Int64, in db: Database
    ) throws -> [String: [CallEvent]] {
        var found: [String: [CallEvent]] = [:]
        for call in calls {
            let events = try ofCall(call, ofCustomer: customer, in: db)
            if !events.isEmpty { found[call] = events }
        }
        return found
    }

    /// Adds the event unless the customer has one with this id; returns whether it did.
    static func insert(
        _ event: CallEvent, ofCustomer customer: Int64, receivedAt: Instant, in db: Database
    ) throws -> Bool {
        let head: [(any DatabaseValueConvertible)?] = [
            customer, receivedAt.milliseconds, event.id, event.time.milliseconds,
        ]
        let content: [(any DatabaseValueConvertible)?] =
            switch event.content {
            case .call(let step):
                [
                    step.call, step.kind.name, step.agent, step.kind.endReason?.rawValue, step.direction?.rawValue,
                    step.queue, step.caller,
                ]
            case .agent(let step):
                [nil, step.state.rawValue, step.agent, step.pauseReason, nil, nil, nil]
            }
        try db.run(
            """
            INSERT INTO call_events (customer, received_at, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (customer, id) DO NOTHING
            """, StatementArguments(head + content))
        return db.changesCount > 0
    }

    /// Removes the earliest of the selected events, at most `limit`; returns how many.
    static func delete(
        of customer: CustomerID, _ selection: EventSelection, limit: Int, in db: Database
    ) throws -> Int {
        try db.run(
            """
            DELETE FROM call_events WHERE number IN (
                SELECT number FROM call_events WHERE \(selected) ORDER BY time, number LIMIT ?)
            """, try arguments(of: customer, selection, from: selection.from, in: db) + [limit])
        let removed = db.changesCount
        if removed > 0 {
            try CustomerTable.countEvents(-removed, ofCustomer: CustomerTable.number(of: customer, in: db), in: db)
        }
        return removed
    }

    /// Removes at most `limit` of the customer's events with a number above `number`; returns how many.
    static func delete(above number: Int64, ofCustomer customer: Int64, limit: Int, in db: Database) throws -> Int {
        // The plus keeps SQLite from walking all events of the customer: those above the number are few.
        try db.run(
            """
            DELETE FROM call_events WHERE number IN (
                SELECT number FROM call_events WHERE number > ? AND +customer = ? LIMIT ?)
            """, [number, customer, limit])
        let removed = db.changesCount
        try CustomerTable.countEvents(-removed, ofCustomer: customer, in: db)
        return removed
    }

    private static func read(_ row: inout RowReader) throws -> CallEvent {
        let id = try row.text()
        let time = try row.instant()
        guard let call = try row.textIfAny() else {
            let state: AgentState = try row.choice()
            let step = try AgentStep(agent: row.text(), state: state, pauseReason: row.textIfAny())
            return CallEvent(id: id, time: time, content: .agent(step))
        }
        let name = try row.text()
        let agent = try row.textIfAny()
        guard let kind = try CallStep.Kind(name: name, endReason: row.choiceIfAny()) else {
            throw StoreError.incompatible(reason: "event \(id) is of the unknown kind '\(name)'")
        }
        var step = CallStep(call: call, kind: kind, agent: agent)
        step.direction = try row.choiceIfAny()
        step.queue = try row.textIfAny()
        step.caller = try row.textIfAny()
        return CallEvent(id: id, time: time, content: .call(step))
    }
}

extension CallStep.Kind {
    fileprivate var name: String {
        switch self {
        case .queued: "queued"
        case .ringing: "ringing"
        case .answered: "answered"
        case .held: "held"
        case .retrieved: "retrieved"
        case .transferred: "transferred"
        case .ended: "ended"
        case .lost: "lost"
        }
    }

    fileprivate var endReason: CallStep.EndReason? {
        if case .ended(let reason) = self { reason } else { nil }
    }

    /// Returns nil for an unknown name, and for an end without a reason.
    fileprivate init?(name: String, endReason: CallStep.EndReason?) {
        switch name {
        case "queued": self = .queued
        case "ringing": self = .ringing
        case "answered": self = .answered
        case "held": self = .held
        case "retrieved": self = .retrieved
        case "transferred": self = .transferred
        case "ended":
            guard let endReason else { return nil }
            self = .ended(endReason)
        case "lost": self = .lost
        default: return nil
        }
    }
}
