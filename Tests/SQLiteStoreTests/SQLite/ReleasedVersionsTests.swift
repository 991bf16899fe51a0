import GRDB
import Testing
import Values

@testable import SQLiteStore

@Suite("A version of the file that was released")
struct ReleasedVersionsTests {
    /// Of the tables of each version, from the first on. A new version adds one; the others stay.
    private static let digests = [
        "f3bfdf7f1ca22bff", "1d94f9427b9bbedc", "5818e6c2bc2575d3", "5818e6c2bc2575d3", "9f51e4145345e5e8",
        "aef2b66e50430dfa", "1c0722413354db89", "c2f033350860f68a", "203327c55d73ef80", "d6d93ae9d40a5205",
        "2a7be4b054d46ca6", "2e3994cf0bd003d6", "a67e24ce924881cc", "df9f410413a7ba13", "1733d5a720eeb692",
    ]

    @Test("has the same tables for ever, to the byte")
    func tables() throws {
        let file = try DatabaseQueue()
        var digests: [String] = []
        for migration in Schema.migrations {
            try file.write { db in try migration.run(on: db, at: morning) }
            let tables = try file.read { db in
                try String.fetchAll(
                    db, sql: "SELECT type || name || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
            }
            digests.append(FileDigest.text(of: tables.joined(separator: "\n").utf8))
        }
        #expect(digests == Self.digests)
    }
}
