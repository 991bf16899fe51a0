import AdminAPI
import BoardProtocol
import PrometheusText
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct CustomerHubTests {
    private let bank = CustomerID("bank")!

    private func makeCustomer(_ gateway: TestGateway, maximum: SeatMaximum = .limited(10)) async throws {
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: maximum))
    }

    private func messages(_ events: [CallEvent]) -> [CallEventBatch.Event] {
        events.enumerated().map { CallEventBatch.Event(line: $0.offset + 1, message: CallEventMessage($0.element)) }
    }

    @Test("the figures are the same after a restart", arguments: 0..<4)
    func theFiguresAreTheSameAfterARestart(seed: Int) async throws {
        let directory = try TemporaryDirectory()
        let gateway = try await TestGateway(in: directory)
        try await makeCustomer(gateway)
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 3 * 3_600_000))
        var day = RandomDay(seed: UInt64(seed))
        var events = day.events(calls: 150)
        var generator = SplitMix64(seed: UInt64(seed))
        events.shuffle(using: &generator)
        while !events.isEmpty {
            let batch = events.suffix(Int.random(in: 1...40, using: &generator))
            events.removeLast(batch.count)
            let receipt = try await gateway.administration.accept(messages(Array(batch)), unreadable: [], of: bank)
            #expect(receipt.accepted == batch.count)
        }
        let before = try gateway.hub(bank)
        // A gateway that starts takes its feeds for live: only that differs.
        var callState = await before.callState
        _ = callState.show(.live, toCompleted: true)
        let (completed, live) = (callState.completed, callState.live)
        await gateway.stop()

        let again = try await TestGateway(in: directory, now: gateway.context.clock())
        let after = try again.hub(bank)
        #expect(await AnalyticsState(after.callState.completed) == AnalyticsState(completed), "seed \(seed)")
        #expect(
            await ContactCentreState(after.callState.completed, after.callState.live, callerNumbers: .shown)
                == ContactCentreState(completed, live, callerNumbers: .shown), "seed \(seed)")
        await again.stop()
    }

    @Test("events that arrive twice at once are accepted once")
    func eventsThatArriveTwiceAtOnceAreAcceptedOnce() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 3 * 3_600_000))
        var day = RandomDay(seed: 1)
        let batch = messages(day.events(calls: 40))
        let receipts = try await withThrowingTaskGroup(of: IntakeReceipt.self) { group in
            for _ in 0..<8 {
                group.addTask { try await gateway.administration.accept(batch, unreadable: [], of: bank) }
            }
            var receipts: [IntakeReceipt] = []
            for try await receipt in group { receipts.append(receipt) }
            return receipts
        }
        #expect(receipts.reduce(0) { $0 + $1.accepted } == batch.count)
        #expect(receipts.reduce(0) { $0 + $1.duplicates } == 7 * batch.count)
        await gateway.stop()
    }

    @Test("an event from the far future is rejected and the others are not")
    func anEventFromTheFarFutureIsRejectedAndTheOthersAreNot() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let late = CallEvent(
            id: "late", time: RandomDay.nine.advanced(byMilliseconds: 300_001),
            content: .agent(AgentReport(agent: "a", state: .available)))
        let sound = CallEvent(
            id: "sound", time: RandomDay.nine.advanced(byMilliseconds: 300_000),
            content: .agent(AgentReport(agent: "a", state: .available)))
        let receipt = try await gateway.administration.accept(messages([late, sound]), unreadable: [], of: bank)
        #expect(receipt.accepted == 1)
        #expect(receipt.rejected.map(\.line) == [1])
        await gateway.stop()
    }

    @Test("what changes nothing is accepted, and the receipt says so")
    func ignored() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        func event(_ id: String, _ seconds: Int64, _ content: CallEventMessage.Content) -> CallEventMessage {
            CallEventMessage(
                id: id, time: RandomDay.nine.advanced(byMilliseconds: seconds * 1_000 - 600_000), content: content)
        }
        func step(_ step: CallEventMessage.Step) -> CallEventMessage.Content {
            .call(CallEventMessage.Call(id: "c", step: step, queue: "Sales", agent: "Ann"))
        }
        let sent = [
            event("a", 0, step(.queued)), event("b", 30, step(.ended(reason: "caller"))),
            event("c", 90, step(.answered)), event("d", 90, .unknown(.init(type: "call.sung"))),
            event("e", 90, .unknown(.init(type: "agent.state", state: "asleep", agent: "Ann"))),
        ]
        let events = sent.enumerated().map {
            CallEventBatch.Event(line: $0.offset + 1, message: $0.element, isShortened: $0.offset == 1)
        }
        let receipt = try await gateway.administration.accept(events, unreadable: [], of: bank)
        #expect((receipt.accepted, receipt.duplicates, receipt.shortened) == (5, 0, 1))
        #expect(receipt.ignored.map(\.line) == [3, 4, 5])
        #expect(
            receipt.ignored.map(\.reason) == [
                "the call has ended", "the type 'call.sung' is not known", "the state 'asleep' is not known",
            ])
        let again = try await gateway.administration.accept(events, unreadable: [], of: bank)
        #expect((again.accepted, again.duplicates, again.shortened, again.ignored.count) == (0, 5, 0, 0))
        await gateway.stop()
    }

    @Test("what cannot be read is counted with what is rejected")
    func whatCannotBeReadIsCountedWithWhatIsRejected() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let receipt = try await gateway.administration.accept(
            [], unreadable: [(line: 1, reason: "not JSON"), (line: 2, reason: "no id")], of: bank)
        #expect(receipt.accepted == 0)
        #expect(receipt.rejected.map(\.line) == [1, 2])
        #expect(await gateway.metrics.text().contains("wallboard_call_events_total{result=\"rejected\"} 2\n"))
        await gateway.stop()
    }

    @Test("figures that could not be rebuilt are rebuilt by the housekeeping")
    func figuresThatCouldNotBeRebuiltAreRebuiltByTheHousekeeping() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 3 * 3_600_000))
        var day = RandomDay(seed: 3)
        _ = try await gateway.administration.accept(messages(day.events(calls: 60)), unreadable: [], of: bank)
        let hub = try gateway.hub(bank)
        let wanted = AnalyticsState(await hub.callState.completed)
        await hub.loseFigures()
        #expect(AnalyticsState(await hub.callState.completed) != wanted)
        await hub.housekeep()
        #expect(AnalyticsState(await hub.callState.completed) == wanted)
        await gateway.stop()
    }

    @Test("other thresholds give the figures that they would have given from the start")
    func otherThresholdsGiveTheFiguresThatTheyWouldHaveGivenFromTheStart() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        gateway.setTime(RandomDay.nine.advanced(byMilliseconds: 3 * 3_600_000))
        var day = RandomDay(seed: 4)
        let events = day.events(calls: 120)
        _ = try await gateway.administration.accept(messages(events), unreadable: [], of: bank)
        var change = CustomerChange()
        change.serviceLevelSeconds = 60
        change.shortAbandonSeconds = 30
        change.serviceLevelVariant = .withShortAbandons
        try await gateway.administration.updateCustomer(bank, change)
        let hub = try gateway.hub(bank)
        var expected = CallState(
            day: await hub.callState.day,
            thresholds: CallThresholds(
                serviceLevelSeconds: 60, shortAbandonSeconds: 30, serviceLevelVariant: .withShortAbandons))
        _ = expected.apply(events)
        _ = expected.show(await hub.desk.feed, toCompleted: true)
        #expect(AnalyticsState(await hub.callState.completed) == AnalyticsState(expected.completed))
        await gateway.stop()
    }

    @Test("lowering the maximum is refused only below the seats taken")
    func loweringTheMaximumIsRefusedOnlyBelowTheSeatsTaken() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let lowered = try await gateway.administration.setMaximum(
            .limited(0), of: bank, ifVersion: 1, dryRun: false)
        #expect(lowered.usage.seats.display == "0/0")
        #expect(lowered.usage.maximumVersion == 2)
        await #expect(throws: AdminError.self) {
            try await gateway.administration.setMaximum(.limited(5), of: bank, ifVersion: 1, dryRun: false)
        }
        let dry = try await gateway.administration.setMaximum(.limited(5), of: bank, ifVersion: 2, dryRun: true)
        #expect(dry.usage.seats.display == "0/5")
        #expect(try await gateway.administration.licences(of: bank).seats.display == "0/0")
        await gateway.stop()
    }

    @Test("a key for a user without a view is refused")
    func aKeyForAUserWithoutAViewIsRefused() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let user = UserID("reporter")!
        try await gateway.administration.putUser(
            User(id: user, name: "Reporter", supervisor: .reports), of: bank)
        await #expect {
            try await gateway.administration.createEnrolmentKey(
                for: user, of: bank, expiresInSeconds: nil, maxUses: nil)
        } throws: { error in
            if case AdminError.notEntitled = error { true } else { false }
        }
        await gateway.stop()
    }

    @Test("the licence page counts users as they change")
    func theLicencePageCountsUsersAsTheyChange() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let ports = gateway.administration
        let anna = UserID("anna")!
        try await ports.putUser(
            User(
                id: anna, name: "Anna", userLicence: .professional, agentAddOn: true, desktopClient: true,
                crmAddOn: true, supervisor: .contactCentre), of: bank)
        try await ports.putUser(
            User(id: UserID("ben")!, name: "Ben", userLicence: .essential, supervisor: .insights), of: bank)
        var usage = try await ports.licences(of: bank)
        #expect(
            (usage.essential, usage.professional, usage.agentAddOn, usage.desktop, usage.crmAddOn) == (1, 1, 1, 1, 1))
        #expect((usage.insights, usage.contactCentre, usage.liveAnalytics) == (1, 1, 0))
        try await ports.putUser(User(id: anna, name: "Anna", supervisor: .liveAnalytics), of: bank)
        try await ports.deleteUser(UserID("ben")!, of: bank)
        usage = try await ports.licences(of: bank)
        #expect(
            (usage.essential, usage.professional, usage.agentAddOn, usage.desktop, usage.crmAddOn) == (0, 0, 0, 0, 0))
        #expect((usage.insights, usage.contactCentre, usage.liveAnalytics) == (0, 0, 1))
        await gateway.stop()
    }

    @Test("a deleted customer is gone for everybody")
    func aDeletedCustomerIsGoneForEverybody() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let hub = try gateway.hub(bank)
        try await gateway.administration.deleteCustomer(bank)
        await #expect(throws: AdminError.self) { try await gateway.administration.customer(bank) }
        await #expect(throws: AdminError.self) {
            try await MaximumChanges(author: .tester).set(
                MaximumChange(to: .unlimited), ifVersion: nil, dryRun: false, in: hub)
        }
        try await makeCustomer(gateway)
        #expect(try await gateway.administration.customers().count == 1)
        await gateway.stop()
    }

    @Test("a licence does not wait behind the events of its own customer")
    func aLicenceDoesNotWaitBehindTheEventsOfItsOwnCustomer() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let hub = try gateway.hub(bank)
        try await hub.enterEventGate()
        // Hangs if it waits for the events.
        _ = try await gateway.administration.setMaximum(.limited(7), of: bank)
        var name = CustomerChange()
        name.name = "Another"
        try await gateway.administration.updateCustomer(bank, name)
        await hub.leaveEventGate()
        var level = CustomerChange()
        level.serviceLevelSeconds = 30
        try await gateway.administration.updateCustomer(bank, level)
        #expect(await hub.callState.completed.thresholds.serviceLevelSeconds == 30)
        await gateway.stop()
    }

    @Test("more changes than may wait are refused until later")
    func moreChangesThanMayWaitAreRefusedUntilLater() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await makeCustomer(gateway)
        let ports = gateway.administration
        let hub = try gateway.hub(bank)
        try await hub.enterGate()
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<GatewayLimits.Changes.maxWaiting + 50 {
                group.addTask {
                    do {
                        _ = try await ports.setMaximum(.limited(5), of: bank, ifVersion: nil, dryRun: true)
                        return true
                    } catch AdminError.unavailable {
                        return false
                    }
                }
            }
            var refused = 0
            var accepted = 0
            for try await isAccepted in group {
                if isAccepted { accepted += 1 } else { refused += 1 }
                if refused == 50, accepted == 0 { await hub.leaveGate() }
            }
            return (accepted: accepted, refused: refused)
        }
        #expect(outcomes.refused == 50)
        #expect(outcomes.accepted == GatewayLimits.Changes.maxWaiting)
        await gateway.stop()
    }
}

