/// Boards whose pairing was confirmed while no seat was free.
enum Version6 {
    static let migration = Migration(
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

/// Whether a customer's feed has ever sent a request. A customer with stored events counts as fed.
enum Version7 {
    static let migration = Migration(
        sql: """
            ALTER TABLE customers ADD COLUMN is_fed INTEGER NOT NULL DEFAULT 0 CHECK (is_fed IN (0, 1));
            UPDATE customers SET is_fed = 1
            WHERE EXISTS (SELECT 1 FROM call_events WHERE call_events.customer = customers.number);
            """)
}

/// Which token made a token, so that it ends with it; and equal refusals as one record of the audit with a count,
/// so that a flood of them displaces nothing.
enum Version8 {
    static let migration = Migration(
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

/// When and where each device was last heard, and which entries of the ledger are older than the one before. So far
/// none was.
enum Version9 {
    static let migration = Migration(
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
