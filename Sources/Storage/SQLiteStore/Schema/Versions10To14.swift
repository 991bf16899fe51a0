/// The time that decides what is old enough to be removed. It begins with the newest moment that is stored, if
/// anything is.
enum Version10 {
    static let migration = Migration(
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

/// Whether the TV of a device slept when it was last heard.
enum Version11 {
    static let migration = Migration(
        sql: """
            ALTER TABLE device_sightings ADD COLUMN asleep INTEGER NOT NULL DEFAULT 0 CHECK (asleep IN (0, 1));
            """)
}

/// Tokens by age, of all and of each customer, so that a page of them is read without the others.
enum Version12 {
    static let migration = Migration(
        sql: """
            CREATE INDEX admin_tokens_by_age ON admin_tokens (created_at, id);
            DROP INDEX admin_tokens_by_customer;
            CREATE INDEX admin_tokens_by_customer ON admin_tokens (customer, created_at, id)
                WHERE customer IS NOT NULL;
            """)
}

/// Devices by user and class, and by dashboard: a change of many of them in parts finds those that are not done.
enum Version13 {
    static let migration = Migration(
        sql: """
            DROP INDEX devices_by_user;
            CREATE INDEX devices_by_user ON devices (customer, user, board_licence);
            CREATE INDEX devices_by_dashboard ON devices (customer, dashboard) WHERE dashboard IS NOT NULL;
            """)
}

/// The vocabulary of calls.md: the order of one moment, waits that the telephone system counts, where transfers go,
/// which call another has become part of.
enum Version14 {
    static let migration = Migration(
        sql: """
            -- The sender's order of the events of one moment.
            ALTER TABLE call_events ADD COLUMN sequence INTEGER CHECK (sequence >= 0);
            -- Where a transfer goes, the call that another has become part of, or the type of an unknown event.
            ALTER TABLE call_events ADD COLUMN target TEXT;
            -- The wait that the sender counted, in milliseconds; -1: unknown.
            ALTER TABLE call_events ADD COLUMN wait INTEGER CHECK (wait >= -1);
            CREATE INDEX call_events_by_target ON call_events (customer, target) WHERE kind = 'merged';

            UPDATE call_events SET kind = 'transferredToQueue', target = queue, queue = NULL, agent = NULL
                WHERE call IS NOT NULL AND kind = 'transferred' AND queue IS NOT NULL;
            UPDATE call_events SET kind = 'transferredToAgent', target = agent, agent = NULL
                WHERE call IS NOT NULL AND kind = 'transferred' AND agent IS NOT NULL;
            UPDATE call_events SET reason = NULL WHERE call IS NOT NULL AND kind = 'ended' AND reason = 'unknown';
            """)
}
