import AdminAPI
import BoardServer
import ServiceLifecycle
import Values
import WallboardCore

/// Collects what the loops measured of their connections, and passes it to the hubs: every few seconds while somebody
/// watches, and when the boards are listed.
actor FleetInspection: Service {
    /// The shortest time between two inspections: each walks over all connections of each loop.
    static let intervalMillis: Int64 = 3_000

    private let surroundings: CustomerHub.Surroundings
    private var inspectedAt: Instant?
    private var isInspecting = false
    /// Bytes that wait for all boards together, at the last inspection.
    private(set) var queuedBytes = 0

    init(surroundings: CustomerHub.Surroundings) {
        self.surroundings = surroundings
    }

    /// Inspects again while somebody watches, until the gateway ends.
    func run() async {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                if surroundings.feed.isWatched { await refresh() }
                try? await Task.sleep(for: .milliseconds(Self.intervalMillis))
            }
        }
    }

    /// Inspects unless that was done a moment ago.
    func refresh() async {
        let now = surroundings.clock()
        if let inspectedAt, (0..<Self.intervalMillis).contains(now.milliseconds(since: inspectedAt)) { return }
        guard !isInspecting else { return }
        isInspecting = true
        defer { isInspecting = false }
        inspectedAt = now
        var queued = 0
        var byCustomer: [CustomerID: (hub: CustomerHub, reports: [(ConnectionID, ConnectionReport)])] = [:]
        for (connection, report) in await surroundings.server.inspect() {
            queued += report.queuedBytes
            guard let hub = surroundings.reception.hub(of: connection) else { continue }
            byCustomer[hub.id, default: (hub, [])].reports.append((connection, report))
        }
        queuedBytes = queued
        for (_, found) in byCustomer { await found.hub.measured(found.reports) }
    }
}

extension CustomerHub {
    /// Takes what the loops measured of this customer's connections, and sends watchers what is new.
    func measured(_ reports: [(ConnectionID, ConnectionReport)]) {
        var changed: [(device: DeviceID, figures: ConnectionFigures)] = []
        for (connection, report) in reports {
            guard let device = deviceByConnection[connection], let board = boards[device] else { continue }
            let figures = ConnectionFigures(report)
            guard figures != board.status.figures else { continue }
            boards[device]?.status.figures = figures
            changed.append((device, figures))
        }
        if !changed.isEmpty { surroundings.feed.publish(.figures(changed), of: id) }
    }
}

extension ConnectionFigures {
    fileprivate init(_ report: ConnectionReport) {
        self.init(
            roundTripMillis: report.roundTripMillis, queuedBytes: report.queuedBytes,
            lastMessageAt: report.lastMessageMillis.map(Instant.init(milliseconds:)))
    }
}
