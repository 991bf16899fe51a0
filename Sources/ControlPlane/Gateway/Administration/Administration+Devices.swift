import AdminAPI
import BoardProtocol
import WallboardCore

extension Administration: DeviceAdministration {
    func devices(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DeviceStatus] {
        await (try hub(of: customer)).devices(after: page.after, limit: page.limit)
    }

    func device(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) -> DeviceStatus {
        let hub = try hub(of: customer)
        return await hub.status(of: try await hub.registrations.device(id))
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceEdit, if precondition: Precondition<Device>,
        by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        try await DeviceChanges(author: author).update(id, change, if: precondition, in: hub(of: customer))
    }

    func deleteDevice(
        _ id: DeviceID, of customer: CustomerID, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) {
        try await DeviceChanges(author: author).delete(id, if: precondition, in: hub(of: customer))
    }

    func replaceHardware(
        of id: DeviceID, of customer: CustomerID, with hardware: NewHardware, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        let (hub, changes) = (try hub(of: customer), DeviceChanges(author: author))
        switch hardware {
        case .serial(let serial): return try await changes.replaceHardware(of: id, with: serial, nil, in: hub)
        case .pairing(let code):
            return try await context.reception.withClaim(on: code) { board, serial throws(AdminError) in
                try await changes.replaceHardware(of: id, with: serial, board, in: hub)
            }
        }
    }

    func rotateCredential(
        of id: DeviceID, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> CredentialRotation {
        try await DeviceChanges(author: author).rotateCredential(of: id, in: hub(of: customer))
    }

    func refusals(of customer: CustomerID) async throws(AdminError) -> RefusalReport {
        await (try hub(of: customer)).refusalReport()
    }
}

extension Administration: PairingAdministration {
    func pairing(_ code: UserCode, for customer: CustomerID) async throws(AdminError) -> PendingPairing {
        let hub = try hub(of: customer)
        guard let board = context.reception.board(showing: code) else { throw .notFound(.pairing) }
        return PendingPairing(
            code: board.code, serial: board.hello.serial, model: board.hello.model,
            appVersion: board.hello.appVersion, address: board.address, expiresAt: board.expiresAt,
            device: await Serial(board.hello.serial).flatMap(hub.registrations.devices.device(with:)),
            candidates: await hub.candidates(for: board.hello, at: board.address))
    }

    func pair(
        _ code: UserCode, _ choice: PairingChoice, waits: Bool, of customer: CustomerID
    ) async throws(AdminError) -> PairingResult {
        let hub = try hub(of: customer)
        return try await context.reception.withClaim(on: code) { board, serial throws(AdminError) in
            try await Pairings.pair(board, serial, choice, waits: waits, in: hub)
        }
    }

    /// The line is short (`WaitingBoardLimits`).
    func waitingBoards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [WaitingScreen] {
        page.part(of: await (try hub(of: customer)).allWaiting())
    }

    func cancelWaiting(_ serial: Serial, of customer: CustomerID) async throws(AdminError) {
        try await Pairings.cancelWaiting(serial, in: hub(of: customer))
    }
}

extension Administration: BoardDirectory {
    func boards(_ selection: BoardSelection) async throws(AdminError) -> BoardListing {
        let hub = if let customer = selection.customer { try hub(of: customer) } else { CustomerHub?.none }
        await inspection.refresh()
        return await FleetListing(hub: hub, context: context).page(selection)
    }

    func boardFeed(of customer: CustomerID?) async throws(AdminError) -> AsyncStream<BoardFeedEvent> {
        if let customer { _ = try hub(of: customer) }
        return try context.feed.subscribe(to: customer)
    }
}
