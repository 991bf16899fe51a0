import GRDB
import Store
import Values
import WallboardCore

/// The tables of the file, and how a file of an earlier version is migrated to this one.
///
/// The names that callers know are texts; inside, a customer is a number, so that rows and indexes stay small. Ranges
/// are checked here, choices (such as a supervisor licence) where a row is read: a new choice then needs no new table.
enum Schema {
    /// Marks a file as one of this program: `WBGW` in ASCII
    /// (<https://www.sqlite.org/pragma.html#pragma_application_id>).
    static let applicationID = 0x5742_4757

    /// The current version of the file.
    static var version: Int { migrations.count }

    /// Migrates a new or earlier file to this version, in one transaction; it is called on the writing connection
    /// before anything else, and leaves a file that it refuses unchanged.
    ///
    /// Anything a migration writes besides tables has the time `now`. Throws `StoreError.incompatible` for a file of
    /// another program or of a later version.
    static func migrate(_ db: Database, at now: Instant) throws {
        // Immediate: two processes that open a new file at once create the tables one after the other.
        try db.inTransaction(.immediate) {
            let stored = try storedVersion(db)
            if stored < version {
                for migration in migrations[stored...] { try migration.run(on: db, at: now) }
                try db.execute(
                    sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
            }
            return .commit
        }
    }

    /// 0 for a new file.
    private static func storedVersion(_ db: Database) throws -> Int {
        let owner = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if owner == applicationID {
            guard (1...self.version).contains(version) else {
                throw StoreError.incompatible(
                    reason: "the file has version \(version), this program knows versions 1 to \(self.version)")
            }
            return version
        }
        let entries = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard owner == 0, version == 0, entries == 0 else {
            throw StoreError.incompatible(reason: "the file is the database of another program")
        }
        return 0
    }

    /// Element n makes version n + 1 of version n. An element that was released is never changed.
    static let migrations = [
        Version1.migration, Version2.migration, Version3.migration, Version4.migration, Version5.migration,
        Version6.migration, Version7.migration, Version8.migration, Version9.migration, Version10.migration,
        Version11.migration, Version12.migration, Version13.migration, Version14.migration,
        Version15.migration,
    ]
}
