import GRDB
import Values
import WallboardCore

/// The one row of `retention_time`, if there is one.
enum RetentionTimeTable {
    static func time(in db: Database) throws -> RetentionTime? {
        try db.row("SELECT confirmed, candidate, held FROM retention_time", []) { row in
            try RetentionTime(
                confirmed: row.instant(), candidate: row.instant(), heldMillis: Int64(row.integer()))
        }
    }

    static func put(_ time: RetentionTime, in db: Database) throws {
        try db.run(
            "INSERT OR REPLACE INTO retention_time (number, confirmed, candidate, held) VALUES (1, ?, ?, ?)",
            [time.confirmed.milliseconds, time.candidate.milliseconds, time.heldMillis])
    }
}
