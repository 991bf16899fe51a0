import BoardServer
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("When views are published")
struct PublisherTests {
    private let source: LiveViews.Source = {
        let desk = CallDesk(of: Example.customer(), orphanAfterMillis: 14_400_000, at: Example.now)
        return LiveViews.Source(
            completed: desk.callState.completed, live: desk.callState.live, goals: .standard,
            callerNumbers: .shown)
    }()

    private func publisher() -> Publisher {
        Publisher(topics: TopicOwners(), loopCount: 1, intervalMillis: 100, at: Example.now)
    }

    @Test("nothing is scheduled that nobody shows, and what is scheduled once")
    func scheduling() {
        var publisher = publisher()
        func note(_ changes: CallState.Changes, at millis: Int64) -> Int64? {
            publisher.note(changes, at: Example.later(millis))
        }
        #expect(note([.completed, .live], at: 0) == nil)
        let nothing = publisher.subscribe(loop: 0, to: Example.entitlement(.none), source, at: Example.now)
        #expect(nothing == nil && note([.completed, .live], at: 1) == nil)
        _ = publisher.subscribe(loop: 0, to: Example.entitlement(.analytics), source, at: Example.now)
        #expect(note(.live, at: 2) == nil, "views of completed calls show nothing live")
        #expect(note([], at: 3) == nil)
        #expect(note(.completed, at: 30) == 70)
        #expect(note(.completed, at: 40) == nil, "it is scheduled")
    }

    @Test("after the interval it is at once, and a clock that was set back waits one interval at most")
    func waits() {
        for (millis, wait) in [(99, 1), (100, 0), (5_000, 0), (-5_000, 100)] as [(Int64, Int64)] {
            var publisher = publisher()
            _ = publisher.subscribe(loop: 0, to: Example.entitlement(.contactCentre), source, at: Example.now)
            let found = publisher.note(.live, at: Example.later(millis))
            #expect(found == wait)
        }
    }

    @Test("boards that may see the same share a topic")
    func topics() throws {
        var publisher = publisher()
        func subscribe(_ licence: SupervisorLicence) throws -> TopicID {
            let made = publisher.subscribe(loop: 0, to: Example.entitlement(licence), source, at: Example.now)
            return try #require(made).topic
        }
        let licences: [SupervisorLicence] = [.insights, .analytics, .liveAnalytics, .contactCentre]
        let first = try licences.map(subscribe)
        #expect(Set(first) == Set(publisher.topics) && Set(first).count == 4)
        for licence in licences { publisher.unsubscribe(loop: 0, from: Example.entitlement(licence)) }
        #expect(publisher.note([.completed, .live], at: Example.now) == nil)
        #expect(try licences.map(subscribe) == first)
    }
}
