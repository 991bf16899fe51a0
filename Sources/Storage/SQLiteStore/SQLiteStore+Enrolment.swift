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
        guard let key = try EnrolmentKeyTable.key(request.key, in: db) else { return .refused(.keyNotValid) }
        let customer = try CustomerTable.customer(key.customer, in: db)
        let number = try CustomerTable.number(of: key.customer, in: db)
        let facts = EnrolmentFacts(
            key: key,
            supervisor: try UserTable.supervisorLicence(of: key.user, ofCustomer: number, in: db),
            device: try DeviceTable.device(withSerial: request.serial, ofCustomer: number, in: db),
            seats: SeatFigure(
                configured: try DeviceTable.configuredCount(ofCustomer: number, in: db), maximum: customer.maximum))
        let decision = EnrolmentDecision.decide(facts, at: now)
        switch decision {
        case .register(let licence):
            let device = Device(
                id: request.newDevice, customer: key.customer, serial: request.serial, name: request.serial.text,
                model: request.model, user: key.user, boardLicence: licence, suspended: false, registeredAt: now,
                credential: request.newCredential, secretHash: request.newSecretHash, enrolledWith: key.id)
            try DeviceTable.insert(device, ofCustomer: number, in: db)
            try EnrolmentKeyTable.use(key.id, in: db)
            return .registered(device)
        case .renew(var device):
            device.model = request.model ?? device.model
            device.credential = request.newCredential
            device.secretHash = request.newSecretHash
            device.enrolledWith = key.id
            try DeviceTable.update(device, in: db)
            return .renewed(device)
        case .seatLimit, .suspended, .keyNotValid, .notEntitled:
            return .refused(decision)
        }
    }
}
