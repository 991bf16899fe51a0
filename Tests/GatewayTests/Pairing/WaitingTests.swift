import AdminAPI
import BoardProtocol
import BoardServer
import Testing
import Values
import WallboardCore

@testable import Gateway

/// Boards that are paired while no seat is free, through desk, hub and store.
@Suite struct WaitingTests {
    private let bank = CustomerID("bank")!
    private let anna = UserID("anna")!
    private let ben = UserID("ben")!

    private func makeGateway(in directory: TemporaryDirectory? = nil) async throws -> TestGateway {
        let gateway = try await TestGateway(in: directory ?? TemporaryDirectory())
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(0)))
        for user in [anna, ben] {
            try await gateway.administration.putUser(
                User(id: user, name: user.text, supervisor: .analytics), of: bank)
        }
        return gateway
    }

    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(1_000_000 + number), generation: 1)
    }

    @discardableResult
    private func wait(_ number: Int, as user: UserID? = nil, on gateway: TestGateway) async throws -> WaitingScreen {
        let hello = Hello(serial: "TV-\(number)", model: "AFTS", credentials: .none)
        let board = try gateway.context.reception.beginPairing(connection(number), hello, address: "10.0.0.7")
        return try await gateway.administration.pairToWait(
            board.code, to: user ?? anna, name: "Screen \(number)", of: bank)
    }

    private func serials(_ gateway: TestGateway) async throws -> [String] {
        try await gateway.administration.devices(of: bank).map(\.device.serial.text).sorted()
    }

    private func line(_ gateway: TestGateway) async throws -> [String] {
        try await gateway.administration.waitingBoards(of: bank).map(\.board.serial.text)
    }

    @Test("a raise lets in as many as there are seats in the order of the line")
    func aRaiseLetsInAsManyAsThereAreSeatsInTheOrderOfTheLine() async throws {
        let gateway = try await makeGateway()
        for number in 1...5 {
            let screen = try await wait(number, on: gateway)
            #expect(screen.place == number)
            #expect(screen.connection?.address == "10.0.0.7")
        }
        #expect(try await gateway.administration.licences(of: bank).seats.display == "0/0", "none holds a seat")
        try await gateway.administration.setMaximum(.limited(2), of: bank)
        #expect(try await serials(gateway) == ["TV-1", "TV-2"])
        #expect(try await line(gateway) == ["TV-3", "TV-4", "TV-5"])
        let devices = try await gateway.administration.devices(of: bank)
        #expect(devices.allSatisfy { $0.connection != nil && $0.device.name.hasPrefix("Screen ") })

        // A seat that becomes free goes to the next one in line.
        try await gateway.administration.deleteDevice(
            devices[0].device.id, of: bank, if: { _ in true }, by: .tester)
        #expect(try await line(gateway) == ["TV-4", "TV-5"])
        try await gateway.administration.updateDevice(devices[1].device.id, of: bank, DeviceEdit(suspended: true))
        #expect(try await line(gateway) == ["TV-5"])
        #expect(try await gateway.administration.licences(of: bank).seats.display == "2/2")
        await gateway.stop()
    }

    @Test("who waits survives a restart and gets the seat that is free then")
    func whoWaitsSurvivesARestartAndGetsTheSeatThatIsFreeThen() async throws {
        let directory = try TemporaryDirectory()
        let gateway = try await makeGateway(in: directory)
        let screen = try await wait(1, on: gateway)
        try await wait(2, on: gateway)
        await gateway.stop()
        let again = try await TestGateway(in: directory)
        #expect(try await line(again) == ["TV-1", "TV-2"])
        #expect(again.context.registry.hub(holding: screen.board.credential) != nil, "its token is known")
        try await again.administration.setMaximum(.limited(1), of: bank)
        #expect(try await serials(again) == ["TV-1"])
        let device = try await again.administration.devices(of: bank)[0].device
        #expect(device.credential == screen.board.credential && device.name == "Screen 1")
        await again.stop()
    }

    @Test("a board comes back with its token and only with its serial")
    func aBoardComesBackWithItsTokenAndOnlyWithItsSerial() async throws {
        let gateway = try await makeGateway()
        let screen = try await wait(1, on: gateway)
        let hub = try gateway.hub(bank)
        await hub.boardClosed(connection(1), .connectionLost)
        #expect(await hub.waiting.guests.isEmpty)
        #expect(try await line(gateway) == ["TV-1"], "it keeps its place")
        let board = await hub.waiting.line[0]
        let wrong = Credential("wbd_\(board.credential.text)_aaaa", kind: .deviceToken)!
        let arrival = Arrival(
            connection: connection(7), hello: Hello(serial: "TV-1", credentials: .token(Secret(wrong.text))),
            address: "10.0.0.9")
        await hub.boardSaidHello(arrival.connection, arrival.hello, address: arrival.address)
        #expect(await hub.waiting.guests.isEmpty, "the secret is wrong")
        #expect(await hub.refusals.newestFirst.map(\.reason) == ["unknownToken"])
        #expect(screen.board.serial.text == "TV-1")
        await gateway.stop()
    }

    @Test("one whose user has no view keeps its place and holds up nobody")
    func oneWhoseUserHasNoViewKeepsItsPlaceAndHoldsUpNobody() async throws {
        let gateway = try await makeGateway()
        try await wait(1, as: ben, on: gateway)
        try await wait(2, on: gateway)
        try await gateway.administration.putUser(User(id: ben, name: "Ben", supervisor: .reports), of: bank)
        try await gateway.administration.setMaximum(.limited(2), of: bank)
        #expect(try await serials(gateway) == ["TV-2"])
        let screens = try await gateway.administration.waitingBoards(of: bank)
        #expect(screens.map(\.isEntitled) == [false])
        try await gateway.administration.putUser(User(id: ben, name: "Ben", supervisor: .insights), of: bank)
        #expect(try await serials(gateway) == ["TV-1", "TV-2"])
        await gateway.stop()
    }

    @Test("it stops with its user or when an admin says so or after thirty days")
    func itStopsWithItsUserOrWhenAnAdminSaysSoOrAfterThirtyDays() async throws {
        let gateway = try await makeGateway()
        let first = try await wait(1, as: ben, on: gateway)
        try await wait(2, on: gateway)
        try await wait(3, on: gateway)
        try await gateway.administration.deleteUser(ben, of: bank)
        #expect(try await line(gateway) == ["TV-2", "TV-3"])
        #expect(gateway.context.registry.hub(holding: first.board.credential) == nil)
        try await gateway.administration.cancelWaiting(#require(Serial("TV-2")), of: bank)
        #expect(try await line(gateway) == ["TV-3"])
        await #expect {
            try await gateway.administration.cancelWaiting(#require(Serial("TV-2")), of: bank)
        } throws: { if case AdminError.notFound(.waitingBoard) = $0 { true } else { false } }
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: WaitingBoardLimits.millis))
        await (try gateway.hub(bank)).housekeep()
        #expect(try await line(gateway) == [])
        try await gateway.administration.setMaximum(.unlimited, of: bank)
        #expect(try await serials(gateway) == [])
        await gateway.stop()
    }

    @Test("hardware that waits can take over a seat")
    func hardwareThatWaitsCanTakeOverASeat() async throws {
        let gateway = try await makeGateway()
        try await gateway.administration.setMaximum(.limited(1), of: bank)
        let hello = Hello(serial: "OLD", credentials: .none)
        let board = try gateway.context.reception.beginPairing(connection(9), hello, address: "10.0.0.7")
        let old = try await gateway.administration.pairNow(board.code, to: anna, name: "Lobby", of: bank)
        let waiting = try await wait(1, on: gateway)
        let status = try await gateway.administration.replaceHardware(
            of: old.device.id, of: bank, with: .serial(waiting.board.serial), by: .tester)
        #expect(status.device.credential == waiting.board.credential && status.device.name == "Lobby")
        #expect(try await gateway.administration.device(old.device.id, of: bank).connection != nil)
        #expect(try await line(gateway) == [])
        await gateway.stop()
    }

    @Test("a board that left while it was paired waits all the same")
    func aBoardThatLeftWhileItWasPairedWaitsAllTheSame() async throws {
        let gateway = try await makeGateway()
        let hello = Hello(serial: "TV-1", credentials: .none)
        let shown = try gateway.context.reception.beginPairing(connection(1), hello, address: "10.0.0.7")
        let board = try #require(gateway.context.reception.claim(shown.code))
        _ = gateway.context.reception.leave(board.connection)
        let choice = PairingChoice(user: anna, name: nil, author: .tester)
        let result = try await Pairings.pair(
            board, Serial(board.hello.serial)!, choice, waits: true, in: try gateway.hub(bank))
        guard case .waiting(let screen, let seats) = result else { throw NotPaired() }
        #expect(screen.connection == nil && seats.display == "0/0")
        await gateway.stop()
    }
}
