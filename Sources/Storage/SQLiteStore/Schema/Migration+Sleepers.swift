extension Migration {
    /// Whether the TV of a device slept when it was heard last.
    static let sleepers = Migration(
        sql: """
            ALTER TABLE device_sightings ADD COLUMN asleep INTEGER NOT NULL DEFAULT 0 CHECK (asleep IN (0, 1));
            """)
}
