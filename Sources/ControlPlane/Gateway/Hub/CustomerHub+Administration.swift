import AdminAPI
import BoardProtocol
import Foundation
import Logging
import Store
import WallboardCore

/// What admins do to one customer. Every change is durable, then in memory, then on the boards, then acknowledged.
extension CustomerHub {
    // MARK: The customer

    func update(_ change: CustomerChange) async throws(AdminError) -> Customer {
        try await changing { () throws(AdminError) in
            var wanted = customer
            if let name = change.name { wanted.name = name }
            if let timeZone = change.timeZone { wanted.timeZone = try TimeZoneName(checking: timeZone).text }
            if let minute = change.resetMinuteOfDay { wanted.resetMinuteOfDay = minute }
            if let seconds = change.serviceLevelSeconds { wanted.serviceLevelSeconds = seconds }
            if let seconds = change.shortAbandonSeconds { wanted.shortAbandonSeconds = seconds }
            if let numbers = change.callerNumbers { wanted.callerNumbers = numbers }
            if let source = change.agentAddOn { wanted.agentAddOn = source }
            let record = wanted
            let stored = try await surroundings.store.calling(missing: .customer) { store throws(StoreError) in
                try await store.updateCustomer(record)
            }
            let isShownDifferently = stored.name != customer.name || stored.timeZone != customer.timeZone
            let isHidingNumbers = customer.callerNumbers == .shown && stored.callerNumbers == .masked
            let figuresDiffer =
                stored.timeZone != customer.timeZone || stored.resetMinuteOfDay != customer.resetMinuteOfDay
                || CallThresholds(stored) != CallThresholds(customer)
            customer = stored
            if isHidingNumbers { liveViews.forget() }
            if isShownDifferently || isHidingNumbers {
                refreshEntitlements(of: devices.values.sorted { $0.id < $1.id }, revokesAll: isHidingNumbers)
                await settle()
            }
            note([.completed, .live])
            if figuresDiffer { await rebuildFiguresNowOrLater() }
            return stored
        }
    }

    /// The change that the figures follow is stored and in force: that they cannot be read now is no reason to refuse it.
    private func rebuildFiguresNowOrLater() async {
        do throws(AdminError) {
            try await rebuildFigures()
        } catch {
            logger.error("the figures follow the new settings later", metadata: ["reason": "\(error)"])
        }
    }

    /// Removes the customer and closes its boards with 4505.
    func close() async throws(AdminError) {
        try await changing { () throws(AdminError) in
            try await surroundings.store.calling(missing: .customer) { store throws(StoreError) in
                try await store.deleteCustomer(id)
            }
            isClosed = true
            surroundings.registry.remove(id)
            surroundings.topics.remove(topics)
            for device in boards.keys.sorted() { putOut(device, .customerClosed) }
            await settle()
        }
    }

    // MARK: The maximum

    func licences() -> LicenceUsage {
        var usage = LicenceUsage(
            asOf: surroundings.clock(), maximumVersion: customer.maximumVersion, seats: seats)
        for user in users.values { usage.count(user) }
        for device in devices.values where !device.suspended {
            switch device.boardLicence {
            case .analytics: usage.analyticsBoards += 1
            case .liveAnalytics: usage.liveAnalyticsBoards += 1
            }
        }
        usage.connectedBoards = boards.count
        return usage
    }

    func setMaximum(
        _ maximum: SeatMaximum, ifVersion version: Int?, dryRun: Bool
    ) async throws(AdminError) -> LicenceUsage {
        try await changing { () throws(AdminError) in
            let outcome = try await surroundings.store.calling(missing: .customer) { store throws(StoreError) in
                try await store.setMaximum(maximum, of: id, ifVersion: version, dryRun: dryRun)
            }
            switch outcome {
            case .changed(let stored, let configured):
                if dryRun {
                    var usage = licences()
                    usage.seats = SeatFigure(configured: configured, maximum: maximum)
                    return usage
                }
                customer = stored
                return licences()
            case .surplus(let seats, let devices): throw .surplus(seats, devices: devices)
            case .versionMismatch(let current): throw .versionMismatch(current: current)
            }
        }
    }

    // MARK: Users

    func allUsers() -> [User] { users.values.sorted { $0.id < $1.id } }

    func user(_ id: UserID) throws(AdminError) -> User {
        guard let user = users[id] else { throw .notFound(.user) }
        return user
    }

    func put(_ user: User) async throws(AdminError) -> Bool {
        try await changing { () throws(AdminError) in
            let change = try await surroundings.store.calling(missing: .customer) { store throws(StoreError) in
                try await store.putUser(user, of: id)
            }
            users[user.id] = user
            await inForce(change.devices)
            return change.existed
        }
    }

