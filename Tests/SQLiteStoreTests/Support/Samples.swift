import Store
import Values
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

extension DashboardID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

/// A tile of every kind, with and without what may be left out.
let everyTile: [Tile] = [
    Tile(.figure(FigureSource(.callsWaiting)!)),
    Tile(.figure(FigureSource(.offered, queue: "sales")!), title: "Ünits “sold”", width: 12, height: 6),
    Tile(.figures(Tile.FigureList([.missed, .inbound])!), width: 1),
    Tile(.figures(Tile.FigureList([.serviceLevel], queue: "sales")!), height: 1),
    Tile(.calls(rows: nil)), Tile(.calls(rows: 40)), Tile(.queues(nil)), Tile(.queues([.offered, .callsWaiting])),
    Tile(.agents, title: "Who"), Tile(.intervals), Tile(.leaderboard(rows: 5)), Tile(.text("Hello / \"you\" \\")),
]

/// An alarm of every condition.
let everyAlarm: [Alarm] = [
    Alarm(FigureSource(.callsWaiting)!, .above(5), .red, flashes: true),
    Alarm(FigureSource(.serviceLevel, queue: "sales")!, .atMost(0.8), .amber),
    Alarm(FigureSource(.abandonedRate)!, .atLeast(1e-7), .amber),
    Alarm(FigureSource(.longestWaitingSeconds)!, .between(30...1_000_000_000), .red),
]

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
    request(serial, by: .enrolmentKey(key), model: model, as: name)
}

/// A request by any of the ways, whose new names are all made of `name`.
func request(
    _ serial: Serial, by way: EnrolmentRequest.Way, model: String? = "AFTMM", as name: String? = nil
) -> EnrolmentRequest {
    let name = name ?? serial.text
    return EnrolmentRequest(
        way: way, serial: serial, model: model, newDevice: DeviceID("device-\(name)")!,
        newCredential: CredentialID("token-\(name)")!, newSecretHash: hash(name.utf8.reduce(0) { $0 &* 3 &+ Int($1) }))
}

/// A request that Sam made by entering the code on a screen.
func pairing(
    _ serial: Serial, for user: UserID = "mia", of customer: CustomerID = "acme", named name: String? = nil,
    showing dashboard: DashboardID? = nil, waits: Bool = false, model: String? = "AFTMM", as newName: String? = nil
) -> EnrolmentRequest {
    let choice = PairingChoice(user: user, name: name, dashboard: dashboard, author: sam)
    return request(serial, by: .pairing(customer, choice, waits: waits), model: model, as: newName)
}

/// The admin of most tests.
let sam = Author.admin("Sam", token: "t-sam")

/// What Sam does at `seconds` after the morning.
func stamp(_ seconds: Int = 0) -> Stamp { Stamp(sam, at: morning + seconds) }

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

    /// All entries of a ledger.
    func ledger(of customer: CustomerID) async throws(StoreError) -> [LedgerRecord] {
        try await ledger(of: customer, after: 0, limit: .max)
    }

    /// What the entries of a ledger are about.
    func changes(of customer: CustomerID) async throws(StoreError) -> [LedgerChange] {
        try await ledger(of: customer).map(\.entry.change)
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

/// The functions as most tests call them: by Sam, in the morning.
extension Store {
    func createCustomer(_ customer: Customer) async throws(StoreError) {
        try await createCustomer(customer, by: sam)
    }

    func updateCustomer(_ customer: Customer) async throws(StoreError) -> Customer {
        try await updateCustomer(customer, by: stamp())
    }

    func deleteCustomer(_ id: CustomerID) async throws(StoreError) {
        try await deleteCustomer(id, by: stamp())
    }

    func setMaximum(
        _ maximum: SeatMaximum, _ surplus: SurplusRule = .reject, of id: CustomerID, ifVersion version: Int? = nil,
        dryRun: Bool = false
    ) async throws(StoreError) -> MaximumOutcome {
        try await setMaximum(
            MaximumChange(to: maximum, surplus: surplus), of: id, ifVersion: version, dryRun: dryRun, by: stamp())
    }

    func putUser(_ user: User, of customer: CustomerID) async throws(StoreError) -> UsersOutcome {
        try await putUsers([user], of: customer, by: stamp())
    }

    func deleteUser(_ id: UserID, of customer: CustomerID) async throws(StoreError) -> [Device] {
        try await deleteUser(id, of: customer, by: stamp()).devices
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange
    ) async throws(StoreError) -> DeviceOutcome {
        try await updateDevice(id, of: customer, change, by: stamp())
    }

    func deleteDevice(_ id: DeviceID, of customer: CustomerID) async throws(StoreError) -> Device {
        try await deleteDevice(id, of: customer, by: stamp())
    }
}
