import AdminAPI
import BoardProtocol
import WallboardCore

extension Administration: DeviceAdministration {
    func devices(of customer: CustomerID) async throws(AdminError) -> [DeviceStatus] {
        await (try hub(of: customer)).allDevices()
    }

    func device(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) -> DeviceStatus {
        try await hub(of: customer).device(id)
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceEdit, if precondition: Precondition<Device>,
        by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await hub(of: customer).update(id, change, if: precondition, by: author)
    }

    func deleteDevice(
        _ id: DeviceID, of customer: CustomerID, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) {
        try await hub(of: customer).deleteDevice(id, if: precondition, by: author)
    }

    func replaceHardware(
        of id: DeviceID, of customer: CustomerID, with hardware: NewHardware, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        let hub = try hub(of: customer)
        switch hardware {
        case .serial(let serial): return try await hub.replaceHardware(of: id, with: serial, nil, by: author)
        case .pairing(let code):
            return try await withClaim(on: code) { board, serial throws(AdminError) in
                try await hub.replaceHardware(of: id, with: serial, board, by: author)
            }
        }
    }

    func rotateCredential(
        of id: DeviceID, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> CredentialRotation {
        try await hub(of: customer).rotateCredential(of: id, by: author)
    }

    func refusals(of customer: CustomerID) async throws(AdminError) -> RefusalReport {
        await (try hub(of: customer)).refusalReport()
    }
}

extension Administration: PairingAdministration {
    func pairing(_ code: UserCode, for customer: CustomerID) async throws(AdminError) -> PendingPairing {
        let hub = try hub(of: customer)
        guard let board = surroundings.reception.board(showing: code) else { throw .notFound(.pairing) }
        return PendingPairing(
            code: board.code, serial: board.hello.serial, model: board.hello.model,
            appVersion: board.hello.appVersion, address: board.address, expiresAt: board.expiresAt,
            device: await hub.device(withSerial: board.hello.serial),
            candidates: await hub.candidates(for: board.hello, at: board.address))
    }

    func pair(
        _ code: UserCode, to user: UserID, name: String?, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        let hub = try hub(of: customer)
        return try await withClaim(on: code) { board, _ throws(AdminError) in
            try await hub.pair(board, to: user, name: name, by: author)
        }
    }

    /// Takes the board that shows a code for as long as `body` works on it. Where `body` throws the code stays good.
    private func withClaim(
        on code: UserCode,
        _ body: (PairingDesk.Board, Serial) async throws(AdminError) -> DeviceStatus
    ) async throws(AdminError) -> DeviceStatus {
        guard let board = surroundings.reception.claim(code) else { throw .notFound(.pairing) }
        guard let serial = Serial(board.hello.serial) else {
            preconditionFailure("a board said hello with the serial \(board.hello.serial)")
        }
        do throws(AdminError) {
            return try await body(board, serial)
        } catch {
            surroundings.reception.release(board)
            throw error
        }
    }
}

extension Administration: BoardDirectory {
    func boards(of customer: CustomerID?) async throws(AdminError) -> BoardListing {
        let hubs = if let customer { [try hub(of: customer)] } else { surroundings.registry.hubs }
        await inspection.refresh()
        var boards: [DeviceStatus] = []
        var refused = customer == nil ? router.refusedStrangers : []
        var alarms: [DeviceAlarm] = []
        for hub in hubs {
            boards += await hub.allDevices()
            refused += await hub.recentRefusals()
            alarms += await hub.recentAlarms()
        }
        return BoardListing(
            asOf: surroundings.clock(), boards: boards, refused: refused.sorted { $0.at > $1.at },
            alarms: alarms.sorted { $0.at > $1.at })
    }

    func boardFeed(of customer: CustomerID?) async throws(AdminError) -> AsyncStream<BoardFeedEvent> {
        if let customer { _ = try hub(of: customer) }
        return try surroundings.feed.subscribe(to: customer)
    }
}
