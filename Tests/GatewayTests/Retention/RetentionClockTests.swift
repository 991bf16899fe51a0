import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import Synchronization
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct RetentionClockTests {
    /// Records log lines: the level, and how far the clock is ahead.
    private final class Lines: Sendable {
        private let taken = Mutex<[String]>([])
        var all: [String] { taken.withLock { $0 } }
        func add(_ line: String) { taken.withLock { $0.append(line) } }
    }

    private struct Recorder: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = ["aheadSeconds", "passed"].compactMap { event.metadata?[$0].map { "\($0)" } }
            lines.add((["\(event.level)"] + values).joined(separator: " "))
        }
    }

    private let bank = CustomerID("bank")!
    private let now = RandomDay.nine
    private var ahead: Instant { now.advanced(byMilliseconds: 40 * 86_400_000) }

    @Test func itRunsWithTheMachineAndDoesNotLeapWithItsClock() {
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

    @Test func aRestartIsNoWayAroundIt() async throws {
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

    @Test func theLogSaysOnceThatTheClockIsAheadAndOnceThatItIsTrusted() throws {
        let machine = TestClock(now: now)
        let clock = RetentionClock(nil, wall: { machine.now }, monotonic: { machine.running })
        let lines = Lines()
        let logger = Logger(label: "test", factory: { _ in Recorder(lines: lines) })
        for _ in 1...3 { clock.watch(logger) }
        machine.leap(to: now.advanced(byMilliseconds: RetentionTime.slackMillis))
        clock.watch(logger)
        #expect(lines.all.isEmpty)
        machine.leap(to: ahead)
        for _ in 1...3 { clock.watch(logger) }
        #expect(lines.all == ["warning 3456000 \(now)"])
        machine.leap(to: now)
        for _ in 1...3 { clock.watch(logger) }
        #expect(lines.all.count == 2 && lines.all.last?.hasPrefix("info") == true)
    }

    @Test func boardsThatWaitAndEventsThatComeAreNotTooOldByAClockThatIsAhead() async throws {
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
        let receipt = try await ports.accept([(line: 1, event: event)], unreadable: [], of: bank)
        #expect(receipt.accepted == 1 && receipt.rejected.isEmpty)
        gateway.leap(to: now)
        await hub.housekeep()
        #expect(await hub.centre.isOpen("c1"))
        #expect(try await ports.waitingBoards(of: bank).count == 1)
        await gateway.stop()
    }
}
