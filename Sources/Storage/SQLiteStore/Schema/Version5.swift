/// Customers that are gone, whose ids may be used again; counts of stored events; appends in parts.
///
/// Where an id was used again already, its entries are one chain: the current customer begins with the last
/// `opened`.
enum Version5 {
    static let migration = Migration(
        sql: """
            ALTER TABLE customers ADD COLUMN
                -- 1 for the first customer with this id, one more for each that came after.
                incarnation INTEGER NOT NULL DEFAULT 1 CHECK (incarnation >= 1);
            ALTER TABLE customers ADD COLUMN
                -- NULL: is there. One that is gone has the id `<id>/<incarnation>` until its rows are removed.
                gone_at INTEGER;
            ALTER TABLE customers ADD COLUMN
                -- who removed it
                gone_by TEXT;
            ALTER TABLE customers ADD COLUMN
                -- Records of the audit up to this number are of others who had the id.
                audit_after INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE customers ADD COLUMN
                -- Entries of the ledger up to this number are of others who had the id.
                ledger_after INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE customers ADD COLUMN
                -- How many rows of call_events it has.
                stored_events INTEGER NOT NULL DEFAULT 0 CHECK (stored_events >= 0);
            CREATE INDEX customers_that_are_gone ON customers (number) WHERE gone_at IS NOT NULL;

            CREATE TABLE former_customers (
                id TEXT NOT NULL,
                incarnation INTEGER NOT NULL,
                gone_at INTEGER NOT NULL,
                PRIMARY KEY (id, incarnation)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO former_customers
                SELECT customer, 1, max(at) FROM ledger
                WHERE customer NOT IN (SELECT id FROM customers) GROUP BY customer;

            CREATE TABLE unfinished_appends (
                customer INTEGER PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
                -- The customer's events with a greater number are not taken yet.
                after INTEGER NOT NULL
            ) STRICT;

            CREATE INDEX ledger_of_the_zone ON ledger (customer, sequence) WHERE kind IN ('opened', 'timeZone');

            UPDATE customers SET
                ledger_after = coalesce((
                    SELECT max(sequence) - 1 FROM ledger WHERE customer = customers.id AND kind = 'opened'), 0),
                audit_after = coalesce((
                    SELECT max(number) FROM audit WHERE customer = customers.id AND at < customers.created_at), 0)
                WHERE EXISTS (SELECT 1 FROM ledger WHERE customer = customers.id AND kind = 'closed');
            UPDATE customers SET
                stored_events = (SELECT count(*) FROM call_events WHERE customer = customers.number);
            """)
}
