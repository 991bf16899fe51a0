extension Migration {
    /// Tokens by age, of all and of each customer, so that a page of them is read without the others.
    static let tokenAges = Migration(
        sql: """
            CREATE INDEX admin_tokens_by_age ON admin_tokens (created_at, id);
            DROP INDEX admin_tokens_by_customer;
            CREATE INDEX admin_tokens_by_customer ON admin_tokens (customer, created_at, id)
                WHERE customer IS NOT NULL;
            """)
}
