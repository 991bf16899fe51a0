import GRDB
import Store
import Values
import WallboardCore

/// The rows of `former_customers`, and those of `customers` that are gone but not yet removed.
enum FormerCustomerTable {
    /// A customer that is gone but still has rows.
    struct Remains {
        let number: Int64
        let owner: LedgerOwner
        let goneAt: Instant
        let goneBy: Author
    }

    /// What replaces the id of a customer that is gone, and names its ledger after the first one: no id has a slash.
    static func name(of customer: CustomerID, incarnation: Int) -> String { "\(customer)/\(incarnation)" }

    /// Which one it was among those that had the id; nil: nobody who had it is gone.
    static func lastIncarnation(of customer: CustomerID, in db: Database) throws -> Int? {
        let found: Int?? = try db.row(
            "SELECT max(incarnation) FROM former_customers WHERE id = ?", [customer.text]
        ) { try $0.integerIfAny() }
        return found ?? nil
    }

    /// Takes the id from the customer: no function finds it any more, and another may use the id.
    static func close(_ customer: CustomerID, by stamp: Stamp, in db: Database) throws -> Remains {
        let number = try CustomerTable.number(of: customer, in: db)
        let incarnation = try db.row("SELECT incarnation FROM customers WHERE number = ?", [number]) {
            try $0.integer()
        }
        guard let incarnation else { throw StoreError.notFound }
        try db.run(
            "UPDATE customers SET id = ?, gone_at = ?, gone_by = ? WHERE number = ?",
            [name(of: customer, incarnation: incarnation), stamp.at.milliseconds, stamp.author.text, number])
        try db.run(
            "INSERT INTO former_customers (id, incarnation, gone_at) VALUES (?, ?, ?)",
            [customer.text, incarnation, stamp.at.milliseconds])
        return Remains(
            number: number, owner: LedgerOwner(customer, incarnation: incarnation), goneAt: stamp.at,
            goneBy: stamp.author)
    }

    /// The first customer that is gone and not yet removed; nil: there is none.
    static func first(in db: Database) throws -> Remains? {
        try db.row(
            """
            SELECT number, id, incarnation, gone_at, gone_by FROM customers
            WHERE gone_at IS NOT NULL ORDER BY number LIMIT 1
            """, []
        ) { row in
            let number = try Int64(row.integer())
            let id = try LedgerOwner.customer(inKey: row.text())
            return try Remains(
                number: number, owner: LedgerOwner(id, incarnation: row.integer()), goneAt: row.instant(),
                goneBy: row.author())
        }
    }

    /// Frees at most `limit` seats of the customer, oldest registration first, each with its entry of the ledger, and
    /// closes the ledger after the last. Returns whether it is closed.
    static func closeLedger(of remains: Remains, limit: Int, in db: Database) throws -> Bool {
        let stamp = Stamp(remains.goneBy, at: remains.goneAt)
        let devices = try db.rows(
            """
            SELECT id, serial, user, board_licence FROM devices
            WHERE customer = ? AND suspended = 0 ORDER BY registered_at, number LIMIT ?
            """, [remains.number, limit]
        ) { row in
            try LedgerDevice(id: row.name(), serial: row.name(), user: row.nameIfAny(), licence: row.choice())
        }
        try LedgerTable.append(
            devices.map { .seatFreed($0, .customerClosed) }, to: remains.owner, by: stamp, in: db)
        for device in devices { try DeviceTable.delete(device.id, in: db) }
        if devices.count == limit { return false }
        if case .closed = try LedgerTable.newest(of: remains.owner, in: db)?.entry.change { return true }
        try LedgerTable.append(.closed, to: remains.owner, by: stamp, in: db)
        return true
    }

    /// Removes at most `limit` rows of the customer, credentials first; returns how many rows, and how many of them
    /// were events. After the last row the customer itself goes, along with what other tables hold of it.
    static func remove(
        _ remains: Remains, limit: Int, credentialsOnly: Bool = false, in db: Database
    ) throws -> (rows: Int, events: Int) {
        for statement in credentialsOnly ? credentialRows : credentialRows + otherRows {
            try db.run(statement, [remains.number, limit])
            if db.changesCount > 0 { return (db.changesCount, 0) }
        }
        if credentialsOnly { return (0, 0) }
        try db.run(eventRows, [remains.number, limit])
        let events = db.changesCount
        try CustomerTable.countEvents(-events, ofCustomer: remains.number, in: db)
        if events == 0 { try CustomerTable.delete(remains.number, in: db) }
        return (events, events)
    }

    private static let credentialRows = [
        "DELETE FROM admin_tokens WHERE id IN (SELECT id FROM admin_tokens WHERE customer = ? LIMIT ?)",
        "DELETE FROM devices WHERE number IN (SELECT number FROM devices WHERE customer = ? LIMIT ?)",
        "DELETE FROM enrolment_keys WHERE number IN (SELECT number FROM enrolment_keys WHERE customer = ? LIMIT ?)",
        "DELETE FROM waiting_boards WHERE number IN (SELECT number FROM waiting_boards WHERE customer = ? LIMIT ?)",
    ]

    private static let otherRows = [
        "DELETE FROM users WHERE customer = ?1 AND id IN (SELECT id FROM users WHERE customer = ?1 LIMIT ?2)",
        """
        DELETE FROM pbx_agents WHERE customer = ?1 AND extension IN (
            SELECT extension FROM pbx_agents WHERE customer = ?1 LIMIT ?2)
        """,
        "DELETE FROM dashboards WHERE customer = ?1 AND id IN (SELECT id FROM dashboards WHERE customer = ?1 LIMIT ?2)",
    ]

    private static let eventRows =
        "DELETE FROM call_events WHERE number IN (SELECT number FROM call_events WHERE customer = ? LIMIT ?)"
}
