import AdminAPI
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct RefusalLogTests {
    private let start = Instant(milliseconds: 1_000 * 3_600_000)

    private func attempt(_ serial: String, at: Instant, reason: String = "seatLimit") -> RefusedAttempt {
        RefusedAttempt(
            at: at, customer: nil, serial: serial, model: nil, address: "127.0.0.1", reason: reason, detail: "")
    }

    @Test("the newest attempts are kept")
    func theNewestAttemptsAreKept() {
        var log = RefusalLog(startedAt: start)
        for number in 0..<GatewayLimits.Refusals.maxAttempts + 10 {
            log.add(attempt("s\(number)", at: start.advanced(byMilliseconds: Int64(number))))
        }
        #expect(log.newestFirst.count == GatewayLimits.Refusals.maxAttempts)
        #expect(log.newestFirst.first?.serial == "s\(GatewayLimits.Refusals.maxAttempts + 9)")
        #expect(log.newestFirst.last?.serial == "s10")
    }

    @Test("a day is counted by reason and old hours are forgotten")
    func aDayIsCountedByReasonAndOldHoursAreForgotten() {
        var log = RefusalLog(startedAt: start)
        for hour in 0..<40 {
            let at = start.advanced(byMilliseconds: Int64(hour) * 3_600_000)
            log.add(attempt("a", at: at))
            log.add(attempt("b", at: at))
            log.add(attempt("a", at: at, reason: "unknownToken"))
        }
        let now = start.advanced(byMilliseconds: 39 * 3_600_000 + 1_800_000)
        let report = log.report(at: now)
        #expect(report.reasons.map(\.reason) == ["seatLimit", "unknownToken"])
        #expect(report.reasons.map(\.count) == [2 * GatewayLimits.Refusals.maxHours, GatewayLimits.Refusals.maxHours])
        #expect(report.reasons.map(\.boards) == [2, 1])
        #expect(report.reasons.allSatisfy { $0.lastAt == start.advanced(byMilliseconds: 39 * 3_600_000) })
        #expect(now.milliseconds(since: report.since) >= 86_400_000)
        #expect(report.attempts.count == 3 * GatewayLimits.Refusals.maxHours)
    }

    @Test("the counts begin when the gateway started")
    func theCountsBeginWhenTheGatewayStarted() {
        let log = RefusalLog(startedAt: start.advanced(byMilliseconds: 5))
        #expect(log.report(at: start.advanced(byMilliseconds: 60_000)).since == start.advanced(byMilliseconds: 5))
    }

    @Test("boards wait for a seat until they get one or stay away")
    func boardsWaitForASeatUntilTheyGetOneOrStayAway() {
        var log = RefusalLog(startedAt: start)
        log.add(attempt("b", at: start))
        log.add(attempt("a", at: start.advanced(byMilliseconds: 1)))
        log.add(attempt("c", at: start.advanced(byMilliseconds: 2), reason: "suspended"))
        #expect(log.waitingForSeat(at: start.advanced(byMilliseconds: 10)).map(\.serial) == ["b", "a"])
        log.gotIn("b")
        #expect(log.waitingForSeat(at: start.advanced(byMilliseconds: 10)).map(\.serial) == ["a"])
        let late = start.advanced(byMilliseconds: GatewayLimits.Refusals.maxWaitingMillis + 2)
        #expect(log.waitingForSeat(at: late).isEmpty)
    }

    @Test("serials and waiting boards are bounded")
    func serialsAndWaitingBoardsAreBounded() {
        var log = RefusalLog(startedAt: start)
        for number in 0..<GatewayLimits.Refusals.maxSerialsPerHour + 50 {
            log.add(attempt("s\(number)", at: start.advanced(byMilliseconds: Int64(number))))
        }
        let now = start.advanced(byMilliseconds: 10_000)
        #expect(log.report(at: now).reasons.first?.boards == GatewayLimits.Refusals.maxSerialsPerHour)
        #expect(log.report(at: now).reasons.first?.count == GatewayLimits.Refusals.maxSerialsPerHour + 50)
        #expect(log.waitingForSeat(at: now).count == GatewayLimits.Refusals.maxWithoutSeat)
        #expect(log.waitingForSeat(at: now).first?.serial == "s50", "the one that waits longest without a try goes")
    }

    @Test("nothing of a board that is in is left")
    func nothingOfABoardThatIsInIsLeft() {
        var log = RefusalLog(startedAt: start)
        for hour in 0..<3 {
            let at = start.advanced(byMilliseconds: Int64(hour) * 3_600_000)
            log.add(attempt("a", at: at))
            log.add(attempt("b", at: at))
            log.add(attempt("a", at: at, reason: "suspended"))
        }
        let now = start.advanced(byMilliseconds: 3 * 3_600_000)
        log.gotIn("a")
        log.gotIn("unknown")
        let report = log.report(at: now)
        #expect(report.reasons.map(\.reason) == ["seatLimit"])
        #expect((report.reasons.first?.count, report.reasons.first?.boards) == (3, 1))
        #expect(report.attempts.allSatisfy { $0.serial == "b" } && report.attempts.count == 3)
        #expect(log.newestFirst.count == 3)
        log.gotIn("b")
        #expect(log.report(at: now).reasons.isEmpty && log.report(at: now).attempts.isEmpty)
        log.add(attempt("a", at: now))
        #expect(log.report(at: now).reasons.first?.count == 1, "refused again")
    }

    @Test("who was refused first is first")
    func whoWasRefusedFirstIsFirst() {
        var log = RefusalLog(startedAt: start)
        for number in 0..<30 { log.add(attempt("s\(number)", at: start)) }
        log.add(attempt("s0", at: start.advanced(byMilliseconds: 5)))
        let now = start.advanced(byMilliseconds: 10)
        #expect(log.place(of: "s0", at: now) == 0, "another try keeps its place")
        #expect(log.place(of: "s25", at: now) == 25)
        #expect(log.place(of: "new", at: now) == 30)
        log.gotIn("s3")
        #expect(log.place(of: "s25", at: now) == 24)
        #expect(
            log.place(of: "new", at: start.advanced(byMilliseconds: GatewayLimits.Refusals.maxWaitingMillis + 10)) == 0)
    }
}
