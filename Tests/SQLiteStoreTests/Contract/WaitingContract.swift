import Store
import Testing
import WallboardCore

@Suite("Store contract: boards that wait for a seat")
struct WaitingContract {
    private let full = SeatFigure(configured: 1, maximum: .limited(1))

    /// One device on the only seat, and two boards that wait.
    private func prepare(_ store: any Store) async throws {
        try await store.prepareAcme(seats: .limited(1))
        try await store.register("s1")
        let outcomes = try await store.enrol(
            [pairing("s2", named: "Lobby", waits: true), pairing("s3", waits: true)], at: morning + 4)
        #expect(outcomes == [.waiting(board("s2", named: "Lobby"), full), .waiting(board("s3"), full)])
    }

    private func board(
        _ serial: Serial, named name: String? = nil, as newName: String? = nil, at seconds: Int = 4
    ) -> WaitingBoard {
        let request = pairing(serial, as: newName)
        return WaitingBoard(
            customer: "acme", serial: serial, model: "AFTMM",
            choice: PairingChoice(user: "mia", name: name, author: sam), credential: request.newCredential,
            secretHash: request.newSecretHash, since: morning + seconds)
    }

    private func turn(_ serial: Serial) -> EnrolmentRequest {
        request(serial, by: .waiting("acme"), model: nil, as: "turn-\(serial)")
    }

    @Test("they wait in their order, hold no seat, and get as many seats as there are", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        try await engine.withStore { store in
            try await prepare(store)
            #expect(try await store.waitingBoards(of: "acme") == [board("s2", named: "Lobby"), board("s3")])
            #expect(try await store.devices(of: "acme").map(\.id) == ["device-s1"])
            #expect(try await store.enrol([turn("s2")], at: morning + 5) == [.refused(.seatLimit(full))])

            _ = try await store.setMaximum(.limited(2), of: "acme")
            let outcomes = try await store.enrol([turn("s2"), turn("s3")], at: morning + 6)
            let expected = Device(
                id: "device-turn-s2", customer: "acme", serial: "s2", name: "Lobby", model: "AFTMM", user: "mia",
                boardLicence: .liveAnalytics, suspended: false, registeredAt: morning + 6, credential: "token-s2",
                secretHash: pairing("s2").newSecretHash, enrolledWith: nil)
            let fuller = SeatFigure(configured: 2, maximum: .limited(2))
            #expect(outcomes == [.registered(expected), .refused(.seatLimit(fuller))])
            #expect(try await store.waitingBoards(of: "acme") == [board("s3")])
            #expect(try await store.device(withCredential: "token-s2") == expected, "it comes in with what it has")
            #expect(try await store.changes(of: "acme").last == .seatTaken(LedgerDevice(expected), .pairing))
            #expect(try await store.enrol([turn("s2")], at: morning + 7) == [.refused(.notEntitled)], "once")
        }
    }

    @Test("another choice keeps the place", arguments: Engine.allCases)
    func again(engine: Engine) async throws {
        try await engine.withStore { store in
            try await prepare(store)
            let again = pairing("s2", named: "Hall", waits: true, as: "newer")
            let expected = board("s2", named: "Hall", as: "newer", at: 9)
            #expect(try await store.enrol([again], at: morning + 9) == [.waiting(expected, full)])
            #expect(try await store.waitingBoards(of: "acme") == [expected, board("s3")])
        }
    }

    @Test("so many wait and no more", arguments: Engine.allCases)
    func bound(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .limited(0))
            let most = WaitingBoardLimits.maxPerCustomer
            let requests = (0...most).map { pairing(Serial("w\($0)")!, waits: true) }
            let outcomes = try await store.enrol(requests + [pairing("w0", waits: true, as: "newer")], at: morning)
            let none = SeatFigure(configured: 0, maximum: .limited(0))
            #expect(outcomes[most] == .refused(.seatLimit(none)))
            guard case .waiting = outcomes[most + 1] else {
                Issue.record("one that waits already was refused")
                return
            }
            #expect(try await store.waitingBoards(of: "acme").count == most)
        }
    }

    @Test("a board that comes to its seat by another way waits no longer", arguments: Engine.allCases)
    func otherWays(engine: Engine) async throws {
        try await engine.withStore { store in
            try await prepare(store)
            _ = try await store.updateDevice("device-s1", of: "acme", DeviceChange(serial: "s2"))
            #expect(try await store.waitingBoards(of: "acme").map(\.serial) == ["s3"])
            _ = try await store.setMaximum(.unlimited, of: "acme")
            _ = try await store.enrol([request("s3", as: "by-key")], at: morning + 9)
            #expect(try await store.waitingBoards(of: "acme") == [])
        }
    }

    @Test("they go with their user and with the customer, and when an admin says so", arguments: Engine.allCases)
    func leaving(engine: Engine) async throws {
        try await engine.withStore { store in
            try await prepare(store)
            _ = try await store.putUser(user("ben", .insights), of: "acme")
            _ = try await store.enrol(
                [pairing("s4", for: "ben", waits: true), pairing("s5", for: "ben", waits: true)], at: morning)
            try await store.deleteWaitingBoards(["s3", "s4", "unknown"], of: "acme")
            #expect(try await store.waitingBoards(of: "acme").map(\.serial) == ["s2", "s5"])
            _ = try await store.deleteUser("mia", of: "acme", by: stamp())
            #expect(try await store.waitingBoards(of: "acme").map(\.serial) == ["s5"])
            try await store.deleteCustomer("acme", by: stamp())
            #expect(try await store.waitingBoards(of: "acme") == [])
            await #expect(throws: StoreError.notFound) { try await store.deleteWaitingBoards(["s5"], of: "acme") }
        }
    }

    @Test("a licence lost meanwhile, and a dashboard that is gone", arguments: Engine.allCases)
    func lostMeanwhile(engine: Engine) async throws {
        try await engine.withStore { store in
            try await prepare(store)
            _ = try await store.enrol([pairing("s4", showing: "gone", waits: true)], at: morning)
            _ = try await store.setMaximum(.unlimited, of: "acme")
            _ = try await store.putUser(user("mia", .none), of: "acme")
            #expect(try await store.enrol([turn("s2")], at: morning) == [.refused(.notEntitled)])
            #expect(try await store.waitingBoards(of: "acme").count == 3, "it waits on")
            _ = try await store.putUser(user("mia", .insights), of: "acme")
            guard case .registered(let device) = try await store.enrol([turn("s4")], at: morning)[0] else {
                Issue.record("no seat")
                return
            }
            #expect(device.dashboard == nil && device.boardLicence == .analytics)
        }
    }
}
