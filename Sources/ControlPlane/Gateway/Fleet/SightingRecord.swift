import AdminAPI
import Logging
import Store
import WallboardCore

/// Keeps when and where devices were last heard, and which of them sleep, across a restart. What a hello, a status or
/// an end changes waits for the next write, so that a storm of reconnects costs a few transactions and not one for
/// each board.
struct SightingRecord {
    let context: HubContext

    /// Writes what has changed since the last time. With `everything`, also that boards are still connected; do that
    /// now and then, and at shutdown, so that what is known after a power cut is recent.
    ///
    /// What cannot be written is tried again the next time.
    func save(everything: Bool) async {
        for hub in context.registry.hubs {
            if everything { await hub.seeAll() }
            var part: [DeviceSighting] = []
            repeat {
                part = await hub.takeUnsavedSightings(most: GatewayLimits.Fleet.maxSightingsPerCommit)
                guard !part.isEmpty else { break }
                do throws(StoreError) {
                    try await context.store.noteSightings(part)
                } catch {
                    await hub.keepUnsaved(part)
                    context.logger.error(
                        "when devices were last seen could not be stored", metadata: ["reason": "\(error)"])
                    return
                }
            } while part.count == GatewayLimits.Fleet.maxSightingsPerCommit
        }
    }
}
