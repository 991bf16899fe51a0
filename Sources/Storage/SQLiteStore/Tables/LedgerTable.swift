import GRDB
import Store
import Values
import WallboardCore

/// The rows of `ledger`: added to, never changed.
enum LedgerTable {
    private static let columns = """
        customer, sequence, at, author, kind, how, device, serial, user, board_licence, previous_board_licence,
        previous_serial, time_zone, reason, previous_max_wallboards, configured, max_wallboards, previous_hash, hash
        """

    /// Adds the entry of a change to the end of the customer's ledger; `maximum` is the one in force after an `opened`
    /// or a `maximum`, and nil for every other change.
    static func append(
        _ change: LedgerChange, maximum: SeatMaximum? = nil, to customer: CustomerID, by stamp: Stamp, in db: Database
    ) throws {
        guard let owner = try LedgerOwner.find(customer, in: db) else { throw StoreError.notFound }
        try append(change, maximum: maximum, to: owner, by: stamp, in: db)
    }

    /// The same for several changes in their order, none of which sets a maximum.
    static func append(_ changes: [LedgerChange], to customer: CustomerID, by stamp: Stamp, in db: Database) throws {
        guard let owner = try LedgerOwner.find(customer, in: db) else { throw StoreError.notFound }
        try append(changes, to: owner, by: stamp, in: db)
    }

    /// The same for a customer that need not be there.
    static func append(_ changes: [LedgerChange], to owner: LedgerOwner, by stamp: Stamp, in db: Database) throws {
        if changes.isEmpty { return }
        var last = try newest(of: owner, in: db)
        for change in changes { last = try append(change, maximum: nil, after: last, to: owner, by: stamp, in: db) }
    }

    /// The same for one change of a customer that need not be there.
    static func append(
        _ change: LedgerChange, maximum: SeatMaximum? = nil, to owner: LedgerOwner, by stamp: Stamp, in db: Database
    ) throws {
        let last = try newest(of: owner, in: db)
        _ = try append(change, maximum: maximum, after: last, to: owner, by: stamp, in: db)
    }

    private static func append(
        _ change: LedgerChange, maximum: SeatMaximum?, after last: LedgerRecord?, to owner: LedgerOwner,
        by stamp: Stamp, in db: Database
    ) throws -> LedgerRecord {
        let entry = LedgerEntry.next(after: last, of: owner.customer, change, maximum: maximum, by: stamp)
        let record = LedgerRecord(sealing: entry)
        try insert(record, to: owner, in: db)
        if let last, entry.at < last.entry.at {
            try db.run(
                "INSERT INTO ledger_set_backs (customer, sequence) VALUES (?, ?)", [owner.key, entry.sequence])
        }
        return record
    }

    /// How many devices hold a seat, as the last entry says it.
    static func configured(of customer: CustomerID, in db: Database) throws -> Int {
        guard let owner = try LedgerOwner.find(customer, in: db) else { throw StoreError.notFound }
        return try db.row(
            "SELECT configured FROM ledger WHERE customer = ? ORDER BY sequence DESC LIMIT 1", [owner.key]
        ) { try $0.integer() } ?? 0
    }

    /// The last entry of a ledger; nil: it has none.
    static func newest(of owner: LedgerOwner, in db: Database) throws -> LedgerRecord? {
        try db.row("SELECT \(columns) FROM ledger WHERE customer = ? ORDER BY sequence DESC LIMIT 1", [owner.key], read)
    }

    /// The last change of the maximum since the customer was made; nil: it was not changed.
    static func newestOfMaximum(of customer: CustomerID, in db: Database) throws -> LedgerRecord? {
        guard let owner = try LedgerOwner.find(customer, in: db) else { return nil }
        let record = try db.row(
            """
            SELECT \(columns) FROM ledger INDEXED BY ledger_of_the_maximum
            WHERE customer = ? AND kind IN ('maximum', 'opened') ORDER BY sequence DESC LIMIT 1
            """, [owner.key], read)
        guard let record, case .maximum = record.entry.change else { return nil }
        return record
    }

    /// Oldest first.
    static func entries(
        of customer: CustomerID, after sequence: Int, limit: Int, in db: Database
    ) throws -> [LedgerRecord] {
        precondition(limit >= 0, "limit is \(limit)")
        guard let owner = try LedgerOwner.find(customer, in: db) else { return [] }
        return try db.rows(
            "SELECT \(columns) FROM ledger WHERE customer = ? AND sequence > ? ORDER BY sequence LIMIT ?",
            [owner.key, max(sequence, owner.after), limit], read)
    }

