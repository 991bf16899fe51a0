import Testing

@testable import BoardServer

/// Who is waited for, for how long, and by whom.
struct RetractionsTests {
    @Test("what is acknowledged goes on and what is overdue is reset")
    func whatIsAcknowledgedGoesOnAndWhatIsOverdueIsReset() {
        var retractions = Retractions<String>()
        retractions.begin("quick", until: 200)
        retractions.begin("dead", until: 200)
        retractions.begin("late", until: 300)
        var acknowledged: Set = ["quick"]
        func settle(at now: Int64) -> [String] {
            retractions.settle(at: now) { acknowledged.contains($0) }.map { "\($0.subject) \($0.outcome)" }
        }
        #expect(settle(at: 5) == ["quick acknowledged"])
        #expect(settle(at: 199) == [])
        #expect(settle(at: 200) == ["dead overdue"])
        acknowledged.insert("late")
        #expect(settle(at: 300) == ["late acknowledged"], "an acknowledgement counts at the last moment too")
        #expect(retractions.isEmpty)
    }

    /// A waiter is not held up by what begins later: otherwise boards that come and go would hold up an admin for ever.
    @Test("who waits is not held up by what begins later")
    func whoWaitsIsNotHeldUpByWhatBeginsLater() {
        var retractions = Retractions<Int>()
        #expect(retractions.areSettled(upTo: retractions.begun))
        retractions.begin(0, until: 200)
        let moment = retractions.begun
        for number in 1...50 {
            retractions.begin(number, until: 200 + Int64(number))
            #expect(!retractions.areSettled(upTo: moment))
        }
        _ = retractions.settle(at: 200) { _ in false }
        #expect(retractions.areSettled(upTo: moment))
        #expect(!retractions.isEmpty)
        #expect(!retractions.areSettled(upTo: retractions.begun))
    }
}
