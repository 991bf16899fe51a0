import GRDB
import Values
import WallboardCore

/// The rows of `device_sightings`.
enum SightingTable {
    /// By device.
    static func all(of customer: CustomerID, in db: Database) throws -> [DeviceSighting] {
        try db.rows(
            """
            SELECT device, at, address, asleep FROM device_sightings
            JOIN devices ON devices.id = device JOIN customers ON customers.number = devices.customer
            WHERE customers.id = ? ORDER BY device
            """, [customer.text]
        ) { row in
            try DeviceSighting(device: row.name(), at: row.instant(), address: row.text(), isAsleep: row.flag())
        }
    }

    /// Replaces what was there; does nothing for a device that is gone.
    static func put(_ sighting: DeviceSighting, in db: Database) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO device_sightings (device, at, address, asleep)
            SELECT id, ?, ?, ? FROM devices WHERE id = ?
            """,
            [sighting.at.milliseconds, sighting.address, sighting.isAsleep ? 1 : 0, sighting.device.text])
    }
}
