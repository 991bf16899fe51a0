import GRDB

/// Converts names to the form that new ones have: trimmed, in normal form C. Otherwise a queue of earlier events
/// and the same queue of later ones are two on boards.
///
/// Stored billing data stays as it is: the ledger names devices by their ids.
enum Version4 {
    static let migration = Migration(
        sql: "",
        then: { db, _ in
            db.add(function: normalForm)
            for (table, columns) in [
                ("call_events", ["call", "agent", "reason", "queue", "caller"]), ("customers", ["name"]),
                ("users", ["name"]), ("devices", ["name", "model"]), ("admin_tokens", ["name"]),
                ("dashboards", ["content"]),
            ] {
                for column in columns {
                    // Most rows need no change: all their characters are ASCII, and no space is at an end.
                    try db.execute(
                        sql: """
                            UPDATE \(table) SET \(column) = normal_form(\(column))
                            WHERE \(column) GLOB '*[^!-~ ]*' OR \(column) GLOB ' *' OR \(column) GLOB '* '
                            """)
                }
            }
            db.remove(function: normalForm)
        })

    /// A text of nothing but white space stays as it is.
    private static let normalForm = DatabaseFunction("normal_form", argumentCount: 1, pure: true) { values in
        guard let text = String.fromDatabaseValue(values[0]) else { return values[0] }
        let scalars = String(decoding: text._nfcCodeUnits, as: UTF8.self).unicodeScalars
        let start = scalars.firstIndex { !$0.properties.isWhitespace }
        let end = scalars.lastIndex { !$0.properties.isWhitespace }
        guard let start, let end else { return text }
        return String(scalars[start...end])
    }
}
