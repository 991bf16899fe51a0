import AdminAPI
import BoardProtocol
import BoardServer
import Testing
import WallboardCore

@testable import Gateway

/// A board that lost its storage where no seat is free: it waits or is refused, and may have its old seat back.
@Suite struct SeatBackTests {
    private let bank = CustomerID("bank")!
    private let anna = UserID("anna")!
    private let ben = UserID("ben")!
    private let address = "10.0.0.7"

    /// A customer whose one seat is that of the device `TV-old`, which is away.
    private func makeGateway() async throws -> TestGateway {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(1)))
        for user in [anna, ben] {
            try await gateway.administration.putUser(
                User(id: user, name: user.text, supervisor: .analytics), of: bank)
        }
        let code = try show(1, serial: "TV-old", on: gateway)
        _ = try await gateway.administration.pairNow(code, to: anna, name: "Hall", of: bank)
        try await gateway.hub(bank).boardClosed(connection(1), .connectionLost)
        return gateway
    }

    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(1_000_000 + number), generation: 1)
    }

    private func show(
        _ number: Int, serial: String, model: String? = "AFTS", address: String? = nil, on gateway: TestGateway
    ) throws -> UserCode {
        let hello = Hello(serial: serial, model: model, credentials: .none)
        return try gateway.context.reception.beginPairing(
            connection(number), hello, address: address ?? self.address
        ).code
    }

    private func key(for user: UserID, maxUses: Int? = nil, on gateway: TestGateway) async throws -> String {
        try await gateway.administration.createEnrolmentKey(
            for: user, of: bank, expiresInSeconds: nil, maxUses: maxUses
        ).key
    }

    /// A board presents a key; returns once it was decided on.
    private func present(_ key: String, _ number: Int, serial: String, on gateway: TestGateway) async throws {
        let hub = try gateway.hub(bank)
        await hub.boardSaidHello(
            connection(number), Hello(serial: serial, model: "AFTS", credentials: .enrolmentKey(Secret(key))),
            address: address)
        while await hub.enrolments.count > 0 { await Task.yield() }
    }

    private func device(on gateway: TestGateway) async throws -> DeviceStatus {
        let devices = try await gateway.administration.devices(of: bank)
        #expect(devices.count == 1)
        return devices[0]
    }

    private func give(_ device: DeviceStatus, to serial: String, on gateway: TestGateway) async throws {
        _ = try await gateway.administration.replaceHardware(
            of: device.device.id, of: bank, with: .serial(Serial(serial)!), by: .tester)
    }

    @Test("a board that waits is offered what it may be and comes in there")
    func aBoardThatWaitsIsOfferedWhatItMayBeAndComesInThere() async throws {
        let gateway = try await makeGateway()
        let code = try show(2, serial: "TV-new", on: gateway)
        let waits = try await gateway.administration.pairToWait(code, to: ben, of: bank)
        #expect(waits.candidates.map(\.device.name) == ["Hall"])
        // Elsewhere, of another model, or away itself: nobody knows.
        for (number, model, address) in [(3, "AFTT", nil), (4, nil, nil), (5, "AFTS", "10.0.0.8")] {
            let code = try show(number, serial: "TV-\(number)", model: model, address: address, on: gateway)
            #expect(try await gateway.administration.pairToWait(code, to: ben, of: bank).candidates.isEmpty)
        }
        let listed = try await gateway.administration.waitingBoards(of: bank)
        #expect(listed.map(\.candidates.count) == [1, 0, 0, 0])
        try await give(waits.candidates[0], to: "TV-new", on: gateway)
        let device = try await device(on: gateway)
        #expect((device.device.serial.text, device.device.user, device.device.name) == ("TV-new", anna, "Hall"))
        #expect(device.connection?.address == address, "it is in at once")
        #expect(device.device.credential == waits.board.credential)
        #expect(
            try await gateway.administration.waitingBoards(of: bank).map(\.board.serial.text) == [
                "TV-3", "TV-4", "TV-5",
            ])
        await gateway.stop()
    }

    @Test("a board that waits and is away has no candidates")
    func aBoardThatWaitsAndIsAwayHasNoCandidates() async throws {
        let gateway = try await makeGateway()
        let code = try show(2, serial: "TV-new", on: gateway)
        _ = try await gateway.administration.pairToWait(code, to: ben, of: bank)
        try await gateway.hub(bank).boardClosed(connection(2), .connectionLost)
        #expect(try await gateway.administration.waitingBoards(of: bank).map(\.candidates) == [[]])
        await gateway.stop()
    }

    @Test("a board that was refused for want of a seat is offered what its key renews")
    func aBoardThatWasRefusedForWantOfASeatIsOfferedWhatItsKeyRenews() async throws {
        let gateway = try await makeGateway()
        let annas = try await key(for: anna, on: gateway)
        let bens = try await key(for: ben, on: gateway)
        for number in 2...3 { try await present(annas, number, serial: "TV-new", on: gateway) }
        try await present(bens, 4, serial: "TV-ben", on: gateway)
        try await present("wbk_x_y", 5, serial: "TV-odd", on: gateway)
        var report = try await gateway.administration.refusals(of: bank)
        // Once a board, and not where the key is of another user: with it the board would be refused for good.
        #expect(report.attempts.map(\.serial) == ["TV-odd", "TV-ben", "TV-new", "TV-new"])
        #expect(report.attempts.map { $0.candidates.map(\.device.name) } == [[], [], ["Hall"], []])
        try await give(report.attempts[2].candidates[0], to: "TV-new", on: gateway)
        report = try await gateway.administration.refusals(of: bank)
        #expect(report.attempts.map(\.serial) == ["TV-odd", "TV-ben"], "it has a seat")
        try await present(annas, 6, serial: "TV-new", on: gateway)
        let device = try await device(on: gateway)
        #expect((device.device.serial.text, device.device.name) == ("TV-new", "Hall"))
        #expect(device.connection != nil)
        await gateway.stop()
    }

    @Test("a key that is gone or used up renews nothing")
    func aKeyThatIsGoneOrUsedUpRenewsNothing() async throws {
        let gateway = try await makeGateway()
        let once = try await key(for: anna, maxUses: 1, on: gateway)
        try await present(once, 2, serial: "TV-new", on: gateway)
        #expect(try await gateway.administration.refusals(of: bank).attempts.map(\.candidates.count) == [1])
        try await gateway.administration.setMaximum(.limited(2), of: bank)
        try await present(once, 3, serial: "TV-other", on: gateway)
        #expect(try await gateway.administration.refusals(of: bank).attempts.map(\.candidates.count) == [0], "used up")
        await gateway.stop()
    }
}
