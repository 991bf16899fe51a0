import BoardProtocol
import BoardServer
import Foundation
import TestSupport
import Testing
import Values
import WallboardCore

@testable import AdminAPI
@testable import Gateway

/// A clock may say anything and jump: nothing traps, and once it is right again nothing waits for what it said.
@Suite struct ClockFuzzTests {
    /// 1970, the last day of 9999, beyond what RFC 3339 can write, leap days, the end of 32-bit time, days of change.
    private static let moments: [Int64] = [
        0, 1, 86_399_999, 951_782_399_999, 1_234_567_890_123, 2_147_483_647_999, 2_147_483_648_000, 4_107_542_400_000,
        253_402_300_799_999, 253_402_300_800_000, 253_402_214_400_000, -1, -62_167_219_200_000, -62_167_219_200_001,

    ]

    @Test("a hub lives through any clock")
    func aHubLivesThroughAnyClock() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let bank = try #require(CustomerID("bank"))
        let gateway = try await TestGateway(in: TemporaryDirectory())
        let ports = gateway.administration
        try await ports.createCustomer(NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(500)))
        try await ports.putUser(User(id: UserID("anna")!, name: "Anna", supervisor: .contactCentre), of: bank)
        let key = try await ports.createEnrolmentKey(
            for: UserID("anna")!, of: bank, expiresInSeconds: nil, maxUses: nil)
        let hub = try gateway.hub(bank)
        for step in 0..<200 {
            let now = Instant(
                milliseconds: Bool.random(using: &random)
                    ? Self.moments.randomElement(using: &random) ?? 0
                    : Int64.random(in: 0...253_402_300_799_999, using: &random))
            gateway.setTime(now)
            if step % 7 == 0 {
                var change = CustomerChange()
                change.timeZone = ["UTC", "Pacific/Apia", "Europe/London", "Africa/Cairo"].randomElement(using: &random)
                change.resetMinuteOfDay = Int.random(in: 0..<1_440, using: &random)
                try await ports.updateCustomer(bank, change)
            }
            await hub.boardSaidHello(
                ConnectionID(loop: 0, slot: UInt32(2_000_000 + step), generation: 1),
                Hello(serial: "TV-\(step % 5)", credentials: .enrolmentKey(Secret(key.key))), address: "10.0.0.8")
            await hub.housekeep()
            let event = CallEventMessage(
                id: "e\(step)", time: now,
                content: .call(
                    CallEventMessage.Call(id: "c\(step / 3)", step: step % 3 == 2 ? .ended(reason: nil) : .queued)))
            _ = try? await ports.accept([CallEventBatch.Event(line: 1, message: event)], unreadable: [], of: bank)
            gateway.router.renewCodes()
            for period in [nil, BillingPeriod.first, .last] {
                let report = try await ports.usage(of: bank, in: period)
                var json = JSONWriter(reserving: 64)
                json.beginObject()
                json.member("from", report.statement.from)
                json.member("to", report.statement.to)
                json.endObject()
                _ = report.statement.total.seatHours
            }
            _ = await hub.refusalReport()
            _ = try await ports.devices(of: bank)
            _ = try await ports.boards(BoardSelection(customer: bank, presence: nil, after: nil, limit: 10))
        }
        gateway.setTime(RandomDay.nine)
        await hub.housekeep()
        #expect(await hub.callState.day.contains(RandomDay.nine), "seed \(seed)")
        await gateway.stop()
    }

    @Test("today is today once the clock was ahead")
    func todayIsTodayOnceTheClockWasAhead() async throws {
        let bank = try #require(CustomerID("bank"))
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(5)))
        let hub = try gateway.hub(bank)
        let today = await hub.callState.day
        for ahead in [86_400_000, 40 * 86_400_000, 20 * 365 * 86_400_000] as [Int64] {
            gateway.setTime(RandomDay.nine.advanced(byMilliseconds: ahead))
            await hub.housekeep()
            #expect(await hub.callState.day != today)
            gateway.setTime(RandomDay.nine)
            await hub.housekeep()
            #expect(await hub.callState.day == today)
        }
        await gateway.stop()
    }

    @Test("calls that a clock ahead closed as silent are open again")
    func callsThatAClockAheadClosedAsSilentAreOpenAgain() async throws {
        let bank = try #require(CustomerID("bank"))
        let gateway = try await TestGateway(in: TemporaryDirectory())
        let ports = gateway.administration
        try await ports.createCustomer(NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(5)))
        let queued = CallEventMessage(
            id: "e1", time: RandomDay.nine,
            content: .call(CallEventMessage.Call(id: "c1", step: .queued)))
        _ = try await ports.accept([CallEventBatch.Event(line: 1, message: queued)], unreadable: [], of: bank)
        let hub = try gateway.hub(bank)
        #expect(await hub.callState.isOpen("c1"))
        // Five hours ahead, on the same day.
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 5 * 3_600_000))
        await hub.housekeep()
        #expect(await !hub.callState.isOpen("c1"))
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 1_000))
        await hub.housekeep()
        #expect(await hub.callState.isOpen("c1"))
        await gateway.stop()
    }

    @Test("a code of a clock that was ahead is replaced")
    func aCodeOfAClockThatWasAheadIsReplaced() throws {
        var generator = SplitMix64(seed: 1)
        var desk = PairingDesk()
        let ahead = RandomDay.nine.advanced(byMilliseconds: 86_400_000)
        let board = try desk.begin(
            ConnectionID(loop: 0, slot: 1, generation: 1), Hello(serial: "TV", credentials: .none), address: "10.0.0.1",
            at: ahead, using: &generator)
        #expect(desk.board(showing: board.code, at: RandomDay.nine) == nil)
        let renewed = desk.renew(at: RandomDay.nine, using: &generator)
        #expect(renewed.count == 1 && renewed[0].code != board.code)
        #expect(desk.board(showing: renewed[0].code, at: RandomDay.nine) != nil)
        // A clock that is slewed takes no code away.
        #expect(
            desk.renew(
                at: RandomDay.nine.advanced(byMilliseconds: -GatewayLimits.Pairing.maxClockSlackMillis),
                using: &generator
            )
            .isEmpty)
    }
}
