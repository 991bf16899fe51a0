import GRDB
import Store
import Values
import WallboardCore

/// The ways to a seat: keys, pairings, boards that wait.
struct EnrolmentRecords {
    let database: OpenDatabase

    func createKey(_ key: EnrolmentKey) async throws(StoreError) {
        try await database.write { db in
            let number = try CustomerTable.number(of: key.customer, in: db)
            try EnrolmentKeyTable.insert(key, ofCustomer: number, in: db)
        }
    }

    func deleteKey(_ id: CredentialID, of customer: CustomerID) async throws(StoreError) {
        try await database.write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard try EnrolmentKeyTable.delete(id, ofCustomer: number, in: db) else { throw StoreError.notFound }
        }
    }

    func deleteWaiting(_ serials: [Serial], of customer: CustomerID) async throws(StoreError) {
        try await database.write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            for serial in serials { try WaitingBoardTable.delete(serial, ofCustomer: number, in: db) }
        }
    }

    func enrol(
        _ requests: [EnrolmentRequest], at now: Instant
    ) async throws(StoreError) -> [EnrolmentOutcome] {
        try await database.write { db in try requests.map { try Self.enrol($0, at: now, in: db) } }
    }

    private static func enrol(
        _ request: EnrolmentRequest, at now: Instant, in db: Database
    ) throws -> EnrolmentOutcome {
        switch request.way {
        case .enrolmentKey(let id):
            guard let key = try EnrolmentKeyTable.key(id, in: db) else { return .refused(.keyNotValid) }
            let choice = PairingChoice(user: key.user, name: nil, author: .board(request.serial, key: id))
            return try admit(
                request, by: Admission(way: .enrolmentKey(key), customer: key.customer, choice: choice, at: now), in: db
            )
        case .pairing(let customer, let choice, let waits):
            guard try CustomerTable.exists(customer, in: db) else { return .refused(.notEntitled) }
            let outcome = try admit(
                request, by: Admission(way: .pairing, customer: customer, choice: choice, at: now), in: db)
            guard waits, case .refused(.seatLimit(let seats)) = outcome else { return outcome }
            return try wait(request, for: customer, choice, at: now, in: db).map { .waiting($0, seats) } ?? outcome
        case .waiting(let customer):
            guard try CustomerTable.exists(customer, in: db) else { return .refused(.notEntitled) }
            let number = try CustomerTable.number(of: customer, in: db)
            guard let board = try WaitingBoardTable.board(request.serial, ofCustomer: number, in: db) else {
                return .refused(.notEntitled)
            }
            let asStored = EnrolmentRequest(
                way: request.way, serial: board.serial, model: board.model, newDevice: request.newDevice,
                newCredential: board.credential, newSecretHash: board.secretHash)
            return try admit(
                asStored, by: Admission(way: .pairing, customer: customer, choice: board.choice, at: now), in: db)
        }
    }

    /// Keeps the admin's choice; nil where too many boards wait already.
    private static func wait(
        _ request: EnrolmentRequest, for customer: CustomerID, _ choice: PairingChoice, at now: Instant, in db: Database
    ) throws -> WaitingBoard? {
        let number = try CustomerTable.number(of: customer, in: db)
        let isKnown = try WaitingBoardTable.board(request.serial, ofCustomer: number, in: db) != nil
        guard try isKnown || WaitingBoardTable.count(ofCustomer: number, in: db) < WaitingBoardLimits.maxPerCustomer
        else { return nil }
        let board = WaitingBoard(
            customer: customer, serial: request.serial, model: request.model, choice: choice,
            credential: request.newCredential, secretHash: request.newSecretHash, since: now)
        try WaitingBoardTable.put(board, ofCustomer: number, in: db)
        return board
    }

    /// What a way to a seat says about the device that comes by it.
    private struct Admission {
        let way: AdmissionWay
        let customer: CustomerID
        let choice: PairingChoice
        let stamp: Stamp

        init(way: AdmissionWay, customer: CustomerID, choice: PairingChoice, at now: Instant) {
            self.way = way
            self.customer = customer
            self.choice = choice
            stamp = Stamp(choice.author, at: now)
        }

        /// The key that the device comes with; nil: none.
        var key: CredentialID? {
            if case .enrolmentKey(let key) = way { key.id } else { nil }
        }

        var how: LedgerChange.SeatGain { key == nil ? .pairing : .enrolmentKey }
    }

    private static func admit(
        _ request: EnrolmentRequest, by admission: Admission, in db: Database
    ) throws -> EnrolmentOutcome {
        let number = try CustomerTable.number(of: admission.customer, in: db)
        let choice = admission.choice
        let supervisor = try UserTable.supervisorLicence(of: choice.user, ofCustomer: number, in: db)
        let facts = AdmissionFacts(
            way: admission.way, supervisor: supervisor,
            device: try DeviceTable.device(withSerial: request.serial, ofCustomer: number, in: db),
            seats: try DeviceTable.seats(of: admission.customer, in: db))
        let decision = AdmissionDecision.decide(facts, at: admission.stamp.at)
        let dashboard = try choice.dashboard.flatMap {
            try DashboardTable.exists($0, ofCustomer: number, in: db) ? $0 : nil
        }
        switch decision {
        case .register(let licence):
            let device = Device(
                id: request.newDevice, customer: admission.customer, serial: request.serial,
                name: choice.name ?? request.serial.text, model: request.model, user: choice.user,
                boardLicence: licence, suspended: false, registeredAt: admission.stamp.at,
                credential: request.newCredential, secretHash: request.newSecretHash, enrolledWith: admission.key,
                dashboard: dashboard)
            try DeviceTable.insert(device, ofCustomer: number, in: db)
            try WaitingBoardTable.delete(device.serial, ofCustomer: number, in: db)
            if let key = admission.key { try EnrolmentKeyTable.use(key, in: db) }
            try LedgerTable.append(
                .seatTaken(LedgerDevice(device), admission.how), to: device.customer, by: admission.stamp, in: db)
            return .registered(device)
        case .renew(let known):
            var device = known
            device.model = request.model ?? device.model
            device.credential = request.newCredential
            device.secretHash = request.newSecretHash
            device.enrolledWith = admission.key
            if case .pairing = admission.way {
                device.name = choice.name ?? device.name
                device.user = choice.user
                device.dashboard = dashboard ?? device.dashboard
                device.boardLicence = supervisor?.boardLicence ?? device.boardLicence
            }
            try DeviceRecords.change(known, to: device, by: admission.stamp, in: db)
            try WaitingBoardTable.delete(device.serial, ofCustomer: number, in: db)
            return .renewed(device)
        case .resume, .seatLimit, .suspended, .keyNotValid, .keyOfAnotherUser, .notEntitled:
            return .refused(decision)
        }
    }
}
