import AdminAPI
import Store
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("What a change would come to")
struct PlansTests {
    @Test("an import counts as its users stored one by one do", arguments: 0..<30)
    func imports(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let licences = SupervisorLicence.allCases
        let users = (0..<6).map { Example.user($0, licences.randomElement(using: &random)!) }
        let devices = (0..<10).map { number in
            let user = Int.random(in: 0..<6, using: &random)
            return Example.device(number, user: user, suspended: Bool.random(using: &random))
                .counted(under: users[user].supervisor)
        }
        let before = Example.registrations(users: users, devices: devices)
        let imported = (3..<9).map { Example.user($0, licences.randomElement(using: &random)!) }
        let plan = UserImport(of: imported, into: before, ConnectedBoards(), at: Example.now)

        var after = before
        after.put(imported)
        let recounted = devices.map { device in
            device.user.flatMap { after.users[$0] }.map { device.counted(under: $0.supervisor) } ?? device
        }
        after.put(recounted)
        #expect(plan.before == LicenceUsage(before, ConnectedBoards(), at: Example.now), "seed \(seed)")
        #expect(plan.after == LicenceUsage(after, ConnectedBoards(), at: Example.now), "seed \(seed)")
        #expect(plan.changes.count + plan.unchanged == imported.count, "seed \(seed)")
        #expect(
            plan.reclassified == zip(devices, recounted).count { $0 != $1 && !$0.suspended }, "seed \(seed)")
        for device in devices where !device.suspended {
            let differs =
                before.entitlement(of: device).view
                != after.entitlement(of: after.devices[device.id]!).view
            let named = plan.changes.flatMap(\.screens).contains { $0.device.id == device.id }
            #expect(named == differs, "seed \(seed)")
        }
    }

    @Test("a maximum names as many boards as it lets in, and what goes dark")
    func maximum() {
        let devices = (0..<4).map { Example.device($0, user: 0) }
        let registrations = Example.registrations(users: [Example.user(0)], devices: devices)
        let dark = Example.device(3, user: 0, suspended: true)
        let effect = MaximumEffect(
            customer: Example.customer(.limited(5)), before: SeatFigure(configured: 4, maximum: .limited(9)),
            after: SeatFigure(configured: 3, maximum: .limited(5)), suspended: [dark])
        let wanting = (0..<4).map { number in
            BoardToLetIn(
                RefusedAttempt(
                    at: Example.now, customer: Example.bank, serial: "new-\(number)", model: nil, address: "a",
                    reason: "seatLimit", detail: ""))
        }
        let result = MaximumResult(
            of: effect, registrations, ConnectedBoards(), wanting: wanting, at: Example.now)
        #expect(result.letsIn.map(\.serial) == ["new-0", "new-1"])
        #expect(result.suspended.map(\.device) == [dark])
        #expect(result.usage.seats == effect.after && result.usage.suspendedBoards == 1)
        #expect(registrations.devices.configured == 4, "the plan has changed nothing")
    }
}
