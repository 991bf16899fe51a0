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

    /// Removes the user, who must have no device any more, and the user's enrolment keys.
    static func delete(_ user: UserID, ofCustomer customer: Int64, in db: Database) throws {
        try db.run("DELETE FROM users WHERE customer = ? AND id = ?", [customer, user.text])
    }

    private static func read(_ row: inout RowReader) throws -> User {
        try User(
            id: row.name(), name: row.text(), extension: row.text(), userLicence: row.choiceIfAny(),
            agentAddOn: row.flag(), desktopClient: row.flag(), crmAddOn: row.flag(), supervisor: row.choice())
    }
}
