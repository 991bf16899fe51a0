import Store
import TestSupport
import Testing
import WallboardCore

@Suite("Store contract: calls at the same time")
struct ConcurrencyContract {
    @Test(
        "k devices at once on m free seats: exactly min(k, m) get in", arguments: Engine.allCases,
        0..<12 as Range<UInt64>)
    func seats(engine: Engine, seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let devices = Int.random(in: 1...120, using: &random)
        let seats = Int.random(in: 0...100, using: &random)
        let perCall = Int.random(in: 1...7, using: &random)
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(seats))
            let requests = (0..<devices).map { request(Serial("s\($0)")!) }
            let calls = stride(from: 0, to: devices, by: perCall).map { requests[$0..<min($0 + perCall, devices)] }
            let admitted = try await withThrowingTaskGroup(of: [Serial].self) { group in
                for call in calls {
                    group.addTask {
                        try await store.enrol(Array(call), at: morning).compactMap { outcome in
                            if case .registered(let device) = outcome { device.serial } else { nil }
                        }
                    }
                }
                var admitted: Set<Serial> = []
                for try await serials in group { admitted.formUnion(serials) }
                return admitted
            }
            let stored = try await store.devices(of: "acme")
            #expect(admitted.count == min(devices, seats), "seed \(seed)")
            #expect(Set(stored.map(\.serial)) == admitted, "seed \(seed)")
            #expect(try await store.enrolmentKey("key")?.uses == admitted.count, "seed \(seed)")
        }
    }

    @Test("k devices by key and by code at once on m free seats: exactly min(k, m) get in", arguments: Engine.allCases)
    func seatsByBothWays(engine: Engine) async throws {
        let (devices, seats) = (90, 37)
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(seats))
            let outcomes = try await withThrowingTaskGroup(of: [EnrolmentOutcome].self) { group in
                for number in 0..<devices {
                    let serial = Serial("s\(number)")!
                    let asked = number.isMultiple(of: 2) ? request(serial) : pairing(serial, named: "Till \(number)")
                    group.addTask { try await store.enrol([asked], at: morning) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let full = SeatFigure(configured: seats, maximum: .limited(seats))
            #expect(outcomes.count { $0 == .refused(.seatLimit(full)) } == devices - seats)
            #expect(try await store.devices(of: "acme").count == seats)
            let ledger = try await store.ledger(of: "acme")
            #expect(LedgerChain.firstFault(in: ledger) == nil)
            #expect(ledger.last?.entry.configured == seats)
            #expect(ledger.count == 1 + seats)
        }
    }

    @Test("one serial that registers many times at once is one device with one token", arguments: Engine.allCases)
    func sameSerial(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for attempt in 0..<50 {
                    group.addTask { _ = try await store.enrol([request("s1", as: "\(attempt)")], at: morning) }
                }
                try await group.waitForAll()
            }
            let devices = try await store.devices(of: "acme")
            #expect(devices.count == 1)
            var live = 0
            for attempt in 0..<50 where try await store.device(withCredential: CredentialID("token-\(attempt)")!) != nil
            {
                live += 1
            }
            #expect(live == 1)
        }
    }

    @Test("of many changes under one version, one is made", arguments: Engine.allCases)
    func versions(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let changes = try await withThrowingTaskGroup(of: MaximumOutcome.self) { group in
                for maximum in 3...42 {
                    group.addTask {
                        try await store.setMaximum(.limited(maximum), of: "acme", ifVersion: 1, dryRun: false)
                    }
                }
                var changes = 0
                for try await outcome in group {
                    if case .changed = outcome {
                        changes += 1
                    } else {
                        guard case .versionMismatch(current: 2, lastChange: _?) = outcome else {
                            Issue.record("\(outcome)")
                            continue
                        }
                    }
                }
                return changes
            }
            #expect(changes == 1)
        }
    }

    @Test("an event that is sent by many at once is new to one", arguments: Engine.allCases)
    func sameEvent(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let wins = try await withThrowingTaskGroup(of: [Bool].self) { group in
                for sender in 0..<40 {
                    group.addTask {
                        let events = [callEvent("shared"), callEvent("own-\(sender)")]
                        return try await store.append(events, of: "acme", recalling: [], receivedAt: morning).isNew
                    }
                }
                var wins = 0
                for try await isNew in group {
                    #expect(isNew[1])
                    wins += isNew[0] ? 1 : 0
                }
                return wins
            }
            #expect(wins == 1)
            #expect(try await store.events(of: "acme", since: morning).count == 41)
        }
    }

    @Test("what a function did is seen by every read that begins after it returned", arguments: Engine.allCases)
    func readYourWrites(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<20 {
                    group.addTask {
                        for step in 0..<10 {
                            let event = callEvent("e-\(writer)-\(step)")
                            _ = try await store.append([event], of: "acme", recalling: [], receivedAt: morning)
                            #expect(try await store.events(of: "acme", since: morning).contains(event))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
