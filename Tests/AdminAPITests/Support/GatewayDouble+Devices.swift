import Values
import WallboardCore

@testable import AdminAPI

/// Devices, how they get their seats, and who watches them.
extension GatewayDouble {
    // MARK: Enrolment keys

    func createEnrolmentKey(
        for user: UserID, of customer: CustomerID, expiresInSeconds: Int?, maxUses: Int?
    ) async throws(AdminError) -> IssuedEnrolmentKey {
        guard try await self.user(user, of: customer).supervisor.view != .none else { throw .notEntitled }
        let count = keys[customer]?.count ?? 0
        guard let id = CredentialID("key-\(9 - count)"), let hash = SecretHash(bytes: Array(repeating: 0, count: 32))
        else { preconditionFailure("\(count)") }
        let createdAt = Self.start.advanced(byMilliseconds: Int64(count))
        let key = EnrolmentKey(
            id: id, customer: customer, user: user, secretHash: hash, createdAt: createdAt,
            expiresAt: expiresInSeconds.map { createdAt.advanced(byMilliseconds: Int64($0) * 1_000) }, maxUses: maxUses)
        keys[customer, default: []].append(key)
        return IssuedEnrolmentKey(record: key, key: "\(id).the-secret-half")
    }

    func enrolmentKeys(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [EnrolmentKey] {
        _ = try record(customer)
        return page.part(of: (keys[customer] ?? []).sorted { $0.sortKey < $1.sortKey })
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(AdminError) {
        guard let index = keys[customer]?.firstIndex(where: { $0.id == id }) else { throw .notFound(.enrolmentKey) }
        keys[customer]?.remove(at: index)
    }

    // MARK: Pairing

    /// What boards may be that begin to wait from now on.
    func nextToWait(candidates: [DeviceStatus]) {
        waitingCandidates = candidates
    }

    /// A board shows a code.
    func show(_ pairing: PendingPairing) {
        pairings[pairing.code] = pairing
    }

    func pairing(_ code: UserCode, for customer: CustomerID) async throws(AdminError) -> PendingPairing {
        _ = try record(customer)
        guard let pairing = pairings[code] else { throw .notFound(.pairing) }
        return pairing
    }

    func pair(
        _ code: UserCode, _ choice: PairingChoice, waits: Bool, of customer: CustomerID
    ) async throws(AdminError) -> PairingResult {
        let (user, name, author) = (choice.user, choice.name, choice.author)
        let pairing = try await pairing(code, for: customer)
        let view = try await self.user(user, of: customer).supervisor.view
        guard view != .none else { throw .notEntitled }
        if let device = pairing.device, device.suspended { throw .suspendedDevice(device.id) }
        let figure = SeatFigure(configured: configured(customer).count, maximum: try record(customer).maximum)
        guard figure.hasRoom || waits else { throw .seatLimit(figure) }
        authors.append(author)
        pairings[code] = nil
        guard figure.hasRoom else {
            let board = WaitingBoard(
                customer: customer, serial: sample(Serial(pairing.serial)), model: pairing.model, choice: choice,
                credential: sample(CredentialID("waits")),
                secretHash: sample(SecretHash(bytes: [UInt8](repeating: 0, count: 32))),
                since: Self.start)
            let screen = WaitingScreen(
                board: board, place: waiting.count + 1, isEntitled: true,
                connection: BoardConnection(
                    since: Self.start, address: pairing.address, appVersion: pairing.appVersion),
                candidates: waitingCandidates)
            waiting.append(screen)
            return .waiting(screen, figure)
        }
        var status = sampleDevice(pairing.serial.lowercased(), of: customer)
        var device = status.device
        device.user = user
        device.name = name ?? pairing.serial
        status = status.with(device, view: view)
        add(status)
        return .paired(status)
    }

    func waitingBoards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [WaitingScreen] {
        _ = try record(customer)
        return page.part(of: waiting.filter { $0.board.customer == customer })
    }

    func cancelWaiting(_ serial: Serial, of customer: CustomerID) async throws(AdminError) {
        let index = waiting.firstIndex { $0.board.customer == customer && $0.board.serial == serial }
        guard let index else { throw .notFound(.waitingBoard) }
        waiting.remove(at: index)
    }

    // MARK: Devices and boards

    func devices(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [DeviceStatus] {
        _ = try record(customer)
        return page.part(of: (boards[customer] ?? [:]).values.sorted { $0.device.id < $1.device.id })
    }

    func device(_ id: DeviceID, of customer: CustomerID) async throws(AdminError) -> DeviceStatus {
        _ = try record(customer)
        guard let status = boards[customer]?[id] else { throw .notFound(.device) }
        return status
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceEdit, if precondition: Precondition<Device>,
        by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        let status = try await device(id, of: customer)
        var device = status.device
        guard precondition(device) else { throw .changedMeanwhile }
        if change.suspended == false, device.suspended {
            let figure = SeatFigure(configured: configured(customer).count, maximum: try record(customer).maximum)
            guard figure.hasRoom else { throw .seatLimit(figure) }
        }
        var view = status.view
        if let user = change.user {
            view = .none
            if let user {
                view = try await self.user(user, of: customer).supervisor.view
                guard view != .none else { throw .notEntitled }
            }
            device.user = user
        }
        if let dashboard = change.dashboard {
            if let dashboard { _ = try await self.dashboard(dashboard, of: customer) }
            device.dashboard = dashboard
        }
        authors.append(author)
        device.name = change.name ?? device.name
        device.suspended = change.suspended ?? device.suspended
        let changed = status.with(device, view: view)
        add(changed)
        return changed
    }

    func deleteDevice(
        _ id: DeviceID, of customer: CustomerID, if precondition: Precondition<Device>, by author: Author
    ) async throws(AdminError) {
        let status = try await device(id, of: customer)
        guard precondition(status.device) else { throw .changedMeanwhile }
        authors.append(author)
        boards[customer]?[id] = nil
    }

    func replaceHardware(
        of id: DeviceID, of customer: CustomerID, with hardware: NewHardware, by author: Author
    ) async throws(AdminError) -> DeviceStatus {
        let status = try await device(id, of: customer)
        let serial: Serial
        switch hardware {
        case .serial(let named): serial = named
        case .pairing(let code): serial = sample(Serial(try await pairing(code, for: customer).serial))
        }
        guard !configured(customer).contains(where: { $0.serial == serial }) else { throw .alreadyExists(.device) }
        authors.append(author)
        var device = status.device
        device.serial = serial
        let replaced = DeviceStatus(
            device: device, view: status.view, connection: nil, lastSeen: status.lastSeen,
            lastAddress: status.lastAddress)
        add(replaced)
        return replaced
    }

    func rotateCredential(
        of id: DeviceID, of customer: CustomerID, by author: Author
    ) async throws(AdminError) -> CredentialRotation {
        let status = try await device(id, of: customer)
        authors.append(author)
        return CredentialRotation(status: status, isDelivered: status.connection != nil)
    }

    func refusals(of customer: CustomerID) async throws(AdminError) -> RefusalReport {
        _ = try record(customer)
        let own = refused.filter { $0.customer == customer }
        let reasons = Set(own.map(\.reason)).sorted().map { reason in
            let attempts = own.filter { $0.reason == reason }
            return RefusalReport.Reason(
                reason: reason, count: attempts.count, boards: Set(attempts.map(\.serial)).count,
                lastAt: attempts[0].at)
        }
        return RefusalReport(since: Self.start, reasons: reasons, attempts: own)
    }

    func boards(_ selection: BoardSelection) async throws(AdminError) -> BoardListing {
        let customer = selection.customer
        let all = boards.keys.sorted().filter { customer == nil || $0 == customer }
            .flatMap { (boards[$0] ?? [:]).values.sorted { $0.device.id < $1.device.id } }
        let wanted = all.filter { board in
            let position = BoardPosition(customer: board.device.customer, device: board.device.id)
            return (selection.after.map { $0 < position } ?? true)
                && (selection.presence == nil || board.presence == selection.presence)
        }
        let isFirst = selection.after == nil
        return BoardListing(
            asOf: Self.start, boards: Array(wanted.prefix(selection.limit)), hasMore: wanted.count > selection.limit,
            waiting: isFirst ? waiting.filter { customer == nil || $0.board.customer == customer } : [],
            refused: isFirst ? refused.filter { customer == nil || $0.customer == customer } : [],
            alarms: isFirst ? all.compactMap(\.alarm) : [])
    }

    func boardFeed(of customer: CustomerID?) async throws(AdminError) -> AsyncStream<BoardFeedEvent> {
        try check()
        let (stream, feed) = AsyncStream.makeStream(of: BoardFeedEvent.self, bufferingPolicy: .bufferingOldest(100))
        watched.append(customer)
        feeds.append(feed)
        if areFeedsClosed { feed.finish() }
        return stream
    }

    /// Sends an event to all watchers.
    func tell(_ event: BoardFeedEvent) {
        for feed in feeds { feed.yield(event) }
    }

    /// From now on every stream ends at once.
    func closeFeeds() {
        areFeedsClosed = true
    }

    /// Ends every stream, as when the gateway stops.
    func endFeeds() {
        for feed in feeds { feed.finish() }
    }
}
