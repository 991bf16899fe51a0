import AdminAPI
import BoardProtocol
import Values
import WallboardCore

// What admins see of one customer, made from its state: nothing here changes anything.

extension DeviceStatus {
    /// A device and its board at `now`.
    init(
        of device: Device, _ registrations: Registrations, _ boards: ConnectedBoards, _ alarms: AlarmLog,
        at now: Instant
    ) {
        let board = boards[device.id]
        let seen = boards.lastSeen(device.id)
        let view = registrations.entitlement(of: device).view
        self.init(
            device: device, view: view, connection: board?.status, isAwayAsleep: boards.isAwayAsleep(device.id),
            lastSeen: board == nil ? seen.map { min($0.at, now) } : now,
            lastAddress: board?.status.address ?? seen?.address, alarm: alarms.last(of: device.id),
            tilesLeftOut: registrations.dashboard(of: device)?.cut(for: view).tilesLeftOut ?? 0)
    }
}

extension AwayDevices {
    /// The devices that have a seat and are away now.
    init(_ registrations: Registrations, _ boards: ConnectedBoards) {
        let away = registrations.devices.values.lazy.compactMap { device -> Sighting? in
            guard !device.suspended, boards[device.id] == nil, let seen = boards.lastSeen(device.id) else { return nil }
            return Sighting(device: device, lastSeen: seen.at, address: seen.address)
        }
        self.init(away) { registrations.devices.device(with: $0) != nil }
    }
}

extension LicenceUsage {
    /// The licence figures of the customer as it is.
    init(_ registrations: Registrations, _ boards: ConnectedBoards, at now: Instant) {
        self.init(
            registrations, boards, at: now, users: registrations.users.values, devices: registrations.devices.values,
            seats: registrations.seats)
    }

    /// The licence figures of the customer as it would be with these users, devices and seats.
    init(
        _ registrations: Registrations, _ boards: ConnectedBoards, at now: Instant, users: some Collection<User>,
        devices: some Collection<Device>, seats: SeatFigure
    ) {
        self.init(asOf: now, maximumVersion: registrations.customer.maximumVersion, seats: seats)
        for user in users { count(user) }
        for device in devices { count(device) }
        connectedBoards = boards.count
        asleepBoards = boards.asleep
        offlineBoards = max(0, seats.configured - boards.count - boards.awayAsleep)
    }
}

extension RefusalReport {
    /// Says of the last attempt of each board that found no seat which devices it may be. Such a board comes back with
    /// its key, so that only devices count that this key renews.
    mutating func nameCandidates(
        among away: AwayDevices, of registrations: Registrations, at now: Instant, _ status: (Device) -> DeviceStatus
    ) {
        var seen: Set<String> = []
        for (index, attempt) in attempts.enumerated() where seen.insert(attempt.serial).inserted {
            guard attempt.reason == RefusalReason.seatLimit.rawValue,
                let key = attempt.enrolmentKey.flatMap({ registrations.keys[$0] })
            else { continue }
            let supervisor = registrations.users[key.user]?.supervisor
            let found = away.candidates(serial: attempt.serial, model: attempt.model, address: attempt.address) {
                device in
                let facts = AdmissionFacts(
                    way: .enrolmentKey(key), supervisor: supervisor, device: device, seats: registrations.seats)
                return AdmissionDecision.decide(facts, at: now) == .renew(device)
            }
            attempts[index].candidates = found.map(status)
        }
    }
}

extension WaitingRoom {
    /// The line as admins see it, or the one board of it with a serial; `candidates` are the devices that a connected
    /// board may be.
    func screens(
        _ serial: Serial?, where isEntitled: (UserID) -> Bool, candidates: (Guest) -> [DeviceStatus]
    ) -> [WaitingScreen] {
        line.enumerated().filter { serial == nil || $0.element.serial == serial }.map { index, board in
            let guest = guests[board.serial]
            return WaitingScreen(
                board: board, place: index + 1, isEntitled: isEntitled(board.choice.user),
                connection: guest.map {
                    BoardConnection(
                        since: $0.since, address: $0.arrival.address, appVersion: $0.arrival.hello.appVersion)
                },
                candidates: guest.map(candidates) ?? [])
        }
    }
}
