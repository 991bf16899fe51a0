import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

extension AdminRoutes {
    func listDashboards(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await list(for: call) { json, status in
            json.members(of: status)
        } _: { page throws(AdminError) in
            try await ports.dashboards(of: customer, page)
        }
    }

    func showDashboard(_ call: AdminCall) async throws -> Answer {
        .dashboard(try await ports.dashboard(call.dashboard, of: call.customer))
    }

    /// Replaces the dashboard as a whole. A dry run has the same answer, but nothing exists that could have a tag or
    /// a location.
    func putDashboard(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        let isDryRun = try call.queriedDryRun
        let body = try call.fields()
        guard let id = try? call.dashboard else {
            throw AdminError.invalid(field: "dashboardId", reason: FieldRule.dashboardID.expectation)
        }
        let dashboard = try Dashboard(id, body)
        let preconditions = try call.preconditions
        return try await changing {
            let stored = try await ports.putDashboard(
                dashboard, of: customer, if: preconditions.precondition(), dryRun: isDryRun)
            if isDryRun { return .json { $0.object(of: stored.status) } }
            guard !stored.existed else { return .dashboard(stored.status) }
            return .dashboard(
                stored.status, .created, headers: [.location: "/v1/customers/\(customer)/dashboards/\(id)"])
        } current: {
            try await current(id, of: customer)
        }
    }

    func deleteDashboard(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.dashboard, try call.customer)
        let preconditions = try call.preconditions
        return try await changing {
            try await ports.deleteDashboard(id, of: customer, if: preconditions.precondition())
            return .empty(.noContent)
        } current: {
            try await current(id, of: customer)
        }
    }

    private func current(_ id: DashboardID, of customer: CustomerID) async throws -> [UInt8] {
        let status = try await ports.dashboard(id, of: customer)
        return JSONWriter.text { $0.members(of: status) }
    }
}

extension Answer {
    fileprivate static func dashboard(
        _ status: DashboardStatus, _ code: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.eTag] = status.dashboard.entityTag.description
        return .json(code, headers: headers) { $0.object(of: status) }
    }
}

extension JSONWriter {
    fileprivate mutating func object(of status: DashboardStatus) {
        beginObject()
        members(of: status)
        endObject()
    }

    /// Writes a dashboard, who shows it, and what each view leaves of it.
    fileprivate mutating func members(of status: DashboardStatus) {
        members(of: status.dashboard)
        texts("devices", status.devices.map(\.text))
        object("views") { json in
            for view in BoardView.allCases where view != .none {
                json.object(view.rawValue) { $0.members(of: status.dashboard.cut(for: view)) }
            }
        }
    }

    /// Writes what may be edited of a dashboard, and its id.
    mutating func members(of dashboard: Dashboard) {
        member("id", dashboard.id.text)
        member("title", dashboard.title)
        if let queues = dashboard.queues {
            texts("queues", queues)
        } else {
            key("queues")
            null()
        }
        member("callerNumbers", dashboard.hidesCallers ? Customer.CallerNumbers.masked.rawValue : nil)
        tiles(dashboard.tiles)
        alarms(dashboard.alarms)
    }

    private mutating func members(of cut: DashboardCut) {
        tiles(cut.tiles)
        alarms(cut.alarms)
        list("leftOut", cut.leftOut) { json, part in
            let (tile, alarm): (Int?, Int?) =
                switch part.place {
                case .tile(let index): (index, nil)
                case .alarm(let index): (nil, index)
                }
            json.member("tile", tile)
            json.member("alarm", alarm)
            json.member("figure", part.figure?.rawValue)
            json.member("reason", part.reason)
        }
    }

    private mutating func tiles(_ tiles: [Tile]) {
        key("tiles")
        beginArray()
        for tile in tiles { Welcome.Tile(tile).write(to: &self) }
        endArray()
    }

    private mutating func alarms(_ alarms: [Alarm]) {
        key("alarms")
        beginArray()
        for alarm in alarms { Welcome.Alarm(alarm).write(to: &self) }
        endArray()
    }
}
