import GRDB
import Store

/// The tables of the file, and how a file of an earlier version becomes one of this version.
///
/// The names that callers know are texts; inside, a customer is a number, so that rows and indexes stay small. Ranges are
/// checked here, choices (such as a supervisor licence) where a row is read: a new choice then needs no new table.
enum Schema {
    /// Marks a file as one of this program: `WBGW` in ASCII (<https://www.sqlite.org/pragma.html#pragma_application_id>).
    static let applicationID = 0x5742_4757

    /// The version of a file that is up to date.
    static var version: Int { migrations.count }

    /// Brings a new or earlier file to this version, in one transaction; it is called on the writing connection before
    /// anything else, and leaves a file that it refuses as it was.
    ///
    /// Throws `StoreError.incompatible` for a file of another program or of a later version.
    static func migrate(_ db: Database) throws {
        // Immediate: two processes that open a new file at once make the tables one after the other.
        try db.inTransaction(.immediate) {
            let stored = try storedVersion(db)
            if stored < version {
                for migration in migrations[stored...] { try db.execute(sql: migration) }
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
    private static let migrations = [
        """
        CREATE TABLE customers (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            reset_minute_of_day INTEGER NOT NULL CHECK (reset_minute_of_day BETWEEN 0 AND 1439),
            service_level_seconds INTEGER NOT NULL CHECK (service_level_seconds BETWEEN 1 AND 3600),
            short_abandon_seconds INTEGER NOT NULL CHECK (short_abandon_seconds BETWEEN 0 AND 600),
            caller_numbers TEXT NOT NULL,
            agent_add_on TEXT NOT NULL,
            -- NULL: unlimited
            max_wallboards INTEGER CHECK (max_wallboards >= 0),
            maximum_version INTEGER NOT NULL CHECK (maximum_version >= 1),
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE users (
            customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            extension TEXT NOT NULL,
            user_licence TEXT,
            agent_add_on INTEGER NOT NULL CHECK (agent_add_on IN (0, 1)),
            desktop_client INTEGER NOT NULL CHECK (desktop_client IN (0, 1)),
            crm_add_on INTEGER NOT NULL CHECK (crm_add_on IN (0, 1)),
            supervisor TEXT NOT NULL,
            PRIMARY KEY (customer, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE enrolment_keys (
            -- order of arrival
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            customer INTEGER NOT NULL,
            user TEXT NOT NULL,
            secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
            created_at INTEGER NOT NULL,
            -- NULL: never
            expires_at INTEGER,
            -- NULL: no limit of its own
            max_uses INTEGER CHECK (max_uses >= 1),
            uses INTEGER NOT NULL CHECK (uses >= 0),
            FOREIGN KEY (customer, user) REFERENCES users ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX enrolment_keys_by_user ON enrolment_keys (customer, user);

        CREATE TABLE devices (
            -- order of arrival
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
            serial TEXT NOT NULL,
            name TEXT NOT NULL,
            model TEXT,
            -- NULL: nobody
            user TEXT,
            board_licence TEXT NOT NULL,
            suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
            registered_at INTEGER NOT NULL,
            credential TEXT NOT NULL UNIQUE,
            secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
            -- The key may be gone.
            enrolled_with TEXT,
            UNIQUE (customer, serial),
            FOREIGN KEY (customer, user) REFERENCES users
        ) STRICT;
        CREATE INDEX devices_by_user ON devices (customer, user);
        CREATE INDEX devices_with_a_seat ON devices (customer) WHERE suspended = 0;

        CREATE TABLE admin_tokens (
            id TEXT PRIMARY KEY,
            role TEXT NOT NULL,
            -- NULL: all
            customer INTEGER REFERENCES customers ON DELETE CASCADE,
            name TEXT NOT NULL,
            secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX admin_tokens_by_customer ON admin_tokens (customer) WHERE customer IS NOT NULL;

        CREATE TABLE call_events (
            -- order of arrival
            number INTEGER PRIMARY KEY,
            customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
            id TEXT NOT NULL,
            time INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            -- NULL for a change of an agent's state
            call TEXT,
            -- what happened to the call, or the state of the agent
            kind TEXT NOT NULL,
            agent TEXT,
            -- why the call ended, or why the agent pauses
            reason TEXT,
            direction TEXT,
            queue TEXT,
            caller TEXT,
            UNIQUE (customer, id)
        ) STRICT;
        CREATE INDEX call_events_by_time ON call_events (customer, time);
        CREATE INDEX call_events_by_call ON call_events (customer, call, time) WHERE call IS NOT NULL;
        """
    ]
}
