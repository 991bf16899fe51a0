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

    /// Replaces what was reported before with `agents`; writes only the differences.
    static func replace(_ agents: PBXAgents, ofCustomer customer: Int64, in db: Database) throws {
        let before = try extensions(ofCustomer: customer, in: db)
        try remove(before.subtracting(agents.extensions), ofCustomer: customer, in: db)
        try add(agents.extensions.subtracting(before), ofCustomer: customer, in: db)
        try db.run("UPDATE customers SET pbx_reported_at = ? WHERE number = ?", [agents.at.milliseconds, customer])
    }

    /// Adds extensions; existing ones stay. Throws a foreign key error for a customer that is gone.
    static func add(_ extensions: some Sequence<String>, ofCustomer customer: Int64, in db: Database) throws {
        for new in extensions {
            try db.run(
                "INSERT INTO pbx_agents (customer, extension) VALUES (?, ?) ON CONFLICT DO NOTHING", [customer, new])
        }
    }

    static func remove(_ extensions: some Sequence<String>, ofCustomer customer: Int64, in db: Database) throws {
        for gone in extensions {
            try db.run("DELETE FROM pbx_agents WHERE customer = ? AND extension = ?", [customer, gone])
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
