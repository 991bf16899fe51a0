import AdminAPI
import BoardProtocol
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("The feed as admins see it")
struct FeedReportTests {
    private let bank = CustomerID("bank")!

    private func event(_ id: String, _ step: CallEventMessage.Step, at moment: Instant, isShortened: Bool = false)
        -> CallEventBatch.Event
    {
        CallEventBatch.Event(
            line: 1,
            message: CallEventMessage(
                id: id, time: moment, content: .call(CallEventMessage.Call(id: "call", step: step, queue: "Sales"))),
            isShortened: isShortened)
    }

    private func started(at now: Instant) async throws -> TestGateway {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        gateway.setTime(now)
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(10)))
        return gateway
    }

    @Test("it was never heard of, then it is live, late and lost, with its last event and its last request")
    func states() async throws {
        let now = RandomDay.nine
        let gateway = try await started(at: now)
        let hub = try gateway.hub(bank)
        var feed = await hub.summary.feed
        #expect(feed.state == .none && feed.lastHeardAt == nil && feed.lastEventAt == nil)
        let past = now.advanced(byMilliseconds: -FeedWatch.delayMilliseconds - 1)
        _ = try await gateway.administration.accept([event("1", .queued, at: past)], unreadable: [], of: bank)
        feed = await hub.summary.feed
        #expect(feed.state == .delayed && feed.lastHeardAt == now && feed.lastEventAt == past)
        #expect(feed.counts.accepted == 1)
        _ = try await gateway.administration.accept([], unreadable: [], of: bank)
        feed = await hub.summary.feed
        #expect(feed.state == .live && feed.counts.accepted == 1)
        let quiet = now.advanced(byMilliseconds: 121_000)
        gateway.setTime(quiet)
        await hub.housekeep()
        feed = await hub.summary.feed
        #expect(feed.state == .lost && feed.lastHeardAt == now)
        gateway.setTime(quiet.advanced(byMilliseconds: 1_000))
        _ = try await gateway.administration.stateActiveCalls([], of: bank)
        feed = await hub.summary.feed
        #expect(feed.state == .live && feed.lastHeardAt == quiet.advanced(byMilliseconds: 1_000))
    }

    @Test("what is rejected, ignored, shortened or known is counted, with the latest reason of each")
    func problems() async throws {
        let now = RandomDay.nine
        let gateway = try await started(at: now)
        func send(_ events: [CallEventBatch.Event], unreadable: [String] = []) async throws {
            _ = try await gateway.administration.accept(
                events, unreadable: unreadable.map { (line: 9, reason: $0) }, of: bank)
        }
        let queued = event("1", .queued, at: now, isShortened: true)
        try await send([queued, event("2", .ended(reason: "caller"), at: now)])
        try await send([queued, event("3", .held, at: now.advanced(byMilliseconds: 9_000))])
        try await send([event("4", .queued, at: now.advanced(byMilliseconds: 900_000))])
        try await send([], unreadable: ["no JSON"])
        let counts = try await gateway.hub(bank).summary.feed.counts
        #expect(counts.accepted == 3 && counts.duplicates == 1 && counts.shortened == 1)
        #expect(counts.ignored == 1 && counts.rejected == 2)
        #expect(
            counts.problems.map(\.reason) == [
                "no JSON", "the call has ended", "a text of the call.queued was longer than 128 characters",
            ])
    }
}
