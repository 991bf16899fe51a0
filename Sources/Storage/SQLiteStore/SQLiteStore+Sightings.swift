import GRDB
import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func sightings(of customer: CustomerID) async throws(StoreError) -> [DeviceSighting] {
        try await read { db in
            try db.rows(
                """
                SELECT device, at, address FROM device_sightings
                JOIN devices ON devices.id = device JOIN customers ON customers.number = devices.customer
                WHERE customers.id = ? ORDER BY device
                """, [customer.text]
            ) { row in try DeviceSighting(device: row.name(), at: row.instant(), address: row.text()) }
        }
    }

    /// As `Store` has it.
    package func noteSightings(_ sightings: [DeviceSighting]) async throws(StoreError) {
        try await write(order(ofRows: sightings.count)) { db in
            for sighting in sightings {
                try db.run(
                    """
                    INSERT OR REPLACE INTO device_sightings (device, at, address)
                    SELECT id, ?, ? FROM devices WHERE id = ?
                    """, [sighting.at.milliseconds, sighting.address, sighting.device.text])
            }
        }
    }
}
