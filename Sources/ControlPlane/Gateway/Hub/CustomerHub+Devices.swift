import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import WallboardCore

/// The registered devices: what admins see of them and do with them.
extension CustomerHub {
    func allDevices() -> [DeviceStatus] {
        devices.devices().map(status(of:))
    }

    func devices(_ page: PageSelection) -> [DeviceStatus] {
        devices.devices(after: page.after).prefix(page.limit).map(status(of:))
    }

    /// The devices after `id` (nil: from the first) by id, at most `limit`: those with the given presence, or all.
    func devices(after id: DeviceID?, presence: BoardPresence?, limit: Int) -> [DeviceStatus] {
        var found: [DeviceStatus] = []
        for device in devices.devices(after: id?.text) {
            if found.count == limit { break }
            let status = status(of: device)
            if presence == nil || status.presence == presence { found.append(status) }
        }
        return found
    }

    func device(_ device: DeviceID) throws(AdminError) -> DeviceStatus {
        status(of: try record(of: device))
    }

    private func record(of device: DeviceID) throws(AdminError) -> Device {
        guard let device = devices[device] else { throw .notFound(.device) }
        return device
    }

    func status(of device: Device) -> DeviceStatus {
        let board = boards[device.id]
        let view = entitlement(of: device).view
        let dashboard = device.dashboard.flatMap { dashboards[$0] }
        let now = surroundings.clock()
        return DeviceStatus(
            device: device, view: view, connection: board?.status, isAwayAsleep: sleepers.contains(device.id),
            lastSeen: board == nil ? lastSeen[device.id].map { min($0.at, now) } : now,
            lastAddress: board?.status.address ?? lastSeen[device.id]?.address, alarm: alarms.last(of: device.id),
            tilesLeftOut: dashboard?.cut(for: view).tilesLeftOut ?? 0)
    }

    /// Tells watchers that something about a device or its board has changed.
    func announce(_ device: DeviceID) {
        guard surroundings.feed.isWatched, let device = devices[device] else { return }
        surroundings.feed.publish(.board(status(of: device)), of: id)
    }

    func update(
        _ device: DeviceID, _ edit: DeviceEdit, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await changing { () throws(AdminError) in
            guard precondition(try record(of: device)) else { throw .changedMeanwhile }
            var change = DeviceChange(name: edit.name, suspended: edit.suspended)
            if let user = edit.user {
                if let user, users[user] == nil { throw .notFound(.user) }
                change.user = user.map { .user($0) } ?? .nobody
            }
            if let dashboard = edit.dashboard {
                if let dashboard, dashboards[dashboard] == nil { throw .notFound(.dashboard) }
                change.dashboard = dashboard.map { .dashboard($0) } ?? .default
            }
            let stored = try await store(change, of: device, by: author)
            if stored.suspended {
                putOut(device, .suspended)
            } else {
                refreshEntitlements(of: [stored])
            }
            announce(device)
            await settle()
            return status(of: stored)
        }
    }

    func deleteDevice(
        _ device: DeviceID, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            guard precondition(try record(of: device)) else { throw .changedMeanwhile }
            let removed = try await surroundings.calling(missing: .device) { store throws(StoreError) in
                try await store.deleteDevice(device, of: id, by: stamp(author))
            }
            forget(removed)
            devices[device] = nil
            putOut(device, .removed)
            takeovers[device] = nil
            lastSeen[device] = nil
            unsavedSightings.remove(device)
            alarms.clear(device)
            surroundings.feed.publish(.removed(device, of: id), of: id)
            await settle()
        }
    }

    // MARK: Hardware and credential

    /// Other hardware takes over the seat. `board` currently shows a code and is claimed; nil if the hardware comes
    /// in later, by key or by code.
    func replaceHardware(
        of device: DeviceID, with serial: Serial, _ board: PairingDesk.Board?, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await changing { () throws(AdminError) in
            let token = Credential.make(.deviceToken)
            let old = try record(of: device)
            // Hardware that waits for a seat of its own comes in with the token that it already has.
            let waits = board == nil ? waiting.board(serial) : nil
            let credential = waits.map {
                DeviceChange.NewCredential(id: $0.credential, secretHash: $0.secretHash)
            }
            let change = DeviceChange(serial: serial, credential: credential ?? .init(token))
            let stored = try await store(change, of: device, by: author)
            forget(old)
            remember(stored)
            takeovers[device] = nil
            alarms.clear(device)
            // A board that was refused for want of a seat has one now, and comes in at its next try.
            gotIn(serial.text)
            putOut(device, .replaced)
            if let waits { comeIn(waits, as: stored) } else { settleWaiting(serial, for: stored) }
            if let board { start(board, as: stored, carrying: token) }
            announce(device)
            await settle()
            return status(of: stored)
        }
    }

    /// Gives the device another token, on its connection if it has one.
    func rotateCredential(of device: DeviceID, by author: Author) async throws(AdminError) -> CredentialRotation {
        try await changing { () throws(AdminError) in
            let token = Credential.make(.deviceToken)
            let old = try record(of: device)
            let stored = try await store(DeviceChange(credential: .init(token)), of: device, by: author)
            forget(old)
            remember(stored)
            takeovers[device] = nil
            alarms.clear(device)
            let board = boards[device]
            if let board {
                let registered = Registered(deviceId: device.text, token: Secret(token.text))
                post(.say(board.connection, .control(registered.encode())), to: board.connection)
            }
            announce(device)
            return CredentialRotation(status: status(of: stored), isDelivered: board != nil)
        }
    }

    private func store(
        _ change: DeviceChange, of device: DeviceID, by author: Author
    ) async throws(AdminError) -> Device {
        let outcome = try await surroundings.calling(missing: .device) { store throws(StoreError) in
            try await store.updateDevice(device, of: id, change, by: stamp(author))
        }
        switch outcome {
        case .changed(let stored):
            devices[device] = stored
            return stored
        case .seatLimit(let seats): throw .seatLimit(seats)
        case .notEntitled: throw .notEntitled
        }
    }

    // MARK: Alarms and refusals

    /// A credential was used where it should not be.
    func raise(_ kind: DeviceAlarm.Kind, _ device: Device, _ arrival: Arrival) {
        let now = surroundings.clock()
        guard !alarms.hasRaised(kind, of: device.id, serial: arrival.hello.serial, at: now) else { return }
        let alarm = DeviceAlarm(
            at: surroundings.clock(), customer: id, device: device.id, kind: kind, serial: arrival.hello.serial,
            address: arrival.address)
        logger.error(
            "alarm: a device's credential was used elsewhere",
            metadata: [
                "kind": "\(kind.rawValue)", "device": "\(device.id)", "serial": "\(alarm.serial)",
                "peer": "\(alarm.address)",
            ])
        surroundings.metrics.alarm(kind)
        alarms.add(alarm)
        surroundings.feed.publish(.alarm(alarm), of: id)
        announce(device.id)
    }

    func recentRefusals() -> [RefusedAttempt] { refusals.newestFirst }

    func recentAlarms() -> [DeviceAlarm] { alarms.newestFirst }
}

extension DeviceChange.NewCredential {
    fileprivate init(_ token: Credential) {
        self.init(id: token.id, secretHash: token.hash)
    }
}
