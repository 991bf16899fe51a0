import AdminClient
import BoardProtocol
import Foundation
import TestSupport
import Testing
import Values

@testable import wallboard_sim

@Suite("Measured load")
struct LoadTests {
    @Test("a batch has what the rate asks for, and at least one event")
    func batches() {
        var plan = LoadPlan(
            customers: 100, boards: 0, eventsPerSecond: 10_000, batchMillis: 250, warmUpSeconds: 0, seconds: 1)
        #expect(plan.batchSize == 25)
        plan.eventsPerSecond = 1
        #expect(plan.batchSize == 1)
    }

    @Test("calls go through their steps in order, ids are never used twice, and no more are open than said")
    func calls() {
        var calls = LoadCalls(play: "p")
        var ids: Set<String> = []
        var steps: [String: Int] = [:]
        var open = 0
        for event in calls.next(4_000, at: Instant(milliseconds: 5)) {
            #expect(ids.insert(event.id).inserted)
            guard case .call(let call) = event.content else {
                Issue.record("\(event)")
                continue
            }
            let step = steps[call.id, default: 0]
            switch (step, call.step) {
            case (0, .queued): open += 1
            case (1, .ringing), (2, .answered): break
            case (3, .ended): open -= 1
            default: Issue.record("step \(step) of \(call.id) is \(call.step)")
            }
            steps[call.id] = step + 1
            #expect(open <= 20)
        }
        #expect(steps.values.count { $0 == 4 } >= 980)
    }

    @Test("the time and the memory of a process are read, and of none there is an error")
    func process() throws {
        let own = ServerProcess(pid: Int(getpid()))
        let before = try own.cpuSeconds()
        var sum = 0
        while try own.cpuSeconds() == before { sum &+= (0..<100_000).reduce(0, ^) }
        #expect(try own.residentKiB() > 1_000)
        #expect(throws: ServerProcess.Fault.self) { try ServerProcess(pid: 0).cpuSeconds() }
        #expect(throws: ServerProcess.Fault.self) { try ServerProcess(pid: 0).residentKiB() }
    }

    @Test("the report divides what was measured")
    func report() {
        var tally = LoadFeed.Tally()
        tally.accepted = 20_000
        for delay in [3, 4, 5, 90] { tally.durable.add(Int64(delay)) }
        var delays = DelayHistogram(longest: 1_000)
        delays.add(60)
        let report = LoadReport(
            plan: LoadPlan(
                customers: 10, boards: 100, eventsPerSecond: 10_000, batchMillis: 100, warmUpSeconds: 0, seconds: 2),
            seconds: 2, feed: tally, cpuSeconds: 0.5, residentKiB: (1_000, 2_205), boardsLive: 99, messages: 2_000,
            eventToBoard: delays, gaps: 1)
        let rows = Dictionary(uniqueKeysWithValues: report.rows)
        #expect(rows["events accepted a second"] == "10000")
        #expect(rows["durable after, p50 / p99 / max ms"] == "4 / 90 / 90")
        #expect(rows["CPU of the gateway, cores"] == "0.25")
        #expect(rows["CPU an event, µs"] == "25.0")
        #expect(rows["customers, boards live"] == "10, 99 of 100")
        #expect(rows["memory a board, KiB, figures and calls included"] == "12.1")
        #expect(rows["CPU a message, whole path, µs"] == "250.0")
        #expect(report.text.hasPrefix("| customers, boards live | 10, 99 of 100 |\n"))
    }
}
