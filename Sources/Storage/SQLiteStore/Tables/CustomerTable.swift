import GRDB
import Store
import Values
import WallboardCore

/// The rows of `customers`.
enum CustomerTable {
    private static let columns = """
        id, name, time_zone, max_wallboards, created_at, reset_minute_of_day, service_level_seconds,
        short_abandon_seconds, caller_numbers, agent_add_on, sleep_from_minute, sleep_to_minute, maximum_version,
        service_level_variant, feed_lost_seconds, is_fed, goals
        """

    /// The number that stands for the customer in every other table. Throws `StoreError.notFound`.
    static func number(of id: CustomerID, in db: Database) throws -> Int64 {
        let number = try db.row("SELECT number FROM customers WHERE id = ?", [id.text]) { try Int64($0.integer()) }
        guard let number else { throw StoreError.notFound }
        return number
    }

    /// Whether there is such a customer.
    static func exists(_ id: CustomerID, in db: Database) throws -> Bool {
        try db.row("SELECT number FROM customers WHERE id = ?", [id.text]) { try $0.integer() } != nil
    }

    /// Throws `StoreError.notFound`.
    static func customer(_ id: CustomerID, in db: Database) throws -> Customer {
        let customer = try db.row("SELECT \(columns) FROM customers WHERE id = ?", [id.text], read)
        guard let customer else { throw StoreError.notFound }
        return customer
    }

    /// By id, without those that are gone.
    static func all(in db: Database) throws -> [Customer] {
        try db.rows("SELECT \(columns) FROM customers WHERE gone_at IS NULL ORDER BY id", [], read)
    }

    /// Adds the customer, which gets the next incarnation of its id.
    static func insert(_ customer: Customer, in db: Database) throws {
        try db.run(
            "INSERT INTO customers (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                customer.id.text, customer.name, customer.timeZone, customer.maximum.number,
                customer.createdAt.milliseconds, customer.resetMinuteOfDay, customer.serviceLevelSeconds,
                customer.shortAbandonSeconds, customer.callerNumbers.rawValue, customer.agentAddOn.rawValue,
                customer.sleepHours?.fromMinute, customer.sleepHours?.toMinute, customer.maximumVersion,
                customer.serviceLevelVariant.rawValue, customer.feedLostSeconds, customer.isFed ? 1 : 0,
                text(of: customer.goals),
            ])
        let earlier = try FormerCustomerTable.lastIncarnation(of: customer.id, in: db) ?? 0
        try db.run(
            """
            UPDATE customers SET incarnation = ?, audit_after = (SELECT coalesce(max(number), 0) FROM audit) WHERE id = ?
            """, [earlier + 1, customer.id.text])
    }

    /// Which one each customer is among those that had its id: 1 for the first.
    static func incarnations(in db: Database) throws -> [(customer: CustomerID, incarnation: Int)] {
        try db.rows("SELECT id, incarnation FROM customers WHERE gone_at IS NULL", []) { row in
            try (row.name(), row.integer())
        }
    }

    /// Counts events that were added, or removed where `change` is negative.
    static func countEvents(_ change: Int, ofCustomer number: Int64, in db: Database) throws {
        if change == 0 { return }
        try db.run("UPDATE customers SET stored_events = stored_events + ? WHERE number = ?", [change, number])
    }

    /// How many events each customer has that has some; those of customers that are gone under nil.
    static func eventCounts(in db: Database) throws -> [(customer: CustomerID?, count: Int)] {
        try db.rows(
            "SELECT CASE WHEN gone_at IS NULL THEN id END, stored_events FROM customers WHERE stored_events > 0", []
        ) { row in try (row.nameIfAny(), row.integer()) }
    }

    /// Records that a feed of the customer has sent a request.
    static func noteFeed(ofCustomer customer: Int64, in db: Database) throws {
        try db.run("UPDATE customers SET is_fed = 1 WHERE number = ?", [customer])
    }

    /// Writes everything that admins may change, the maximum included.
    static func update(_ customer: Customer, in db: Database) throws {
        try db.run(
            """
            UPDATE customers SET name = ?, time_zone = ?, max_wallboards = ?, reset_minute_of_day = ?,
                service_level_seconds = ?, short_abandon_seconds = ?, caller_numbers = ?, agent_add_on = ?,
                sleep_from_minute = ?, sleep_to_minute = ?, maximum_version = ?, service_level_variant = ?,
                feed_lost_seconds = ?, goals = ?
            WHERE id = ?
            """,
            [
                customer.name, customer.timeZone, customer.maximum.number, customer.resetMinuteOfDay,
                customer.serviceLevelSeconds, customer.shortAbandonSeconds, customer.callerNumbers.rawValue,
                customer.agentAddOn.rawValue, customer.sleepHours?.fromMinute, customer.sleepHours?.toMinute,
                customer.maximumVersion, customer.serviceLevelVariant.rawValue, customer.feedLostSeconds,
                text(of: customer.goals), customer.id.text,
            ])
    }

    /// Removes the customer, and by the references of the schema everything that belongs to it.
    static func delete(_ number: Int64, in db: Database) throws {
        try db.run("DELETE FROM customers WHERE number = ?", [number])
    }

    private static func read(_ row: inout RowReader) throws -> Customer {
        var customer = try Customer(
            id: row.name(), name: row.text(), timeZone: row.text(),
            maximum: row.integerIfAny().map(SeatMaximum.limited) ?? .unlimited,
            createdAt: row.instant())
        customer.resetMinuteOfDay = try row.integer()
        customer.serviceLevelSeconds = try row.integer()
        customer.shortAbandonSeconds = try row.integer()
        customer.callerNumbers = try row.choice()
        customer.agentAddOn = try row.choice()
        customer.sleepHours = try sleepHours(from: row.integerIfAny(), to: row.integerIfAny())
        customer.maximumVersion = try row.integer()
        customer.serviceLevelVariant = try row.choice()
        customer.feedLostSeconds = try row.integerIfAny()
        customer.isFed = try row.flag()
        customer.goals = try goals(of: customer.id, in: row.text())
        return customer
    }

    private static func text(of goals: Goals) -> String { String(decoding: goals.text, as: UTF8.self) }

    private static func goals(of customer: CustomerID, in text: String) throws -> Goals {
        guard let json = try? JSON(parsing: Array(text.utf8)), let goals = try? Goals(json) else {
            throw StoreError.incompatible(reason: "the goals of the customer \(customer) cannot be read")
        }
        return goals
    }

    private static func sleepHours(from start: Int?, to end: Int?) throws -> Customer.SleepHours? {
        if start == nil && end == nil { return nil }
        guard let start, let end, let hours = Customer.SleepHours(fromMinute: start, toMinute: end) else {
            throw StoreError.incompatible(reason: "a customer has the sleep hours \(start ?? -1) to \(end ?? -1)")
        }
        return hours
    }
}
