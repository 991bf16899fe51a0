/// The first version of the file: customers, users, keys, devices, tokens, call events.
enum Version1 {
    static let migration = Migration(
        sql: """
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
    )
}
