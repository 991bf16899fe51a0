import AdminAPI
import BoardProtocol
import BoardServer
import Foundation
import Testing
import Values
import WallboardCore

@testable import Gateway

/// The licence figures, the maximum and the ledger as admins see them, on a real store.
@Suite struct LicenceTests {
    private let bank = CustomerID("bank")!
    private let anna = UserID("anna")!

    private func makeGateway(maximum: SeatMaximum = .limited(3), boards: Int = 0) async throws -> TestGateway {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: maximum))
        try await gateway.administration.putUser(User(id: anna, name: "Anna", supervisor: .analytics), of: bank)
        for number in 0..<boards { _ = try await seat(number, on: gateway) }
        return gateway
    }

    private func seat(_ number: Int, on gateway: TestGateway) async throws -> DeviceStatus {
        let connection = ConnectionID(loop: 0, slot: UInt32(1_000_000 + number), generation: 1)
        let hello = Hello(serial: "TV-\(number)", credentials: .none)
        let board = try gateway.context.reception.beginPairing(connection, hello, address: "10.0.0.7")
        return try await gateway.administration.pairNow(board.code, to: anna, of: bank)
    }

    @Test("a surplus is refused kept or suspended")
    func aSurplusIsRefusedKeptOrSuspended() async throws {
        let gateway = try await makeGateway(boards: 3)
        let ports = gateway.administration
        await #expect {
            try await ports.setMaximum(.limited(1), of: bank)
        } throws: { error in
            guard case AdminError.surplus(let seats, let devices) = error else { return false }
            return seats.display == "3/1" && devices.count == 3
        }
        let kept = try await ports.setMaximum(.limited(2), of: bank, surplus: .keep)
        #expect(kept.usage.seats.isOver && kept.usage.seats.display == "3/2")
        let devices = try await ports.devices(of: bank).map(\.device.id)
        let dry = try await ports.setMaximum(
            .limited(1), of: bank, dryRun: true, surplus: .suspend([devices[0], devices[2]]))
        #expect(dry.suspended.map(\.device.id) == [devices[0], devices[2]])
        #expect(dry.suspended.allSatisfy { $0.screen.contains("suspended") })
        #expect(dry.usage.seats.display == "1/1" && dry.usage.suspendedBoards == 2)
        #expect(try await ports.licences(of: bank).seats.display == "3/2", "a dry run changes nothing")
        await #expect {
            try await ports.setMaximum(.limited(1), of: bank, surplus: .suspend([devices[0]]))
        } throws: { if case AdminError.surplus = $0 { true } else { false } }
        await #expect {
            try await ports.setMaximum(.limited(1), of: bank, surplus: .suspend([DeviceID("other")!]))
        } throws: { if case AdminError.noSeat(DeviceID("other")!) = $0 { true } else { false } }
        let done = try await ports.setMaximum(.limited(1), of: bank, surplus: .suspend([devices[0], devices[2]]))
        #expect(done.usage.seats.display == "1/1")
        #expect(try await ports.device(devices[0], of: bank).connection == nil, "its board is put out")
        await gateway.stop()
    }

    @Test("the second to change something learns what the first did")
    func theSecondToChangeSomethingLearnsWhatTheFirstDid() async throws {
        let gateway = try await makeGateway()
        try await gateway.administration.setMaximum(.limited(7), of: bank, ifVersion: 1)
        await #expect {
            try await gateway.administration.setMaximum(.limited(9), of: bank, ifVersion: 1)
        } throws: { error in
            guard case AdminError.versionMismatch(current: 2, let change?) = error else { return false }
            return change.entry.author == .tester && change.entry.maximum == .limited(7)
        }
        await gateway.stop()
    }

    @Test("a raise says who gets in")
    func aRaiseSaysWhoGetsIn() async throws {
        let gateway = try await makeGateway(maximum: .limited(0))
        let hub = try gateway.hub(bank)
        let key = try await gateway.administration.createEnrolmentKey(
            for: anna, of: bank, expiresInSeconds: nil, maxUses: nil)
        for number in 0..<3 {
            gateway.setTime(RandomDay.nine.advanced(byMilliseconds: Int64(number) * 1_000))
            await hub.boardSaidHello(
                ConnectionID(loop: 0, slot: UInt32(2_000_000 + number), generation: 1),
                Hello(serial: "W-\(number)", credentials: .enrolmentKey(Secret(key.key))), address: "10.0.0.8")
            while await hub.refusalReport().attempts.count <= number { await Task.yield() }
        }
        let dry = try await gateway.administration.setMaximum(.limited(2), of: bank, dryRun: true)
        #expect(dry.letsIn.map(\.serial) == ["W-0", "W-1"])
        await gateway.stop()
    }

    @Test("an import says first what it would do and then does it")
    func anImportSaysFirstWhatItWouldDoAndThenDoesIt() async throws {
        let gateway = try await makeGateway(boards: 1)
        let ports = gateway.administration
        let users = [
            User(id: anna, name: "Anna", supervisor: .liveAnalytics),
            User(id: UserID("ben")!, name: "Ben", userLicence: .essential, crmAddOn: true),
        ]
        let dry = try await ports.importUsers(users, of: bank, dryRun: true, by: .tester)
        #expect(dry.changes.map(\.after.id.text) == ["anna", "ben"])
        #expect(dry.changes[0].screens.map(\.view) == [.liveAnalytics])
        #expect((dry.before.liveAnalyticsBoards, dry.after.liveAnalyticsBoards) == (0, 1))
        #expect((dry.before.essential, dry.after.essential) == (0, 1))
        #expect(try await ports.users(of: bank).count == 1)
        #expect(try await ports.devices(of: bank)[0].view == .analytics)
        let done = try await ports.importUsers(users, of: bank, dryRun: false, by: .tester)
        #expect(done.changes.count == 2 && done.unchanged == 0)
        #expect(try await ports.licences(of: bank).liveAnalyticsBoards == 1)
        #expect(try await ports.devices(of: bank)[0].view == .liveAnalytics)
        let again = try await ports.importUsers(users, of: bank, dryRun: false, by: .tester)
        #expect(again.changes.isEmpty && again.unchanged == 2)
        await gateway.stop()
    }

    @Test("agent add-ons follow the PBX where they are synced")
    func agentAddOnsFollowThePBXWhereTheyAreSynced() async throws {
        let gateway = try await makeGateway()
        let ports = gateway.administration
        try await ports.putUser(User(id: anna, name: "Anna", extension: "101", agentAddOn: true), of: bank)
        try await ports.putUser(User(id: UserID("ben")!, name: "Ben", extension: "102"), of: bank)
        let manual = try await ports.setPBXAgents(["102"], of: bank, by: .tester)
        #expect(manual.changed.isEmpty)
        #expect(try await ports.user(anna, of: bank).agentAddOn)
        var change = CustomerChange()
        change.agentAddOn = .synced
        try await ports.updateCustomer(bank, change)
        #expect(try await ports.users(of: bank).map(\.agentAddOn) == [false, true])
        let stored = try await ports.putUser(
            User(id: anna, name: "Anna", extension: "101", agentAddOn: true), of: bank)
        #expect(!stored.user.agentAddOn)
        let synced = try await ports.setPBXAgents(["101", "102"], of: bank, by: .tester)
        #expect(synced.changed == [anna])
        #expect(try await ports.licences(of: bank).agentAddOn == 2)
        await gateway.stop()
    }

    @Test("a precondition that does not hold changes nothing")
    func aPreconditionThatDoesNotHoldChangesNothing() async throws {
        let gateway = try await makeGateway(boards: 1)
        let ports = gateway.administration
        let device = try await ports.devices(of: bank)[0].device.id
        await #expect {
            _ = try await ports.putUser(
                User(id: anna, name: "Other"), of: bank, if: { $0?.name == "Berta" }, by: .tester)
        } throws: { if case AdminError.changedMeanwhile = $0 { true } else { false } }
        await #expect {
            try await ports.deleteDevice(device, of: bank, if: { $0?.suspended == true }, by: .tester)
        } throws: { if case AdminError.changedMeanwhile = $0 { true } else { false } }
        #expect(try await ports.user(anna, of: bank).name == "Anna")
        #expect(try await ports.devices(of: bank).count == 1)
        await gateway.stop()
    }

    @Test("the bill is the ledger's even when the customer is gone")
    func theBillIsTheLedgersEvenWhenTheCustomerIsGone() async throws {
        let gateway = try await makeGateway(boards: 2)
        let ports = gateway.administration
        let from = RandomDay.nine
        gateway.setTime(from.advanced(byMilliseconds: 3_600_000))
        try await ports.putUser(User(id: anna, name: "Anna", supervisor: .contactCentre), of: bank)
        gateway.setTime(from.advanced(byMilliseconds: 2 * 3_600_000))
        let usage = try await ports.usage(of: bank, in: nil)
        #expect(usage.timeZone == "UTC")
        #expect(usage.statement.total.opening == 0)
        #expect(usage.statement.total.highest.count == 2)
        #expect(usage.statement.analytics.seatMilliseconds == 2 * 3_600_000)
        #expect(usage.statement.liveAnalytics.seatMilliseconds == 2 * 3_600_000)
        try await ports.deleteCustomer(bank)
        let after = try await ports.usage(of: bank, in: usage.period)
        #expect(after.statement.total.closing == 0)
        #expect(after.statement.total.seatMilliseconds == 4 * 3_600_000)
        let kinds = try await ports.ledger(of: bank, after: 0, limit: 100).map(\.entry.change.kind)
        #expect(
            kinds == [
                "opened", "seatTaken", "seatTaken", "boardLicence", "boardLicence", "seatFreed", "seatFreed", "closed",
            ])
        await #expect {
            _ = try await ports.ledger(of: CustomerID("never")!, after: 0, limit: 1)
        } throws: { if case AdminError.notFound(.customer) = $0 { true } else { false } }
        await gateway.stop()
    }

    @Test("tokens end when they are revoked or expire")
    func tokensEndWhenTheyAreRevokedOrExpire() async throws {
        let gateway = try await makeGateway()
        let ports = gateway.administration
        let issued = try await ports.createToken(
            NewToken(role: .customer, customer: bank, name: "Carla", maySetMaximum: true, expiresInSeconds: 60))
        let principal = try #require(try await ports.principal(bearing: issued.token))
        #expect(principal.maySetMaximum && principal.customer == bank)
        #expect(try await ports.tokens(of: bank).map(\.lastUsedAt) == [RandomDay.nine])
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 60_000))
        #expect(try await ports.principal(bearing: issued.token) == nil)
        #expect(try await !ports.isStillGood(principal))
        gateway.setTime(RandomDay.nine)
        #expect(try await ports.isStillGood(principal))
        await #expect(throws: AdminError.self) {
            try await ports.revokeToken(issued.record.id, of: CustomerID("shop")!)
        }
        try await ports.revokeToken(issued.record.id, of: bank)
        #expect(try await !ports.isStillGood(principal))
        #expect(try await ports.principal(bearing: issued.token) == nil)
        #expect(try await ports.tokens(of: nil).map(\.record.revokedAt) == [RandomDay.nine])
        await gateway.stop()
    }
}
