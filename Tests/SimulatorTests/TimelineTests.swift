import BoardProtocol
import Foundation
import Testing
import Values

@testable import wallboard_sim

@Suite("When events are sent and which times they carry")
struct TimelineTests {
    private let start: Int64 = 1_795_000_000_000

    private func event(_ time: Int64, end: Int64?) -> PlannedEvent {
        PlannedEvent(
            id: "e", time: time, callEnd: end,
            content: end == nil
                ? .agent(CallEventMessage.Agent(name: "a", state: .available))
                : .call(CallEventMessage.Call(id: "c", step: .queued)))
    }

    private func timeline(_ speed: Speed, from: Int64 = 0, date: PlayedDay? = nil) -> Timeline {
        Timeline(start: start, from: from, speed: speed, date: date)
    }

    @Test("in real time an event carries the time at which it is due")
    func realTime() {
        let timeline = timeline(.times(1), from: 1_000)
        let event = event(61_000, end: 90_000)
        #expect(timeline.due(61_000) == start + 60_000)
        #expect(timeline.message(for: event).time.milliseconds == start + 60_000)
    }

    @Test(
        "at any speed a call keeps its durations, and no time lies in the future", arguments: 0..<200 as Range<UInt64>)
    func squeezed(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let speed = Double.random(in: 1...5_000, using: &random)
        let timeline = timeline(
            seed % 10 == 0 ? .max : .times(speed), from: Int64.random(in: 0...80_000_000, using: &random))
        let times = (0..<4).map { _ in Int64.random(in: 0...86_400_000, using: &random) }.sorted()
        let stamps = times.map { timeline.message(for: event($0, end: times[3])).time.milliseconds }
        for index in 0..<4 {
            #expect(stamps[3] - stamps[index] == times[3] - times[index], "seed \(seed)")
            #expect(stamps[index] <= timeline.due(times[index]), "seed \(seed): in the future")
        }
        let agents = times.map { timeline.message(for: event($0, end: nil)).time.milliseconds }
        #expect(agents == agents.sorted(), "seed \(seed)")
        #expect(zip(agents, times).allSatisfy { $0 <= timeline.due($1) }, "seed \(seed)")
    }

    @Test("what lies before the beginning is sent at once, an agent's last state as the last")
    func history() {
        let timeline = timeline(.times(1), from: 10_000)
        #expect(timeline.due(3_000) == start)
        #expect(timeline.message(for: event(3_000, end: nil)).time.milliseconds == start - 7_000)
        #expect(timeline.message(for: event(9_000, end: nil)).time.milliseconds == start - 1_000)
    }

    @Test("a history that is kept has its own times, and what is in progress goes on from there")
    func keptHistory() {
        var timeline = timeline(.times(1), from: 10_000)
        timeline.keepsHistory = true
        for time in [3_000, 9_000] as [Int64] {
            #expect(timeline.message(for: event(time, end: 9_000)).time.milliseconds == start - 10_000 + time)
            #expect(timeline.message(for: event(time, end: 12_000)).time.milliseconds == start - 10_000 + time)
        }
        #expect(timeline.message(for: event(12_000, end: 12_000)).time.milliseconds == start + 2_000)
    }

    @Test("with a date the times of day are those of the recording")
    func dated() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let date = try #require(PlayedDay("2026-11-23", in: berlin))
        let message = timeline(.max, date: date).message(for: event(7 * 3_600_000, end: 8 * 3_600_000))
        #expect(message.time.description == "2026-11-23T06:00:00.000Z")
    }

    @Test("a local time is found on days of 23 and 25 hours")
    func clockChanges() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let spring = try #require(PlayedDay("2026-03-29", in: berlin))
        #expect(Instant(milliseconds: spring.instant(at: 3_600_000)).description == "2026-03-29T00:00:00.000Z")
        #expect(Instant(milliseconds: spring.instant(at: 4 * 3_600_000)).description == "2026-03-29T02:00:00.000Z")
        let autumn = try #require(PlayedDay("2026-10-25", in: berlin))
        #expect(Instant(milliseconds: autumn.instant(at: 3_600_000)).description == "2026-10-24T23:00:00.000Z")
        #expect(Instant(milliseconds: autumn.instant(at: 4 * 3_600_000)).description == "2026-10-25T03:00:00.000Z")
    }

    @Test(
        "what is no date is refused",
        arguments: ["", "2026-1-1", "2026-02-30", "2026-11-24T00:00", "20261124", "abcd-ef-gh"])
    func noDate(text: String) {
        #expect(PlayedDay(text, in: .gmt) == nil)
    }

    @Test("times of day are read as people and recordings write them")
    func timesOfDay() {
        #expect(TimeOfDay("7:00")?.seconds == 25_200)
        #expect(TimeOfDay("07:30")?.seconds == 27_000)
        #expect(TimeOfDay("23:59:59")?.seconds == 86_399)
        #expect(TimeOfDay("0:00:00")?.seconds == 0)
        for text in ["", "7", "24:00", "7:60", "7:5", "1:00:00:00", "-1:00", "a:bc", "7:00:60", "123:00"] {
            #expect(TimeOfDay(text) == nil, "\(text)")
        }
    }

    @Test("speeds are positive numbers, or max")
    func speeds() {
        #expect(Speed(argument: "max") == .max)
        #expect(Speed(argument: "60") == .times(60))
        for text in ["0", "-1", "nan", "inf", "fast", ""] { #expect(Speed(argument: text) == nil, "\(text)") }
    }
}
