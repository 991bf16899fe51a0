import AdminAPI
import BoardProtocol
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct ActiveCallsTests {
    private let bank = CustomerID("bank")!

    private func gateway(in directory: TemporaryDirectory) async throws -> TestGateway {
        let gateway = try await TestGateway(in: directory)
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(10)))
        return gateway
    }

    private func send(_ events: [CallEvent], to gateway: TestGateway) async throws -> IntakeReceipt {
        try await gateway.administration.accept(
            events.enumerated().map {
                CallEventBatch.Event(line: $0.offset + 1, message: CallEventMessage($0.element))
            }, unreadable: [],
            of: bank)
    }

    private func event(_ call: String, _ kind: CallStep.Kind, _ seconds: Int64, id: String? = nil) -> CallEvent {
        CallEvent(
            id: id ?? "\(call)@\(seconds)", time: RandomDay.nine.advanced(byMilliseconds: seconds * 1_000),
            content: .call(CallStep(call: call, kind: kind, queue: "Sales", agent: kind == .queued ? nil : "Ann")))
    }

    private func seen(_ callState: CallState) -> ContactCentreState {
        var callState = callState
        _ = callState.show(.live, toCompleted: true)
        return ContactCentreState(callState.completed, callState.live, callerNumbers: .shown)
    }

    @Test("a statement is there after a restart", arguments: 0..<4)
    func aStatementIsThereAfterARestart(seed: Int) async throws {
        let directory = try TemporaryDirectory()
        let gateway = try await gateway(in: directory)
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 2 * 3_600_000))
        var day = RandomDay(seed: UInt64(seed))
        let events = day.events(calls: 120)
        let split = events.count / 2
        _ = try await send(Array(events[..<split]), to: gateway)
        var generator = SplitMix64(seed: UInt64(seed))
        let known = await Array(try gateway.hub(bank).callState.openCalls)
        let names = Array(known.shuffled(using: &generator).prefix(4)) + ["new-1", "new-2", events[0].call ?? "x"]
        let calls = Set(names).sorted().map { name in
            ActiveCall(
                call: name, state: ActiveCall.State.allCases.randomElement(using: &generator)!,
                since: RandomDay.nine.advanced(byMilliseconds: Int64.random(in: 0..<7_200_000, using: &generator)))
        }
        let receipt = try await gateway.administration.stateActiveCalls(calls, of: bank)
        #expect(receipt.stated == calls.count, "seed \(seed)")
        _ = try await send(Array(events[split...]), to: gateway)
        let before = await seen(try gateway.hub(bank).callState)
        await gateway.stop()
        let again = try await TestGateway(in: directory, now: gateway.context.clock())
        #expect(await seen(try again.hub(bank).callState) == before, "seed \(seed)")
        await again.stop()
    }

    @Test(
        "a statement by a wrong clock is refused and names the call",
        arguments: [(301, "is 301 s in the future"), (-9 * 86_400, "is 9 days in the past")] as [(Int64, String)])
    func aStatementByAWrongClockIsRefusedAndNamesTheCall(seconds: Int64, what: String) async throws {
        let gateway = try await gateway(in: TemporaryDirectory())
        let since = RandomDay.nine.advanced(byMilliseconds: seconds * 1_000)
        await #expect {
            try await gateway.administration.stateActiveCalls(
                [
                    ActiveCall(call: "a", state: .held, since: RandomDay.nine),
                    ActiveCall(call: "b", state: .held, since: since),
                ], of: bank)
        } throws: { error in
            guard case AdminError.wrongClock(let field, let reason) = error else { return false }
            return field == "calls[1].since" && reason.contains(what)
        }
        #expect(await (try gateway.hub(bank)).callState.openCalls.isEmpty)
        await gateway.stop()
    }

    @Test("events older than they are kept are rejected with the reason and the rest is taken")
    func eventsOlderThanTheyAreKeptAreRejectedWithTheReasonAndTheRestIsTaken() async throws {
        let gateway = try await gateway(in: TemporaryDirectory())
        let receipt = try await send(
            [event("a", .queued, -8 * 86_400 - 1), event("b", .queued, -8 * 86_400), event("c", .queued, 301)],
            to: gateway)
        #expect(receipt.accepted == 1)
        #expect(receipt.rejected.map(\.line) == [1, 3])
        #expect(receipt.rejected[0].reason.contains("is 8 days in the past"))
        #expect(receipt.rejected[1].reason.contains("is 301 s in the future"))
        await gateway.stop()
    }

    @Test("what is removed is gone from the figures and can be sent again")
    func whatIsRemovedIsGoneFromTheFiguresAndCanBeSentAgain() async throws {
        let gateway = try await gateway(in: TemporaryDirectory())
        let events = (0..<20).flatMap { number -> [CallEvent] in
            let start = Int64(number) * 60
            return [
                event("c\(number)", .queued, start - 3_600), event("c\(number)", .answered, start - 3_590),
                event("c\(number)", .ended(.caller), start - 3_550),
            ]
        }
        _ = try await send(events, to: gateway)
        let hub = try gateway.hub(bank)
        let before = await seen(hub.callState)
        let (from, to) = (events[15].time, events[45].time)
        let told = try await gateway.administration.callEvents(of: bank, from: from, to: to, after: nil, limit: 100)
        #expect(told.events.map(\.id) == events[15..<45].map(\.id))
        #expect(try await gateway.administration.deleteCallEvents(of: bank, from: from, to: to) == 30)
        #expect(await hub.callState.completed.totals.figures.offered == 10)
        #expect(gateway.context.storedEvents.count == 30)
        let receipt = try await gateway.administration.accept(
            told.events.enumerated().map { CallEventBatch.Event(line: $0.offset + 1, message: $0.element) },
            unreadable: [], of: bank)
        #expect(receipt.accepted == 30 && receipt.duplicates == 0)
        #expect(await seen(hub.callState) == before)
        await gateway.stop()
    }

    /// What analytics boards see of the feed changes by time, and never with a live event.
    @Test("the feed of completed calls is found only by what analytics may see")
    func theFeedOfCompletedCallsIsFoundOnlyByWhatAnalyticsMaySee() async throws {
        let gateway = try await gateway(in: TemporaryDirectory())
        let hub = try gateway.hub(bank)
        func feeds() async -> [FeedState] { [await hub.callState.completed.feed, await hub.callState.live.feed] }
        func pass(to seconds: Int64) async {
            gateway.setTime(RandomDay.nine.advanced(byMilliseconds: seconds * 1_000))
            await hub.housekeep()
        }
        var slow = CustomerChange()
        slow.feedLostSeconds = 900
        try await gateway.administration.updateCustomer(bank, slow)
        await pass(to: 0)
        #expect(await feeds() == [.none, .none], "no telephone system has been connected yet")
        _ = try await gateway.administration.accept([], unreadable: [], of: bank)
        await pass(to: 899)
        #expect(await feeds() == [.live, .live])
        await pass(to: 900)
        #expect(await feeds() == [.lost, .lost])
        let analytics = AnalyticsState(await hub.callState.completed)
        _ = try await send([event("a", .queued, 900)], to: gateway)
        #expect(await feeds() == [.lost, .live])
        await pass(to: 930)
        _ = try await send([event("a", .answered, 910)], to: gateway)
        #expect(AnalyticsState(await hub.callState.completed) == analytics)
        _ = try await send([event("a", .ended(.caller), 930)], to: gateway)
        #expect(await feeds() == [.live, .live])

        _ = try await send([event("b", .queued, 930)], to: gateway)
        await pass(to: 1_830)
        #expect(await feeds() == [.lost, .lost])
        // One call is still stale: a sign of life is not enough.
        _ = try await send([], to: gateway)
        #expect(await feeds() == [.lost, .lost])
        _ = try await gateway.administration.stateActiveCalls([], of: bank)
        #expect(await feeds() == [.live, .live])
        #expect(await hub.callState.completed.totals.figures.orphaned == 1)

        await pass(to: 2_730)
        #expect(await feeds() == [.lost, .lost])
        _ = try await send([], to: gateway)
        #expect(await feeds() == [.live, .live])
        _ = try await send([event("c", .queued, 2_600)], to: gateway)
        #expect(await feeds() == [.live, .delayed])
        var change = CustomerChange()
        change.feedLostSeconds = 10
        try await gateway.administration.updateCustomer(bank, change)
        await pass(to: 2_740)
        #expect(await feeds() == [.lost, .lost])
        change.feedLostSeconds = .some(nil)
        try await gateway.administration.updateCustomer(bank, change)
        #expect(await feeds() == [.delayed, .delayed])
        await gateway.stop()
    }
}
