import GRDB
import Store
import WallboardCore

/// The rows of `unfinished_appends`: appends whose first parts are stored and whose last is not. A mark is written with
/// the first part and goes with the last, so that a process that is killed between them leaves a record of what does
/// not count.
enum UnfinishedAppendTable {
    /// The number after which the customer's events do not count; nil: all do.
    static func after(of customer: CustomerID, in db: Database) throws -> Int64? {
        try db.row(
            "SELECT after FROM unfinished_appends WHERE customer = (SELECT number FROM customers WHERE id = ?)",
            [customer.text]
        ) { try Int64($0.integer()) }
    }

    /// Whether an append of the customer was not finished.
    static func isMarked(customer: Int64, in db: Database) throws -> Bool {
        try db.row("SELECT 1 FROM unfinished_appends WHERE customer = ?", [customer]) { try $0.integer() } != nil
    }

    /// Marks events that arrive for the customer from now on as not counting.
    static func begin(ofCustomer customer: Int64, in db: Database) throws {
        try db.run(
            "INSERT INTO unfinished_appends (customer, after) VALUES (?, ?)",
            [customer, try CallEventTable.newest(in: db)])
    }

    /// The stored events of the customer count.
    static func finish(ofCustomer customer: Int64, in db: Database) throws {
        try db.run("DELETE FROM unfinished_appends WHERE customer = ?", [customer])
    }

    /// Removes at most `limit` events of the first append that was not finished, and the mark with the last of them.
    /// Returns whether there may be more to do.
    static func undo(limit: Int, in db: Database) throws -> Bool {
        let found = try db.row("SELECT customer, after FROM unfinished_appends LIMIT 1", []) { row in
            try (customer: Int64(row.integer()), after: Int64(row.integer()))
        }
        guard let (customer, after) = found else { return false }
        try undo(after: after, ofCustomer: customer, limit: limit, in: db)
        return true
    }

    /// The same for one customer. Returns whether there may be more to do.
    static func undo(ofCustomer customer: Int64, limit: Int, in db: Database) throws -> Bool {
        let after = try db.row("SELECT after FROM unfinished_appends WHERE customer = ?", [customer]) {
            try Int64($0.integer())
        }
        guard let after else { return false }
        try undo(after: after, ofCustomer: customer, limit: limit, in: db)
        return true
    }

    private static func undo(after: Int64, ofCustomer customer: Int64, limit: Int, in db: Database) throws {
        let removed = try CallEventTable.delete(above: after, ofCustomer: customer, limit: limit, in: db)
        if removed < limit { try finish(ofCustomer: customer, in: db) }
    }
}
