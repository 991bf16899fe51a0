import AdminAPI
import BoardProtocol
import WallboardCore

extension Administration: DeviceAdministration {
    func devices(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DeviceStatus] {
        await (try hub(of: customer)).devices(page)
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
        _ code: UserCode, _ choice: PairingChoice, waits: Bool, of customer: CustomerID
    ) async throws(AdminError) -> PairingResult {
        let hub = try hub(of: customer)
        return try await withClaim(on: code) { board, _ throws(AdminError) in
            try await hub.pair(board, choice, waits: waits)
        }
    }

    /// The line is short (`WaitingBoardLimits`).
    func waitingBoards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [WaitingScreen] {
        page.part(of: await (try hub(of: customer)).allWaiting())
    }

    func cancelWaiting(_ serial: Serial, of customer: CustomerID) async throws(AdminError) {
        try await hub(of: customer).cancelWaiting(serial)
    }

    /// Takes the board that shows a code while `body` works on it. If `body` throws, the code stays valid.
    private func withClaim<Result: Sendable>(
        on code: UserCode,
        _ body: (PairingDesk.Board, Serial) async throws(AdminError) -> Result
    ) async throws(AdminError) -> Result {
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
    /// Refused attempts, and alarms, of all customers together that a listing holds: those of five customers at their
    /// bounds.
    private static let mostListed = 1_000

    func boards(_ selection: BoardSelection) async throws(AdminError) -> BoardListing {
        if let customer = selection.customer { _ = try hub(of: customer) }
        await inspection.refresh()
        // One more than the page holds, to know whether any follows.
        var boards: [DeviceStatus] = []
        let first = selection.customer ?? selection.after?.customer
        for hub in surroundings.registry.hubs(from: first)
        where selection.customer == nil || hub.id == selection.customer {
            let after = hub.id == selection.after?.customer ? selection.after?.device : nil
            boards += await hub.devices(
                after: after, presence: selection.presence, limit: selection.limit + 1 - boards.count)
            if boards.count > selection.limit || selection.customer != nil { break }
        }
        let incidents = selection.after == nil ? try await incidents(of: selection.customer) : Incidents()
        return BoardListing(
            asOf: surroundings.clock(), boards: Array(boards.prefix(selection.limit)),
            hasMore: boards.count > selection.limit, waiting: incidents.waiting, refused: incidents.refused,
            alarms: incidents.alarms)
    }

    /// Screens that wait for a seat, of all customers together, that a listing holds: the lines of fifty customers at
    /// their bound. The line of one customer is always complete.
    private static let mostWaiting = 10_000

    /// What the first page of a listing has in addition to the boards.
    private struct Incidents {
        var waiting: [WaitingScreen] = []
        var refused: [RefusedAttempt] = []
        var alarms: [DeviceAlarm] = []
    }

    /// The screens that wait for a seat, the recently refused attempts and the alarms, of one customer or of all
    /// (nil); the latter two newest first.
    private func incidents(of customer: CustomerID?) async throws(AdminError) -> Incidents {
        let hubs = if let customer { [try hub(of: customer)] } else { surroundings.registry.hubs }
        var refused = customer == nil ? router.refusedStrangers : []
        var alarms: [DeviceAlarm] = []
        var waiting: [WaitingScreen] = []
        for hub in hubs {
            refused += await hub.recentRefusals()
            alarms += await hub.recentAlarms()
            waiting += await hub.allWaiting()
        }
        return Incidents(
            waiting: Array(waiting.prefix(Self.mostWaiting)),
            refused: Array(refused.sorted { $0.at > $1.at }.prefix(Self.mostListed)),
            alarms: Array(alarms.sorted { $0.at > $1.at }.prefix(Self.mostListed)))
    }

    func boardFeed(of customer: CustomerID?) async throws(AdminError) -> AsyncStream<BoardFeedEvent> {
        if let customer { _ = try hub(of: customer) }
        return try surroundings.feed.subscribe(to: customer)
    }
}
