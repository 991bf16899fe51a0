extension Migration {
    /// When and where each device was heard last, and which entries of the ledger are older than the one before. So far
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