    /// The entries that name the customer's time zone, and those that are older than the one before; oldest first.
    static func marks(of customer: CustomerID, in db: Database) throws -> [LedgerRecord] {
        guard let owner = try LedgerOwner.find(customer, in: db) else { return [] }
        return try db.rows(
            """
            SELECT \(columns) FROM ledger INDEXED BY ledger_of_the_zone
            WHERE customer = ?1 AND sequence > ?2 AND kind IN ('opened', 'timeZone')
            UNION SELECT \(columns) FROM ledger JOIN ledger_set_backs USING (customer, sequence)
            WHERE customer = ?1 AND sequence > ?2
            ORDER BY sequence
            """, [owner.key, owner.after], read)
    }

    private static func insert(_ record: LedgerRecord, to owner: LedgerOwner, in db: Database) throws {
        let entry = record.entry
        var content = LedgerColumns()
        content.device = entry.change.device
        switch entry.change {
        case .opened(let timeZone), .timeZone(let timeZone): content.timeZone = timeZone
        case .maximum(let earlier, let reason): (content.previousMaximum, content.reason) = (earlier.number, reason)
        case .seatTaken(_, let gain): content.how = gain.rawValue
        case .seatFreed(_, let loss): content.how = loss.rawValue
        case .boardLicence(_, let earlier): content.previousLicence = earlier
        case .hardware(_, let earlier): content.previousSerial = earlier
        case .closed: break
        }
        let head: [(any DatabaseValueConvertible)?] = [
            owner.key, entry.sequence, entry.at.milliseconds, entry.author.text, entry.change.kind,
        ]
        let tail: [(any DatabaseValueConvertible)?] = [
            entry.configured, entry.maximum.number, entry.previous.text, record.hash.text,
        ]
        try db.run(
            "INSERT INTO ledger (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            StatementArguments(head + content.arguments + tail))
    }

    private static func read(_ row: inout RowReader) throws -> LedgerRecord {
        let customer = try LedgerOwner.customer(inKey: row.text())
        let sequence = try row.integer()
        let at = try row.instant()
        let author = try row.text()
        let kind = try row.text()
        let content = try LedgerColumns(&row)
        guard let change = content.change(kind) else {
            throw StoreError.incompatible(reason: "entry \(sequence) of the ledger of \(customer) is no '\(kind)'")
        }
        let configured = try row.integer()
        let maximum = try row.integerIfAny().map(SeatMaximum.limited) ?? .unlimited
        guard sequence >= 1, !author.isEmpty, let previous = try LedgerHash(row.text()),
            let hash = try LedgerHash(row.text())
        else { throw StoreError.incompatible(reason: "entry \(sequence) of the ledger of \(customer) is not valid") }
        let entry = LedgerEntry(
            sequence: sequence, at: at, customer: customer, author: Author(text: author), change: change,
            configured: configured, maximum: maximum, previous: previous)
        return LedgerRecord(entry: entry, hash: hash)
    }
}

/// The columns from `how` to `previous_max_wallboards`, of which each kind of entry fills some.
private struct LedgerColumns {
    var how: String?
    var device: LedgerDevice?
    var previousLicence: BoardLicence?
    var previousSerial: Serial?
    var timeZone: String?
    var reason: String?
    var previousMaximum: Int?

    init() {}

    init(_ row: inout RowReader) throws {
        how = try row.textIfAny()
        let id: DeviceID? = try row.nameIfAny()
        let serial: Serial? = try row.nameIfAny()
        let user: UserID? = try row.nameIfAny()
        let licence: BoardLicence? = try row.choiceIfAny()
        if let id, let serial, let licence {
            device = LedgerDevice(id: id, serial: serial, user: user, licence: licence)
        }
        previousLicence = try row.choiceIfAny()
        previousSerial = try row.nameIfAny()
        timeZone = try row.textIfAny()
        reason = try row.textIfAny()
        previousMaximum = try row.integerIfAny()
    }

    var arguments: [(any DatabaseValueConvertible)?] {
        [
            how, device?.id.text, device?.serial.text, device?.user?.text, device?.licence.rawValue,
            previousLicence?.rawValue, previousSerial?.text, timeZone, reason, previousMaximum,
        ]
    }

    /// nil where the columns do not make a change of this kind.
    func change(_ kind: String) -> LedgerChange? {
        switch kind {
        case "opened": timeZone.map { .opened(timeZone: $0) }
        case "timeZone": timeZone.map { .timeZone($0) }
        case "maximum": .maximum(from: previousMaximum.map(SeatMaximum.limited) ?? .unlimited, reason: reason)
        case "closed": .closed
        case "seatTaken": both(device, how.flatMap(LedgerChange.SeatGain.init)).map { .seatTaken($0, $1) }
        case "seatFreed": both(device, how.flatMap(LedgerChange.SeatLoss.init)).map { .seatFreed($0, $1) }
        case "boardLicence": both(device, previousLicence).map { .boardLicence($0, from: $1) }
        case "hardware": both(device, previousSerial).map { .hardware($0, from: $1) }
        default: nil
        }
    }

    private func both<A, B>(_ first: A?, _ second: B?) -> (A, B)? {
        guard let first, let second else { return nil }
        return (first, second)
    }
}
