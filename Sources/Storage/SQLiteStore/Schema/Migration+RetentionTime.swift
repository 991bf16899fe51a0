extension Migration {
    /// The time by which what is old is removed. It begins with the newest moment that is stored, unless nothing is.
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
