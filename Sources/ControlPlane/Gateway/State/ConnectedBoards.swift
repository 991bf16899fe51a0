import AdminAPI
import BoardProtocol
import BoardServer
import Values
import WallboardCore

/// A board that is in.
struct ConnectedBoard {
    let connection: ConnectionID
    let entitlement: Entitlement
    let entitlementVersion: Int
    var status: BoardConnection
}

/// The boards of one customer that are in, and when and where each device was last heard.
///
/// A value that does no I/O: what has to be sent to a board follows from what its functions return.
struct ConnectedBoards {
    /// When and where a device was last heard.
    struct Sighting: Hashable {
        let at: Instant
        let address: String
    }

    private var boards: [DeviceID: ConnectedBoard] = [:]
    private var deviceByConnection: [ConnectionID: DeviceID] = [:]
    private var sightings: [DeviceID: Sighting] = [:]
    /// Devices that are away and whose boards announced that their TV sleeps: they are asleep until they come back,
    /// even after a restart.
    private var sleepers: Set<DeviceID> = []
    /// Devices of which the store has an earlier sighting, or none.
    private var unsaved: Set<DeviceID> = []

    // MARK: Who is in

    /// How many are in.
    var count: Int { boards.count }
    /// Devices that are away and asleep.
    var awayAsleep: Int { sleepers.count }
    /// Devices that are asleep, whether their boards are in or not.
    var asleep: Int { boards.values.count(where: \.status.asleep) + sleepers.count }
    /// The devices of the boards that are in, by id.
    var devices: [DeviceID] { boards.keys.sorted() }

    subscript(device: DeviceID) -> ConnectedBoard? { boards[device] }

    func device(of connection: ConnectionID) -> DeviceID? { deviceByConnection[connection] }

    func isAwayAsleep(_ device: DeviceID) -> Bool { sleepers.contains(device) }

    /// When and where the device was last heard; nil: never.
    func lastSeen(_ device: DeviceID) -> Sighting? { sightings[device] }

    // MARK: Coming and going

    /// A board comes in. Returns it, and the one of the same device that it takes over from.
    mutating func connect(
        _ arrival: Arrival, as device: DeviceID, showing entitlement: Entitlement, at now: Instant
    ) -> (board: ConnectedBoard, older: ConnectedBoard?) {
        let older = remove(device)
        let board = ConnectedBoard(
            connection: arrival.connection, entitlement: entitlement,
            entitlementVersion: (older?.entitlementVersion ?? 0) + 1,
            status: BoardConnection(since: now, address: arrival.address, appVersion: arrival.hello.appVersion))
        boards[device] = board
        deviceByConnection[arrival.connection] = device
        sleepers.remove(device)
        see(device, at: now)
        return (board, older)
    }

    /// A connection has ended. Returns whose it was, and the board; nil: of no board that is in.
    mutating func disconnect(_ connection: ConnectionID, at now: Instant) -> (device: DeviceID, board: ConnectedBoard)?
    {
        guard let device = deviceByConnection[connection] else { return nil }
        see(device, at: now)
        guard let board = remove(device) else { return nil }
        if board.status.asleep { sleepers.insert(device) }
        return (device, board)
    }

    /// The device may have no board: it is not asleep either. Returns the board to close, if one is in.
    mutating func disconnect(_ device: DeviceID, at now: Instant) -> ConnectedBoard? {
        if sleepers.remove(device) != nil { unsaved.insert(device) }
        see(device, at: now)
        return remove(device)
    }

    /// The device is gone.
    mutating func forget(_ device: DeviceID) {
        precondition(boards[device] == nil, "the board of \(device) is in")
        sightings[device] = nil
        sleepers.remove(device)
        unsaved.remove(device)
    }

    private mutating func remove(_ device: DeviceID) -> ConnectedBoard? {
        guard let board = boards.removeValue(forKey: device) else { return nil }
        deviceByConnection[board.connection] = nil
        return board
    }

    // MARK: What is new of a board

    /// The board of the device may show something else, or it is to be said again. Returns it before and after; nil if
    /// it is not in.
    mutating func entitle(
        _ device: DeviceID, to entitlement: Entitlement
    ) -> (before: ConnectedBoard, after: ConnectedBoard)? {
        guard let before = boards[device] else { return nil }
        let after = ConnectedBoard(
            connection: before.connection, entitlement: entitlement,
            entitlementVersion: before.entitlementVersion + 1, status: before.status)
        boards[device] = after
        return (before, after)
    }

    /// A board said something about itself. Returns whose it is.
    mutating func note(_ status: BoardStatus, of connection: ConnectionID, at now: Instant) -> DeviceID? {
        guard let device = deviceByConnection[connection] else { return nil }
        if let asleep = status.asleep { boards[device]?.status.asleep = asleep }
        if let note = status.note { boards[device]?.status.note = note }
        see(device, at: now)
        return device
    }

    /// The loops measured a connection. Returns whose it is; nil if nothing is new.
    mutating func measure(_ connection: ConnectionID, _ figures: ConnectionFigures) -> DeviceID? {
        guard let device = deviceByConnection[connection], boards[device]?.status.figures != figures else { return nil }
        boards[device]?.status.figures = figures
        return device
    }

    // MARK: Sightings

    /// Every board that is in counts as seen now.
    mutating func seeAll(at now: Instant) {
        for device in boards.keys { see(device, at: now) }
    }

    private mutating func see(_ device: DeviceID, at now: Instant) {
        guard let board = boards[device] else { return }
        sightings[device] = Sighting(at: now, address: board.status.address)
        unsaved.insert(device)
    }

    /// What the store holds of a device, after a start. A clock that was ahead then cannot have seen the future.
    mutating func recall(_ sighting: DeviceSighting, of device: Device, at now: Instant) {
        sightings[device.id] = Sighting(at: min(sighting.at, now), address: sighting.address)
        // A suspension may be newer than the device's sighting.
        if sighting.isAsleep, !device.suspended { sleepers.insert(device.id) }
    }

    /// At most `count` sightings that are not stored yet; they count as stored from now on.
    mutating func takeUnsaved(atMost count: Int) -> [DeviceSighting] {
        let part = unsaved.prefix(count)
        unsaved.subtract(part)
        return part.compactMap { device in
            sightings[device].map {
                DeviceSighting(
                    device: device, at: $0.at, address: $0.address,
                    isAsleep: boards[device]?.status.asleep ?? sleepers.contains(device))
            }
        }
    }

    /// These could not be stored.
    mutating func keepUnsaved(_ part: [DeviceSighting]) {
        unsaved.formUnion(part.map(\.device).filter { sightings[$0] != nil })
    }
}
