import Store
import TestSupport
import Values
import WallboardCore

/// One call of a changing function of `Store`, so that two stores can be given the same.
enum StoreOperation: Sendable {
    case createCustomer(Customer)
    case updateCustomer(Customer, Stamp)
    case deleteCustomer(CustomerID, Stamp)
    case setMaximum(MaximumChange, CustomerID, version: Int?, dryRun: Bool, Stamp)
    case putUsers([User], CustomerID, Stamp)
    case deleteUser(UserID, CustomerID, Stamp)
    case setAgents(Set<String>, CustomerID, Stamp)
    case followPBX(CustomerID)
    case createKey(EnrolmentKey)
    case deleteKey(CredentialID, CustomerID)
    case enrol([EnrolmentRequest], Instant)
    case updateDevice(DeviceID, CustomerID, DeviceChange, Stamp)
    case deleteDevice(DeviceID, CustomerID, Stamp)
    case putDashboard(Dashboard, CustomerID)
    case deleteDashboard(DashboardID, CustomerID)
    case createToken(AdminToken)
    case revokeToken(CredentialID, Instant)
    case beginAudit(AuditRecord)
    case finishAudit(Int, status: Int)
    case pruneAudit(Instant, keepingRefusals: Int, limit: Int)
    case append([CallEvent], CustomerID, recalling: Set<String>)
    case deleteEvents(CustomerID, EventSelection, limit: Int)

    /// The result of a store.
    enum Answer: Hashable, Sendable {
        case done
        case failed(StoreError)
        case customer(Customer)
        case maximum(MaximumOutcome)
        case users(UsersOutcome)
        case following(FollowingOutcome)
        case removal(RemovalOutcome)
        case enrolment([EnrolmentOutcome])
        case device(DeviceOutcome)
        case devices([Device])
        case token(AdminToken)
        case events(isNew: [Bool], earlier: [CallEvent])
        case number(Int)
    }

    func perform(on store: any Store) async -> Answer {
        do {
            return try await attempt(on: store)
        } catch {
            return .failed(error)
        }
    }

    private func attempt(on store: any Store) async throws(StoreError) -> Answer {
        switch self {
        case .createCustomer(let customer):
            try await store.createCustomer(customer, by: sam)
            return .done
        case .updateCustomer(let customer, let stamp):
            return .customer(try await store.updateCustomer(customer, by: stamp))
        case .deleteCustomer(let id, let stamp):
            try await store.deleteCustomer(id, by: stamp)
            return .done
        case .setMaximum(let change, let id, let version, let dryRun, let stamp):
            return .maximum(
                try await store.setMaximum(change, of: id, ifVersion: version, dryRun: dryRun, by: stamp))
        case .putUsers(let users, let customer, let stamp):
            return .users(try await store.putUsers(users, of: customer, by: stamp))
        case .deleteUser(let id, let customer, let stamp):
            return .removal(try await store.deleteUser(id, of: customer, by: stamp))
        case .setAgents(let extensions, let customer, let stamp):
            try await store.setPBXAgents(extensions, of: customer, by: stamp)
            return .done
        case .followPBX(let customer):
            return .following(try await store.followPBX(of: customer, after: nil))
        case .createKey(let key):
            try await store.createEnrolmentKey(key)
            return .done
        case .deleteKey(let id, let customer):
            try await store.deleteEnrolmentKey(id, of: customer)
            return .done
        case .enrol(let requests, let now):
            return .enrolment(try await store.enrol(requests, at: now))
        case .updateDevice(let id, let customer, let change, let stamp):
            return .device(try await store.updateDevice(id, of: customer, change, by: stamp))
        case .deleteDevice(let id, let customer, let stamp):
            return .devices([try await store.deleteDevice(id, of: customer, by: stamp)])
        case .putDashboard(let dashboard, let customer):
            try await store.putDashboard(dashboard, of: customer)
            return .done
        case .deleteDashboard(let id, let customer):
            return .removal(try await store.deleteDashboard(id, of: customer))
        case .createToken, .revokeToken, .beginAudit, .finishAudit, .pruneAudit, .append, .deleteEvents:
            return try await record(on: store)
        }
    }

