import Store
import Values
import WallboardCore

extension ModelStore {
    func createEnrolmentKey(_ key: EnrolmentKey) throws(StoreError) {
        _ = try index(of: key.customer)
        guard enrolmentKey(key.id) == nil else { throw .alreadyExists }
        guard user(key.user, of: key.customer) != nil else { throw .notFound }
        state.keys.append(key)
    }

    func enrolmentKeys(of customer: CustomerID) -> [EnrolmentKey] {
        inOrder(state.keys.filter { $0.customer == customer }, by: \.createdAt)
    }

    func enrolmentKey(_ id: CredentialID) -> EnrolmentKey? {
        state.keys.first { $0.id == id }
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) throws(StoreError) {
        guard let index = state.keys.firstIndex(where: { $0.id == id && $0.customer == customer }) else {
            throw .notFound
        }
        state.keys.remove(at: index)
    }

    func enrol(_ requests: [EnrolmentRequest], at now: Instant) throws(StoreError) -> [EnrolmentOutcome] {
        let before = state
        var outcomes: [EnrolmentOutcome] = []
        for request in requests {
            do {
                switch request.way {
                case .enrolmentKey(let key): outcomes.append(try enrol(request, key, at: now))
                case .pairing(let customer, let choice, let waits):
                    let outcome = try pair(request, customer, choice, at: now)
                    if waits, case .refused(.seatLimit(let seats)) = outcome {
                        outcomes.append(try wait(request, customer, choice, seats, at: now))
                    } else {
                        outcomes.append(outcome)
                    }
                case .waiting(let customer):
                    let board = state.waiting.first { $0.customer == customer && $0.serial == request.serial }
                    guard let board else {
                        outcomes.append(.refused(.notEntitled))
                        continue
                    }
                    let own = EnrolmentRequest(
                        way: request.way, serial: board.serial, model: board.model, newDevice: request.newDevice,
                        newCredential: board.credential, newSecretHash: board.secretHash)
                    outcomes.append(try pair(own, customer, board.choice, at: now))
                }
            } catch {
                state = before
                throw error
            }
        }
        return outcomes
    }

    private func enrol(
        _ request: EnrolmentRequest, _ id: CredentialID, at now: Instant
    ) throws(StoreError) -> EnrolmentOutcome {
        guard let index = state.keys.firstIndex(where: { $0.id == id }) else { return .refused(.keyNotValid) }
        let key = state.keys[index]
        let stamp = Stamp(.board(request.serial, key: id), at: now)
        let decision = AdmissionDecision.decide(
            try facts(.enrolmentKey(key), request.serial, key.customer, key.user), at: now)
        switch decision {
        case .register(let licence):
            state.keys[index].uses += 1
            let choice = PairingChoice(user: key.user, name: nil, author: stamp.author)
            return try register(request, key.customer, choice, licence, .enrolmentKey, key.id, at: now)
        case .renew(let device):
            try demandFree(request.newCredential, for: device.id)
            stopWaiting(request.serial, key.customer)
            return .renewed(
                change(device, by: stamp) {
                    $0.model = request.model ?? $0.model
                    $0.credential = request.newCredential
                    $0.secretHash = request.newSecretHash
                    $0.enrolledWith = id
                })
        default: return .refused(decision)
        }
    }

