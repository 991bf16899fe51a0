import Foundation
import GRDB
import Store
import WallboardCore

/// The rows of `dashboards`.
enum DashboardTable {
    /// By id.
    static func all(of customer: CustomerID, in db: Database) throws -> [Dashboard] {
        try db.rows(
            """
            SELECT id, content FROM dashboards
            WHERE customer = (SELECT number FROM customers WHERE id = ?) ORDER BY id
            """, [customer.text], read)
    }

    static func exists(_ id: DashboardID, ofCustomer customer: Int64, in db: Database) throws -> Bool {
        try db.row("SELECT 1 FROM dashboards WHERE customer = ? AND id = ?", [customer, id.text]) {
            try $0.flag()
        } ?? false
    }

    /// Adds the dashboard, or replaces the one with its id.
    static func put(_ dashboard: Dashboard, ofCustomer customer: Int64, in db: Database) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let content = String(decoding: try encoder.encode(DashboardContent(dashboard)), as: UTF8.self)
        try db.run(
            """
            INSERT INTO dashboards (customer, id, content) VALUES (?, ?, ?)
            ON CONFLICT (customer, id) DO UPDATE SET content = excluded.content
            """, [customer, dashboard.id.text, content])
    }

    static func delete(_ id: DashboardID, ofCustomer customer: Int64, in db: Database) throws {
        try db.run("DELETE FROM dashboards WHERE customer = ? AND id = ?", [customer, id.text])
    }

    private static func read(_ row: inout RowReader) throws -> Dashboard {
        let id: DashboardID = try row.name()
        let text = try row.text()
        guard let content = try? JSONDecoder().decode(DashboardContent.self, from: Data(text.utf8)),
            let dashboard = content.dashboard(id)
        else { throw StoreError.incompatible(reason: "the dashboard \(id) cannot be read") }
        return dashboard
    }
}
