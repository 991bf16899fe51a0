import Store
import Testing
import WallboardCore

@Suite("Store contract: dashboards")
struct DashboardContract {
    private let floor = Dashboard(
        id: "floor", title: "Sales floor", queues: ["sales"], hidesCallers: true, tiles: everyTile, alarms: everyAlarm)

    @Test("a dashboard is kept as it was given, by id, and replaced as a whole", arguments: Engine.allCases)
    func put(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            try await store.createCustomer(customer("other"))
            #expect(try await store.dashboards(of: "acme") == [])
            try await store.putDashboard(floor, of: "acme")
            try await store.putDashboard(Dashboard(id: "door", title: "Door"), of: "acme")
            #expect(try await store.dashboards(of: "acme") == [Dashboard(id: "door", title: "Door"), floor])
            try await store.putDashboard(Dashboard(id: "floor", title: "Empty"), of: "acme")
            #expect(try await store.dashboards(of: "acme").last == Dashboard(id: "floor", title: "Empty"))
            #expect(try await store.dashboards(of: "other") == [])
            await #expect(throws: StoreError.notFound) { try await store.putDashboard(floor, of: "nobody") }
        }
    }

    @Test("a device shows one dashboard of its customer, or the default", arguments: Engine.allCases)
    func assign(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            try await store.createCustomer(customer("other"))
            try await store.putDashboard(floor, of: "acme")
            try await store.putDashboard(Dashboard(id: "theirs", title: "Theirs"), of: "other")
            var device = try await store.register("s1")
            #expect(device.dashboard == nil)
            for unknown in ["theirs", "none"] as [DashboardID] {
                await #expect(throws: StoreError.notFound) {
                    try await store.updateDevice(
                        "device-s1", of: "acme", DeviceChange(name: "x", dashboard: .dashboard(unknown)))
                }
            }
            device.dashboard = "floor"
            let change = DeviceChange(dashboard: .dashboard("floor"))
            #expect(try await store.updateDevice("device-s1", of: "acme", change) == .changed(device))
            #expect(try await store.updateDevice("device-s1", of: "acme", DeviceChange()) == .changed(device))
            #expect(try await store.devices(of: "acme") == [device])
            // A device that registers again goes on showing it.
            let renewed = try await store.enrol([request("s1", as: "new")], at: morning)
            guard case .renewed(let again) = renewed[0] else {
                Issue.record("\(renewed)")
                return
            }
            #expect(again.dashboard == "floor")
            let back = try await store.updateDevice("device-s1", of: "acme", DeviceChange(dashboard: .default))
            guard case .changed(let shown) = back else {
                Issue.record("\(back)")
                return
            }
            #expect(shown.dashboard == nil)
            // Nothing here affects a bill.
            #expect(try await store.changes(of: "acme").map(\.kind) == ["opened", "seatTaken"])
        }
    }

    @Test("with a dashboard goes its assignment, and nothing else", arguments: Engine.allCases)
    func delete(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            try await store.putDashboard(floor, of: "acme")
            try await store.putDashboard(Dashboard(id: "door", title: "Door"), of: "acme")
            for serial in ["s2", "s1", "s3"] as [Serial] { try await store.register(serial) }
            let shown: [(DeviceID, DashboardID)] = [
                ("device-s1", "floor"), ("device-s2", "floor"), ("device-s3", "door"),
            ]
            for (device, dashboard) in shown {
                _ = try await store.updateDevice(device, of: "acme", DeviceChange(dashboard: .dashboard(dashboard)))
            }
            let changed = try await store.deleteDashboard("floor", of: "acme")
            #expect(changed.isDone && changed.devices.map(\.id) == ["device-s1", "device-s2"])
            #expect(changed.devices.allSatisfy { $0.dashboard == nil })
            #expect(try await store.devices(of: "acme").map(\.dashboard) == [nil, nil, "door"])
            #expect(try await store.dashboards(of: "acme").map(\.id) == ["door"])
            await #expect(throws: StoreError.notFound) { try await store.deleteDashboard("floor", of: "acme") }
            try await store.deleteCustomer("acme")
            try await store.createCustomer(customer("acme"))
            #expect(try await store.dashboards(of: "acme") == [])
        }
    }
}