    private func pair(
        _ request: EnrolmentRequest, _ customer: CustomerID, _ choice: PairingChoice, at now: Instant
    ) throws(StoreError) -> EnrolmentOutcome {
        guard state.customers.contains(where: { $0.id == customer }) else { return .refused(.notEntitled) }
        let decision = AdmissionDecision.decide(try facts(.pairing, request.serial, customer, choice.user), at: now)
        switch decision {
        case .register(let licence):
            return try register(request, customer, choice, licence, .pairing, nil, at: now)
        case .renew(let device):
            try demandFree(request.newCredential, for: device.id)
            stopWaiting(request.serial, customer)
            let licence = self.user(choice.user, of: customer)?.supervisor.boardLicence
            return .renewed(
                change(device, by: Stamp(choice.author, at: now)) {
                    $0.model = request.model ?? $0.model
                    $0.credential = request.newCredential
                    $0.secretHash = request.newSecretHash
                    $0.enrolledWith = nil
                    $0.name = choice.name ?? $0.name
                    $0.user = choice.user
                    $0.dashboard = existing(choice.dashboard, of: customer) ?? $0.dashboard
                    $0.boardLicence = licence ?? $0.boardLicence
                })
        default: return .refused(decision)
        }
    }

    private func register(
        _ request: EnrolmentRequest, _ customer: CustomerID, _ choice: PairingChoice, _ licence: BoardLicence,
        _ how: LedgerChange.SeatGain, _ key: CredentialID?, at now: Instant
    ) throws(StoreError) -> EnrolmentOutcome {
        guard !state.devices.contains(where: { $0.id == request.newDevice }) else { throw .alreadyExists }
        try demandFree(request.newCredential, for: request.newDevice)
        let device = Device(
            id: request.newDevice, customer: customer, serial: request.serial,
            name: choice.name ?? request.serial.text, model: request.model, user: choice.user, boardLicence: licence,
            suspended: false, registeredAt: now, credential: request.newCredential,
            secretHash: request.newSecretHash, enrolledWith: key, dashboard: existing(choice.dashboard, of: customer))
        state.devices.append(device)
        stopWaiting(request.serial, customer)
        record(.seatTaken(LedgerDevice(device), how), of: customer, by: Stamp(choice.author, at: now))
        return .registered(device)
    }

    private func wait(
        _ request: EnrolmentRequest, _ customer: CustomerID, _ choice: PairingChoice, _ seats: SeatFigure,
        at now: Instant
    ) throws(StoreError) -> EnrolmentOutcome {
        let board = WaitingBoard(
            customer: customer, serial: request.serial, model: request.model, choice: choice,
            credential: request.newCredential, secretHash: request.newSecretHash, since: now)
        if state.waiting.contains(where: {
            $0.credential == board.credential && ($0.customer, $0.serial) != (customer, board.serial)
        }) {
            throw .alreadyExists
        }
        if let index = state.waiting.firstIndex(where: { $0.customer == customer && $0.serial == board.serial }) {
            state.waiting[index] = board
        } else {
            let count = state.waiting.count { $0.customer == customer }
            guard count < WaitingBoardLimits.maxPerCustomer else { return .refused(.seatLimit(seats)) }
            state.waiting.append(board)
        }
        return .waiting(board, seats)
    }

    private func stopWaiting(_ serial: Serial, _ customer: CustomerID) {
        state.waiting.removeAll { $0.customer == customer && $0.serial == serial }
    }

    private func existing(_ dashboard: DashboardID?, of customer: CustomerID) -> DashboardID? {
        dashboards(of: customer).first { $0.id == dashboard }?.id
    }

    func waitingBoards(of customer: CustomerID) -> [WaitingBoard] {
        state.waiting.filter { $0.customer == customer }
    }

    func deleteWaitingBoards(_ serials: [Serial], of customer: CustomerID) throws(StoreError) {
        _ = try index(of: customer)
        for serial in serials { stopWaiting(serial, customer) }
    }

    func devices(of customer: CustomerID) -> [Device] {
        state.devices.filter { $0.customer == customer }.sorted { $0.id < $1.id }
    }

