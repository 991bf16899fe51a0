/// The third version: dashboards and which device shows which, the variant of the service level, and how long a
/// feed may be quiet.
enum Version3 {
    static let migration = Migration(
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
