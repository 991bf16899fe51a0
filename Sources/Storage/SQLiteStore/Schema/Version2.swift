import GRDB
import Store
import Values
import WallboardCore

/// The second version: the ledger, what admins did, what the PBX reported, sleep hours, tokens that end.
///
/// The ledger of each existing customer begins with what the gateway finds: the maximum, and the devices that have
/// a seat.
enum Version2 {
    static let migration = Migration(
        sql: """
            ALTER TABLE customers ADD COLUMN
                -- Both NULL: never.
                sleep_from_minute INTEGER CHECK (sleep_from_minute BETWEEN 0 AND 1439);
            ALTER TABLE customers ADD COLUMN
                sleep_to_minute INTEGER CHECK (sleep_to_minute BETWEEN 0 AND 1439);
            ALTER TABLE customers ADD COLUMN
                -- NULL: the PBX never reported its agents.
                pbx_reported_at INTEGER;

            CREATE TABLE pbx_agents (
                customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
                extension TEXT NOT NULL,
                PRIMARY KEY (customer, extension)
            ) STRICT, WITHOUT ROWID;

            ALTER TABLE admin_tokens ADD COLUMN
                may_set_maximum INTEGER NOT NULL DEFAULT 0 CHECK (may_set_maximum IN (0, 1));
            ALTER TABLE admin_tokens ADD COLUMN
                -- NULL: never
                expires_at INTEGER;
            ALTER TABLE admin_tokens ADD COLUMN
                -- NULL: not
                revoked_at INTEGER;

            CREATE TABLE ledger (
                -- The id, since a ledger outlives its customer.
                customer TEXT NOT NULL,
                sequence INTEGER NOT NULL CHECK (sequence >= 1),
                at INTEGER NOT NULL,
                author TEXT NOT NULL,
                kind TEXT NOT NULL,
                -- how a device got or lost its seat
                how TEXT,
                device TEXT,
                serial TEXT,
                -- NULL: nobody
                user TEXT,
                board_licence TEXT,
                previous_board_licence TEXT,
                previous_serial TEXT,
                time_zone TEXT,
                reason TEXT,
                -- NULL: unlimited, or not a change of the maximum
                previous_max_wallboards INTEGER CHECK (previous_max_wallboards >= 0),
                configured INTEGER NOT NULL CHECK (configured >= 0),
                -- NULL: unlimited
                max_wallboards INTEGER CHECK (max_wallboards >= 0),
                previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64),
                hash TEXT NOT NULL CHECK (length(hash) = 64),
                PRIMARY KEY (customer, sequence)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX ledger_of_the_maximum ON ledger (customer, sequence) WHERE kind IN ('maximum', 'opened');
            CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger BEGIN
                SELECT RAISE(ABORT, 'an entry of the ledger is never changed');
            END;
            CREATE TRIGGER ledger_is_not_cut BEFORE DELETE ON ledger BEGIN
                SELECT RAISE(ABORT, 'an entry of the ledger is never removed');
            END;

            CREATE TABLE audit (
                -- AUTOINCREMENT: the number of a record that is gone is not given again.
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                at INTEGER NOT NULL,
                author TEXT NOT NULL,
                role TEXT NOT NULL,
                address TEXT NOT NULL,
                operation TEXT NOT NULL,
                path TEXT NOT NULL,
                -- The id; there may be no such customer.
                customer TEXT,
                change TEXT,
                -- NULL: not answered
                status INTEGER
            ) STRICT;
            CREATE INDEX audit_by_customer ON audit (customer, number) WHERE customer IS NOT NULL;
            CREATE INDEX audit_by_time ON audit (at);
            """,
        then: openLedgers)

    /// Reads with statements of its own: those of the tables may name columns of a later version.
    private static func openLedgers(in db: Database, at now: Instant) throws {
        let customers = try db.rows("SELECT number, id, time_zone, max_wallboards FROM customers ORDER BY id", []) {
            row in
            try (
                number: row.integer(), id: row.name() as CustomerID, timeZone: row.text(),
                maximum: row.integerIfAny().map(SeatMaximum.limited) ?? .unlimited
            )
        }
        let stamp = Stamp(.gateway, at: now)
        for customer in customers {
            try LedgerTable.append(
                .opened(timeZone: customer.timeZone), maximum: customer.maximum, to: .first(customer.id), by: stamp,
                in: db)
            let devices = try db.rows(
                """
                SELECT id, serial, user, board_licence FROM devices
                WHERE customer = ? AND suspended = 0 ORDER BY registered_at, number
                """, [customer.number]
            ) { row in
                try LedgerDevice(id: row.name(), serial: row.name(), user: row.nameIfAny(), licence: row.choice())
            }
            for device in devices {
                try LedgerTable.append(.seatTaken(device, .carriedOver), to: .first(customer.id), by: stamp, in: db)
            }
        }
    }
}