extension CustomerHub {
    /// The calls and figures, as of now.
    var callState: CallState { desk.callState }

    /// As after a change whose rebuilding failed.
    func loseFigures() {
        let empty = desk.beginRebuild(of: registrations.customer, at: context.clock())
        _ = desk.finishRebuild(empty, KnownQueues(), begunAt: context.clock())
        desk.expectRebuild()
    }
}

extension CallEventMessage {
    /// The wire's words for an event of the domain: the inverse of the translation under test.
    init(_ event: CallEvent) {
        let content: Content
        switch event.content {
        case .agent(let report):
            content = .agent(
                Agent(
                    name: report.agent, state: .init(rawValue: report.state.rawValue)!, queue: report.queue,
                    pauseReason: report.pauseReason))
        case .unknown(let unknown):
            content = .unknown(Unknown(type: unknown.type, state: unknown.state, agent: unknown.agent))
        case .call(let step):
            let kind: Step =
                switch step.kind {
                case .queued: .queued
                case .left(let reason): .left(reason: reason?.text)
                case .ringing: .ringing
                case .notAnswered(let reason): .notAnswered(reason: reason?.text)
                case .answered: .answered
                case .joined: .joined
                case .released: .released
                case .held: .held
                case .retrieved: .retrieved
                case .parked: .parked
                case .transferred(.queue(let queue)): .transferred(.queue(queue))
                case .transferred(.agent(let agent)): .transferred(.agent(agent))
                case .transferred(.number(let number)): .transferred(.number(number))
                case .transferred(.unknown): .transferred(.unknown)
                case .merged(let into): .merged(into: into)
                case .ended(let reason): .ended(reason: reason?.text)
                case .elsewhere, .lost: preconditionFailure("no feed reports \(step.kind)")
                }
            content = .call(
                Call(
                    id: step.call, step: kind, direction: step.direction.map { .init(rawValue: $0.rawValue)! },
                    queue: step.queue, agent: step.agent, caller: step.caller))
        }
        self.init(id: event.id, time: event.time, sequence: event.sequence, content: content)
    }
}
