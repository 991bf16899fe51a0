import GRDB
import Values
import WallboardCore

extension Migration {
    /// The third version: dashboards and which device shows which, the variant of the service level, and how long a
    /// feed may be quiet.
    static let version3 = Migration(
        sql: """
            ALTER TABLE customers ADD COLUMN service_level_variant TEXT NOT NULL DEFAULT 'standard';
            ALTER TABLE customers ADD COLUMN
                -- NULL: a quiet feed is never taken for a lost one.
                feed_lost_seconds INTEGER DEFAULT 900 CHECK (feed_lost_seconds >= 1);

            CREATE TABLE dashboards (
                customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
                id TEXT NOT NULL,
                -- all that an admin sets, as JSON
                content TEXT NOT NULL,
                PRIMARY KEY (customer, id)
            ) STRICT, WITHOUT ROWID;

            ALTER TABLE devices ADD COLUMN
                -- The id of a dashboard of the same customer; NULL: the default of the device's view.
                dashboard TEXT;
            """)
}

extension Migration {
    /// Converts names to the form that new ones have: trimmed, in normal form C. Otherwise a queue of earlier events
    /// and the same queue of later ones are two on boards.
    ///
    /// Stored billing data stays as it is: the ledger names devices by their ids.
    static let names = Migration(
        sql: "",
        then: { db, _ in
            db.add(function: normalForm)
            for (table, columns) in [
                ("call_events", ["call", "agent", "reason", "queue", "caller"]), ("customers", ["name"]),
                ("users", ["name"]), ("devices", ["name", "model"]), ("admin_tokens", ["name"]),
                ("dashboards", ["content"]),
            ] {
                for column in columns {
                    // Most rows need no change: all their characters are ASCII, and no space is at an end.
                    try db.execute(
                        sql: """
                            UPDATE \(table) SET \(column) = normal_form(\(column))
                            WHERE \(column) GLOB '*[^!-~ ]*' OR \(column) GLOB ' *' OR \(column) GLOB '* '
                            """)
                }
            }
            db.remove(function: normalForm)
        })

    /// A text of nothing but white space stays as it is.
    private static let normalForm = DatabaseFunction("normal_form", argumentCount: 1, pure: true) { values in
        guard let text = String.fromDatabaseValue(values[0]) else { return values[0] }
        let scalars = String(decoding: text._nfcCodeUnits, as: UTF8.self).unicodeScalars
        let start = scalars.firstIndex { !$0.properties.isWhitespace }
        let end = scalars.lastIndex { !$0.properties.isWhitespace }
        guard let start, let end else { return text }
        return String(scalars[start...end])
    }
}

extension Migration {
    /// Boards whose pairing was confirmed while no seat was free.
    static let waitingBoards = Migration(
        sql: """
            CREATE TABLE waiting_boards (
                -- the place in the line
                number INTEGER PRIMARY KEY,
                customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
                serial TEXT NOT NULL,
                model TEXT,
                user TEXT NOT NULL,
                -- NULL: the serial
                name TEXT,
                -- The id of a dashboard, which may be gone; NULL: the default of the view.
                dashboard TEXT,
                author TEXT NOT NULL,
                credential TEXT NOT NULL UNIQUE,
                secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
                since INTEGER NOT NULL,
                UNIQUE (customer, serial),
                FOREIGN KEY (customer, user) REFERENCES users ON DELETE CASCADE
            ) STRICT;
            CREATE INDEX waiting_boards_by_user ON waiting_boards (customer, user);
            """)
}

extension Migration {
    /// Whether a customer's feed has ever sent a request. A customer with stored events counts as fed.
    static let feeds = Migration(
        sql: """
            ALTER TABLE customers ADD COLUMN is_fed INTEGER NOT NULL DEFAULT 0 CHECK (is_fed IN (0, 1));
            UPDATE customers SET is_fed = 1
            WHERE EXISTS (SELECT 1 FROM call_events WHERE call_events.customer = customers.number);
            """)
}

extension Migration {
    /// Which token made a token, so that it ends with it; and equal refusals as one record of the audit with a count,
    /// so that a flood of them displaces nothing.
    static let accountability = Migration(
        sql: """
            ALTER TABLE admin_tokens ADD COLUMN
                -- the id of a token, or of a bearer of the OpenID provider; NULL: made beside the gateway
                created_by TEXT;
            CREATE INDEX admin_tokens_by_maker ON admin_tokens (created_by) WHERE created_by IS NOT NULL;

            ALTER TABLE audit ADD COLUMN
                -- requests that the record is about
                count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 1);
            ALTER TABLE audit ADD COLUMN
                -- when the last of them came; NULL: there is one
                last_at INTEGER;
            CREATE INDEX audit_refusals ON audit (author, operation, status, at) WHERE status >= 400;
            CREATE INDEX audit_refusals_by_number ON audit (number) WHERE status >= 400;
            """)
}

extension Migration {
    /// When and where each device was last heard, and which entries of the ledger are older than the one before. So far
    /// none was.
    static let sightings = Migration(
        sql: """
            CREATE TABLE device_sightings (
                device TEXT PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
                at INTEGER NOT NULL,
                address TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE ledger_set_backs (
                -- the key of a ledger, and the number of an entry
                customer TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                PRIMARY KEY (customer, sequence)
            ) STRICT, WITHOUT ROWID;
            """)
}

extension Migration {
    /// The time that decides what is old enough to be removed. It begins with the newest moment that is stored, if
    /// anything is.
    static let retentionTime = Migration(
        sql: """
            CREATE TABLE retention_time (
                -- There is one row, or none.
                number INTEGER PRIMARY KEY CHECK (number = 1),
                confirmed INTEGER NOT NULL,
                candidate INTEGER NOT NULL,
                held INTEGER NOT NULL CHECK (held >= 0)
            ) STRICT;
            INSERT INTO retention_time
                SELECT 1, max(moment), max(moment), 0 FROM (
                    SELECT max(at) AS moment FROM device_sightings
                    UNION ALL SELECT at FROM audit WHERE number = (SELECT max(number) FROM audit)
                    UNION ALL
                    SELECT received_at FROM call_events WHERE number = (SELECT max(number) FROM call_events))
                HAVING max(moment) IS NOT NULL;
            """)
}

extension Migration {
    /// Whether the TV of a device slept when it was last heard.
    static let sleepers = Migration(
        sql: """
            ALTER TABLE device_sightings ADD COLUMN asleep INTEGER NOT NULL DEFAULT 0 CHECK (asleep IN (0, 1));
            """)
}

extension Migration {
    /// Tokens by age, of all and of each customer, so that a page of them is read without the others.
    static let tokenAges = Migration(
        sql: """
            CREATE INDEX admin_tokens_by_age ON admin_tokens (created_at, id);
            DROP INDEX admin_tokens_by_customer;
            CREATE INDEX admin_tokens_by_customer ON admin_tokens (customer, created_at, id)
                WHERE customer IS NOT NULL;
            """)
}
