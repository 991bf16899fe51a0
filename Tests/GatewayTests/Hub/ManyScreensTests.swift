import AdminAPI
import SQLiteStore
import Store
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

/// Changes that concern more screens than one part of the store holds, and what a killed process leaves of them.
@Suite("Users with hundreds of screens")
struct ManyScreensTests {
    private static let bank = CustomerID("bank")!
    private static let anna = UserID("anna")!
    private static let ben = UserID("ben")!
    /// More than two parts of seats.
    private static let screens = 450

    private func user(_ id: UserID, _ supervisor: SupervisorLicence) -> User {
        User(id: id, name: "Someone", supervisor: supervisor)
    }

    /// The database of a customer whose user `anna` has many screens, and `ben` one; `change` is done to it last.
    private func prepare(
        in directory: TemporaryDirectory, _ change: (SQLiteStore) async throws -> Void = { _ in }
    ) async throws {
        let store = try SQLiteStore(directory: directory.path + "/data")
        try await store.createCustomer(
            Customer(
                id: Self.bank, name: "Bank", timeZone: "UTC", maximum: .unlimited, createdAt: RandomDay.nine),
            by: .tester)
        let users = [user(Self.anna, .analytics), user(Self.ben, .analytics)]
        _ = try await store.putUsers(users, of: Self.bank, by: Stamp(.tester, at: RandomDay.nine))
        let requests = (0...Self.screens).map { number in
            let token = Credential.make(.deviceToken)
            let choice = PairingChoice(
                user: number == Self.screens ? Self.ben : Self.anna, name: nil, author: .tester)
            return EnrolmentRequest(
                way: .pairing(Self.bank, choice, waits: false), serial: Serial("TV-\(number)")!, model: nil,
                newDevice: .make(), newCredential: token.id, newSecretHash: token.hash)
        }
        _ = try await store.enrol(requests, at: RandomDay.nine)
        try await change(store)
        await store.close()
    }

    @Test("all of them are counted under a new licence, each once in the ledger")
    func licence() async throws {
        let directory = try TemporaryDirectory()
        try await prepare(in: directory)
        let gateway = try await TestGateway(in: directory)
        let ports = gateway.administration
        let before = try await ports.ledger(of: Self.bank, after: 0, limit: 10_000).count
        let stored = try await ports.putUser(user(Self.anna, .contactCentre), of: Self.bank)
        #expect(stored.existed && stored.reclassified == Self.screens)
        #expect(try await ports.licences(of: Self.bank).liveAnalyticsBoards == Self.screens)
        #expect(try await ports.devices(of: Self.bank).count { $0.view == .contactCentre } == Self.screens)
        let entries = try await ports.ledger(of: Self.bank, after: before, limit: 10_000)
        #expect(entries.count == Self.screens && entries.allSatisfy { $0.entry.author == .tester })
        #expect(try await ports.putUser(user(Self.anna, .contactCentre), of: Self.bank).reclassified == 0)
        await gateway.stop()
    }

    @Test("with the user all of them go dark, and those of others do not")
    func removal() async throws {
        let directory = try TemporaryDirectory()
        try await prepare(in: directory)
        let gateway = try await TestGateway(in: directory)
        let ports = gateway.administration
        try await ports.deleteUser(Self.anna, of: Self.bank)
        let devices = try await ports.devices(of: Self.bank)
        #expect(devices.count { $0.device.user == nil && $0.view == .none } == Self.screens)
        #expect(devices.count { $0.device.user == Self.ben && $0.view == .analytics } == 1)
        #expect(try await ports.users(of: Self.bank).map(\.id) == [Self.ben])
        #expect(try await gateway.store.devices(of: Self.bank).count { $0.user == nil } == Self.screens)
        await gateway.stop()
    }

    @Test("with a dashboard all of them show the default again")
    func dashboard() async throws {
        let directory = try TemporaryDirectory()
        let floor = DashboardID("floor")!
        try await prepare(in: directory) { store async throws in
            try await store.putDashboard(Dashboard(id: floor, title: "Floor"), of: Self.bank)
            for device in try await store.devices(of: Self.bank) {
                _ = try await store.updateDevice(
                    device.id, of: Self.bank, DeviceChange(dashboard: .dashboard(floor)),
                    by: Stamp(.tester, at: RandomDay.nine))
            }
        }
        let gateway = try await TestGateway(in: directory)
        let ports = gateway.administration
        #expect(try await ports.dashboard(floor, of: Self.bank).devices.count == Self.screens + 1)
        try await ports.deleteDashboard(floor, of: Self.bank, if: { _ in true })
        #expect(try await ports.devices(of: Self.bank).allSatisfy { $0.device.dashboard == nil })
        #expect(try await ports.dashboards(of: Self.bank, .whole).isEmpty)
        await gateway.stop()
    }

