import GRDB
import Store
import Values
import WallboardCore

/// The rows of `pbx_agents`, and when they were reported.
enum PBXAgentTable {
    /// What the PBX reported last; nil: it never did.
    static func agents(ofCustomer customer: Int64, in db: Database) throws -> PBXAgents? {
        guard let at = try reportedAt(ofCustomer: customer, in: db) else { return nil }
        return PBXAgents(extensions: try extensions(ofCustomer: customer, in: db), at: at)
    }

    /// Whether the PBX has the user as an agent; nil: it never reported its agents. A user without an extension is not
    /// one.
    static func isAgent(_ user: User, ofCustomer customer: Int64, in db: Database) throws -> Bool? {
        guard try reportedAt(ofCustomer: customer, in: db) != nil else { return nil }
        if user.extension.isEmpty { return false }
        let found = try db.row(
            "SELECT 1 FROM pbx_agents WHERE customer = ? AND extension = ?", [customer, user.extension]
        ) { try $0.integer() }
        return found != nil
    }

    /// The users of a customer after one, by id, at most `limit`, and whether each is an agent; none where the PBX
    /// never reported.
    static func users(
        ofCustomer customer: Int64, after user: UserID?, limit: Int, in db: Database
    ) throws -> [(user: User, isAgent: Bool)] {
        guard try reportedAt(ofCustomer: customer, in: db) != nil else { return [] }
        return try UserTable.page(ofCustomer: customer, after: user, limit: limit, in: db).map { user in
            (user, try isAgent(user, ofCustomer: customer, in: db) ?? false)
        }
    }

    /// Takes down that the PBX reported at a moment.
    static func noteReport(at moment: Instant, ofCustomer customer: Int64, in db: Database) throws {
        try db.run("UPDATE customers SET pbx_reported_at = ? WHERE number = ?", [moment.milliseconds, customer])
    }

    /// Adds or removes an extension, unless that is done. Throws a foreign key error for a customer that is gone.
    static func set(_ number: String, to isThere: Bool, ofCustomer customer: Int64, in db: Database) throws {
        if isThere {
            try db.run(
                "INSERT INTO pbx_agents (customer, extension) VALUES (?, ?) ON CONFLICT DO NOTHING", [customer, number])
        } else {
            try db.run("DELETE FROM pbx_agents WHERE customer = ? AND extension = ?", [customer, number])
        }
    }

    private static func reportedAt(ofCustomer customer: Int64, in db: Database) throws -> Instant? {
        let found: Instant?? = try db.row("SELECT pbx_reported_at FROM customers WHERE number = ?", [customer]) {
            try $0.instantIfAny()
        }
        return found ?? nil
    }

    static func extensions(ofCustomer customer: Int64, in db: Database) throws -> Set<String> {
        Set(try db.rows("SELECT extension FROM pbx_agents WHERE customer = ?", [customer]) { try $0.text() })
    }
}
