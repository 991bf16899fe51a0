import AdminAPI
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct BoardEventBusTests {
    private let bank = CustomerID("bank")!
    private let shop = CustomerID("shop")!

    private func attempt(_ serial: String) -> BoardFeedEvent {
        .refused(
            RefusedAttempt(
                at: Instant(milliseconds: 0), customer: bank, serial: serial, model: nil, address: "127.0.0.1",
                reason: "seatLimit", detail: ""))
    }

    private func serials(_ stream: AsyncStream<BoardFeedEvent>) async -> [String] {
        var serials: [String] = []
        for await event in stream {
            switch event {
            case .refused(let attempt): serials.append(attempt.serial)
            case .resync: serials.append("resync")
            default: Issue.record("unexpected \(event)")
            }
        }
        return serials
    }

    @Test("a watcher gets its customer's events alone")
    func aWatcherGetsItsCustomersEventsAlone() async throws {
        let feed = BoardEventBus()
        #expect(!feed.isWatched)
        let all = try feed.subscribe(to: nil)
        let ours = try feed.subscribe(to: bank)
        #expect(feed.isWatched)
        feed.publish(attempt("a"), of: bank)
        feed.publish(attempt("b"), of: shop)
        feed.publish(attempt("c"), of: nil)
        feed.finish()
        #expect(await serials(all) == ["a", "b", "c"])
        #expect(await serials(ours) == ["a"])
    }

    @Test("a slow watcher loses events and learns it")
    func aSlowWatcherLosesEventsAndLearnsIt() async throws {
        let feed = BoardEventBus()
        let stream = try feed.subscribe(to: nil)
        for number in 0..<GatewayLimits.Fleet.maxWaitingEvents + 5 { feed.publish(attempt("\(number)"), of: bank) }
        var events = stream.makeAsyncIterator()
        for _ in 0..<GatewayLimits.Fleet.maxWaitingEvents { _ = await events.next() }
        feed.publish(attempt("after"), of: bank)
        feed.publish(attempt("next"), of: bank)
        feed.finish()
        guard case .resync = await events.next() else {
            Issue.record("the watcher did not hear of it")
            return
        }
        guard case .refused(let attempt) = await events.next() else {
            Issue.record("nothing came after the notice")
            return
        }
        #expect(attempt.serial == "next")
        #expect(await events.next() == nil)
    }

    @Test("watchers are bounded and make room when they go")
    func watchersAreBoundedAndMakeRoomWhenTheyGo() async throws {
        let feed = BoardEventBus()
        var streams: [AsyncStream<BoardFeedEvent>] = []
        for _ in 0..<GatewayLimits.Fleet.maxWatchers { streams.append(try feed.subscribe(to: bank)) }
        #expect(throws: AdminError.self) { try feed.subscribe(to: bank) }
        streams.removeAll()
        #expect(!feed.isWatched)
        _ = try feed.subscribe(to: bank)
        feed.finish()
        #expect(throws: AdminError.self) { try feed.subscribe(to: bank) }
    }
}
