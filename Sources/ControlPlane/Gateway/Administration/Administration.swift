import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import PrometheusText
import Store
import Values
import WallboardCore

/// The ports of the admin API: tokens, the audit, the fleet, and the hub of each customer (`HubPort`).
struct Administration: Sendable {
    let context: HubContext
    /// Creating and deleting customers, one at a time.
    let roster: CustomerRoster
    let inspection: FleetInspection
    let tokens: TokenUse
    /// What `/metrics` reports.
    let metricRegistry: MetricRegistry
    /// Where the database is.
    let dataDirectory: String

    func hub(of customer: CustomerID) throws(AdminError) -> CustomerHub {
        guard let hub = context.registry.hub(of: customer) else { throw .notFound(.customer) }
        return hub
    }
}

extension Administration: CustomerAdministration {
    func createCustomer(_ request: NewCustomer, by author: Author) async throws(AdminError) -> CustomerSummary {
        try await roster.create(request, by: author)
    }

    func customers(_ page: PageSelection) async throws(AdminError) -> [CustomerSummary] {
        var customers: [CustomerSummary] = []
        for hub in context.registry.hubs(after: page.after, limit: page.limit) {
            customers.append(await hub.summary)
        }
        return customers
    }

    func customer(_ id: CustomerID) async throws(AdminError) -> any CustomerPort {
        HubPort(hub: try hub(of: id))
    }

    func deleteCustomer(_ id: CustomerID, by author: Author) async throws(AdminError) {
        try await roster.delete(id, by: author)
    }
}

extension Administration: BoardDirectory {
    func boards(_ selection: BoardSelection) async throws(AdminError) -> BoardListing {
        let hub = if let customer = selection.customer { try hub(of: customer) } else { CustomerHub?.none }
        await inspection.refresh()
        return await FleetListing(hub: hub, context: context).page(selection)
    }

    func boardFeed(of customer: CustomerID?) async throws(AdminError) -> AsyncStream<BoardFeedEvent> {
        if let customer { _ = try hub(of: customer) }
        return try context.feed.subscribe(to: customer)
    }
}

extension Administration: GatewayHealth {
    func notReadyReason() async -> String? {
        let oldest = context.server.turnAges.max { $0.millis < $1.millis }
        guard let oldest, oldest.millis > GatewayLimits.Admins.maxTurnAgeMillis else {
            return DiskSpace.shortage(in: dataDirectory)
        }
        return "Thread \(oldest.loop) of the boards' port has not turned for \(oldest.millis / 1_000) s."
    }

    func metrics() async -> String { await metricRegistry.text() }
}
