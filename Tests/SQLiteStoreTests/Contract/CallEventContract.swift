import Store
import Testing
import Values
import WallboardCore

@Suite("Store contract: call events")
struct CallEventContract {
    @Test("what is stored of an event is what was given", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            var contents: [CallEvent.Content] = []
            let reasons: [CallStep.Reason?] = [nil, .caller, .noAnswer, .callback, .unknown("ein \"Wort\"")]
            let kinds: [CallStep.Kind] =
                [
                    .queued, .ringing, .answered, .joined, .released, .held, .retrieved, .parked, .elsewhere, .lost,
                    .transferred(.queue("Süd 'A'")), .transferred(.agent("mia")), .transferred(.number("+44")),
                    .transferred(.unknown), .merged(into: "c9"),
                ] + reasons.flatMap { [.left($0), .notAnswered($0), .ended($0)] }
            for kind in kinds {
                contents.append(.call(CallStep(call: "c1", kind: kind)))
                contents.append(
                    .call(
                        CallStep(
                            call: "c2", kind: kind, direction: .internal, queue: "Süd 'A'", agent: "mia",
                            caller: "+441632960000", wait: .milliseconds(86_400_000))))
            }
            contents.append(.call(CallStep(call: "c4", kind: .queued, wait: .unknown)))
            contents.append(.call(CallStep(call: "c4", kind: .queued, wait: .milliseconds(0))))
            contents.append(.unknown(UnknownEvent(type: "call.sung")))
            contents.append(.unknown(UnknownEvent(type: "agent.state", state: "asleep", agent: "mia")))
            for direction in CallStep.Direction.allCases {
                contents.append(.call(CallStep(call: "c3", kind: .queued, direction: direction)))
            }
            for state in AgentState.allCases {
                contents.append(.agent(AgentReport(agent: "mia", state: state)))
                contents.append(
                    .agent(AgentReport(agent: "mia", state: state, queue: "Süd", pauseReason: "lunch")))
            }
            let events = contents.enumerated().map { index, content in
                CallEvent(
                    id: "e\(index)", time: morning + index, sequence: index % 2 == 0 ? nil : Int64(index),
                    content: content)
            }
            let outcome = try await store.append(events, of: "acme", recalling: [], receivedAt: morning + 900)
            #expect(outcome.isNew.allSatisfy { $0 } && outcome.earlier.isEmpty)
            let stored = try await store.page(of: "acme", since: morning)
            #expect(stored.map(\.unnumbered) == events)
            #expect(stored.map(\.acceptance) == outcome.accepted)
            #expect(Set(stored.map(\.acceptance.number)).count == events.count)
            #expect(stored.allSatisfy { $0.acceptance.at == morning + 900 })
        }
    }

    @Test("an id counts once per customer, the first with it wins", arguments: Engine.allCases)
    func duplicates(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer("acme"))
            try await store.createCustomer(customer("other"))
            let first = try await store.append(
                [callEvent("e1", .queued), callEvent("e2", .ringing), callEvent("e1", .held)], of: "acme",
                recalling: [], receivedAt: morning)
            #expect(first.isNew == [true, true, false])
            let second = try await store.append(
                [callEvent("e2", .held), callEvent("e3", .answered)], of: "acme", recalling: [], receivedAt: morning)
            #expect(second.isNew == [false, true])
            let other = try await store.append([callEvent("e1")], of: "other", recalling: [], receivedAt: morning)
            #expect(other.isNew == [true])
            #expect(
                try await store.events(of: "acme", since: morning)
                    == [callEvent("e1", .queued), callEvent("e2", .ringing), callEvent("e3", .answered)])
        }
    }

    @Test("events come by time, those of one moment in the order of arrival", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let given = [
                callEvent("z", at: 5), callEvent("y", at: 5), callEvent("x", at: 1), callEvent("w", at: 9),
                callEvent("a", at: 5),
            ]
            for event in given {
                _ = try await store.append([event], of: "acme", recalling: [], receivedAt: morning)
            }
            #expect(try await store.events(of: "acme", since: morning).map(\.id) == ["x", "z", "y", "a", "w"])
            #expect(try await store.events(of: "acme", since: morning + 5).map(\.id) == ["z", "y", "a", "w"])
            #expect(try await store.events(of: "acme", since: morning + 10) == [])
        }
    }

    @Test("a recalled call comes with what was stored before, and without what is appended", arguments: Engine.allCases)
    func recall(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer("acme"))
            try await store.createCustomer(customer("other"))
            let stored = [
                callEvent("e1", call: "c1", .answered, at: 7), callEvent("e2", call: "c1", .queued, at: 2),
                callEvent("e3", call: "c2", .queued, at: 3), callEvent("e4", call: "c1", .ringing, at: 7),
            ]
            _ = try await store.append(stored, of: "acme", recalling: [], receivedAt: morning)
            _ = try await store.append(
                [callEvent("e9", call: "c1")], of: "other", recalling: [], receivedAt: morning)

            let new = callEvent("e5", call: "c1", .ended(.caller), at: 1)
            let outcome = try await store.append(
                [new, stored[0]], of: "acme", recalling: ["c1", "c3"], receivedAt: morning)
            #expect(outcome.isNew == [true, false])
            #expect(outcome.earlier.map(\.unnumbered).sorted { $0.id < $1.id } == [stored[0], stored[1], stored[3]])
            let next = try await store.append([], of: "acme", recalling: ["c1"], receivedAt: morning)
            #expect(next.earlier.map(\.id).sorted() == ["e1", "e2", "e4", "e5"])
        }
    }

    @Test("a recalled call comes with those that merges made one with it", arguments: Engine.allCases)
    func recallOfMerged(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer("acme"))
            let stored = [
                callEvent("e1", call: "c1", .queued, at: 1), callEvent("e2", call: "c2", .queued, at: 2),
                callEvent("e3", call: "c3", .queued, at: 3), callEvent("e4", call: "c4", .queued, at: 4),
                callEvent("e5", call: "c2", .merged(into: "c1"), at: 5),
                callEvent("e6", call: "c3", .merged(into: "c2"), at: 6),
                callEvent("e7", call: "c4", .merged(into: "c9"), at: 7),
            ]
            _ = try await store.append(stored, of: "acme", recalling: [], receivedAt: morning)
            for call in ["c1", "c2", "c3"] {
                let outcome = try await store.append([], of: "acme", recalling: [call], receivedAt: morning)
                #expect(outcome.earlier.map(\.id).sorted() == ["e1", "e2", "e3", "e5", "e6"], "\(call)")
            }
            #expect(
                try await store.events(ofCalls: ["c9"], of: "acme").map(\.id).sorted() == ["e4", "e7"])
        }
    }

    @Test("deleting removes the earliest of what is selected, at most as many as asked", arguments: Engine.allCases)
    func delete(engine: Engine) async throws {
        try await engine.withStore { store in
            for id in ["acme", "other"] as [CustomerID] {
                try await store.createCustomer(customer(id))
                let events = (0..<10).map { callEvent("e\($0)", at: $0) }
                _ = try await store.append(events, of: id, recalling: [], receivedAt: morning)
            }
            let selection = EventSelection(from: morning + 2, to: morning + 8)
            var left: [[String]] = []
            for limit in [0, 2, 100, 100] {
                let before = try await store.events(of: "acme", since: morning).count
                let deleted = try await store.deleteEvents(of: "acme", selection, limit: limit)
                left.append(try await store.events(of: "acme", since: morning).map { String($0.id.dropFirst()) })
                #expect(before - deleted == left.last?.count)
            }
            #expect(left.map { $0.joined() } == ["0123456789", "01456789", "0189", "0189"])
            #expect(try await store.events(of: "other", since: morning).count == 10)
            #expect(try await store.eventCounts().byCustomer.values.reduce(0, +) == 14)
            // Removed events are forgotten: the id is new again.
            let again = try await store.append(
                [callEvent("e2"), callEvent("e9")], of: "acme", recalling: [], receivedAt: morning)
            #expect(again.isNew == [true, false])
            #expect(try await store.deleteEvents(of: "nobody", selection, limit: 9) == 0)
            let nothing = EventSelection(from: morning, to: Instant(milliseconds: .min))
            #expect(try await store.deleteEvents(of: "acme", nothing, limit: 9) == 0)
        }
    }

    @Test("what arrives later than a number is not selected by it", arguments: Engine.allCases)
    func arrival(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            #expect(try await store.newestEvent() == 0)
            #expect(try await store.earliestEvent(of: "acme") == nil)
            #expect(try await store.latestArrival(of: "acme") == nil)
            _ = try await store.append(
                [callEvent("e1", at: 3), callEvent("e2", at: 5)], of: "acme", recalling: [], receivedAt: morning)
            let selection = EventSelection(from: morning, arrivedUpTo: try await store.newestEvent())
            _ = try await store.append([callEvent("e3", at: 4)], of: "acme", recalling: [], receivedAt: morning + 90)
            #expect(try await store.latestArrival(of: "acme") == morning)
            _ = try await store.append([callEvent("e4", at: 5)], of: "acme", recalling: [], receivedAt: morning + 91)
            #expect(try await store.latestArrival(of: "acme") == morning + 91)
            let page = try await store.events(of: "acme", selection, after: nil, limit: 10)
            #expect(page.events.map(\.id) == ["e1", "e2"])
            #expect(try await store.earliestEvent(of: "acme") == morning + 3)
            #expect(try await store.deleteEvents(of: "acme", selection, limit: 10) == 2)
            #expect(try await store.events(of: "acme", since: morning).map(\.id) == ["e3", "e4"])
        }
    }

    @Test("pages of any size add up to all, also within one moment", arguments: Engine.allCases, 1...7)
    func pages(engine: Engine, size: Int) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let times = [5, 5, 1, 9, 5, 5, 5, 2, 9, 9]
            let events = times.enumerated().map { callEvent("e\($0.offset)", at: $0.element) }
            _ = try await store.append(events, of: "acme", recalling: [], receivedAt: morning)
            var found: [String] = []
            var position: EventPosition?
            repeat {
                let page = try await store.events(
                    of: "acme", EventSelection(from: morning + 2, to: morning + 9), after: position, limit: size)
                #expect(page.events.count <= size)
                #expect(page.next == nil || page.events.count == size)
                found += page.events.map(\.id)
                position = page.next
            } while position != nil
            #expect(found == ["e7", "e0", "e1", "e4", "e5", "e6"])
            let none = try await store.events(of: "nobody", EventSelection(from: morning), after: nil, limit: size)
            #expect(none == EventPage(events: [], next: nil))
        }
    }

    @Test("the events of some calls come by call", arguments: Engine.allCases)
    func ofCalls(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let stored = [
                callEvent("e1", call: "c1", .answered, at: 7), callEvent("e2", call: "c1", .queued, at: 2),
                callEvent("e3", call: "c2", .lost, at: 3),
            ]
            _ = try await store.append(stored, of: "acme", recalling: [], receivedAt: morning)
            #expect(
                try await store.events(ofCalls: ["c1", "c2", "c3"], of: "acme").map(\.unnumbered)
                    .sorted { $0.id < $1.id } == stored.sorted { $0.id < $1.id })
            await #expect(throws: StoreError.notFound) { try await store.events(ofCalls: [], of: "nobody") }
        }
    }

    @Test("events of the far past and future keep their times", arguments: Engine.allCases)
    func extremeTimes(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            let events = [Int64.min, -1, 0, Int64.max].map { milliseconds in
                CallEvent(
                    id: "e\(milliseconds)", time: Instant(milliseconds: milliseconds),
                    content: .call(CallStep(call: "c", kind: .queued)))
            }
            _ = try await store.append(events, of: "acme", recalling: [], receivedAt: morning)
            #expect(try await store.events(of: "acme", since: Instant(milliseconds: .min)) == events)
        }
    }
}
