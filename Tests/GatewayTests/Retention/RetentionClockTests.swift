import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct RetentionClockTests {
    private let bank = CustomerID("bank")!
    private let now = RandomDay.nine
    private var ahead: Instant { now.advanced(byMilliseconds: 40 * 86_400_000) }

    @Test("it runs with the machine and does not leap with its clock")
    func itRunsWithTheMachineAndDoesNotLeapWithItsClock() {
        let machine = TestClock(now: now)
        let clock = RetentionClock(nil, wall: { machine.now }, monotonic: { machine.running })
        machine.set(now.advanced(byMilliseconds: 5_000))
        #expect(clock.now == machine.now && clock.leadMillis == 0)
        machine.leap(to: ahead)
        #expect(clock.now == now.advanced(byMilliseconds: 5_000))
        #expect(clock.leadMillis == ahead.milliseconds(since: clock.now))
        machine.leap(to: now)
        #expect(clock.now == now, "it is never later than the machine's")
    }

    @Test("a restart is no way around it")
    func aRestartIsNoWayAroundIt() async throws {
        let directory = try TemporaryDirectory()
        let gateway = try await TestGateway(in: directory, now: now)
        gateway.setTime(now.advanced(byMilliseconds: 60_000))
        gateway.leap(to: ahead)
        await gateway.context.retentionClock.save(to: gateway.store, gateway.context.logger)
        await gateway.stop()
        let again = try await TestGateway(in: directory, now: ahead)
        #expect(again.context.retentionClock.now == now.advanced(byMilliseconds: 60_000))
        await again.stop()
    }

    @Test("the log says once that the clock is ahead and once that it is trusted")
    func theLogSaysOnceThatTheClockIsAheadAndOnceThatItIsTrusted() throws {
        let machine = TestClock(now: now)
        let clock = RetentionClock(nil, wall: { machine.now }, monotonic: { machine.running })
        let log = LogRecorder()
        let logger = log.logger
        for _ in 1...3 { clock.watch(logger) }
        machine.leap(to: now.advanced(byMilliseconds: RetentionTime.slackMillis))
        clock.watch(logger)
        #expect(log.lines.isEmpty)
        machine.leap(to: ahead)
        for _ in 1...3 { clock.watch(logger) }
        #expect(
            log.lines.map { [$0.level.rawValue, $0["aheadSeconds"], $0["passed"]] } == [
                ["warning", "3456000", "\(now)"]
            ])
        machine.leap(to: now)
        for _ in 1...3 { clock.watch(logger) }
        #expect(log.lines.count == 2 && log.lines.last?.level == .info)
    }

    @Test("boards that wait and events that come are not too old by a clock that is ahead")
    func boardsThatWaitAndEventsThatComeAreNotTooOldByAClockThatIsAhead() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory(), now: now)
        let ports = gateway.administration
        try await ports.createCustomer(NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(0)))
        let anna = UserID("anna")!
        try await ports.putUser(User(id: anna, name: "Anna", supervisor: .analytics), of: bank)
        let connection = ConnectionID(loop: 0, slot: 1_000_001, generation: 1)
        let board = try gateway.context.reception.beginPairing(
            connection, Hello(serial: "TV", credentials: .none), address: "10.0.0.7")
        _ = try await ports.pairToWait(board.code, to: anna, name: "Screen", of: bank)
        gateway.leap(to: ahead)
        let hub = try gateway.hub(bank)
        await hub.housekeep()
        #expect(try await ports.waitingBoards(of: bank).count == 1)
        let event = CallEventMessage(
            id: "e1", time: now,
            content: .call(CallEventMessage.Call(id: "c1", step: .queued)))
        let receipt = try await ports.accept([CallEventBatch.Event(line: 1, message: event)], unreadable: [], of: bank)
        #expect(receipt.accepted == 1 && receipt.rejected.isEmpty)
        gateway.leap(to: now)
        await hub.housekeep()
        #expect(await hub.callState.isOpen("c1"))
        #expect(try await ports.waitingBoards(of: bank).count == 1)
        await gateway.stop()
    }
}
