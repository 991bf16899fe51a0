import AdminAPI
import BoardProtocol
import BoardServer
import Testing
import WallboardCore

@testable import Gateway

/// What is known of devices that are away, across a restart.
@Suite struct SightingRecordTests {
    private let bank = CustomerID("bank")!

    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(1_000_000 + number), generation: 1)
    }

    /// A gateway with the boards of `serials`, which come in as connections 0, 1, …
    private func gateway(in directory: TemporaryDirectory, _ serials: [String]) async throws -> TestGateway {
        let gateway = try await TestGateway(in: directory)
        let ports = gateway.administration
        try await ports.createCustomer(NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(9)))
        let anna = UserID("anna")!
        try await ports.putUser(User(id: anna, name: "Anna", supervisor: .contactCentre), of: bank)
        let key = try await ports.createEnrolmentKey(for: anna, of: bank, expiresInSeconds: nil, maxUses: nil)
        let hub = try gateway.hub(bank)
        for (number, serial) in serials.enumerated() {
            let hello = Hello(serial: serial, credentials: .enrolmentKey(Secret(key.key)))
            await hub.boardSaidHello(connection(number), hello, address: "10.0.0.\(number)")
        }
        let everybody = Dictionary(uniqueKeysWithValues: serials.map { ($0, BoardPresence.connected) })
        while try await presences(of: gateway) != everybody { await Task.yield() }
        return gateway
    }

    private func presences(of gateway: TestGateway) async throws -> [String: BoardPresence] {
        let devices = try await gateway.administration.devices(of: bank)
        return Dictionary(uniqueKeysWithValues: devices.map { ($0.device.serial.text, $0.presence) })
    }

    /// What a gateway finds that starts on another one's database.
    private func restarted(_ gateway: TestGateway) async throws -> TestGateway {
        await gateway.stop()
        return try await TestGateway(in: gateway.directory)
    }

    private func say(_ hub: CustomerHub, _ number: Int, asleep: Bool) async {
        _ = hub.inbox.add(.status(connection(number), BoardStatus(asleep: asleep)))
        await hub.takeInbox()
    }

    @Test("a device that slept before is asleep afterwards")
    func aDeviceThatSleptBeforeIsAsleepAfterwards() async throws {
        let serials = ["up", "slept", "sleeps", "woke", "gone", "suspended"]
        let first = try await gateway(in: TemporaryDirectory(), serials)
        let hub = try first.hub(bank)
        for number in [1, 2, 3, 5] { await say(hub, number, asleep: true) }
        await say(hub, 3, asleep: false)
        for number in [1, 4, 5] { await hub.boardClosed(connection(number), .connectionLost) }
        let record = SightingRecord(context: first.context)
        await record.save(everything: false)
        // One that is away and then suspended does not count as asleep.
        let suspended = try #require(
            try await first.administration.devices(of: bank).first { $0.device.serial.text == "suspended" })
        try await first.administration.updateDevice(suspended.device.id, of: bank, DeviceEdit(suspended: true))
        await record.save(everything: false)

        let second = try await restarted(first)
        let expected: [String: BoardPresence] = [
            "up": .offline, "slept": .asleep, "sleeps": .asleep, "woke": .offline, "gone": .offline,
            "suspended": .offline,
        ]
        #expect(try await presences(of: second) == expected)
        let licences = try await second.administration.licences(of: bank)
        #expect(licences.asleepBoards == 2 && licences.offlineBoards == 3)
        try await second.administration.updateDevice(suspended.device.id, of: bank, DeviceEdit(suspended: false))
        #expect(try await presences(of: second) == expected)
        // Nothing more was heard: it is the same after another restart.
        let third = try await restarted(second)
        #expect(try await presences(of: third) == expected)
        await third.stop()
    }

    @Test("one that was suspended after its last sighting is not asleep")
    func oneThatWasSuspendedAfterItsLastSightingIsNotAsleep() async throws {
        let first = try await gateway(in: TemporaryDirectory(), ["tv"])
        let hub = try first.hub(bank)
        await say(hub, 0, asleep: true)
        await hub.boardClosed(connection(0), .connectionLost)
        await SightingRecord(context: first.context).save(everything: false)
        let device = try #require(try await first.administration.devices(of: bank).first).device.id
        try await first.administration.updateDevice(device, of: bank, DeviceEdit(suspended: true))
        let second = try await restarted(first)
        #expect(try await presences(of: second) == ["tv": .offline])
        await second.stop()
    }
}
