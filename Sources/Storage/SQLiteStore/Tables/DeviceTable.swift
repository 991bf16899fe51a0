import Foundation
import GRDB
import Values
import WallboardCore

/// The rows of `devices`.
enum DeviceTable {
    private static let select = """
        SELECT devices.id, customers.id, serial, devices.name, model, user, board_licence, suspended, registered_at,
            credential, secret_hash, enrolled_with, dashboard
        FROM devices JOIN customers ON customers.number = devices.customer AND customers.gone_at IS NULL
        """

    /// By id.
    static func all(of customer: CustomerID, in db: Database) throws -> [Device] {
        try db.rows("\(select) WHERE customers.id = ? ORDER BY devices.id", [customer.text], read)
    }

    /// Those that hold a seat: newest registration first; of two of the same moment the one that arrived last.
    static func configured(ofCustomer customer: Int64, in db: Database) throws -> [Device] {
        try db.rows(
            "\(select) WHERE customer = ? AND suspended = 0 ORDER BY registered_at DESC, devices.number DESC",
            [customer], read)
    }

    /// The names of those that hold a seat.
    static func configuredIDs(ofCustomer customer: Int64, in db: Database) throws -> Set<DeviceID> {
        Set(try db.rows("SELECT id FROM devices WHERE customer = ? AND suspended = 0", [customer]) { try $0.name() })
    }

    /// Seats taken and the maximum. Throws `StoreError.notFound`.
    static func seats(of customer: CustomerID, in db: Database) throws -> SeatFigure {
        let maximum = try CustomerTable.customer(customer, in: db).maximum
        let number = try CustomerTable.number(of: customer, in: db)
        return SeatFigure(configured: try configuredCount(ofCustomer: number, in: db), maximum: maximum)
    }

    /// How many hold a seat.
    private static func configuredCount(ofCustomer customer: Int64, in db: Database) throws -> Int {
        try db.row("SELECT count(*) FROM devices WHERE customer = ? AND suspended = 0", [customer]) {
            try $0.integer()
        } ?? 0
    }

    /// Those that are assigned to the user, by id.
    static func assigned(to user: UserID, ofCustomer customer: Int64, in db: Database) throws -> [Device] {
        try db.rows("\(select) WHERE customer = ? AND user = ? ORDER BY devices.id", [customer, user.text], read)
    }

    /// The users of the customer who have a device.
    static func owners(ofCustomer customer: Int64, in db: Database) throws -> Set<UserID> {
        Set(
            try db.rows(
                "SELECT DISTINCT user FROM devices WHERE customer = ? AND user IS NOT NULL", [customer]
            ) { try $0.name() })
    }

    /// Those that show the dashboard, by id.
    static func showing(_ dashboard: DashboardID, ofCustomer customer: Int64, in db: Database) throws -> [Device] {
        try db.rows(
            "\(select) WHERE customer = ? AND dashboard = ? ORDER BY devices.id", [customer, dashboard.text], read)
    }

    static func device(_ id: DeviceID, ofCustomer customer: Int64, in db: Database) throws -> Device? {
        try db.row("\(select) WHERE devices.id = ? AND customer = ?", [id.text, customer], read)
    }

    static func device(withSerial serial: Serial, ofCustomer customer: Int64, in db: Database) throws -> Device? {
        try db.row("\(select) WHERE customer = ? AND serial = ?", [customer, serial.text], read)
    }

    static func device(withCredential id: CredentialID, in db: Database) throws -> Device? {
        try db.row("\(select) WHERE credential = ?", [id.text], read)
    }

    static func insert(_ device: Device, ofCustomer customer: Int64, in db: Database) throws {
        try db.run(
            """
            INSERT INTO devices (id, customer, serial, name, model, user, board_licence, suspended, registered_at,
                credential, secret_hash, enrolled_with, dashboard)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                device.id.text, customer, device.serial.text, device.name, device.model, device.user?.text,
                device.boardLicence.rawValue, device.suspended ? 1 : 0, device.registeredAt.milliseconds,
                device.credential.text, Data(device.secretHash.bytes), device.enrolledWith?.text,
                device.dashboard?.text,
            ])
    }

    /// Writes everything of the device that can change.
    static func update(_ device: Device, in db: Database) throws {
        try db.run(
            """
            UPDATE devices SET serial = ?, name = ?, model = ?, user = ?, board_licence = ?, suspended = ?, credential = ?,
                secret_hash = ?, enrolled_with = ?, dashboard = ?
            WHERE id = ?
            """,
            [
                device.serial.text, device.name, device.model, device.user?.text, device.boardLicence.rawValue,
                device.suspended ? 1 : 0, device.credential.text, Data(device.secretHash.bytes),
                device.enrolledWith?.text, device.dashboard?.text, device.id.text,
            ])
    }

    static func delete(_ id: DeviceID, in db: Database) throws {
        try db.run("DELETE FROM devices WHERE id = ?", [id.text])
    }

    private static func read(_ row: inout RowReader) throws -> Device {
        try Device(
            id: row.name(), customer: row.name(), serial: row.name(), name: row.text(), model: row.textIfAny(),
            user: row.nameIfAny(), boardLicence: row.choice(), suspended: row.flag(), registeredAt: row.instant(),
            credential: row.name(), secretHash: row.secretHash(), enrolledWith: row.nameIfAny(),
            dashboard: row.nameIfAny())
    }
}