    @Test("where a process was killed between two parts the next one counts them as the user's licence says")
    func killed() async throws {
        let directory = try TemporaryDirectory()
        try await prepare(in: directory) { store async throws in
            let part = try await store.putUsers(
                [user(Self.anna, .contactCentre)], of: Self.bank, by: Stamp(.tester, at: RandomDay.nine))
            #expect(part.users.isEmpty && part.devices.count < Self.screens)
        }
        let gateway = try await TestGateway(in: directory)
        let ports = gateway.administration
        #expect(try await ports.user(Self.anna, of: Self.bank).supervisor == .analytics)
        #expect(try await ports.licences(of: Self.bank).liveAnalyticsBoards == 0)
        #expect(try await ports.licences(of: Self.bank).analyticsBoards == Self.screens + 1)
        let ledger = try await ports.ledger(of: Self.bank, after: 0, limit: 10_000)
        #expect(LedgerChain.firstFault(in: ledger) == nil && ledger.last?.entry.author == .gateway)
        #expect(try await ports.putUser(user(Self.anna, .contactCentre), of: Self.bank).reclassified == Self.screens)
        await gateway.stop()
    }

    @Test("what a dry run says is what the import does", arguments: 0..<6 as Range<UInt64>)
    func plan(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let gateway = try await TestGateway(in: TemporaryDirectory())
        let ports = gateway.administration
        let bank = Self.bank
        try await ports.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .unlimited))
        func users() -> [User] {
            (0..<12).filter { _ in Bool.random(using: &random) }.map { number in
                User(
                    id: UserID("u\(number)")!, name: ["A", "B"].randomElement(using: &random)!,
                    extension: "\(200 + number)", userLicence: UserLicence.allCases.randomElement(using: &random),
                    agentAddOn: Bool.random(using: &random),
                    supervisor: SupervisorLicence.allCases.randomElement(using: &random)!)
            }
        }
        _ = try await ports.importUsers(users(), of: bank, dryRun: false, by: .tester)
        for number in 0..<20 {
            let owners = try await ports.users(of: bank).filter { $0.supervisor.view != .none }
            guard let owner = owners.randomElement(using: &random) else { continue }
            let key = try await ports.createEnrolmentKey(
                for: owner.id, of: bank, expiresInSeconds: nil, maxUses: nil)
            let token = Credential.make(.deviceToken)
            let outcome = try await gateway.store.enrol(
                [
                    EnrolmentRequest(
                        way: .enrolmentKey(key.record.id), serial: Serial("TV-\(number)")!, model: nil,
                        newDevice: .make(), newCredential: token.id, newSecretHash: token.hash)
                ], at: RandomDay.nine)
            guard case .registered(let device) = outcome[0] else { continue }
            await (try gateway.hub(bank)).apply(device)
            guard number.isMultiple(of: 3) else { continue }
            _ = try await ports.updateDevice(device.id, of: bank, DeviceEdit(suspended: true))
        }
        _ = try await ports.setPBXAgents(["200", "203", "207"], of: bank, by: .tester)
        for round in 0..<6 {
            if round == 3 {
                var change = CustomerChange()
                change.agentAddOn = .synced
                try await ports.updateCustomer(bank, change)
            }
            let imported = users().shuffled(using: &random)
            let views = try await ports.devices(of: bank).map(\.view)
            let dry = try await ports.importUsers(imported, of: bank, dryRun: true, by: .tester)
            #expect(try await ports.devices(of: bank).map(\.view) == views, "seed \(seed)")
            let entries = try await ports.ledger(of: bank, after: 0, limit: 10_000).count
            let done = try await ports.importUsers(imported, of: bank, dryRun: false, by: .tester)
            #expect(done.changes.map(\.after) == dry.changes.map(\.after), "seed \(seed)")
            #expect(done.changes.map(\.screens) == dry.changes.map(\.screens), "seed \(seed)")
            #expect(done.unchanged == dry.unchanged && done.after == dry.after, "seed \(seed)")
            #expect(try await ports.licences(of: bank) == done.after, "seed \(seed)")
            #expect(try await ports.ledger(of: bank, after: 0, limit: 10_000).count == entries + done.reclassified)
            let stored = try await ports.users(of: bank)
            for change in done.changes { #expect(stored.contains(change.after), "seed \(seed)") }
            let after = Dictionary(
                uniqueKeysWithValues: try await ports.devices(of: bank).map { ($0.device.id, $0) })
            for screen in done.changes.flatMap(\.screens) {
                #expect(after[screen.device.id]?.device == screen.device, "seed \(seed)")
                #expect(after[screen.device.id]?.view == screen.view, "seed \(seed)")
            }
            #expect(try await gateway.store.users(of: bank) == stored, "seed \(seed)")
            let devices = try await gateway.store.devices(of: bank)
            #expect(devices == after.values.map(\.device).sorted { $0.id < $1.id }, "seed \(seed)")
        }
        await gateway.stop()
    }
}