    private func record(on store: any Store) async throws(StoreError) -> Answer {
        switch self {
        case .createToken(let token):
            try await store.createToken(token)
            return .done
        case .revokeToken(let id, let now):
            return .token(try await store.revokeToken(id, at: now))
        case .beginAudit(let record):
            return .number(try await store.beginAudit(record))
        case .finishAudit(let number, let status):
            try await store.finishAudit(number, status: status)
            return .done
        case .pruneAudit(let end, let keepingRefusals, let limit):
            return .number(try await store.pruneAudit(before: end, keepingRefusals: keepingRefusals, limit: limit))
        case .append(let events, let customer, let calls):
            let outcome = try await store.append(events, of: customer, recalling: calls, receivedAt: morning)
            return .events(
                isNew: outcome.isNew,
                earlier: outcome.earlier.map(\.unnumbered).sorted { ($0.time, $0.id) < ($1.time, $1.id) })
        case .deleteEvents(let customer, let selection, let limit):
            return .number(try await store.deleteEvents(of: customer, selection, limit: limit))
        default: preconditionFailure("\(self) is none of the records")
        }
    }
}

extension StoreOperation {
    /// Customers with users and keys, so that random operations find something.
    static let beginning: [StoreOperation] = (["a", "b", "c"] as [CustomerID]).flatMap { id -> [StoreOperation] in
        let users = (["u1", "u2", "u3"] as [UserID]).map { user($0, .liveAnalytics) }
        return [
            .createCustomer(customer(id, seats: .limited(4))), .putUsers(users, id, stamp()),
            .createKey(key(CredentialID("key-\(id)-0")!, of: id, for: "u1")),
        ]
    }

    /// The operations of a random history: first the beginning, then one at random.
    static func at(_ step: Int, using random: inout SplitMix64) -> StoreOperation {
        step < beginning.count ? beginning[step] : .random(step: step, using: &random)
    }

    /// A random operation on few names, so that most names are known and many clash. `step` makes new ones.
    private static func random(step: Int, using random: inout SplitMix64) -> StoreOperation {
        let customer: CustomerID = random.pick(["a", "b", "c"])
        let user: UserID = random.pick(["u1", "u2", "u3"])
        let key = CredentialID("key-\(customer)-\(Int.random(in: 0..<4, using: &random))")!
        let moment = morning + Int.random(in: 0..<50, using: &random)
        let stamp = Stamp(.admin(random.pick(["Sam", "Zoé"]), token: "t"), at: moment)
        switch Int.random(in: 0..<100, using: &random) {
        case ..<4: return .createCustomer(.random(customer, at: moment, using: &random))
        case ..<7: return .updateCustomer(.random(customer, at: moment, using: &random), stamp)
        case ..<8: return .deleteCustomer(customer, stamp)
        case ..<16:
            let version = random.percent(50) ? nil : Int.random(in: 1..<4, using: &random)
            return .setMaximum(
                .random(of: customer, using: &random), customer, version: version, dryRun: random.percent(20), stamp)
        case ..<25:
            let users = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                User.random(random.pick(["u1", "u2", "u3"]), using: &random)
            }
            let latest = Dictionary(users.map { ($0.id, $0) }) { $1 }.values.sorted { $0.id < $1.id }
            return .putUsers(latest, customer, stamp)
        case ..<27: return .deleteUser(user, customer, stamp)
        case ..<28: return .followPBX(customer)
        case ..<30: return .setAgents(random.pick([[], ["201"], ["201", "202", ""], ["203"]]), customer, stamp)
        case ..<36:
            let expiry = random.percent(20) ? moment + 20 : nil
            let uses = random.percent(50) ? Int.random(in: 1..<3, using: &random) : nil
            return .createKey(
                EnrolmentKey(
                    id: key, customer: customer, user: user, secretHash: hash(step), createdAt: moment,
                    expiresAt: expiry, maxUses: uses))
        case ..<38: return .deleteKey(key, customer)
        case ..<60:
            let count = Int.random(in: 0..<4, using: &random)
            let requests = (0..<count).map { index in
                let way: EnrolmentRequest.Way =
                    random.percent(40)
                    ? .random(user, of: customer, by: stamp.author, using: &random) : .enrolmentKey(key)
                return EnrolmentRequest.random(
                    by: way, of: customer, token: "token-\(step)-\(index)", using: &random)
            }
            return .enrol(requests, moment)
        case ..<63: return .putDashboard(.random(using: &random), customer)
        case ..<64: return .deleteDashboard(.random(using: &random), customer)
        case ..<74:
            return .updateDevice(
                .random(of: customer, using: &random), customer, .random(user, step: step, using: &random), stamp)
        case ..<78: return .deleteDevice(.random(of: customer, using: &random), customer, stamp)
        case ..<87: return .randomRecord(customer, at: moment, using: &random)
        case ..<98:
            let count = Int.random(in: 0..<5, using: &random)
            let calls = (0..<Int.random(in: 0..<3, using: &random)).map { _ in String.randomCall(using: &random) }
            return .append((0..<count).map { _ in .random(using: &random) }, customer, recalling: Set(calls))
        default:
            let start = morning + Int.random(in: 0..<40, using: &random)
            return .deleteEvents(
                customer, EventSelection(from: start, to: random.pick([nil, start + 10])),
                limit: random.pick([1, 5, 1_000]))
        }
    }

    /// About tokens and the audit.
    private static func randomRecord(
        _ customer: CustomerID, at moment: Instant, using random: inout SplitMix64
    ) -> StoreOperation {
        let id = CredentialID("token-\(Int.random(in: 0..<9, using: &random))")!
        switch Int.random(in: 0..<10, using: &random) {
        case ..<4:
            let token = AdminToken(
                id: id, role: random.pick(Role.allCases), customer: random.percent(70) ? customer : nil, name: "Sam",
                maySetMaximum: random.percent(30), secretHash: hash(3), createdAt: moment,
                expiresAt: random.pick([nil, moment + 9]),
                createdBy: random.pick([nil, CredentialID("token-\(Int.random(in: 0..<9, using: &random))")!]))
            return .createToken(token)
        case ..<5: return .revokeToken(id, moment)
        case ..<8:
            return .beginAudit(
                AuditRecord(
                    at: moment, author: sam, role: random.pick(Role.allCases),
                    address: random.pick(["::1", "2001:db8::1", "2001:db8::2"]), operation: "putUser",
                    path: "/v1", customer: random.pick([nil, customer]), change: random.pick([nil, "{}"])))
        case ..<9:
            return .finishAudit(Int.random(in: 0..<20, using: &random), status: random.pick([204, 403, 409, 503]))
        default:
            return .pruneAudit(
                morning + Int.random(in: 0..<15, using: &random),
                keepingRefusals: Int.random(in: 0..<9, using: &random),
                limit: Int.random(in: 0..<6, using: &random))
        }
    }
}

