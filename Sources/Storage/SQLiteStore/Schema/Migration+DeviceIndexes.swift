extension Migration {
    /// Devices by user and class, and by dashboard: a change of many of them in parts finds those that are not done.
    static let deviceIndexes = Migration(
        sql: """
            DROP INDEX devices_by_user;
            CREATE INDEX devices_by_user ON devices (customer, user, board_licence);
            CREATE INDEX devices_by_dashboard ON devices (customer, dashboard) WHERE dashboard IS NOT NULL;
            """)
}
