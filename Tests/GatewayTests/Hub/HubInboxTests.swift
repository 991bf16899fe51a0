import AdminAPI
import BoardProtocol
import BoardServer
import Synchronization
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

/// What the loops report waits at its own hub alone.
@Suite struct HubInboxTests {
    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(3_000_000 + number), generation: 1)
    }

    private func hello(_ serial: String, _ token: Credential) -> Hello {
        Hello(serial: serial, credentials: .token(Secret(token.text)))
    }

    @Test("a hub that is busy keeps no board of another customer waiting")
    func aHubThatIsBusyKeepsNoBoardOfAnotherCustomerWaiting() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        let (busy, other) = (CustomerID("busy")!, CustomerID("other")!)
        let (busyToken, otherToken) = (Credential.make(.deviceToken), Credential.make(.deviceToken))
        for (id, token) in [(busy, busyToken), (other, otherToken)] {
            try await gateway.administration.createCustomer(
                NewCustomer(id: id, name: "Bank", timeZone: "UTC", maximum: .limited(1)))
            gateway.context.registry.addCredential(token.id, of: id)
        }
        let isDone = Mutex(false)
        let busyHub = try gateway.hub(busy)
        async let work: Void = busyHub.work(until: { isDone.withLock { $0 } })
        gateway.router.receive([
            .hello(connection(1), hello("busy", busyToken), address: "10.0.0.1"),
            .hello(connection(2), hello("other", otherToken), address: "10.0.0.2"),
        ])
        let otherHub = try gateway.hub(other)
        while await otherHub.refusalReport().attempts.isEmpty { await Task.yield() }
        isDone.withLock { $0 = true }
        await work
        while await busyHub.refusalReport().attempts.isEmpty { await Task.yield() }
        await gateway.stop()
    }

    @Test("events come out in order and in turns of a bounded length")
    func eventsComeOutInOrderAndInTurnsOfABoundedLength() {
        let inbox = HubInbox()
        let count = 2 * GatewayLimits.Boards.maxReportsPerTurn + 3
        let mustDrain = (0..<count).map { inbox.add(.closed(connection($0), .normal)) }
        #expect(mustDrain == [true] + Array(repeating: false, count: count - 1))
        var taken: [ConnectionID] = []
        while let events = inbox.next() {
            #expect(events.count <= GatewayLimits.Boards.maxReportsPerTurn)
            for case .closed(let connection, _) in events { taken.append(connection) }
        }
        #expect(taken == (0..<count).map(connection))
        #expect(inbox.add(.closed(connection(0), .normal)))
    }

    @Test("statuses of a board that wait are one")
    func statusesOfABoardThatWaitAreOne() throws {
        let inbox = HubInbox()
        _ = inbox.add(.status(connection(1), BoardStatus(asleep: true, note: "late")))
        _ = inbox.add(.status(connection(2), BoardStatus(note: "other")))
        for number in 0..<1_000 { _ = inbox.add(.status(connection(1), BoardStatus(note: "\(number)"))) }
        _ = inbox.add(.closed(connection(1), .normal))
        let events = try #require(inbox.next())
        #expect(events.count == 3)
        guard case .status(_, let status)? = events.first else {
            Issue.record("no status")
            return
        }
        #expect(status == BoardStatus(asleep: true, note: "999"))
        #expect(inbox.next()?.isEmpty == nil)
    }
}

extension CustomerHub {
    /// Keeps the actor busy, as a long computation does; gives up after 10 s.
    fileprivate func work(until isDone: () -> Bool) {
        let end = ContinuousClock.now + .seconds(10)
        while !isDone(), ContinuousClock.now < end {}
    }
}
