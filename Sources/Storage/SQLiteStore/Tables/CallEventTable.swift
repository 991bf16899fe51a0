import GRDB
import Store
import WallboardCore

/// The rows of `call_events`.
enum CallEventTable {
    private static let columns = "id, time, call, kind, agent, reason, direction, queue, caller"

    /// By time, then order of arrival.
    static func since(_ start: Instant, of customer: CustomerID, in db: Database) throws -> [CallEvent] {
        try db.rows(
            """
            SELECT \(columns) FROM call_events
            WHERE customer = (SELECT number FROM customers WHERE id = ?) AND time >= ? ORDER BY time, number
            """, [customer.text, start.milliseconds], read)
    }

    /// By time, then order of arrival.
    static func ofCall(_ call: String, ofCustomer customer: Int64, in db: Database) throws -> [CallEvent] {
        try db.rows(
            "SELECT \(columns) FROM call_events WHERE customer = ? AND call = ? ORDER BY time, number",
            [customer, call], read)
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

    /// Removes at most `limit` events before `end`, customer by customer; returns how many.
    static func prune(before end: Instant, limit: Int, in db: Database) throws -> Int {
        // CROSS JOIN keeps the order of the loops: each customer's oldest events, by the index on (customer, time).
        try db.run(
            """
            DELETE FROM call_events WHERE number IN (
                SELECT call_events.number
                FROM customers CROSS JOIN call_events ON call_events.customer = customers.number AND time < ?
                LIMIT ?)
            """, [end.milliseconds, limit])
        return db.changesCount
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
        default: return nil
        }
    }
}
