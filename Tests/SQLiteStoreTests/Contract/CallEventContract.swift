import Store
import Testing
import WallboardCore

@Suite("Store contract: call events")
struct CallEventContract {
    @Test("what is stored of an event is what was given", arguments: Engine.allCases)
    func roundTrip(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.createCustomer(customer())
            var contents: [CallEvent.Content] = []
            let ends = CallStep.EndReason.allCases.map(CallStep.Kind.ended)
            for kind in [.queued, .ringing, .answered, .held, .retrieved, .transferred] + ends {
                contents.append(.call(CallStep(call: "c1", kind: kind)))
                contents.append(
                    .call(
                        CallStep(
                            call: "c2", kind: kind, direction: .internal, queue: "Süd 'A'", agent: "mia",
                            caller: "+441632960000")))
            }
            for direction in CallStep.Direction.allCases {
                contents.append(.call(CallStep(call: "c3", kind: .queued, direction: direction)))
            }
            for state in AgentState.allCases {
                contents.append(.agent(AgentStep(agent: "mia", state: state)))
                contents.append(.agent(AgentStep(agent: "mia", state: state, pauseReason: "lunch")))
            }
            let events = contents.enumerated().map { index, content in
                CallEvent(id: "e\(index)", time: morning + index, content: content)
            }
            let outcome = try await store.append(events, of: "acme", recalling: [], receivedAt: morning + 900)
            #expect(outcome == AppendOutcome(isNew: events.map { _ in true }, earlier: [:]))
            #expect(try await store.events(of: "acme", since: morning) == events)
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
            #expect(outcome.earlier == ["c1": [stored[1], stored[0], stored[3]]])
            let next = try await store.append([], of: "acme", recalling: ["c1"], receivedAt: morning)
            #expect(next.earlier["c1"]?.map(\.id) == ["e5", "e2", "e1", "e4"])
        }
    }

    @Test("pruning removes what is older, at most as many as asked", arguments: Engine.allCases)
    func prune(engine: Engine) async throws {
        try await engine.withStore { store in
            for id in ["acme", "other"] as [CustomerID] {
                try await store.createCustomer(customer(id))
                let events = (0..<10).map { callEvent("e\($0)", at: $0) }
                _ = try await store.append(events, of: id, recalling: [], receivedAt: morning)
            }
            var left: [Int] = []
            var pruned: [Int] = []
            for limit in [0, 3, 6, 100, 100] {
                pruned.append(try await store.pruneEvents(before: morning + 5, limit: limit))
                var count = 0
                for id in ["acme", "other"] as [CustomerID] {
                    let events = try await store.events(of: id, since: morning)
                    #expect(events.filter { $0.time >= morning + 5 }.count == 5)
                    count += events.count
                }
                left.append(count)
            }
            #expect(pruned == [0, 3, 6, 1, 0])
            #expect(left == [20, 17, 11, 10, 10])
            // What is gone is forgotten: the id is new again.
            let again = try await store.append([callEvent("e0")], of: "acme", recalling: [], receivedAt: morning)
            #expect(again.isNew == [true])
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
