import GRDB
import WallboardCore

/// The rows of `users`.
enum UserTable {
    private static let columns = """
        id, name, extension, user_licence, agent_add_on, desktop_client, crm_add_on, supervisor
        """

    /// By id.
    static func all(of customer: CustomerID, in db: Database) throws -> [User] {
        try db.rows(
            """
            SELECT \(columns) FROM users
            WHERE customer = (SELECT number FROM customers WHERE id = ?) ORDER BY id
            """, [customer.text], read)
    }

    /// Those after one (nil: from the first), by id, at most `limit`.
    static func page(ofCustomer customer: Int64, after user: UserID?, limit: Int, in db: Database) throws -> [User] {
        try db.rows(
            "SELECT \(columns) FROM users WHERE customer = ? AND id > ? ORDER BY id LIMIT ?",
            [customer, user?.text ?? "", limit], read)
    }

    /// nil if there is no such user.
    static func user(_ id: UserID, ofCustomer customer: Int64, in db: Database) throws -> User? {
        try db.row("SELECT \(columns) FROM users WHERE customer = ? AND id = ?", [customer, id.text], read)
    }

    /// The supervisor licence of a user; nil if there is no such user.
    static func supervisorLicence(
        of user: UserID, ofCustomer customer: Int64, in db: Database
    ) throws -> SupervisorLicence? {
        try db.row("SELECT supervisor FROM users WHERE customer = ? AND id = ?", [customer, user.text]) {
            try $0.choice()
        }
    }

    /// Adds the user, or replaces the one with this id.
    static func put(_ user: User, ofCustomer customer: Int64, in db: Database) throws {
        try db.run(
            """
            INSERT INTO users (customer, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (customer, id) DO UPDATE SET name = excluded.name, extension = excluded.extension,
                user_licence = excluded.user_licence, agent_add_on = excluded.agent_add_on,
                desktop_client = excluded.desktop_client, crm_add_on = excluded.crm_add_on,
                supervisor = excluded.supervisor
            """,
            [
                customer, user.id.text, user.name, user.extension, user.userLicence?.rawValue,
                user.agentAddOn ? 1 : 0, user.desktopClient ? 1 : 0, user.crmAddOn ? 1 : 0, user.supervisor.rawValue,
            ])
    }

    /// Writes whether the user has the agent add-on.
    static func setAgentAddOn(of user: User, ofCustomer customer: Int64, in db: Database) throws {
        try db.run(
            "UPDATE users SET agent_add_on = ? WHERE customer = ? AND id = ?",
            [user.agentAddOn ? 1 : 0, customer, user.id.text])
    }

    /// Removes the user, to whom no device may be assigned any more, and the user's enrolment keys.
    static func delete(_ user: UserID, ofCustomer customer: Int64, in db: Database) throws {
        try db.run("DELETE FROM users WHERE customer = ? AND id = ?", [customer, user.text])
    }

    private static func read(_ row: inout RowReader) throws -> User {
        try User(
            id: row.name(), name: row.text(), extension: row.text(), userLicence: row.choiceIfAny(),
            agentAddOn: row.flag(), desktopClient: row.flag(), crmAddOn: row.flag(), supervisor: row.choice())
    }
}
