import Testing

@testable import BoardServer

/// Who is waited for, for how long, and by whom.
struct RetractionsTests {
    @Test("what is acknowledged goes on and what is overdue is reset")
    func whatIsAcknowledgedGoesOnAndWhatIsOverdueIsReset() {
        var retractions = Retractions<String, String>(patience: 200, checkedEvery: 5)
        retractions.begin("quick", at: 0)
        retractions.begin("dead", at: 0)
        retractions.begin("late", at: 100)
        var acknowledged: Set = ["quick"]
        func settle(at now: Int64) -> [String] {
            retractions.settle(at: now) { acknowledged.contains($0) }.map { "\($0.subject) \($0.outcome)" }
        }
        #expect(settle(at: 5) == ["quick acknowledged"])
        #expect(settle(at: 194) == [])
        #expect(settle(at: 200) == ["dead overdue"])
        acknowledged.insert("late")
        #expect(settle(at: 300) == ["late acknowledged"], "an acknowledgement counts at the last moment too")
        #expect(retractions.isEmpty)
    }

    @Test("it is checked at intervals as long as there is something")
    func itIsCheckedAtIntervalsAsLongAsThereIsSomething() {
        var retractions = Retractions<Int, Int>(patience: 200, checkedEvery: 5)
        #expect(retractions.nextCheck == nil)
        retractions.begin(1, at: 100)
        retractions.begin(2, at: 103)
        #expect(retractions.nextCheck == 105)
        var asked: [Int] = []
        func check(at now: Int64) {
            for (subject, _) in retractions.settle(
                at: now,
                isAcknowledged: { subject in
                    asked.append(subject)
                    return subject == 1
                })
            {
                #expect(subject == 1)
            }
        }
        check(at: 104)
        #expect(asked == [])
        check(at: 107)
        #expect(asked == [1, 2] && retractions.nextCheck == 112)
        _ = retractions.settle(at: 112) { _ in true }
        #expect(retractions.nextCheck == nil && retractions.isEmpty)
    }

    /// A waiter is not held up by what begins later: otherwise boards that come and go would hold up an admin for ever.
    @Test("who waits is not held up by what begins later")
    func whoWaitsIsNotHeldUpByWhatBeginsLater() {
        var retractions = Retractions<Int, String>(patience: 200, checkedEvery: 5)
        retractions.wait("nothing")
        #expect(retractions.nextSettled() == "nothing")
        retractions.begin(0, at: 0)
        retractions.wait("the first")
        for number in 1...50 {
            retractions.begin(number, at: Int64(number))
            #expect(retractions.nextSettled() == nil)
        }
        retractions.wait("all")
        _ = retractions.settle(at: 200) { _ in false }
        #expect(retractions.nextSettled() == "the first")
        #expect(!retractions.isEmpty)
        #expect(retractions.nextSettled() == nil)
        _ = retractions.settle(at: 250) { _ in false }
        #expect(retractions.nextSettled() == "all" && retractions.nextSettled() == nil)
    }
}
