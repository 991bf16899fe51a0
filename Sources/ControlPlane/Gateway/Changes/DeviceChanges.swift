import AdminAPI
import BoardProtocol
import BoardServer
import Store
import WallboardCore

/// What an admin does with registered devices.
struct DeviceChanges {
    let author: Author

    func update(
        _ device: DeviceID, _ edit: DeviceEdit, if precondition: Precondition<Device>, in hub: isolated CustomerHub
    ) async throws(AdminError) -> DeviceStatus {
        try await hub.changing { () throws(AdminError) in
            guard precondition(try hub.registrations.device(device)) else { throw .changedMeanwhile }
            let stored = try await store(try hub.registrations.change(edit), of: device, in: hub)
            if stored.suspended {
                hub.disconnect(device, .suspended)
            } else {
                hub.refreshEntitlements(of: [stored])
            }
            hub.announce(device)
            await hub.settle()
            return hub.status(of: stored)
        }
    }

    func delete(
        _ device: DeviceID, if precondition: Precondition<Device>, in hub: isolated CustomerHub
    ) async throws(AdminError) {
        try await hub.changing { () throws(AdminError) in
            guard precondition(try hub.registrations.device(device)) else { throw .changedMeanwhile }
            let (id, stamp) = (hub.id, hub.context.stamp(author))
            let removed = try await hub.context.calling(missing: .device) { store throws(StoreError) in
                try await store.deleteDevice(device, of: id, by: stamp)
            }
            hub.applyRemoval(of: removed)
            await hub.settle()
        }
    }

    /// Other hardware takes over the seat. `board` currently shows a code and is claimed; nil if the hardware comes
    /// in later, by key or by code.
    func replaceHardware(
        of device: DeviceID, with serial: Serial, _ board: PairingDesk.Board?, in hub: isolated CustomerHub
    ) async throws(AdminError) -> DeviceStatus {
        try await hub.changing { () throws(AdminError) in
            let token = Credential.make(.deviceToken)
            _ = try hub.registrations.device(device)
            // Hardware that waits for a seat of its own comes in with the token that it already has.
            let waits = board == nil ? hub.waiting.board(serial) : nil
            let credential = waits.map {
                DeviceChange.NewCredential(id: $0.credential, secretHash: $0.secretHash)
            }
            let change = DeviceChange(serial: serial, credential: credential ?? .init(token))
            let stored = try await store(change, of: device, in: hub)
            hub.forgetAbuse(of: device)
            // A board that was refused for want of a seat has one now, and comes in at its next try.
            hub.gotIn(serial.text)
            hub.disconnect(device, .replaced)
            if let waits {
                WaitingLine.comeIn(waits, as: stored, in: hub)
            } else {
                WaitingLine.settle(serial, for: stored, in: hub)
            }
            if let board { Pairings.start(board, as: stored, carrying: token, in: hub) }
            hub.announce(device)
            await hub.settle()
            return hub.status(of: stored)
        }
    }

    /// Gives the device another token, on its connection if it has one.
    func rotateCredential(
        of device: DeviceID, in hub: isolated CustomerHub
    ) async throws(AdminError) -> CredentialRotation {
        try await hub.changing { () throws(AdminError) in
            let token = Credential.make(.deviceToken)
            _ = try hub.registrations.device(device)
            let stored = try await store(DeviceChange(credential: .init(token)), of: device, in: hub)
            hub.forgetAbuse(of: device)
            let board = hub.boards[device]
            if let board {
                let registered = Registered(deviceId: device.text, token: Secret(token.text))
                hub.post(.say(board.connection, .control(registered.encode())), to: board.connection)
            }
            hub.announce(device)
            return CredentialRotation(status: hub.status(of: stored), isDelivered: board != nil)
        }
    }

    private func store(
        _ change: DeviceChange, of device: DeviceID, in hub: isolated CustomerHub
    ) async throws(AdminError) -> Device {
        let (id, stamp) = (hub.id, hub.context.stamp(author))
        let outcome = try await hub.context.calling(missing: .device) { store throws(StoreError) in
            try await store.updateDevice(device, of: id, change, by: stamp)
        }
        switch outcome {
        case .changed(let stored):
            hub.apply(stored)
            return stored
        case .seatLimit(let seats): throw .seatLimit(seats)
        case .notEntitled: throw .notEntitled
        }
    }
}

extension DeviceChange.NewCredential {
    fileprivate init(_ token: Credential) {
        self.init(id: token.id, secretHash: token.hash)
    }
}
