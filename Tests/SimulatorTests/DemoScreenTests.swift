import BoardProtocol
import Testing
import Values

@testable import wallboard_sim

@Suite("The demo's screen")
struct DemoScreenTests {
    private let now: Int64 = 1_795_000_090_000

    private func screen(refused: Bool, live: Int = 10) throws -> DemoScreen {
        var fleet = FleetStatus(limits: FleetLimits())
        fleet.live = live
        fleet[.insights].boards = 2
        fleet[.insights].state = try JSON(parsing: Array(#"{"totals":{"offered":7,"answered":5}}"#.utf8))
        fleet[.contactCentre].boards = 3
        let state = """
            {"totals":{"offered":7,"serviceLevel":0.8125,"averageTalkSeconds":185.4},
             "live":{"callsWaiting":4,"longestWaitingSince":"2026-11-18T13:46:25.000Z","agentStates":{"paused":1}},
             "agentStatus":{"Amara":{"state":"paused"}}}
            """
        fleet[.contactCentre].state = try JSON(parsing: Array(state.utf8))
        if refused {
            let reason = Refused(
                reason: .seatLimit, detail: "All are in use.", seats: Refused.Seats(configured: 10, max: 10))
            fleet.refusals = [
                FleetStatus.Refusal(serial: DemoPlan.lateSerial, refused: reason, nextTry: now + 7_000)
            ]
        }
        return DemoScreen(
            fleet: fleet, seats: "10/10", calls: "calls 3", raiseCommand: "wallboardctl licences set-max demo 11",
            now: Instant("2026-11-18T13:48:00.000Z")!.milliseconds)
    }

    private func line(_ label: String, in lines: [String]) -> [Substring]? {
        lines.first { $0.hasPrefix(label) }?.dropFirst(20).split(separator: " ")
    }

    @Test("each tier has its column, and what it may not see says so")
    func columns() throws {
        let lines = try screen(refused: false).lines
        #expect(line("  offered", in: lines) == ["7", "–", "–", "7"])
        #expect(line("  service level", in: lines) == ["–", "–", "–", "81.3", "%"])
        #expect(line("  average talk", in: lines) == ["–", "–", "–", "3:05"])
        #expect(line("live, now", in: lines) == ["not", "licensed"])
        #expect(line("  waiting", in: lines) == ["4"])
        #expect(line("  longest wait", in: lines) == ["1:35"])
        #expect(line("  single agents", in: lines) == ["not", "licensed", "1", "shown"])
        #expect(lines[0].hasSuffix("seats 10/10"))
    }

    @Test("the refused board is shown with the reason and the way in")
    func refusal() throws {
        for lines in [try screen(refused: true).lines, try screen(refused: true).plainLines] {
            let text = lines.joined(separator: "\n")
            #expect(text.contains("TV-contactCentre-3: seatLimit 10/10: All are in use. Next try in"))
            #expect(text.contains("wallboardctl licences set-max demo 11"))
        }
        let after = try screen(refused: false, live: 11).plainLines
        #expect(after.last == "TV-contactCentre-3 came in: the seats are 10/10.")
    }

    @Test("there are ten boards of four tiers and one more")
    func plan() {
        let boards = DemoPlan.boards(keys: [:])
        #expect(boards.count == DemoPlan.maximum + 1 && Set(boards.map(\.serial)).count == boards.count)
        #expect(boards.last?.serial == DemoPlan.lateSerial)
        #expect(boards.allSatisfy { $0.serial == DemoPlan.lateSerial || $0.startMillis == 0 })
    }
}
