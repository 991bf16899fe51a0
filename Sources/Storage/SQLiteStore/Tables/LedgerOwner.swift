import GRDB
import Store
import WallboardCore

/// Whose ledger it is. Ids are used again, ledgers never: each customer that had an id has a chain of its own, under a
/// key of its own.
struct LedgerOwner {
    let customer: CustomerID
    /// What the rows of the ledger carry: the id for the first customer that had it, `<id>/<incarnation>` for later
    /// ones.
    let key: String
    /// Entries up to this number belong to others: a file of an earlier version has them in one chain.
    var after = 0

    init(_ customer: CustomerID, incarnation: Int) {
        self.customer = customer
        key = incarnation == 1 ? customer.text : FormerCustomerTable.name(of: customer, incarnation: incarnation)
    }

    /// The first customer that has the id.
    static func first(_ customer: CustomerID) -> LedgerOwner { LedgerOwner(customer, incarnation: 1) }

    /// The customer with this id; where it is gone, the one that had it last; nil where there never was one.
    static func find(_ customer: CustomerID, in db: Database) throws -> LedgerOwner? {
        let owner = try db.row("SELECT incarnation, ledger_after FROM customers WHERE id = ?", [customer.text]) { row in
            var owner = try LedgerOwner(customer, incarnation: row.integer())
            owner.after = try row.integer()
            return owner
        }
        if let owner { return owner }
        let last = try FormerCustomerTable.lastIncarnation(of: customer, in: db)
        return last.map { LedgerOwner(customer, incarnation: $0) }
    }

    /// The id in a key.
    static func customer(inKey key: String) throws(StoreError) -> CustomerID {
        guard let id = CustomerID(String(key.prefix { $0 != "/" })) else {
            throw .incompatible(reason: "the ledger has entries of '\(key)'")
        }
        return id
    }
}
