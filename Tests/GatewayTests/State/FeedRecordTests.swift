import AdminAPI
import TestSupport
import Testing
import Values

@testable import Gateway

@Suite("What is known of a feed")
struct FeedRecordTests {
    private let day = Example.now
    private func later(_ seconds: Int64) -> Instant { day.advanced(byMilliseconds: seconds * 1_000) }

    private func receipt(
        accepted: Int = 0, duplicates: Int = 0, shortened: Int = 0, ignored: [String] = [], rejected: [String] = []
    ) -> IntakeReceipt {
        func lines(_ reasons: [String]) -> [(line: Int, reason: String)] {
            reasons.enumerated().map { (line: $0.offset + 1, reason: $0.element) }
        }
        var receipt = IntakeReceipt(accepted: accepted, duplicates: duplicates, rejected: lines(rejected))
        receipt.shortened = shortened
        receipt.ignored = lines(ignored)
        return receipt
    }

    @Test("every request adds to what is counted of the day")
    func counts() {
        var record = FeedRecord(since: day)
        record.count(
            receipt(accepted: 5, duplicates: 1, shortened: 2, ignored: ["a", "b"], rejected: ["c"]), shortened: "d",
            at: later(1), ofDay: day)
        record.count(receipt(accepted: 2, rejected: ["e"]), shortened: nil, at: later(2), ofDay: day)
        let counts = record.counts(ofDay: day)
        #expect(counts.since == day && counts.accepted == 7 && counts.duplicates == 1)
        #expect(counts.rejected == 2 && counts.ignored == 2 && counts.shortened == 2)
        #expect(
            counts.problems == [
                FeedReport.EventProblem(kind: .rejected, at: later(2), reason: "e"),
                FeedReport.EventProblem(kind: .ignored, at: later(1), reason: "b"),
                FeedReport.EventProblem(kind: .shortened, at: later(1), reason: "d"),
            ])
    }

    @Test("another day begins with nothing, whether or not anything comes in it")
    func days() {
        var record = FeedRecord(since: day)
        record.count(receipt(accepted: 5, rejected: ["c"]), shortened: nil, at: later(1), ofDay: day)
        let tomorrow = later(86_400)
        #expect(record.counts(ofDay: tomorrow) == FeedReport.Counts(since: tomorrow))
        record.count(receipt(accepted: 1), shortened: nil, at: later(86_401), ofDay: tomorrow)
        #expect(record.counts(ofDay: tomorrow).accepted == 1 && record.counts(ofDay: tomorrow).problems.isEmpty)
    }

    @Test("a gateway that was started in the day counts from then on")
    func start() {
        #expect(FeedRecord(since: later(60)).counts(ofDay: day).since == later(60))
    }

    @Test("of each reason only the beginning is kept, and no number overflows")
    func bounds() {
        var record = FeedRecord(since: day)
        for _ in 0..<3 {
            record.count(
                receipt(accepted: .max, rejected: [String(repeating: "é", count: 100_000)]), shortened: nil,
                at: later(1), ofDay: day)
        }
        let counts = record.counts(ofDay: day)
        #expect(counts.accepted == .max && counts.problems.count == 1)
        #expect(counts.problems.first?.reason.unicodeScalars.count == GatewayLimits.Calls.maxReasonScalars)
    }
}
