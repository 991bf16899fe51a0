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
                part = await hub.takeUnsavedSightings(most: SightingLimits.rowsPerCommit)
                guard !part.isEmpty else { break }
                do throws(StoreError) {
                    try await context.store.noteSightings(part)
                } catch {
                    await hub.keepUnsaved(part)
                    context.logger.error(
                        "when devices were last seen could not be stored", metadata: ["reason": "\(error)"])
                    return
                }
            } while part.count == SightingLimits.rowsPerCommit
        }
    }
}

/// The bounds of what is stored of sightings.
enum SightingLimits {
    /// From one write to the next. Default 60 s: what a restart may lose.
    static let secondsBetweenWrites = 60
    /// After so many writes, the boards that stayed connected are written too. Default 10: with 100,000 boards that
    /// is 170 rows a second.
    static let writesBetweenAll = 10
    /// Rows in one transaction, so that others' changes get in between. Default 1,000: a few milliseconds.
    static let rowsPerCommit = 1_000
}
