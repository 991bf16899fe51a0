import AdminAPI
import BoardProtocol
import BoardServer
import Testing
import WallboardCore

@testable import Gateway

/// Pairing through the router, the desk, the hub and the store; the boards' connections are ids that no loop knows.
@Suite struct PairingTests {
    private let bank = CustomerID("bank")!
    private let anna = UserID("anna")!

    private func makeGateway(maximum: SeatMaximum = .limited(2)) async throws -> TestGateway {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: maximum))
        try await gateway.administration.putUser(User(id: anna, name: "Anna", supervisor: .analytics), of: bank)
        return gateway
    }

    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(1_000_000 + number), generation: 1)
    }

    /// A board that says hello without credentials and shows the code that is returned.
    private func show(_ number: Int, serial: String? = nil, on gateway: TestGateway) async throws -> UserCode {
        let hello = Hello(serial: serial ?? "TV-\(number)", model: "AFTS", credentials: .none)
        let board = try gateway.context.reception.beginPairing(connection(number), hello, address: "10.0.0.7")
        return board.code
    }

    private func pair(
        _ code: UserCode, on gateway: TestGateway, to user: UserID? = nil, name: String? = nil
    ) async throws -> DeviceStatus {
        try await gateway.administration.pairNow(code, to: user ?? anna, name: name, of: bank)
    }

    @Test("an admin sees the board before and names it")
    func anAdminSeesTheBoardBeforeAndNamesIt() async throws {
        let gateway = try await makeGateway()
        let code = try await show(1, on: gateway)
        let pending = try await gateway.administration.pairing(code, for: bank)
        #expect((pending.serial, pending.model, pending.address) == ("TV-1", "AFTS", "10.0.0.7"))
        #expect(pending.device == nil)
        let status = try await pair(code, on: gateway, name: "Lobby")
        #expect(status.device.name == "Lobby")
        #expect(status.device.user == anna)
        #expect(status.connection?.address == "10.0.0.7")
        #expect(try await gateway.administration.licences(of: bank).seats.display == "1/2")
        await #expect(throws: AdminError.self) { try await pair(code, on: gateway) }
        await gateway.stop()
    }

    @Test("at the limit the code stays good")
    func atTheLimitTheCodeStaysGood() async throws {
        let gateway = try await makeGateway(maximum: .limited(0))
        let code = try await show(1, on: gateway)
        await #expect {
            try await pair(code, on: gateway)
        } throws: { error in
            if case AdminError.seatLimit(let seats) = error { seats.display == "0/0" } else { false }
        }
        try await gateway.administration.setMaximum(.limited(1), of: bank)
        _ = try await pair(code, on: gateway)
        await gateway.stop()
    }

    @Test("a user without a view or that is not there is refused")
    func aUserWithoutAViewOrThatIsNotThereIsRefused() async throws {
        let gateway = try await makeGateway()
        let reporter = UserID("reporter")!
        try await gateway.administration.putUser(User(id: reporter, name: "R", supervisor: .reports), of: bank)
        let code = try await show(1, on: gateway)
        await #expect {
            try await pair(code, on: gateway, to: reporter)
        } throws: { if case AdminError.notEntitled = $0 { true } else { false } }
        await #expect {
            try await pair(code, on: gateway, to: UserID("nobody")!)
        } throws: { if case AdminError.notFound(.user) = $0 { true } else { false } }
        _ = try await pair(code, on: gateway)
        await gateway.stop()
    }

    @Test("a known board keeps its seat and a suspended one learns that it is")
    func aKnownBoardKeepsItsSeatAndASuspendedOneLearnsThatItIs() async throws {
        let gateway = try await makeGateway(maximum: .limited(1))
        let first = try await pair(show(1, on: gateway), on: gateway)
        let again = try await show(2, serial: "TV-1", on: gateway)
        #expect(try await gateway.administration.pairing(again, for: bank).device?.id == first.device.id)
        let renewed = try await pair(again, on: gateway, name: "Second floor")
        #expect(renewed.device.id == first.device.id)
        #expect(renewed.device.name == "Second floor")
        #expect(renewed.device.credential != first.device.credential)
        try await gateway.administration.updateDevice(first.device.id, of: bank, DeviceEdit(suspended: true))
        let suspended = try await show(3, serial: "TV-1", on: gateway)
        await #expect {
            try await pair(suspended, on: gateway)
        } throws: { error in
            if case AdminError.suspendedDevice(let device) = error { device == first.device.id } else { false }
        }
        await gateway.stop()
    }

    @Test("a board that left while it was paired is offline and has its seat")
    func aBoardThatLeftWhileItWasPairedIsOfflineAndHasItsSeat() async throws {
        let gateway = try await makeGateway()
        let code = try await show(1, on: gateway)
        let board = try #require(gateway.context.reception.claim(code))
        #expect(gateway.context.reception.leave(board.connection) == nil)
        let hub = try gateway.hub(bank)
        let choice = PairingChoice(user: anna, name: nil, author: .tester)
        let result = try await Pairings.pair(board, Serial(board.hello.serial)!, choice, waits: false, in: hub)
        guard case .paired(let status) = result else { throw NotPaired() }
        #expect(status.connection == nil)
        #expect(try await gateway.administration.licences(of: bank).seats.configured == 1)
        await gateway.stop()
    }

    @Test("other hardware takes over in one step")
    func otherHardwareTakesOverInOneStep() async throws {
        let gateway = try await makeGateway()
        let old = try await pair(show(1, on: gateway), on: gateway, name: "Lobby")
        let code = try await show(2, on: gateway)
        let status = try await gateway.administration.replaceHardware(
            of: old.device.id, of: bank, with: .pairing(code), by: .tester)
        #expect(status.device.serial.text == "TV-2")
        #expect((status.device.id, status.device.name) == (old.device.id, "Lobby"))
        #expect(status.connection != nil)
        #expect(gateway.context.reception.hub(of: connection(2)) != nil)
        #expect(try await gateway.administration.licences(of: bank).seats.configured == 1)
        let other = try await pair(show(3, on: gateway), on: gateway)
        let third = try await show(4, serial: "TV-3", on: gateway)
        await #expect {
            _ = try await gateway.administration.replaceHardware(
                of: old.device.id, of: bank, with: .pairing(third), by: .tester)
        } throws: { if case AdminError.alreadyExists(.device) = $0 { true } else { false } }
        #expect(gateway.context.reception.board(showing: third) != nil, "the code stays good")
        #expect(other.device.serial.text == "TV-3")
        await gateway.stop()
    }

    @Test("a rotated credential is delivered where the board is in")
    func aRotatedCredentialIsDeliveredWhereTheBoardIsIn() async throws {
        let gateway = try await makeGateway()
        let paired = try await pair(show(1, on: gateway), on: gateway)
        let rotation = try await gateway.administration.rotateCredential(of: paired.device.id, of: bank, by: .tester)
        #expect(rotation.isDelivered)
        #expect(rotation.status.device.credential != paired.device.credential)
        #expect(gateway.context.registry.hub(holding: paired.device.credential) == nil)
        #expect(gateway.context.registry.hub(holding: rotation.status.device.credential) != nil)
        gateway.router.receive([.closed(connection(1), .normal)])
        let hub = try gateway.hub(bank)
        while await hub.boards[paired.device.id] != nil { await Task.yield() }
        let second = try await gateway.administration.rotateCredential(of: paired.device.id, of: bank, by: .tester)
        #expect(!second.isDelivered)
        await gateway.stop()
    }
}
