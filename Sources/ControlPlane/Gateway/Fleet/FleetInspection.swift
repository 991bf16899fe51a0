import AdminAPI
import BoardServer
import ServiceLifecycle
import Values
import WallboardCore

/// Collects what the loops measured of their connections, and passes it to the hubs: every few seconds while somebody
/// watches, and when the boards are listed.
actor FleetInspection: Service {
    private let context: HubContext
    private var inspectedAt: Instant?
    private var isInspecting = false
    /// Bytes that wait for all boards together, at the last inspection.
    private(set) var queuedBytes = 0

    init(context: HubContext) {
        self.context = context
    }

    /// Inspects again while somebody watches, until the gateway ends.
    func run() async {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                if context.feed.isWatched { await refresh() }
                try? await Task.sleep(for: .milliseconds(GatewayLimits.Fleet.minInspectionMillis))
            }
        }
    }

    /// Inspects unless that was done a moment ago.
    func refresh() async {
        let now = context.clock()
        if let inspectedAt, (0..<GatewayLimits.Fleet.minInspectionMillis).contains(now.milliseconds(since: inspectedAt))
        {
            return
        }
        guard !isInspecting else { return }
        isInspecting = true
        defer { isInspecting = false }
        inspectedAt = now
        var queued = 0
        var byCustomer: [CustomerID: (hub: CustomerHub, reports: [(ConnectionID, ConnectionFigures)])] = [:]
        for (connection, report) in await context.server.inspect() {
            queued += report.queuedBytes
            guard let hub = context.reception.hub(of: connection) else { continue }
            byCustomer[hub.id, default: (hub, [])].reports.append((connection, ConnectionFigures(report)))
        }
        queuedBytes = queued
        for (_, found) in byCustomer { await found.hub.measured(found.reports) }
    }
}

extension ConnectionFigures {
    fileprivate init(_ report: ConnectionReport) {
        self.init(
            roundTripMillis: report.roundTripMillis, queuedBytes: report.queuedBytes,
            lastMessageAt: report.lastMessageMillis.map(Instant.init(milliseconds:)))
    }
}
