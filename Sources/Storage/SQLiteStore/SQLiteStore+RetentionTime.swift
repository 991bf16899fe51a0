import GRDB
import Store
import Values
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func retentionTime() async throws(StoreError) -> RetentionTime? {
        try await read { db in
            try db.row("SELECT confirmed, candidate, held FROM retention_time", []) { row in
                try RetentionTime(
                    confirmed: row.instant(), candidate: row.instant(), heldMillis: Int64(row.integer()))
            }
        }
    }

    /// As `Store` has it.
    package func noteRetentionTime(_ time: RetentionTime) async throws(StoreError) {
        try await write { db in
            try db.run(
                "INSERT OR REPLACE INTO retention_time (number, confirmed, candidate, held) VALUES (1, ?, ?, ?)",
                [time.confirmed.milliseconds, time.candidate.milliseconds, time.heldMillis])
        }
    }
}
