import AdminAPI
import BoardProtocol
import Values
import WallboardCore

/// The devices of one customer that have a seat and no board: what a TV may be that has lost its storage and comes
/// under another serial. A value of one moment; asking it costs what it answers, so that a whole line may ask.
struct AwayDevices {
    private struct Place: Hashable {
        let model: String
        let address: String
    }

    /// What is known of a device that is away.
    struct Sighting {
        let device: Device
        let lastSeen: Instant
        /// Where its board was seen last.
        let address: String
    }

    /// The one that was seen last comes first.
    private let sightings: [Place: [Sighting]]
    /// The serials of all devices: such a board has its seat, or is suspended.
    private let known: (Serial) -> Bool

    /// `known` says whether a device has this serial.
    init(_ away: some Sequence<Sighting>, known: @escaping (Serial) -> Bool) {
        var sightings: [Place: [Sighting]] = [:]
        for sighting in away {
            guard let model = sighting.device.model else { continue }
            sightings[Place(model: model, address: sighting.address), default: []].append(sighting)
        }
        self.sightings = sightings.mapValues { found in
            found.sorted { a, b in
                a.lastSeen == b.lastSeen ? a.device.id < b.device.id : a.lastSeen > b.lastSeen
            }
        }
        self.known = known
    }

    /// The devices that a board of this serial, model and address may be, at most `maxCandidates` of those that
    /// `isPossible`.
    func candidates(
        serial: String, model: String?, address: String, where isPossible: (Device) -> Bool = { _ in true }
    ) -> [Device] {
        guard let model, let serial = Serial(serial), !known(serial) else { return [] }
        let found = sightings[Place(model: model, address: address), default: []].lazy.map(\.device)
        return Array(found.filter(isPossible).prefix(PendingPairing.maxCandidates))
    }
}
