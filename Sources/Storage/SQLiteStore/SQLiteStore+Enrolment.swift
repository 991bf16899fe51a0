import GRDB
import Store
import WallboardCore

extension SQLiteStore {
    /// As `Store` has it.
    package func createEnrolmentKey(_ key: EnrolmentKey) async throws(StoreError) {
        try await write { db in
            let number = try CustomerTable.number(of: key.customer, in: db)
            try EnrolmentKeyTable.insert(key, ofCustomer: number, in: db)
        }
    }

    /// As `Store` has it.
    package func enrolmentKeys(of customer: CustomerID) async throws(StoreError) -> [EnrolmentKey] {
        try await read { db in try EnrolmentKeyTable.all(of: customer, in: db) }
    }

    /// As `Store` has it.
    package func enrolmentKey(_ id: CredentialID) async throws(StoreError) -> EnrolmentKey? {
        try await read { db in try EnrolmentKeyTable.key(id, in: db) }
    }

    /// As `Store` has it.
    package func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) async throws(StoreError) {
        try await write { db in
            let number = try CustomerTable.number(of: customer, in: db)
            guard try EnrolmentKeyTable.delete(id, ofCustomer: number, in: db) else { throw StoreError.notFound }
        }
    }

    /// As `Store` has it.
    package func enrol(
        _ requests: [EnrolmentRequest], at now: Instant
    ) async throws(StoreError) -> [EnrolmentOutcome] {
        try await write { db in try requests.map { try Self.enrol($0, at: now, in: db) } }
    }

    private static func enrol(
        _ request: EnrolmentRequest, at now: Instant, in db: Database
    ) throws -> EnrolmentOutcome {
        switch request.way {
        case .enrolmentKey(let id):
            guard let key = try EnrolmentKeyTable.key(id, in: db) else { return .refused(.keyNotValid) }
            let admission = Admission(
                way: .enrolmentKey(key), customer: key.customer, user: key.user, name: nil, how: .enrolmentKey,
                stamp: Stamp(.board(request.serial, key: id), at: now))
            return try admit(request, by: admission, in: db)
        case .pairing(let customer, let user, let name, let author):
            guard try CustomerTable.exists(customer, in: db) else { return .refused(.notEntitled) }
            let admission = Admission(
                way: .pairing, customer: customer, user: user, name: name, how: .pairing, stamp: Stamp(author, at: now))
            return try admit(request, by: admission, in: db)
        }
    }

    /// What a way to a seat says of the device that comes by it.
    private struct Admission {
        let way: AdmissionWay
        let customer: CustomerID
        let user: UserID
        let name: String?
        let how: LedgerChange.SeatGain
        let stamp: Stamp

        /// The key that the device comes with; nil: none.
        var key: CredentialID? {
            if case .enrolmentKey(let key) = way { key.id } else { nil }
        }
    }

    private static func admit(
        _ request: EnrolmentRequest, by admission: Admission, in db: Database
    ) throws -> EnrolmentOutcome {
        let number = try CustomerTable.number(of: admission.customer, in: db)
        let supervisor = try UserTable.supervisorLicence(of: admission.user, ofCustomer: number, in: db)
        let facts = AdmissionFacts(
            way: admission.way, supervisor: supervisor,
            device: try DeviceTable.device(withSerial: request.serial, ofCustomer: number, in: db),
            seats: try DeviceTable.seats(of: admission.customer, in: db))
        let decision = AdmissionDecision.decide(facts, at: admission.stamp.at)
        switch decision {
        case .register(let licence):
            let device = Device(
                id: request.newDevice, customer: admission.customer, serial: request.serial,
                name: admission.name ?? request.serial.text, model: request.model, user: admission.user,
                boardLicence: licence, suspended: false, registeredAt: admission.stamp.at,
                credential: request.newCredential, secretHash: request.newSecretHash, enrolledWith: admission.key)
            try DeviceTable.insert(device, ofCustomer: number, in: db)
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
                device.name = admission.name ?? device.name
                device.user = admission.user
                device.boardLicence = supervisor?.boardLicence ?? device.boardLicence
            }
            try change(known, to: device, by: admission.stamp, in: db)
            return .renewed(device)
        case .resume, .seatLimit, .suspended, .keyNotValid, .notEntitled:
            return .refused(decision)
        }
    }
}