extension MaximumChange {
    fileprivate static func random(of customer: CustomerID, using random: inout SplitMix64) -> MaximumChange {
        let named = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
            DeviceID.random(of: customer, using: &random)
        }
        return MaximumChange(
            to: .random(using: &random), surplus: random.pick([.reject, .keep, .suspend(named)]),
            reason: random.pick([nil, "Order 7 “ümlaut”\n"]))
    }
}

extension SeatMaximum {
    fileprivate static func random(using random: inout SplitMix64) -> SeatMaximum {
        random.percent(25) ? .unlimited : .limited(Int.random(in: 0..<9, using: &random))
    }
}

extension Customer {
    fileprivate static func random(_ id: CustomerID, at moment: Instant, using random: inout SplitMix64) -> Customer {
        var customer = Customer(
            id: id, name: random.pick(["Acme", "Ämter & Co"]), timeZone: random.pick(["Europe/London", "Asia/Tokyo"]),
            maximum: .random(using: &random), createdAt: moment)
        customer.resetMinuteOfDay = Int.random(in: 0...1439, using: &random)
        customer.serviceLevelVariant = random.pick(ServiceLevelVariant.allCases)
        customer.goals = .random(using: &random)
        customer.callerNumbers = random.pick(CallerNumbers.allCases)
        customer.agentAddOn = random.pick(AgentAddOnSource.allCases)
        customer.sleepHours = random.pick([nil, SleepHours(fromMinute: 1_320, toMinute: 360)])
        return customer
    }
}

extension Goals {
    /// Goals of the customer and of a few queues.
    static func random(using random: inout SplitMix64) -> Goals {
        var table = GoalTable()
        for measure in GoalMeasure.allCases where random.percent(70) {
            let threshold = random.percent(80) ? Int.random(in: 0...9_999, using: &random) : nil
            if let goal = Goal(measure, red: threshold) { table.set(goal) }
            let queue = random.pick(["Sales", "Größe “1”", "__proto__"])
            if measure.isByQueue, let goal = Goal(measure, amber: threshold, red: threshold) {
                table.set(goal, of: queue)
            }
        }
        return Goals(table)
    }
}

extension User {
    fileprivate static func random(_ id: UserID, using random: inout SplitMix64) -> User {
        User(
            id: id, name: random.pick(["Mia", "Ben"]), extension: random.pick(["", "201", "202"]),
            userLicence: random.pick([nil, .essential, .professional]), agentAddOn: random.percent(50),
            desktopClient: random.percent(50), crmAddOn: random.percent(50),
            supervisor: random.pick(SupervisorLicence.allCases))
    }
}

