import AdminAPI
import Logging
import Store
import WallboardCore

/// Keeps when and where devices were last heard, and which of them sleep, across a restart. What a hello, a status or
/// an end changes waits for the next write, so that a storm of reconnects costs a few transactions and not one for
/// each board.
struct SightingRecord {
    let surroundings: CustomerHub.Surroundings

    /// Writes what has changed since the last time. With `everything`, also that boards are still connected; do that
    /// now and then, and at shutdown, so that what is known after a power cut is recent.
    ///
    /// What cannot be written is tried again the next time.
    func save(everything: Bool) async {
        for hub in surroundings.registry.hubs {
            if everything { await hub.seeAll() }
            var part: [DeviceSighting] = []
            repeat {
                part = await hub.takeUnsavedSightings(most: SightingLimits.rowsPerCommit)
                guard !part.isEmpty else { break }
                do throws(StoreError) {
                    try await surroundings.store.noteSightings(part)
                } catch {
                    await hub.keepUnsaved(part)
                    surroundings.logger.error(
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

extension CustomerHub {
    /// What the store holds about the devices, after a start. A clock that was ahead then cannot have seen the
    /// future.
    func recallSightings(_ sightings: [DeviceSighting]) {
        let now = surroundings.clock()
        for sighting in sightings {
            guard let device = devices[sighting.device] else { continue }
            lastSeen[device.id] = (at: min(sighting.at, now), address: sighting.address)
            // A suspension may be newer than the device's sighting.
            if sighting.isAsleep, !device.suspended { sleepers.insert(device.id) }
        }
    }

    /// Every connected board counts as seen now.
    func seeAll() {
        for device in boards.keys { seen(device) }
    }

    /// At most `most` sightings that are not stored yet; they count as stored from now on.
    func takeUnsavedSightings(most: Int) -> [DeviceSighting] {
        let part = unsavedSightings.prefix(most)
        unsavedSightings.subtract(part)
        return part.compactMap { device in
            lastSeen[device].map {
                DeviceSighting(
                    device: device, at: $0.at, address: $0.address,
                    isAsleep: boards[device]?.status.asleep ?? sleepers.contains(device))
            }
        }
    }

    /// These could not be stored.
    func keepUnsaved(_ sightings: [DeviceSighting]) {
        unsavedSightings.formUnion(sightings.map(\.device).filter { lastSeen[$0] != nil })
    }
}
