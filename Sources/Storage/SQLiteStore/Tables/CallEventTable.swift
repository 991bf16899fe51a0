import GRDB
import Store
import Values
import WallboardCore

/// The rows of `call_events`.
enum CallEventTable {
    private static let columns = """
        received_at, id, time, sequence, call, kind, agent, reason, direction, queue, caller, target, wait
        """

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
            let event = try read(&row)
            positions.append(EventPosition(time: event.time, number: event.acceptance.number))
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

    /// The stored events of each of the calls, at most the latest `CallLimits.recalledSteps`, and of those that merges
    /// made one with them.
    static func ofCalls(_ calls: Set<String>, ofCustomer customer: Int64, in db: Database) throws -> [CallEvent] {
        var found: [CallEvent] = []
        var known = calls
        var rest = Array(calls)
        let most = calls.count + CallLimits.callsPerGroup
        while let call = rest.popLast() {
            let events = try ofCall(call, ofCustomer: customer, in: db)
            found += events
            var merged = events.compactMap(\.mergedInto)
            merged += try db.rows(
                "SELECT call FROM call_events WHERE customer = ? AND target = ? AND kind = 'merged'", [customer, call]
            ) { try $0.text() }
            for name in merged where known.count < most && known.insert(name).inserted { rest.append(name) }
        }
        return found
    }

    private static func ofCall(_ call: String, ofCustomer customer: Int64, in db: Database) throws -> [CallEvent] {
        try db.rows(
            """
            SELECT number, \(columns) FROM call_events WHERE customer = ? AND call = ?
            ORDER BY time DESC, number DESC LIMIT ?
            """, [customer, call, CallLimits.recalledSteps], read)
    }

    /// Adds the event unless the customer has one with this id; returns its number if it did.
    static func insert(
        _ event: CallEvent, ofCustomer customer: Int64, receivedAt: Instant, in db: Database
    ) throws -> Int64? {
        let head: [(any DatabaseValueConvertible)?] = [
            customer, receivedAt.milliseconds, event.id, event.time.milliseconds, event.sequence,
        ]
        try db.run(
            """
            INSERT INTO call_events (customer, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (customer, id) DO NOTHING
            """, StatementArguments(head + content(of: event)))
        return db.changesCount > 0 ? db.lastInsertedRowID : nil
    }

    private static func content(of event: CallEvent) -> [(any DatabaseValueConvertible)?] {
        switch event.content {
        case .call(let step):
            let (name, detail) = step.kind.stored
            return [
                step.call, name, step.agent, detail.reason, step.direction?.rawValue, step.queue, step.caller,
                detail.target, step.wait.stored,
            ]
        case .agent(let report):
            return [
                nil, report.state.rawValue, report.agent, report.pauseReason, nil, report.queue, nil, nil, nil,
            ]
        case .unknown(let unknown):
            return [nil, unknownKind, unknown.agent, unknown.state, nil, nil, nil, unknown.type, nil]
        }
    }

    /// The kind of an event that this version does not know.
    private static let unknownKind = "?"

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
        let acceptance = try Acceptance(number: Int64(row.integer()), at: row.instant())
        let id = try row.text()
        let time = try row.instant()
        let sequence = try row.integerIfAny().map(Int64.init)
        let call = try row.textIfAny()
        let kind = try row.text()
        let agent = try row.textIfAny()
        let reason = try row.textIfAny()
        let direction: CallStep.Direction? = try row.choiceIfAny()
        let queue = try row.textIfAny()
        let caller = try row.textIfAny()
        let target = try row.textIfAny()
        let wait = try CallStep.Wait(stored: row.integerIfAny().map(Int64.init))
        let content: CallEvent.Content? =
            if let call {
                CallStep.Kind(stored: kind, StoredDetail(reason: reason, target: target)).map {
                    .call(
                        CallStep(
                            call: call, kind: $0, direction: direction, queue: queue, agent: agent, caller: caller,
                            wait: wait))
                }
            } else if kind == unknownKind {
                target.map { .unknown(UnknownEvent(type: $0, state: reason, agent: agent)) }
            } else if let agent, let state = AgentState(rawValue: kind) {
                .agent(AgentReport(agent: agent, state: state, queue: queue, pauseReason: reason))
            } else {
                nil
            }
        guard let content else {
            throw StoreError.incompatible(reason: "event \(id) is of the unknown kind '\(kind)'")
        }
        return CallEvent(id: id, time: time, sequence: sequence, content: content, acceptance: acceptance)
    }
}

extension CallEvent {
    fileprivate var mergedInto: String? {
        if case .call(let step) = content, case .merged(let into) = step.kind { into } else { nil }
    }
}

/// What only some kinds of steps have.
private struct StoredDetail {
    var reason: String?
    /// Where a transfer goes, or which call another became part of.
    var target: String?
}

extension CallStep.Wait {
    /// Milliseconds; −1 where it is unknown, nil where nothing is said.
    fileprivate var stored: Int64? {
        switch self {
        case .untold: nil
        case .milliseconds(let milliseconds): milliseconds
        case .unknown: -1
        }
    }

    fileprivate init(stored: Int64?) {
        switch stored {
        case nil: self = .untold
        case let milliseconds? where milliseconds >= 0: self = .milliseconds(milliseconds)
        default: self = .unknown
        }
    }
}

extension CallStep.Kind {
    private static let plain: [(name: String, kind: Self)] = [
        ("queued", .queued), ("ringing", .ringing), ("answered", .answered), ("joined", .joined),
        ("released", .released), ("held", .held), ("retrieved", .retrieved), ("parked", .parked),
        ("transferred", .transferred(.unknown)), ("elsewhere", .elsewhere), ("lost", .lost),
    ]

    fileprivate var stored: (name: String, StoredDetail) {
        switch self {
        case .left(let reason): ("left", StoredDetail(reason: reason?.text))
        case .notAnswered(let reason): ("notAnswered", StoredDetail(reason: reason?.text))
        case .ended(let reason): ("ended", StoredDetail(reason: reason?.text))
        case .transferred(.queue(let name)): ("transferredToQueue", StoredDetail(target: name))
        case .transferred(.agent(let name)): ("transferredToAgent", StoredDetail(target: name))
        case .transferred(.number(let number)): ("transferredToNumber", StoredDetail(target: number))
        case .merged(let into): ("merged", StoredDetail(target: into))
        default: (Self.plain.first { $0.kind == self }?.name ?? "", StoredDetail())
        }
    }

    /// nil for an unknown name, and where what the kind needs is missing.
    fileprivate init?(stored name: String, _ detail: StoredDetail) {
        let reason = detail.reason.map { CallStep.Reason($0) }
        switch (name, detail.target) {
        case ("left", _): self = .left(reason)
        case ("notAnswered", _): self = .notAnswered(reason)
        case ("ended", _): self = .ended(reason)
        case ("transferredToQueue", let target?): self = .transferred(.queue(target))
        case ("transferredToAgent", let target?): self = .transferred(.agent(target))
        case ("transferredToNumber", let target?): self = .transferred(.number(target))
        case ("merged", let target?): self = .merged(into: target)
        default:
            guard let known = Self.plain.first(where: { $0.name == name }) else { return nil }
            self = known.kind
        }
    }
}