    func device(withCredential id: CredentialID) -> Device? {
        state.devices.first { $0.credential == id }
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange, by stamp: Stamp
    ) throws(StoreError) -> DeviceOutcome {
        let before = state.devices[try index(of: id, of: customer)]
        var after = before
        if let name = change.name { after.name = name }
        switch change.user {
        case nil: break
        case .nobody: after.user = nil
        case .user(let id):
            guard let user = user(id, of: customer) else { throw .notFound }
            guard let licence = user.supervisor.boardLicence else { return .notEntitled }
            after.user = id
            after.boardLicence = licence
        }
        switch change.dashboard {
        case nil: break
        case .default: after.dashboard = nil
        case .dashboard(let id):
            guard state.dashboards[customer, default: []].contains(where: { $0.id == id }) else { throw .notFound }
            after.dashboard = id
        }
        if let serial = change.serial {
            let isTaken = state.devices.contains { $0.customer == customer && $0.serial == serial && $0.id != id }
            if isTaken { throw .alreadyExists }
            if serial != before.serial { stopWaiting(serial, customer) }
            after.serial = serial
        }
        if before.suspended && change.suspended == false {
            let seats = try seats(of: customer)
            guard seats.hasRoom else { return .seatLimit(seats) }
        }
        if let credential = change.credential {
            try demandFree(credential.id, for: id)
            after.credential = credential.id
            after.secretHash = credential.secretHash
        }
        after.suspended = change.suspended ?? before.suspended
        return .changed(self.change(before, by: stamp) { $0 = after })
    }

    func deleteDevice(_ id: DeviceID, of customer: CustomerID, by stamp: Stamp) throws(StoreError) -> Device {
        let device = state.devices.remove(at: try index(of: id, of: customer))
        if !device.suspended { record(.seatFreed(LedgerDevice(device), .removed), of: customer, by: stamp) }
        return device
    }

    func sightings(of customer: CustomerID) -> [DeviceSighting] {
        state.devices.filter { $0.customer == customer }.map(\.id).sorted().compactMap { state.sightings[$0] }
    }

    func noteSightings(_ sightings: [DeviceSighting]) {
        for sighting in sightings where state.devices.contains(where: { $0.id == sighting.device }) {
            state.sightings[sighting.device] = sighting
        }
    }

    // MARK: Dashboards

    func dashboards(of customer: CustomerID) -> [Dashboard] {
        (state.dashboards[customer] ?? []).sorted { $0.id < $1.id }
    }

    func putDashboard(_ dashboard: Dashboard, of customer: CustomerID) throws(StoreError) {
        _ = try index(of: customer)
        state.dashboards[customer, default: []].removeAll { $0.id == dashboard.id }
        state.dashboards[customer, default: []].append(dashboard)
    }

    func deleteDashboard(_ id: DashboardID, of customer: CustomerID) throws(StoreError) -> RemovalOutcome {
        _ = try index(of: customer)
        guard dashboards(of: customer).contains(where: { $0.id == id }) else { throw .notFound }
        state.dashboards[customer]?.removeAll { $0.id == id }
        var affected: [Device] = []
        for index in state.devices.indices
        where state.devices[index].customer == customer && state.devices[index].dashboard == id {
            state.devices[index].dashboard = nil
            affected.append(state.devices[index])
        }
        return RemovalOutcome(devices: affected.sorted { $0.id < $1.id }, isDone: true)
    }

    // MARK: What the rules speak of

    private func facts(
        _ way: AdmissionWay, _ serial: Serial, _ customer: CustomerID, _ user: UserID
    ) throws(StoreError) -> AdmissionFacts {
        AdmissionFacts(
            way: way, supervisor: self.user(user, of: customer)?.supervisor,
            device: state.devices.first { $0.customer == customer && $0.serial == serial },
            seats: try seats(of: customer))
    }

    private func seats(of customer: CustomerID) throws(StoreError) -> SeatFigure {
        SeatFigure(
            configured: configured(of: customer).count, maximum: state.customers[try index(of: customer)].maximum)
    }

    private func demandFree(_ credential: CredentialID, for device: DeviceID) throws(StoreError) {
        if state.devices.contains(where: { $0.credential == credential && $0.id != device }) { throw .alreadyExists }
    }
}
