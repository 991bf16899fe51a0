import GRDB
import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func dashboards(of customer: CustomerID) async throws(StoreError) -> [Dashboard] {
        try await read { db in try DashboardTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func putDashboard(_ dashboard: Dashboard, of customer: CustomerID) async throws(StoreError) {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            try DashboardTable.put(dashboard, ofCustomer: number, in: db)
        }
    }

    /// As `Store` has it.
    package func deleteDashboard(
        _ id: DashboardID, of customer: CustomerID
    ) async throws(StoreError) -> RemovalOutcome {
        let limit = limits.bulkRows
        let rows = try await read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return try DeviceTable.showing(id, ofCustomer: number, limit: limit, in: db).count
        }
        return try await write(order(ofRows: rows)) { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard try DashboardTable.exists(id, ofCustomer: number, in: db) else { throw StoreError.notFound }
            var devices = try DeviceTable.showing(id, ofCustomer: number, limit: limit, in: db)
            for index in devices.indices {
                devices[index].dashboard = nil
                try DeviceTable.removeDashboard(of: devices[index].id, in: db)
            }
            let isDone = devices.count < limit
            if isDone { try DashboardTable.delete(id, ofCustomer: number, in: db) }
            return RemovalOutcome(devices: devices.sorted { $0.id < $1.id }, isDone: isDone)
        }
    }
}
