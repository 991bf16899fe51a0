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
