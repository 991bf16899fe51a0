import Store
import TestSupport
import WallboardCore

/// One call of a changing function of `Store`, so that two stores can be given the same.
enum StoreOperation: Sendable {
    case createCustomer(Customer)
    case updateCustomer(Customer)
    case deleteCustomer(CustomerID)
    case setMaximum(SeatMaximum, CustomerID, version: Int?, dryRun: Bool)
    case putUser(User, CustomerID)
    case deleteUser(UserID, CustomerID)
    case createKey(EnrolmentKey)
    case deleteKey(CredentialID, CustomerID)
    case enrol([EnrolmentRequest], Instant)
    case updateDevice(DeviceID, CustomerID, DeviceChange)
    case deleteDevice(DeviceID, CustomerID)
    case createToken(AdminToken)
    case append([CallEvent], CustomerID, recalling: Set<String>)
    case prune(Instant)

    /// What a store answered.
    enum Answer: Hashable, Sendable {
        case done
        case failed(StoreError)
        case customer(Customer)
        case maximum(MaximumOutcome)
        case user(UserChange)
        case enrolment([EnrolmentOutcome])
        case device(DeviceOutcome)
        case removed(Device)
        case events(AppendOutcome)
        case pruned(Int)
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
            try await store.createCustomer(customer)
            return .done
        case .updateCustomer(let customer):
            return .customer(try await store.updateCustomer(customer))
        case .deleteCustomer(let id):
            try await store.deleteCustomer(id)
            return .done
        case .setMaximum(let maximum, let id, let version, let dryRun):
            return .maximum(try await store.setMaximum(maximum, of: id, ifVersion: version, dryRun: dryRun))
        case .putUser(let user, let customer):
            return .user(try await store.putUser(user, of: customer))
        case .deleteUser(let id, let customer):
            return .user(try await store.deleteUser(id, of: customer))
        case .createKey(let key):
            try await store.createEnrolmentKey(key)
            return .done
        case .deleteKey(let id, let customer):
            try await store.deleteEnrolmentKey(id, of: customer)
            return .done
        case .enrol(let requests, let now):
            return .enrolment(try await store.enrol(requests, at: now))
        case .updateDevice(let id, let customer, let change):
            return .device(try await store.updateDevice(id, of: customer, change))
        case .deleteDevice(let id, let customer):
            return .removed(try await store.deleteDevice(id, of: customer))
        case .createToken(let token):
            try await store.createToken(token)
            return .done
        case .append(let events, let customer, let calls):
            return .events(try await store.append(events, of: customer, recalling: calls, receivedAt: morning))
        case .prune(let end):
            return .pruned(try await store.pruneEvents(before: end, limit: .max))
        }
    }
}

extension StoreOperation {
    /// A random operation on few names, so that most names are known and many clash. `step` makes new ones.
    static func random(step: Int, using random: inout SplitMix64) -> StoreOperation {
        let customer: CustomerID = random.pick(["a", "b", "c"])
        let user: UserID = random.pick(["u1", "u2", "u3"])
        let key = CredentialID("key-\(customer)-\(Int.random(in: 0..<4, using: &random))")!
        let moment = morning + Int.random(in: 0..<50, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case ..<4: return .createCustomer(.random(customer, at: moment, using: &random))
        case ..<7: return .updateCustomer(.random(customer, at: moment, using: &random))
        case ..<8: return .deleteCustomer(customer)
        case ..<16:
            let version = random.chance(50) ? nil : Int.random(in: 1..<4, using: &random)
            return .setMaximum(.random(using: &random), customer, version: version, dryRun: random.chance(20))
        case ..<26: return .putUser(.random(user, using: &random), customer)
        case ..<28: return .deleteUser(user, customer)
        case ..<36:
            let expiry = random.chance(20) ? moment + 20 : nil
            let uses = random.chance(50) ? Int.random(in: 1..<3, using: &random) : nil
            return .createKey(
                EnrolmentKey(
                    id: key, customer: customer, user: user, secretHash: hash(step), createdAt: moment,
                    expiresAt: expiry, maxUses: uses))
        case ..<38: return .deleteKey(key, customer)
        case ..<60:
            let count = Int.random(in: 0..<4, using: &random)
            return .enrol((0..<count).map { .random(key: key, name: "\(step)-\($0)", using: &random) }, moment)
        case ..<72:
            return .updateDevice(.random(before: step, using: &random), customer, .random(user, using: &random))
        case ..<76: return .deleteDevice(.random(before: step, using: &random), customer)
        case ..<80:
            let id = CredentialID("token-\(Int.random(in: 0..<9, using: &random))")!
            let owner = random.chance(70) ? customer : nil
            return .createToken(adminToken(id, random.pick(Role.allCases), of: owner))
        case ..<98:
            let count = Int.random(in: 0..<5, using: &random)
            let calls = (0..<Int.random(in: 0..<3, using: &random)).map { _ in String.randomCall(using: &random) }
            return .append((0..<count).map { _ in .random(using: &random) }, customer, recalling: Set(calls))
        default: return .prune(morning + Int.random(in: 0..<30, using: &random))
        }
    }
}

