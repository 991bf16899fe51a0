extension Migration {
    /// Which token made a token, so that it ends with it; and equal refusals as one record of the audit with a count, so
    /// that a flood of them washes nothing away.
    static let accountability = Migration(
        sql: """
            ALTER TABLE admin_tokens ADD COLUMN
                -- the id of a token, or of a bearer of the OpenID provider; NULL: made beside the gateway
                created_by TEXT;
            CREATE INDEX admin_tokens_by_maker ON admin_tokens (created_by) WHERE created_by IS NOT NULL;

            ALTER TABLE audit ADD COLUMN
                -- requests that the record is about
                count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 1);
            ALTER TABLE audit ADD COLUMN
                -- when the last of them came; NULL: there is one
                last_at INTEGER;
            CREATE INDEX audit_refusals ON audit (author, operation, status, at) WHERE status >= 400;
            CREATE INDEX audit_refusals_by_number ON audit (number) WHERE status >= 400;
            """)
}
