import AdminAPI
import Values
import WallboardCore

/// Lists boards over several hubs: of one customer, or of all.
struct FleetListing {
    /// The hub of the one customer; nil: all.
    let hub: CustomerHub?
    let context: HubContext

    func page(_ selection: BoardSelection) async -> BoardListing {
        // One more than the page holds, to know whether any follows.
        var boards: [DeviceStatus] = []
        for hub in hub.map({ [$0] }) ?? Array(context.registry.hubs(from: selection.after?.customer)) {
            let after = hub.id == selection.after?.customer ? selection.after?.device : nil
            boards += await hub.devices(
                after: after?.text, presence: selection.presence, limit: selection.limit + 1 - boards.count)
            if boards.count > selection.limit { break }
        }
        let incidents = selection.after == nil ? await incidents() : Incidents()
        return BoardListing(
            asOf: context.clock(), boards: Array(boards.prefix(selection.limit)),
            hasMore: boards.count > selection.limit, waiting: incidents.waiting, refused: incidents.refused,
            alarms: incidents.alarms)
    }

    /// What the first page of a listing has in addition to the boards.
    private struct Incidents {
        var waiting: [WaitingScreen] = []
        var refused: [RefusedAttempt] = []
        var alarms: [DeviceAlarm] = []
    }

    /// The screens that wait for a seat, the recently refused attempts and the alarms; the latter two newest first.
    private func incidents() async -> Incidents {
        var refused = hub == nil ? context.strangers.newestFirst : []
        var alarms: [DeviceAlarm] = []
        var waiting: [WaitingScreen] = []
        for hub in hub.map({ [$0] }) ?? context.registry.hubs {
            refused += await hub.refusals.newestFirst
            alarms += await hub.alarms.newestFirst
            waiting += await hub.allWaiting()
        }
        return Incidents(
            waiting: Array(waiting.prefix(GatewayLimits.Admins.maxWaitingScreens)),
            refused: Array(refused.sorted { $0.at > $1.at }.prefix(GatewayLimits.Admins.maxIncidents)),
            alarms: Array(alarms.sorted { $0.at > $1.at }.prefix(GatewayLimits.Admins.maxIncidents)))
    }
}
