import Store
import Testing
import WallboardCore

@Suite("Store contract: the maximum")
struct MaximumContract {
    @Test("the maximum changes when the devices fit, and its version counts", arguments: Engine.allCases)
    func change(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(3))
            for serial in ["s1", "s2"] as [Serial] { try await store.register(serial) }
            var before = SeatMaximum.limited(3)
            for (step, maximum) in [SeatMaximum.limited(2), .unlimited, .unlimited, .limited(9)].enumerated() {
                let outcome = try await store.setMaximum(maximum, of: "acme", ifVersion: step + 1)
                var expected = customer(seats: maximum)
                expected.maximumVersion = step + 2
                let effect = MaximumEffect(
                    customer: expected, before: SeatFigure(configured: 2, maximum: before),
                    after: SeatFigure(configured: 2, maximum: maximum), suspended: [])
                #expect(outcome == .changed(effect))
                #expect(try await store.customers() == [expected])
                before = maximum
            }
            // One entry for each change; setting the same value again is none.
            #expect(
                try await store.changes(of: "acme").suffix(3) == [
                    .maximum(from: .limited(3), reason: nil), .maximum(from: .limited(2), reason: nil),
                    .maximum(from: .unlimited, reason: nil),
                ])
        }
    }

    @Test("a maximum below the configured devices is refused, and names them newest first", arguments: Engine.allCases)
    func surplus(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            // Neither the serials nor the ids are in the order of the registrations.
            for (second, serial) in (["s3", "s1", "s4", "s2"] as [Serial]).enumerated() {
                try await store.register(serial, at: morning + (10 - second))
            }
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            let before = try await StoreContent(of: store)
            for rule in [SurplusRule.reject, .suspend([])] {
                for dryRun in [true, false] {
                    let outcome = try await store.setMaximum(.limited(2), rule, of: "acme", dryRun: dryRun)
                    guard case .surplus(let figure, let devices) = outcome else {
                        Issue.record("\(outcome)")
                        return
                    }
                    #expect(figure == SeatFigure(configured: 3, maximum: .limited(2)))
                    #expect(devices.map(\.serial) == ["s3", "s4", "s2"])
                }
            }
            #expect(try await StoreContent(of: store) == before)
        }
    }

    @Test("devices of one moment are named in the reverse order of their arrival", arguments: Engine.allCases)
    func sameMoment(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            for serial in ["s2", "s3", "s1"] as [Serial] { try await store.register(serial) }
            guard case .surplus(_, let devices) = try await store.setMaximum(.limited(0), of: "acme") else {
                Issue.record("three devices fit into no seat")
                return
            }
            #expect(devices.map(\.serial) == ["s1", "s3", "s2"])
        }
    }

    @Test("with keep nobody is cut, and nobody new gets in", arguments: Engine.allCases)
    func keep(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            for serial in ["s1", "s2"] as [Serial] { try await store.register(serial) }
            guard case .changed(let effect) = try await store.setMaximum(.limited(1), .keep, of: "acme") else {
                Issue.record("refused")
                return
            }
            #expect(effect.after == SeatFigure(configured: 2, maximum: .limited(1)) && effect.after.isOver)
            #expect(try await store.enrol([request("s3")], at: morning) == [.refused(.seatLimit(effect.after))])
            guard case .renewed = try await store.enrol([request("s1", as: "new")], at: morning)[0] else {
                Issue.record("a configured device was not let in")
                return
            }
        }
    }

    @Test("with suspend the named devices give their seats up, in the order of their names", arguments: Engine.allCases)
    func suspend(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(4))
            var devices: [Device] = []
            for serial in ["s1", "s2", "s3"] as [Serial] { devices.append(try await store.register(serial)) }
            let change = MaximumChange(
                to: .limited(1), surplus: .suspend(["device-s3", "device-s1", "device-s3"]), reason: "Order 7")
            let before = try await StoreContent(of: store)
            let foreseen = try await store.setMaximum(change, of: "acme", ifVersion: 1, dryRun: true, by: stamp(9))
            #expect(try await StoreContent(of: store) == before)
            let outcome = try await store.setMaximum(change, of: "acme", ifVersion: 1, dryRun: false, by: stamp(9))
            #expect(outcome == foreseen)
            guard case .changed(let effect) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let freed = [devices[2], devices[0]]
            #expect(effect.suspended.map(\.id) == freed.map(\.id) && effect.suspended.allSatisfy(\.suspended))
            #expect(effect.before == SeatFigure(configured: 3, maximum: .limited(4)))
            #expect(effect.after == SeatFigure(configured: 1, maximum: .limited(1)))
            let entries = try await store.ledger(of: "acme").map(\.entry).suffix(3)
            #expect(
                entries.map(\.change) == [
                    .seatFreed(LedgerDevice(freed[0]), .surplus), .seatFreed(LedgerDevice(freed[1]), .surplus),
                    .maximum(from: .limited(4), reason: "Order 7"),
                ])
            #expect(entries.map(\.configured) == [2, 1, 1])
            #expect(entries.allSatisfy { $0.at == morning + 9 && $0.author == sam })
        }
    }

    @Test("a device without a seat cannot be suspended, and nothing changes", arguments: Engine.allCases)
    func notConfigured(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(4))
            for serial in ["s1", "s2"] as [Serial] { try await store.register(serial) }
            _ = try await store.updateDevice("device-s2", of: "acme", DeviceChange(suspended: true))
            let before = try await StoreContent(of: store)
            for stranger in ["device-s2", "device-s9"] as [DeviceID] {
                let outcome = try await store.setMaximum(.limited(0), .suspend(["device-s1", stranger]), of: "acme")
                #expect(outcome == .notConfigured(stranger))
            }
            #expect(try await StoreContent(of: store) == before)
        }
    }

    @Test("a stale version changes nothing, and says who changed the maximum last", arguments: Engine.allCases)
    func versionMismatch(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer(seats: .limited(2)))
            let never = try await store.setMaximum(.limited(3), of: "acme", ifVersion: 9)
            #expect(never == .versionMismatch(current: 1, lastChange: nil))
            _ = try await store.setMaximum(.limited(3), of: "acme", ifVersion: 1)
            let last = try await store.ledger(of: "acme").last
            // Later entries about something else do not hide it.
            _ = try await store.putUser(user(), of: "acme")
            _ = try await store.enrol([pairing("s1")], at: morning)
            for dryRun in [true, false] {
                let outcome = try await store.setMaximum(.limited(4), of: "acme", ifVersion: 1, dryRun: dryRun)
                #expect(outcome == .versionMismatch(current: 2, lastChange: last))
            }
            #expect(try await store.customers().map(\.maximum) == [.limited(3)])
            // Changes by an earlier customer with the same id are not its own.
            try await store.deleteCustomer("acme")
            try await store.createCustomer(customer())
            let anew = try await store.setMaximum(.limited(4), of: "acme", ifVersion: 2)
            #expect(anew == .versionMismatch(current: 1, lastChange: nil))
        }
    }
}
