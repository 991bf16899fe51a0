import BoardProtocol
import Foundation
import Testing

@testable import wallboard_sim

@Suite("A recorded day")
struct BankDayTests {
    private static let headings =
        "vru+line,call_id,type,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,"
        + "server,server_abv"

    private func day(_ rows: String...) throws -> BankDay {
        try BankDay(([Self.headings] + rows).joined(separator: "\n") + "\n")
    }

    private func only(_ row: String) throws -> BankCall {
        let day = try day(row)
        #expect(day.unreadable.isEmpty)
        return try #require(day.calls.first)
    }

    /// The steps with their times of day.
    private func steps(_ call: BankCall) -> [String] {
        call.steps.map { "\($0.time / 3_600):\($0.time / 60 % 60):\($0.time % 60) \($0.step)" }
    }

    @Test("an answered call is queued, answered when it left the queue, and talks as long as it did")
    func answered() throws {
        let call = try only(
            "AA0213,24281,PS,10:00:45,10:00:51,6,10:00:51,10:01:33,42,AGENT,10:01:33,10:03:09,96,VICKY,VIC")
        #expect(call.fate == .answeredFromQueue && call.faults.isEmpty)
        #expect(
            steps(call) == [
                "10:0:51 queued", "10:1:33 answered", "10:3:9 ended(reason: nil)",
            ])
        let events = call.events(play: "p").map(\.content)
        let id = "p-AA0213-24281-10:00:45"
        #expect(
            events == [
                .call(.init(id: id, step: .queued, direction: .inbound, queue: "PS")),
                .call(.init(id: id, step: .answered, direction: .inbound, queue: "PS", agent: "VICKY")),
                .call(.init(id: id, step: .ended(reason: nil), direction: .inbound, queue: "PS")),
            ])
    }

    @Test("a talk that begins before the queue was left is moved and keeps its length", arguments: [1, 2, 3, 38])
    func early(seconds: Int) throws {
        let begin = 10 * 3_600 + 93 - seconds
        let times = [begin, begin + 96].map { "\($0 / 3_600):\(pad($0 / 60 % 60)):\(pad($0 % 60))" }
        let call = try only(
            "AA0213,24281,PS,10:00:45,10:00:51,6,10:00:51,10:01:33,42,AGENT,\(times[0]),\(times[1]),96,VICKY,VIC")
        #expect(call.faults == [.talkTooEarly(seconds: seconds)])
        #expect(call.faults[0].kind == (seconds <= 2 ? .talkTooEarlyByClock : .talkTooEarly))
        #expect(call.steps.map(\.time) == [36_051, 36_093, 36_093 + 96])
    }

    private func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test("a call answered without a queue names none, so it is not offered")
    func atOnce() throws {
        let call = try only(
            "AA0104,31129,PS,10:00:21,10:00:31,10,0:00:00,0:00:00,0,AGENT,10:00:30,10:02:09,99,NAAMA,NAA")
        #expect(call.fate == .answeredAtOnce && call.faults == [.talkTooEarly(seconds: 1)])
        #expect(call.steps.map(\.time) == [36_031, 36_130])
        for event in call.events(play: "p") {
            guard case .call(let content) = event.content else { continue }
            #expect(content.queue == nil && event.callEnd == 36_130_000)
        }
    }

    @Test("who hangs up in the queue abandons, who hangs up before it was never offered")
    func hangUps() throws {
        let queued = try only("A,1,NW,9:00:00,9:00:10,10,9:00:10,9:00:40,30,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_")
        #expect(queued.fate == .abandoned && queued.steps.map(\.step) == [.queued, .ended(reason: "caller")])
        #expect(queued.steps.map(\.time) == [32_410, 32_440])
        let early = try only("A,2,NW,9:00:00,9:00:10,10,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_")
        #expect(early.fate == .leftBeforeQueue && early.steps.map(\.step) == [.ended(reason: "caller")])
        #expect(early.steps.map(\.time) == [32_410] && early.faults.isEmpty)
    }

    @Test("a phantom gives no event")
    func phantom() throws {
        let call = try only(
            "A,1,PS,10:36:34,10:36:39,5,10:36:39,10:38:58,139,PHANTOM,10:38:58,10:39:01,3,NO_SERVER,NO_")
        #expect(call.fate == .phantom && call.events(play: "p").isEmpty)
    }

    @Test("what is dirty is mended and noted")
    func dirt() throws {
        let ivr = try only("A,1,PS,12:04:42,12:03:15,-87,12:03:15,12:04:56,101,AGENT,12:04:56,12:05:57,61,VICKY,VIC")
        #expect(ivr.faults == [.negativeIVR(seconds: -87)] && ivr.steps.map(\.time) == [43_395, 43_496, 43_557])
        let wait = try only("A,1,PS,9:00:00,9:00:10,10,9:00:20,9:00:10,-10,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_")
        #expect(wait.faults == [.negativeWait(seconds: -10)] && wait.steps.map(\.time) == [32_410, 32_410])
        let talk = try only("A,1,PS,9:00:00,9:00:10,10,9:00:10,9:00:20,10,AGENT,9:00:30,9:00:20,-10,AVI,AVI")
        #expect(talk.faults == [.negativeTalk(seconds: -10)] && talk.steps.map(\.time) == [32_410, 32_420, 32_420])
        let length = try only("A,1,PS,9:00:00,9:00:10,10,9:00:10,9:00:20,99,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_")
        #expect(length.faults == [.otherDuration(column: "q_time", recorded: 99, counted: 10)])
        let noTalk = try only("A,1,NW,8:48:53,8:49:02,9,8:49:02,8:53:47,285,AGENT,0:00:00,0:00:00,0,STEREN,STE")
        #expect(noTalk.faults == [.noTalk] && noTalk.steps.map(\.time) == [31_742, 32_027, 32_027])
        let late = try only("A,1,PS,16:10:45,16:10:51,6,0:00:00,0:00:00,0,AGENT,16:10:53,16:10:59,6,NO_SERVER,NO_")
        #expect(late.faults == [.talkTooLate(seconds: 2), .noAgent] && late.steps.map(\.time) == [58_253, 58_259])
        let ghost = try only("A,1,PS,9:00:00,9:00:10,10,9:00:10,9:00:20,10,HANG,9:00:20,9:00:50,30,NO_SERVER,NO_")
        #expect(ghost.faults == [.talkAfterHangUp(seconds: 30)] && ghost.fate == .abandoned)
    }

    @Test("an agent in two calls at once is noted at the later one")
    func busyAgent() throws {
        let day = try day(
            "A,1,PS,9:00:00,9:00:10,10,9:00:10,9:00:20,10,AGENT,9:00:20,9:05:20,300,AVI,AVI",
            "A,2,PS,9:01:00,9:01:10,10,9:01:10,9:01:20,10,AGENT,9:01:20,9:02:20,60,AVI,AVI",
            "A,3,PS,9:04:00,9:04:10,10,9:04:10,9:04:20,10,AGENT,9:04:20,9:06:20,120,AVI,AVI",
            "A,4,PS,9:05:00,9:05:10,10,9:05:10,9:06:20,70,AGENT,9:06:20,9:07:20,60,AVI,AVI")
        #expect(
            day.calls.map(\.faults) == [
                [], [.agentBusy(agent: "AVI", line: 2)], [.agentBusy(agent: "AVI", line: 2)], [],
            ])
    }

    @Test("a row that cannot be read is left out and named with its line")
    func unreadable() throws {
        let day = try day(
            "A,1,PS,9:00:00,9:00:10,10,9:00:10,9:00:20,10,HANG,0:00:00,0:00:00,0,NO_SERVER",
            "A,1,PS,9:00:00,9:61:10,10,9:00:10,9:00:20,10,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_", "",
            "A,1,PS,9:00:00,9:00:10,ten,9:00:10,9:00:20,10,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_",
            "A,1,PS,9:00:00,9:00:10,10,9:00:10,9:00:20,10,WAVED,0:00:00,0:00:00,0,NO_SERVER,NO_\r")
        #expect(day.calls.isEmpty && day.rowCount == 4)
        #expect(day.unreadable.map(\.line) == [2, 3, 5, 6])
        #expect(
            day.unreadable.map(\.error) == [
                .columns(found: 14, expected: 15), .time(column: "vru_exit"), .number(column: "vru_time"), .outcome,
            ])
        #expect(BankReport(day: day).details.split(separator: "\n").count == 4)
    }

    @Test("a file without the columns is refused")
    func headings() {
        #expect(throws: BankDay.FileError.noHeadings) { try BankDay("a,b,c\n1,2,3\n") }
        #expect(throws: BankDay.FileError.noHeadings) { try BankDay("") }
    }

    @Test("the events of a day come by time, and each id once")
    func order() throws {
        let day = try day(
            "A,1,PS,10:00:00,10:00:10,10,10:00:10,10:00:20,10,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_",
            "A,1,PS,9:00:00,9:00:10,10,9:00:10,9:30:20,1810,HANG,0:00:00,0:00:00,0,NO_SERVER,NO_")
        let events = day.events(play: "p")
        #expect(events.map(\.time) == [32_410_000, 34_220_000, 36_010_000, 36_020_000])
        #expect(Set(events.map(\.id)).count == 4)
    }

    private static let recording: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let directory = ProcessInfo.processInfo.environment["WALLBOARD_DATA"] ?? root.path + "/../shared/data"
        return directory + "/bank-calls-one-day.csv"
    }()

    @Test("of the real day no row is lost", .enabled(if: FileManager.default.fileExists(atPath: recording)))
    func realDay() throws {
        let day = try BankDay(contentsOf: Self.recording)
        #expect(day.rowCount == 2_375 && day.unreadable.isEmpty)
        let fates = BankCall.Fate.allCases.map { fate in day.calls.count { $0.fate == fate } }
        #expect(fates == [1_243, 268, 728, 118, 18])
        let events = day.events(play: "p")
        #expect(Set(events.map(\.id)).count == events.count)
        let report = BankReport(day: day)
        let named = day.calls.count { !$0.faults.isEmpty || $0.fate == .phantom }
        #expect(report.details.split(separator: "\n").count == named)
        for call in day.calls {
            #expect(call.steps.map(\.time) == call.steps.map(\.time).sorted(), "line \(call.row.line)")
            if call.fate == .answeredFromQueue, !call.faults.contains(.noTalk) {
                #expect(call.steps[1].time - call.steps[0].time == call.row.queue.recorded, "line \(call.row.line)")
                #expect(call.steps[2].time - call.steps[1].time == call.row.talk.recorded, "line \(call.row.line)")
            }
        }
    }
}