extension SeatMaximum {
    fileprivate static func random(using random: inout SplitMix64) -> SeatMaximum {
        random.chance(25) ? .unlimited : .limited(Int.random(in: 0..<6, using: &random))
    }
}

extension Customer {
    fileprivate static func random(_ id: CustomerID, at moment: Instant, using random: inout SplitMix64) -> Customer {
        var customer = Customer(
            id: id, name: random.pick(["Acme", "Ämter & Co"]), timeZone: random.pick(["Europe/London", "Asia/Tokyo"]),
            maximum: .random(using: &random), createdAt: moment)
        customer.resetMinuteOfDay = Int.random(in: 0...1439, using: &random)
        customer.callerNumbers = random.pick(CallerNumbers.allCases)
        customer.agentAddOn = random.pick(AgentAddOnSource.allCases)
        return customer
    }
}

extension User {
    fileprivate static func random(_ id: UserID, using random: inout SplitMix64) -> User {
        User(
            id: id, name: random.pick(["Mia", "Ben"]), extension: random.pick(["", "201"]),
            userLicence: random.pick([nil, .essential, .professional]), agentAddOn: random.chance(50),
            desktopClient: random.chance(50), crmAddOn: random.chance(50),
            supervisor: random.pick(SupervisorLicence.allCases))
    }
}

extension DeviceID {
    /// Most likely the id of a device of one of the last steps.
    fileprivate static func random(before step: Int, using random: inout SplitMix64) -> DeviceID {
        DeviceID("device-\(max(0, step - Int.random(in: 0..<12, using: &random)))-0")!
    }
}

extension EnrolmentRequest {
    fileprivate static func random(
        key: CredentialID, name: String, using random: inout SplitMix64
    ) -> EnrolmentRequest {
        let serial = Serial("s\(Int.random(in: 0..<9, using: &random))")!
        // Now and then a name that may be taken.
        let name = random.chance(5) ? "clash" : name
        return request(serial, key: key, model: random.pick([nil, "AFTMM", "AFTKA"]), as: name)
    }
}

extension DeviceChange {
    fileprivate static func random(_ user: UserID, using random: inout SplitMix64) -> DeviceChange {
        DeviceChange(
            name: random.pick([nil, "Lobby", "Door"]),
            user: random.pick([nil, nil, .nobody, .user(user), .user(user)]),
            suspended: random.pick([nil, true, false]))
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
        if random.chance(20) {
            let step = AgentStep(
                agent: random.pick(["mia", "ben"]), state: random.pick(AgentState.allCases),
                pauseReason: random.pick([nil, "lunch"]))
            return CallEvent(id: id, time: moment, content: .agent(step))
        }
        let kind: CallStep.Kind = random.pick([
            .queued, .ringing, .answered, .held, .retrieved, .transferred, .ended(.caller), .ended(.unknown),
        ])
        let step = CallStep(
            call: .randomCall(using: &random), kind: kind, direction: random.pick([nil, .inbound, .outbound]),
            queue: random.pick([nil, "support", "sales"]), agent: random.pick([nil, "mia"]),
            caller: random.pick([nil, "+441632960000"]))
        return CallEvent(id: id, time: moment, content: .call(step))
    }
}
