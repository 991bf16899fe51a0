import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The dashboards of a customer.
struct DashboardRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits

    var routes: [Route] {
        [
            Route(
                "listDashboards", .get, "/v1/customers/{customerId}/dashboards", .customer(.readers),
                answer: listDashboards),
            Route(
                "showDashboard", .get, "/v1/customers/{customerId}/dashboards/{dashboardId}", .customer(.readers),
                answer: showDashboard),
            Route(
                "putDashboard", .put, "/v1/customers/{customerId}/dashboards/{dashboardId}", .customer(.editors),
                body: .dashboard, dryRun: .query,
                answer: putDashboard),
            Route(
                "deleteDashboard", .delete, "/v1/customers/{customerId}/dashboards/{dashboardId}", .customer(.editors),
                answer: deleteDashboard),
        ]
    }

    func listDashboards(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await call.list(limits) { page throws(AdminError) in
            try await ports.customer(customer).dashboards(page)
        }
    }

    func showDashboard(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.dashboard, try call.customer)
        return .dashboard(try await ports.customer(customer).dashboard(id))
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
        return try await call.changing {
            let stored = try await ports.customer(customer).putDashboard(
                dashboard, if: preconditions.precondition(), dryRun: isDryRun)
            if isDryRun { return .json(of: stored.status) }
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
        return try await call.changing {
            try await ports.customer(customer).deleteDashboard(id, if: preconditions.precondition())
            return .empty(.noContent)
        } current: {
            try await current(id, of: customer)
        }
    }

    private func current(_ id: DashboardID, of customer: CustomerID) async throws -> [UInt8] {
        let status = try await ports.customer(customer).dashboard(id)
        return JSONWriter.text(of: status)
    }
}

extension Answer {
    fileprivate static func dashboard(
        _ status: DashboardStatus, _ code: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.eTag] = status.dashboard.entityTag.description
        return .json(code, headers: headers, of: status)
    }
}
