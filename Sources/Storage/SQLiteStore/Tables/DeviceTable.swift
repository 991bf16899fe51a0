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

    /// Seats taken and the maximum. Throws `StoreError.notFound`. Every change of a seat is an entry of the ledger, so
    /// that its last one knows the number: however many devices there are, none is counted.
    static func seats(of customer: CustomerID, in db: Database) throws -> SeatFigure {
        let maximum = try CustomerTable.customer(customer, in: db).maximum
        return SeatFigure(configured: try LedgerTable.configured(of: customer, in: db), maximum: maximum)
    }

    /// Of those that are assigned to the user some, at most `limit`.
    static func assigned(
        to user: UserID, ofCustomer customer: Int64, limit: Int, in db: Database
    ) throws -> [Device] {
        try db.rows("\(select) WHERE customer = ? AND user = ? LIMIT ?", [customer, user.text, limit], read)
    }

    /// Of those that are assigned to the user and not counted under the class of a licence some, at most `limit`; none
    /// where the licence gives no view.
    static func assigned(
        to user: UserID, ofCustomer customer: Int64, notCountedUnder supervisor: SupervisorLicence, limit: Int,
        in db: Database
    ) throws -> [Device] {
        guard let licence = supervisor.boardLicence else { return [] }
        var devices: [Device] = []
        // Class by class, so that the index passes over none that is done already.
        for other in BoardLicence.allCases where other != licence {
            devices += try db.rows(
                "\(select) WHERE customer = ? AND user = ? AND board_licence = ? LIMIT ?",
                [customer, user.text, other.rawValue, limit - devices.count], read)
        }
        return devices
    }

    /// Of those that show the dashboard some, at most `limit`.
    static func showing(
        _ dashboard: DashboardID, ofCustomer customer: Int64, limit: Int, in db: Database
    ) throws -> [Device] {
        try db.rows("\(select) WHERE customer = ? AND dashboard = ? LIMIT ?", [customer, dashboard.text, limit], read)
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

    /// Writes the class that the device is counted under.
    static func setBoardLicence(of device: Device, in db: Database) throws {
        try db.run(
            "UPDATE devices SET board_licence = ? WHERE id = ?", [device.boardLicence.rawValue, device.id.text])
    }

    /// Lets the device give its seat up.
    static func suspend(_ id: DeviceID, in db: Database) throws {
        try db.run("UPDATE devices SET suspended = 1 WHERE id = ?", [id.text])
    }

    /// Takes the user from the device.
    static func removeUser(of id: DeviceID, in db: Database) throws {
        try db.run("UPDATE devices SET user = NULL WHERE id = ?", [id.text])
    }

    /// Takes the dashboard from the device.
    static func removeDashboard(of id: DeviceID, in db: Database) throws {
        try db.run("UPDATE devices SET dashboard = NULL WHERE id = ?", [id.text])
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
