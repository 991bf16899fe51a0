extension Migration {
    /// Whether a customer's feed has ever sent a request. Of a customer with stored events it has.
    static let feeds = Migration(
        sql: """
            ALTER TABLE customers ADD COLUMN is_fed INTEGER NOT NULL DEFAULT 0 CHECK (is_fed IN (0, 1));
            UPDATE customers SET is_fed = 1
            WHERE EXISTS (SELECT 1 FROM call_events WHERE call_events.customer = customers.number);
            """)
}
