import Store
import WallboardCore

/// 2027-01-15T08:00:00Z.
let morning = Instant(milliseconds: 1_800_000_000_000)

extension Instant {
    static func + (moment: Instant, seconds: Int) -> Instant {
        moment.advanced(byMilliseconds: Int64(seconds) * 1000)
    }
}

extension CustomerID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}
extension UserID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}
extension Serial: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}
extension DeviceID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}
extension CredentialID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

func hash(_ seed: Int) -> SecretHash {
    SecretHash(bytes: (0..<32).map { UInt8(truncatingIfNeeded: seed &* 31 &+ $0) })!
}

func customer(_ id: CustomerID = "acme", seats: SeatMaximum = .limited(2)) -> Customer {
    Customer(id: id, name: "Acme \(id)", timeZone: "Europe/London", maximum: seats, createdAt: morning)
}

func user(_ id: UserID = "mia", _ supervisor: SupervisorLicence = .contactCentre) -> User {
    User(
        id: id, name: "Mia", extension: "201", userLicence: .professional, agentAddOn: true, desktopClient: false,
        crmAddOn: true, supervisor: supervisor)
}

func key(
    _ id: CredentialID = "key", of customer: CustomerID = "acme", for user: UserID = "mia",
    createdAt: Instant = morning, expiresAt: Instant? = nil, maxUses: Int? = nil
) -> EnrolmentKey {
    EnrolmentKey(
        id: id, customer: customer, user: user, secretHash: hash(7), createdAt: createdAt, expiresAt: expiresAt,
        maxUses: maxUses)
}

/// A request whose new names are all made of `name`.
func request(
    _ serial: Serial, key: CredentialID = "key", model: String? = "AFTMM", as name: String? = nil
) -> EnrolmentRequest {
    let name = name ?? serial.text
    return EnrolmentRequest(
        key: key, serial: serial, model: model, newDevice: DeviceID("device-\(name)")!,
        newCredential: CredentialID("token-\(name)")!, newSecretHash: hash(name.utf8.reduce(0) { $0 &* 3 &+ Int($1) }))
}

/// A step of a call at `seconds` after the morning.
func callEvent(
    _ id: String, call: String = "c1", _ kind: CallStep.Kind = .queued, at seconds: Int = 0
) -> CallEvent {
    CallEvent(
        id: id, time: morning + seconds,
        content: .call(
            CallStep(
                call: call, kind: kind, direction: .inbound, queue: "support", agent: "mia", caller: "+441632960000")))
}

extension Store {
    /// The customer `acme` with the user `mia` and an enrolment key for her.
    func prepareAcme(seats: SeatMaximum, maxUses: Int? = nil, supervisor: SupervisorLicence = .contactCentre)
        async throws
    {
        try await createCustomer(customer("acme", seats: seats))
        _ = try await putUser(user("mia", supervisor), of: "acme")
        try await createEnrolmentKey(key(maxUses: maxUses))
    }

    /// Enrols one device that must be let in.
    @discardableResult
    func register(_ serial: Serial, at now: Instant = morning) async throws -> Device {
        let outcome = try await enrol([request(serial)], at: now)
        guard case .registered(let device) = outcome.first else { throw UnexpectedOutcome(outcome: outcome) }
        return device
    }
}

struct UnexpectedOutcome: Error {
    let outcome: [EnrolmentOutcome]
}

func adminToken(_ id: CredentialID, _ role: Role = .customer, of customer: CustomerID?) -> AdminToken {
    AdminToken(id: id, role: role, customer: customer, name: "Sam", secretHash: hash(3), createdAt: morning)
}
