import GRDB
import Store
import WallboardCore

/// Dashboards, and the devices that show them.
struct DashboardRecords {
    let database: OpenDatabase

    func put(_ dashboard: Dashboard, of customer: CustomerID) async throws(StoreError) {
        try await database.write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            try DashboardTable.put(dashboard, ofCustomer: number, in: db)
        }
    }

    func delete(
        _ id: DashboardID, of customer: CustomerID
    ) async throws(StoreError) -> RemovalOutcome {
        let limit = database.limits.bulkRows
        let rows = try await database.read { db in
            let number = try CustomerTable.number(of: customer, in: db)
            return try DeviceTable.showing(id, ofCustomer: number, limit: limit, in: db).count
        }
        return try await database.write(database.order(ofRows: rows)) { db in
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
