import AdminAPI
import BoardProtocol
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("The week before")
struct LastWeekTests {
    private let bank = CustomerID("bank")!
    private let week: Int64 = 7 * 86_400_000

    private func call(_ id: String, at moment: Instant) -> [CallEventBatch.Event] {
        let steps: [(Int64, CallEventMessage.Step)] = [
            (0, .queued), (5, .answered), (60, .ended(reason: "caller")),
        ]
        return steps.enumerated().map { place, step in
            CallEventBatch.Event(
                line: place + 1,
                message: CallEventMessage(
                    id: "\(id)-\(place)", time: moment.advanced(byMilliseconds: step.0 * 1_000),
                    content: .call(CallEventMessage.Call(id: id, step: step.1, queue: "Sales", agent: "Ann"))))
        }
    }

    private func offered(_ hub: CustomerHub) async -> Int {
        await hub.callState.completed.lastWeek.values.reduce(0) { $0 + $1.offered }
    }

    @Test("is that of the same weekday, when the day begins, after corrections and when events of it are accepted")
    func sameWeekday() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(10)))
        let now = RandomDay.nine.advanced(byMilliseconds: 3 * 3_600_000)
        gateway.setTime(now)
        let hub = try gateway.hub(bank)
        await hub.housekeep()
        #expect(await offered(hub) == 0)
        for (name, days) in [("same", 7), ("day before", 8), ("day after", 6), ("today", 0)] as [(String, Int64)] {
            let moment = RandomDay.nine.advanced(byMilliseconds: -days * 86_400_000)
            _ = try await gateway.administration.accept(call(name, at: moment), unreadable: [], of: bank)
        }
        await hub.housekeep()
        #expect(await offered(hub) == 0, "it was computed a moment ago")
        gateway.setTime(now.advanced(byMilliseconds: GatewayLimits.Calls.minRebuildMillis))
        await hub.housekeep()
        #expect(await offered(hub) == 1)
        #expect(await hub.callState.completed.totals.figures.offered == 1)
        // Corrections.
        let from = RandomDay.nine.advanced(byMilliseconds: -week)
        _ = try await gateway.administration.deleteCallEvents(
            of: bank, from: from, to: from.advanced(byMilliseconds: 86_400_000))
        gateway.setTime(now.advanced(byMilliseconds: 2 * GatewayLimits.Calls.minRebuildMillis))
        await hub.housekeep()
        #expect(await offered(hub) == 0)
        // Tomorrow it is the day after.
        gateway.setTime(now.advanced(byMilliseconds: 86_400_000))
        await hub.housekeep()
        #expect(await offered(hub) == 1)
        await gateway.stop()
    }
}
