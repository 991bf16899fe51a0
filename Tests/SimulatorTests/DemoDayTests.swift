import BoardProtocol
import Foundation
import Testing
import Values

@testable import wallboard_sim

@Suite("The day behind the demo")
struct DemoDayTests {
    private static let london = TimeZone(identifier: "Europe/London")!

    private static func day(_ moment: String, reset: String = "02:00") throws -> DemoDay {
        let start = try #require(Instant(moment))
        return DemoDay(at: start.milliseconds, in: london, reset: try #require(TimeOfDay(reset)))
    }

    @Test(
        "it begins as the office opens, or before that with the customer's day",
        arguments: [
            // In July the clocks of London are an hour ahead of UTC.
            ("2026-07-14T13:00:00.000Z", 14.0, 7.5), ("2026-07-14T06:29:00.000Z", 7.483, 2.0),
            ("2026-07-14T06:31:00.000Z", 7.517, 7.5), ("2026-07-14T23:30:00.000Z", 24.5, 7.5),
            ("2026-07-14T01:00:00.000Z", 2.0, 2.0),
        ])
    func opening(moment: String, from: Double, opening: Double) throws {
        let day = try Self.day(moment)
        #expect(abs(Double(day.from) / 3_600_000 - from) < 0.001)
        #expect(Double(day.opening) / 3_600_000 == opening)
    }

    @Test("a day that begins after the office opens has nothing before its beginning")
    func lateReset() throws {
        let day = try Self.day("2026-07-14T13:00:00.000Z", reset: "12:00")
        #expect(day.opening == 12 * 3_600_000 && day.from == 14 * 3_600_000)
    }

    @Test("calls that are over have their own times, none lies ahead, and the play goes on from now")
    func times() throws {
        let day = try Self.day("2026-07-14T08:00:00.000Z")
        let timeline = day.timeline(1)
        let half = Instant("2026-07-14T06:30:00.000Z")!.milliseconds
        var centre = day.calls(seed: 1, play: "p")
        var count = 0
        while let event = centre.next(), event.time <= day.from + 600_000 {
            let stamp = timeline.message(for: event).time.milliseconds
            #expect(stamp == day.start + event.time - day.from)
            #expect(stamp >= half && stamp <= max(day.start, timeline.due(event.time)))
            count += 1
        }
        #expect(count > 1_000)
    }

    @Test("the week before is a whole day, seven days earlier by the clock on the wall")
    func lastWeek() throws {
        // The clocks went forward on 29 March 2026.
        let day = try Self.day("2026-04-02T13:00:00.000Z")
        let events = Array(day.callsOfLastWeek(seed: 1, play: "p"))
        let stamps = events.map { day.timelineOfLastWeek.message(for: $0).time }
        #expect(stamps.first?.description == "2026-03-26T07:30:00.000Z")
        #expect(stamps.allSatisfy { $0 < Instant("2026-03-27T00:30:00.000Z")! })
        #expect(events.allSatisfy { day.timelineOfLastWeek.due($0.time) == day.start })
        #expect(events.count > 10_000)
    }

    @Test("an answer without a time zone or a reset time makes no day")
    func answers() throws {
        let known = try JSON(parsing: Array(#"{"timeZone":"Europe/London","resetTime":"02:00"}"#.utf8))
        #expect(try DemoDay(at: 0, of: known).reset == 7_200_000)
        #expect(throws: (any Error).self) { try DemoDay(at: 0, of: nil) }
    }
}
