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
