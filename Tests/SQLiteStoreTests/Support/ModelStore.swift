import Store
import WallboardCore

/// The contract of `Store` in memory, written to be read: arrays in the order of arrival, and no clever step.
actor ModelStore: Store {
    private var storedCustomers: [Customer] = []
    private var users: [CustomerID: [User]] = [:]
    private var keys: [EnrolmentKey] = []
    private var devices: [Device] = []
    private var tokens: [AdminToken] = []
    private var events: [CustomerID: [CallEvent]] = [:]

    // MARK: Customers

    func createCustomer(_ customer: Customer) throws(StoreError) {
        guard !storedCustomers.contains(where: { $0.id == customer.id }) else { throw .alreadyExists }
        storedCustomers.append(customer)
    }

    func customers() -> [Customer] {
        storedCustomers.sorted { $0.id < $1.id }
    }

    func updateCustomer(_ customer: Customer) throws(StoreError) -> Customer {
        let index = try index(of: customer.id)
        let stored = storedCustomers[index]
        var changed = Customer(
            id: stored.id, name: customer.name, timeZone: customer.timeZone, maximum: stored.maximum,
            createdAt: stored.createdAt)
        changed.resetMinuteOfDay = customer.resetMinuteOfDay
        changed.serviceLevelSeconds = customer.serviceLevelSeconds
        changed.shortAbandonSeconds = customer.shortAbandonSeconds
        changed.callerNumbers = customer.callerNumbers
        changed.agentAddOn = customer.agentAddOn
        changed.maximumVersion = stored.maximumVersion
        storedCustomers[index] = changed
        return changed
    }

    func deleteCustomer(_ id: CustomerID) throws(StoreError) {
        storedCustomers.remove(at: try index(of: id))
        users[id] = nil
        events[id] = nil
        keys.removeAll { $0.customer == id }
        devices.removeAll { $0.customer == id }
        tokens.removeAll { $0.customer == id }
    }

    func setMaximum(
        _ maximum: SeatMaximum, of id: CustomerID, ifVersion version: Int?, dryRun: Bool
    ) throws(StoreError) -> MaximumOutcome {
        let index = try index(of: id)
        if let version, version != storedCustomers[index].maximumVersion {
            return .versionMismatch(current: storedCustomers[index].maximumVersion)
        }
        let configured = configured(of: id)
        let figure = SeatFigure(configured: configured.count, maximum: maximum)
        if figure.isOver { return .surplus(figure, devices: configured) }
        if !dryRun {
            storedCustomers[index].maximum = maximum
            storedCustomers[index].maximumVersion += 1
        }
        return .changed(storedCustomers[index], configured: configured.count)
    }

    // MARK: Users

    func users(of customer: CustomerID) -> [User] {
        (users[customer] ?? []).sorted { $0.id < $1.id }
    }

    func putUser(_ user: User, of customer: CustomerID) throws(StoreError) -> UserChange {
        _ = try index(of: customer)
        let existed = self.user(user.id, of: customer) != nil
        users[customer, default: []].removeAll { $0.id == user.id }
        users[customer, default: []].append(user)
        let affected = change(devicesOf: user.id, of: customer) { device in
            device.boardLicence = user.supervisor.boardLicence ?? device.boardLicence
        }
        return UserChange(existed: existed, devices: affected)
    }

    func deleteUser(_ id: UserID, of customer: CustomerID) throws(StoreError) -> UserChange {
        guard user(id, of: customer) != nil else { throw .notFound }
        users[customer]?.removeAll { $0.id == id }
        keys.removeAll { $0.customer == customer && $0.user == id }
        return UserChange(existed: true, devices: change(devicesOf: id, of: customer) { $0.user = nil })
    }

    // MARK: Enrolment keys and devices

    func createEnrolmentKey(_ key: EnrolmentKey) throws(StoreError) {
        _ = try index(of: key.customer)
        guard enrolmentKey(key.id) == nil else { throw .alreadyExists }
        guard user(key.user, of: key.customer) != nil else { throw .notFound }
        keys.append(key)
    }

    func enrolmentKeys(of customer: CustomerID) -> [EnrolmentKey] {
        inOrder(keys.filter { $0.customer == customer }, by: \.createdAt)
    }

    func enrolmentKey(_ id: CredentialID) -> EnrolmentKey? {
        keys.first { $0.id == id }
    }

    func deleteEnrolmentKey(_ id: CredentialID, of customer: CustomerID) throws(StoreError) {
        guard let index = keys.firstIndex(where: { $0.id == id && $0.customer == customer }) else { throw .notFound }
        keys.remove(at: index)
    }

    func enrol(_ requests: [EnrolmentRequest], at now: Instant) throws(StoreError) -> [EnrolmentOutcome] {
        let (keysBefore, devicesBefore) = (keys, devices)
        var outcomes: [EnrolmentOutcome] = []
        for request in requests {
            do {
                outcomes.append(try enrol(request, at: now))
            } catch {
                (keys, devices) = (keysBefore, devicesBefore)
                throw error
            }
        }
        return outcomes
    }

    private func enrol(_ request: EnrolmentRequest, at now: Instant) throws(StoreError) -> EnrolmentOutcome {
        guard let keyIndex = keys.firstIndex(where: { $0.id == request.key }) else { return .refused(.keyNotValid) }
        let key = keys[keyIndex]
        let maximum = storedCustomers[try index(of: key.customer)].maximum
        let facts = EnrolmentFacts(
            key: key, supervisor: user(key.user, of: key.customer)?.supervisor,
            device: devices.first { $0.customer == key.customer && $0.serial == request.serial },
            seats: SeatFigure(configured: configured(of: key.customer).count, maximum: maximum))
        let decision = EnrolmentDecision.decide(facts, at: now)
        switch decision {
        case .register(let licence):
            let isTaken = devices.contains { $0.id == request.newDevice || $0.credential == request.newCredential }
            guard !isTaken else { throw .alreadyExists }
            let device = Device(
                id: request.newDevice, customer: key.customer, serial: request.serial, name: request.serial.text,
                model: request.model, user: key.user, boardLicence: licence, suspended: false, registeredAt: now,
                credential: request.newCredential, secretHash: request.newSecretHash, enrolledWith: key.id)
            devices.append(device)
            keys[keyIndex].uses += 1
            return .registered(device)
        case .renew(let known):
            let isTaken = devices.contains { $0.id != known.id && $0.credential == request.newCredential }
            guard !isTaken else { throw .alreadyExists }
            let index = devices.firstIndex { $0.id == known.id }!
            devices[index].model = request.model ?? known.model
            devices[index].credential = request.newCredential
            devices[index].secretHash = request.newSecretHash
            devices[index].enrolledWith = key.id
            return .renewed(devices[index])
        case .seatLimit, .suspended, .keyNotValid, .notEntitled:
            return .refused(decision)
        }
    }

    func devices(of customer: CustomerID) -> [Device] {
        devices.filter { $0.customer == customer }.sorted { $0.id < $1.id }
    }

    func device(withCredential id: CredentialID) -> Device? {
        devices.first { $0.credential == id }
    }

    func updateDevice(
        _ id: DeviceID, of customer: CustomerID, _ change: DeviceChange
    ) throws(StoreError) -> DeviceOutcome {
        let index = try index(of: id, of: customer)
        var device = devices[index]
        if let name = change.name { device.name = name }
        switch change.user {
        case nil: break
        case .nobody: device.user = nil
        case .user(let id):
            guard let user = user(id, of: customer) else { throw .notFound }
            guard let licence = user.supervisor.boardLicence else { return .notEntitled }
            device.user = id
            device.boardLicence = licence
        }
        if device.suspended && change.suspended == false {
            let maximum = storedCustomers[try self.index(of: customer)].maximum
            let seats = SeatFigure(configured: configured(of: customer).count, maximum: maximum)
            guard seats.hasRoom else { return .seatLimit(seats) }
        }
        if let suspended = change.suspended { device.suspended = suspended }
        devices[index] = device
        return .changed(device)
    }

    func deleteDevice(_ id: DeviceID, of customer: CustomerID) throws(StoreError) -> Device {
        devices.remove(at: try index(of: id, of: customer))
    }

    // MARK: Admin tokens

    func createToken(_ token: AdminToken) throws(StoreError) {
        if let customer = token.customer { _ = try index(of: customer) }
        guard self.token(token.id) == nil else { throw .alreadyExists }
        tokens.append(token)
    }

    func token(_ id: CredentialID) -> AdminToken? {
        tokens.first { $0.id == id }
    }

    // MARK: Call events

    func append(
        _ events: [CallEvent], of customer: CustomerID, recalling calls: Set<String>, receivedAt: Instant
    ) throws(StoreError) -> AppendOutcome {
        _ = try index(of: customer)
        var stored = self.events[customer] ?? []
        var earlier: [String: [CallEvent]] = [:]
        for event in inOrder(stored, by: \.time) {
            if case .call(let step) = event.content, calls.contains(step.call) {
                earlier[step.call, default: []].append(event)
            }
        }
        let isNew = events.map { event in
            if stored.contains(where: { $0.id == event.id }) { return false }
            stored.append(event)
            return true
        }
        self.events[customer] = stored
        return AppendOutcome(isNew: isNew, earlier: earlier)
    }

    func events(of customer: CustomerID, since start: Instant) -> [CallEvent] {
        inOrder((events[customer] ?? []).filter { $0.time >= start }, by: \.time)
    }

    func pruneEvents(before end: Instant, limit: Int) -> Int {
        var pruned = 0
        for customer in storedCustomers {
            let old = inOrder(events[customer.id, default: []].filter { $0.time < end }, by: \.time).prefix(
                limit - pruned)
            let gone = Set(old.map(\.id))
            events[customer.id, default: []].removeAll { gone.contains($0.id) }
            pruned += gone.count
        }
        return pruned
    }

    func close() {}

    // MARK: What the rules speak of

    private func index(of id: CustomerID) throws(StoreError) -> Int {
        guard let index = storedCustomers.firstIndex(where: { $0.id == id }) else { throw .notFound }
        return index
    }

    private func index(of id: DeviceID, of customer: CustomerID) throws(StoreError) -> Int {
        guard let index = devices.firstIndex(where: { $0.id == id && $0.customer == customer }) else { throw .notFound }
        return index
    }

    private func user(_ id: UserID, of customer: CustomerID) -> User? {
        users[customer]?.first { $0.id == id }
    }

    /// The devices that hold a seat, oldest registration first.
    private func configured(of customer: CustomerID) -> [Device] {
        inOrder(devices.filter { $0.customer == customer && !$0.suspended }, by: \.registeredAt)
    }

    private func change(
        devicesOf user: UserID, of customer: CustomerID, _ change: (inout Device) -> Void
    ) -> [Device] {
        let affected = devices.indices.filter { devices[$0].customer == customer && devices[$0].user == user }
        for index in affected { change(&devices[index]) }
        return affected.map { devices[$0] }.sorted { $0.id < $1.id }
    }

    /// By a moment; those of the same moment stay in the order of arrival.
    private func inOrder<Record>(_ records: [Record], by moment: KeyPath<Record, Instant>) -> [Record] {
        records.enumerated().sorted { a, b in
            let (first, second) = (a.element[keyPath: moment], b.element[keyPath: moment])
            return first == second ? a.offset < b.offset : first < second
        }.map(\.element)
    }
}
