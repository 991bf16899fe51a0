import Store
import Testing
import Values
import WallboardCore

@Suite("Store contract: the ledger")
struct LedgerContract {
    @Test(
        "each change of seats, maximum, class and time zone is one entry, and nothing else is",
        arguments: Engine.allCases)
    func entries(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(3))
            _ = try await store.putUser(user("ben", .insights), of: "acme")
            var device = try await store.register("s1", at: morning + 1)
            var expected: [LedgerChange] = [
                .opened(timeZone: "Europe/London"), .seatTaken(LedgerDevice(device), .enrolmentKey),
            ]
            // None of these is about a seat.
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(name: "Lobby"))
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(user: .nobody))
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(user: .user("mia")))
            _ = try await store.enrol([request("s1", as: "again")], at: morning + 2)
            _ = try await store.putUser(user("mia", .liveAnalytics), of: "acme")
            _ = try await store.putUser(user("mia", .reports), of: "acme")
            #expect(try await store.changes(of: "acme") == expected)

            _ = try await store.putUser(user("mia", .analytics), of: "acme")
            device.boardLicence = .analytics
            expected.append(.boardLicence(LedgerDevice(device), from: .liveAnalytics))
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(serial: "s9"))
            device.serial = "s9"
            expected.append(.hardware(LedgerDevice(device), from: "s1"))
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            expected.append(.seatFreed(LedgerDevice(device), .suspended))
            #expect(try await store.changes(of: "acme") == expected)

            // A suspended device is in no class, and has no seat that hardware could take over.
            _ = try await store.putUser(user("mia", .contactCentre), of: "acme")
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(serial: "s8"))
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: true))
            #expect(try await store.changes(of: "acme") == expected)
            device.boardLicence = .liveAnalytics
            device.serial = "s8"
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(suspended: false))
            expected.append(.seatTaken(LedgerDevice(device), .resumed))
            _ = try await store.deleteUser("mia", of: "acme")
            device.user = nil
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(user: .user("ben")))
            device.user = "ben"
            device.boardLicence = .analytics
            expected.append(.boardLicence(LedgerDevice(device), from: .liveAnalytics))
            _ = try await store.deleteDevice("device-s1", of: "acme")
            expected.append(.seatFreed(LedgerDevice(device), .removed))
            var tokyo = customer()
            tokyo.timeZone = "Asia/Tokyo"
            _ = try await store.updateCustomer(tokyo)
            _ = try await store.updateCustomer(tokyo)
            expected.append(.timeZone("Asia/Tokyo"))
            #expect(try await store.changes(of: "acme") == expected)
            #expect(LedgerChain.firstFault(in: try await store.ledger(of: "acme")) == nil)
        }
    }

    @Test(
        "a change that suspends frees the seat as it was held; one that resumes takes it as it is then",
        arguments: Engine.allCases)
    func severalAtOnce(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            _ = try await store.putUser(user("ben", .insights), of: "acme")
            let before = try await store.register("s1")
            let away = DeviceChange(name: "Attic", user: .user("ben"), suspended: true, serial: "s2")
            guard case .changed(let attic) = try await store.updateDevice("device-s1", of: "acme", away) else {
                Issue.record("not changed")
                return
            }
            #expect(attic.serial == "s2" && attic.boardLicence == .analytics && attic.suspended)
            let back = DeviceChange(user: .user("mia"), suspended: false, serial: "s3")
            guard case .changed(let after) = try await store.updateDevice("device-s1", of: "acme", back) else {
                Issue.record("not changed")
                return
            }
            #expect(
                try await store.changes(of: "acme").suffix(2) == [
                    .seatFreed(LedgerDevice(before), .suspended), .seatTaken(LedgerDevice(after), .resumed),
                ])
            #expect(after.boardLicence == .liveAnalytics && after.serial == "s3")
            // Both at once while it holds its seat: the class first, then the hardware.
            let both = DeviceChange(user: .user("ben"), serial: "s4")
            guard case .changed(let last) = try await store.updateDevice("device-s1", of: "acme", both) else {
                Issue.record("not changed")
                return
            }
            let changes = try await store.changes(of: "acme").suffix(2)
            #expect(changes.map(\.kind) == ["boardLicence", "hardware"])
            #expect(changes.last == .hardware(LedgerDevice(last), from: "s3"))
            #expect(LedgerChain.firstFault(in: try await store.ledger(of: "acme")) == nil)
        }
    }

    @Test("the author is who did it: the admin, or the board with its key", arguments: Engine.allCases)
    func authors(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            _ = try await store.enrol([request("s1"), pairing("s2")], at: morning)
            let authors = try await store.ledger(of: "acme").map(\.entry.author.text)
            #expect(authors == ["Sam (token t-sam)", "board s1 (key key)", "Sam (token t-sam)"])
        }
    }

    @Test("what was refused, thrown or only tried leaves no entry", arguments: Engine.allCases)
    func refusals(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            try await store.register("s1")
            _ = try await store.enrol([pairing("s2")], at: morning)
            await #expect(throws: StoreError.alreadyExists) {
                _ = try await store.setMaximum(.limited(1), .suspend(["device-s1"]), of: "acme", dryRun: true)
                _ = try await store.enrol([request("s1", as: "new"), request("s1", as: "new")], at: morning)
                _ = try await store.deleteDevice("device-s1", of: "acme")
                try await store.createCustomer(customer())
            }
            #expect(try await store.changes(of: "acme").map(\.kind) == ["opened", "seatTaken", "seatFreed"])
        }
    }

    @Test("what waited for one commit is in order; a clock that was set back is seen", arguments: Engine.allCases)
    func clock(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(3))
            try await store.register("s1", at: morning + 60)
            try await store.register("s2", at: morning + 10)
            try await store.register("s3", at: morning + 61)
            let seconds = try await store.ledger(of: "acme").map { $0.entry.at.milliseconds(since: morning) / 1_000 }
            #expect(seconds == [0, 60, 60, 61])
            #expect(try await store.devices(of: "acme").map(\.registeredAt) == [60, 10, 61].map { morning + $0 })
            _ = try await store.deleteDevice("device-s1", of: "acme", by: stamp(3_600))
            _ = try await store.deleteDevice("device-s2", of: "acme", by: stamp(90))
            let later = try await store.ledger(of: "acme").map { $0.entry.at.milliseconds(since: morning) / 1_000 }
            #expect(later == [0, 60, 60, 61, 3_600, 90])
            #expect(try await store.ledgerMarks(of: "acme").map(\.entry.sequence) == [1, 6])
        }
    }

    @Test("a ledger outlives its customer, and the next one of that id has its own", arguments: Engine.allCases)
    func closed(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(3))
            let (first, second) = (try await store.register("s1"), try await store.register("s2"))
            let third = try await store.register("s3")
            _ = try await store.updateDevice("device-s2", of: "acme", DeviceChange(suspended: true))
            try await store.deleteCustomer("acme", by: stamp(20))
            #expect(
                try await store.changes(of: "acme").suffix(4) == [
                    .seatFreed(LedgerDevice(second), .suspended), .seatFreed(LedgerDevice(first), .customerClosed),
                    .seatFreed(LedgerDevice(third), .customerClosed), .closed,
                ])
            let old = try await store.ledger(of: "acme")
            #expect(old.last?.entry.change == .closed)
            #expect(LedgerChain.firstFault(in: old) == nil)
            // Made by an older clock than that of the end.
            try await store.createCustomer(customer(seats: .unlimited))
            let new = try await store.ledger(of: "acme")
            #expect(new.map(\.entry.change) == [.opened(timeZone: "Europe/London")])
            #expect(new.last?.entry.at == morning && new.last?.entry.maximum == .unlimited)
            #expect(LedgerChain.firstFault(in: new) == nil)
        }
    }

    @Test("a ledger is read in pieces; one that never was is empty", arguments: Engine.allCases)
    func pages(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            for number in 0..<7 { try await store.register(Serial("s\(number)")!) }
            let all = try await store.ledger(of: "acme")
            #expect(all.map(\.entry.sequence) == Array(1...8))
            #expect(try await store.ledger(of: "acme", after: 2, limit: 3) == Array(all[2..<5]))
            #expect(try await store.ledger(of: "acme", after: 6, limit: 3) == Array(all[6...]))
            #expect(try await store.ledger(of: "acme", after: 8, limit: 3) == [])
            #expect(try await store.ledger(of: "acme", after: 0, limit: 0) == [])
            #expect(try await store.ledger(of: "other") == [])
        }
    }

    @Test("every text comes back byte for byte, so that the hash still holds", arguments: Engine.allCases)
    func texts(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer(), by: .admin("Zoe\u{308} \"\\\u{1}\n\u{2028}😀", token: "t"))
            for reason in ["é", "e\u{301}", "\u{1F}\u{7F}\u{80}", "a\u{0}b", "\r\n", " "] {
                let number = try await store.ledger(of: "acme").count
                let change = MaximumChange(to: .limited(number), reason: reason)
                _ = try await store.setMaximum(change, of: "acme", ifVersion: nil, dryRun: false, by: stamp())
            }
            #expect(LedgerChain.firstFault(in: try await store.ledger(of: "acme")) == nil)
            #expect(try await store.ledger(of: "acme").count == 7)
        }
    }
}