    func deleteUser(_ user: UserID) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            let change = try await surroundings.store.calling(missing: .user) { store throws(StoreError) in
                try await store.deleteUser(user, of: id)
            }
            users[user] = nil
            for key in keys.values where key.user == user {
                keys[key.id] = nil
                surroundings.registry.removeCredential(key.id)
            }
            await inForce(change.devices)
        }
    }

    /// Takes devices as they are stored now, and returns when no loop holds anything that their boards may not see.
    private func inForce(_ changed: [Device]) async {
        for device in changed { devices[device.id] = device }
        refreshEntitlements(of: changed)
        await settle()
    }

    // MARK: Enrolment keys

    func createKey(for user: UserID, expiresInSeconds: Int?, maxUses: Int?) async throws(AdminError)
        -> IssuedEnrolmentKey
    {
        try await changing { () throws(AdminError) in
            guard let owner = users[user] else { throw .notFound(.user) }
            guard owner.supervisor.view != .none else { throw .notEntitled }
            let credential = Credential.make(.enrolmentKey)
            let now = surroundings.clock()
            let record = EnrolmentKey(
                id: credential.id, customer: id, user: user, secretHash: credential.hash, createdAt: now,
                expiresAt: expiresInSeconds.map { now.advanced(byMilliseconds: Int64($0) * 1_000) },
                maxUses: maxUses)
            try await surroundings.store.calling(missing: .user) { store throws(StoreError) in
                try await store.createEnrolmentKey(record)
            }
            keys[record.id] = record
            surroundings.registry.addCredential(record.id, of: id)
            return IssuedEnrolmentKey(record: record, key: credential.text)
        }
    }

    func allKeys() -> [EnrolmentKey] {
        keys.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    func deleteKey(_ key: CredentialID) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            try await surroundings.store.calling(missing: .enrolmentKey) { store throws(StoreError) in
                try await store.deleteEnrolmentKey(key, of: id)
            }
            keys[key] = nil
            surroundings.registry.removeCredential(key)
        }
    }

    // MARK: Devices

    func allDevices() -> [DeviceStatus] {
        devices.values.sorted { $0.id < $1.id }.map(status(of:))
    }

    func connectedDevices() -> [DeviceStatus] {
        boards.keys.sorted().compactMap { devices[$0] }.map(status(of:))
    }

    func recentRefusals() -> [RefusedAttempt] { refusals.newestFirst }

    func device(_ device: DeviceID) throws(AdminError) -> DeviceStatus {
        guard let device = devices[device] else { throw .notFound(.device) }
        return status(of: device)
    }

    private func status(of device: Device) -> DeviceStatus {
        let board = boards[device.id]
        let entitlement = Entitlement(device: device, user: device.user.flatMap { users[$0] })
        return DeviceStatus(
            device: device, view: entitlement.view, connection: board?.status,
            lastSeen: board == nil ? lastSeen[device.id]?.at : surroundings.clock(),
            lastAddress: board?.status.address ?? lastSeen[device.id]?.address)
    }

    func update(_ device: DeviceID, _ edit: DeviceEdit) async throws(AdminError) -> DeviceStatus {
        try await changing { () throws(AdminError) in
            guard devices[device] != nil else { throw .notFound(.device) }
            var change = DeviceChange(name: edit.name, suspended: edit.suspended)
            if let user = edit.user {
                if let user, users[user] == nil { throw .notFound(.user) }
                change.user = user.map { .user($0) } ?? .nobody
            }
            let wanted = change
            let outcome = try await surroundings.store.calling(missing: .device) { store throws(StoreError) in
                try await store.updateDevice(device, of: id, wanted)
            }
            switch outcome {
            case .changed(let stored):
                devices[device] = stored
                if stored.suspended {
                    putOut(device, .suspended)
                } else {
                    refreshEntitlements(of: [stored])
                }
                await settle()
                return status(of: stored)
            case .seatLimit(let seats): throw .seatLimit(seats)
            case .notEntitled: throw .notEntitled
            }
        }
    }

    func deleteDevice(_ device: DeviceID) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            let removed = try await surroundings.store.calling(missing: .device) { store throws(StoreError) in
                try await store.deleteDevice(device, of: id)
            }
            forgetCredential(of: removed)
            devices[device] = nil
            putOut(device, .removed)
            takeovers[device] = nil
            lastSeen[device] = nil
            await settle()
        }
    }
}

extension LicenceUsage {
    fileprivate mutating func count(_ user: User) {
        switch user.userLicence {
        case .essential: essential += 1
        case .professional: professional += 1
        case nil: break
        }
        if user.agentAddOn { agentAddOn += 1 }
        if user.desktopClient { desktop += 1 }
        if user.crmAddOn { crmAddOn += 1 }
        switch user.supervisor {
        case .none: break
        case .reports: reports += 1
        case .insights: insights += 1
        case .analytics: analytics += 1
        case .liveAnalytics: liveAnalytics += 1
        case .contactCentre: contactCentre += 1
        }
    }
}

extension Store {
    /// Runs one call of the store and says its error in the admins' words.
    func calling<Result: Sendable>(
        missing: AdminError.Resource, _ call: @Sendable (any Store) async throws(StoreError) -> Result
    ) async throws(AdminError) -> Result {
        do throws(StoreError) {
            return try await call(self)
        } catch {
            throw AdminError(error, missing: missing)
        }
    }
}
