import AdminAPI
import BoardServer
import Testing
import WallboardCore

@testable import Gateway

@Suite("One view for several selections")
struct SelectedViewsTests {
    private let sales = ViewSelection(queues: .only(["Sales"]), hidesCallers: false)
    private let hidden = ViewSelection(queues: .all, hidesCallers: true)
    private let now = RandomDay.nine

    private func state(_ selection: ViewSelection) -> AnalyticsState {
        let customer = Customer(
            id: CustomerID("acme")!, name: "Acme", timeZone: "UTC", maximum: .unlimited, createdAt: now)
        let callState = CallState(day: LocalDay(containing: now, of: customer), thresholds: CallThresholds(customer))
        return AnalyticsState(callState.completed, queues: selection.queues)
    }

    @Test("dashboards with the same selection share one topic and one frame, in whatever order they name the queues")
    func sharing() {
        let owners = TopicOwners()
        var views = SelectedViews<AnalyticsState>(topics: owners, loopCount: 2)
        var made = 0
        func subscribe(_ dashboard: Dashboard, loop: UInt16) -> Subscription {
            views.subscribe(
                to: ViewSelection(of: dashboard, in: .analytics), loop: loop, now: now,
                current: {
                    made += 1
                    return state($0)
                })
        }
        let first = subscribe(
            Dashboard(id: DashboardID("a")!, title: "A", queues: ["Sales", "Orders"], tiles: [Tile(.agents)]), loop: 0)
        let second = subscribe(
            Dashboard(id: DashboardID("b")!, title: "B", queues: ["Orders", "Sales"], hidesCallers: true), loop: 1)
        #expect(first.topic == second.topic && first.snapshot === second.snapshot && made == 1)
        let all = subscribe(Dashboard(id: DashboardID("c")!, title: "C"), loop: 0)
        #expect(all.topic != first.topic && made == 2 && views.topics == [all.topic, first.topic])
    }

    @Test("a topic goes with its last board, and the one for everything stays")
    func life() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        let acme = CustomerID("acme")!
        try await gateway.administration.createCustomer(
            .init(id: acme, name: "Acme", timeZone: "UTC", maximum: .unlimited))
        let owners = gateway.context.topics
        var views = SelectedViews<AnalyticsState>(topics: owners, loopCount: 1)
        let everything = views.topics
        #expect(everything.count == 1 && !views.hasSubscribers)
        var topics: [TopicID] = []
        for selection in [sales, hidden, sales] {
            topics.append(views.subscribe(to: selection, loop: 0, now: now, current: state).topic)
        }
        owners.set(try gateway.hub(acme), for: topics)
        #expect(topics[0] == topics[2] && Set(topics).count == 2 && views.hasSubscribers)
        views.unsubscribe(from: sales, loop: 0)
        #expect(views.topics.contains(topics[0]) && owners.owner(of: topics[0]) != nil)
        views.unsubscribe(from: sales, loop: 0)
        #expect(views.topics == everything + [topics[1]] && owners.owner(of: topics[0]) == nil)
        views.unsubscribe(from: hidden, loop: 0)
        #expect(views.topics == everything && !views.hasSubscribers)
        // A subscriber that comes again gets a topic that was never used before.
        #expect(!topics.contains(views.subscribe(to: sales, loop: 0, now: now, current: state).topic))
        await gateway.stop()
    }
}

@Suite("Queues that calls have named")
struct KnownQueuesTests {
    private func events(_ queues: [String]) -> [CallEvent] {
        queues.enumerated().map { number, queue in
            CallEvent(
                id: "\(number)", time: RandomDay.nine,
                content: .call(CallStep(call: "c\(number)", kind: .queued, queue: queue)))
        }
    }

    @Test("before the first call any name will do, then those that calls have named")
    func names() {
        var known = KnownQueues()
        #expect(known.mayHave("Sales") && known.mayHave("Slaes"))
        known.note([
            CallEvent(
                id: "a", time: RandomDay.nine, content: .agent(AgentReport(agent: "Ann", state: .available)))
        ])
        #expect(known.mayHave("Slaes"))
        known.note(events(["Sales", "Orders"]))
        #expect(known.mayHave("Sales") && known.mayHave("Orders") && !known.mayHave("Slaes"))
    }

    @Test("beyond the bound every name counts as known")
    func bound() {
        var known = KnownQueues()
        known.note(events((1..<GatewayLimits.Calls.maxKnownQueues).map { "queue \($0)" }))
        #expect(!known.mayHave("other"))
        known.note(events(["one more", "and another"]))
        #expect(known.mayHave("other"))
    }
}