extension DeviceID {
    /// One of few names, so that most are known and some clash.
    fileprivate static func random(of customer: CustomerID, using random: inout SplitMix64) -> DeviceID {
        DeviceID("device-\(customer)-\(Int.random(in: 0..<8, using: &random))")!
    }
}

extension EnrolmentRequest {
    fileprivate static func random(
        by way: Way, of customer: CustomerID, token: String, using random: inout SplitMix64
    ) -> EnrolmentRequest {
        EnrolmentRequest(
            way: way, serial: Serial("s\(Int.random(in: 0..<12, using: &random))")!,
            model: random.pick([nil, "AFTMM", "AFTKA"]), newDevice: .random(of: customer, using: &random),
            // Now and then a name that may be taken.
            newCredential: CredentialID(random.percent(5) ? "token-clash" : token)!, newSecretHash: secret(token))
    }
}

private func secret(_ token: String) -> SecretHash { hash(token.utf8.reduce(0) { $0 &* 3 &+ Int($1) }) }

private func newCredential(_ name: String, _ seed: Int) -> DeviceChange.NewCredential {
    DeviceChange.NewCredential(id: CredentialID(name)!, secretHash: hash(seed))
}

extension DeviceChange {
    fileprivate static func random(_ user: UserID, step: Int, using random: inout SplitMix64) -> DeviceChange {
        let serial = Serial("s\(Int.random(in: 0..<12, using: &random))")!
        let name = random.percent(5) ? "token-clash" : "token-\(step)-0"
        return DeviceChange(
            name: random.pick([nil, "Lobby", "Door"]),
            user: random.pick([nil, nil, .nobody, .user(user), .user(user)]),
            suspended: random.pick([nil, true, false]), serial: random.percent(25) ? serial : nil,
            credential: random.percent(20) ? newCredential(name, step) : nil,
            dashboard: random.pick([nil, nil, .default, .dashboard(.random(using: &random))]))
    }
}

extension DashboardID {
    fileprivate static func random(using random: inout SplitMix64) -> DashboardID {
        DashboardID("board-\(Int.random(in: 0..<3, using: &random))")!
    }
}

extension Dashboard {
    fileprivate static func random(using random: inout SplitMix64) -> Dashboard {
        Dashboard(
            id: .random(using: &random), title: random.pick(["Floor", "“Ümlaut” / \\"]),
            queues: random.pick([nil, ["sales", "Überlauf"]]), hidesCallers: random.percent(50),
            tiles: (0..<Int.random(in: 0..<4, using: &random)).map { _ in random.pick(everyTile) },
            alarms: (0..<Int.random(in: 0..<4, using: &random)).map { _ in random.pick(everyAlarm) })
    }
}

extension String {
    fileprivate static func randomCall(using random: inout SplitMix64) -> String {
        "c\(Int.random(in: 0..<6, using: &random))"
    }
}

extension CallEvent {
    fileprivate static func random(using random: inout SplitMix64) -> CallEvent {
        let id = "e\(Int.random(in: 0..<400, using: &random))"
        let moment = morning + Int.random(in: 0..<40, using: &random)
        if random.percent(20) {
            let report = AgentReport(
                agent: random.pick(["mia", "ben"]), state: random.pick(AgentState.allCases),
                pauseReason: random.pick([nil, "lunch"]))
            return CallEvent(id: id, time: moment, content: .agent(report))
        }
        let kind: CallStep.Kind = random.pick([
            .queued, .ringing, .answered, .held, .merged(into: "c1"), .transferred(.queue("sales")), .ended(.caller),
            .merged(into: "c2"),
        ])
        let step = CallStep(
            call: .randomCall(using: &random), kind: kind, direction: random.pick([nil, .inbound, .outbound]),
            queue: random.pick([nil, "support", "sales"]), agent: random.pick([nil, "mia"]),
            caller: random.pick([nil, "+441632960000"]))
        return CallEvent(id: id, time: moment, content: .call(step))
    }
}

extension EnrolmentRequest.Way {
    /// By an admin: a pairing, one that waits, or the turn of a board that waits.
    fileprivate static func random(
        _ user: UserID, of customer: CustomerID, by author: Author, using random: inout SplitMix64
    ) -> Self {
        if random.percent(25) { return .waiting(customer) }
        let choice = PairingChoice(
            user: user, name: random.pick([nil, "Till"]), dashboard: random.percent(20) ? .random(using: &random) : nil,
            author: author)
        return .pairing(customer, choice, waits: random.percent(50))
    }
}
