import AdminAPI
import BoardProtocol
import Foundation
import SQLiteStore
import Store
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct EventRetentionTests {
    private let bank = CustomerID("bank")!
    private let now = RandomDay.nine
    private var today: UTCDay { UTCDay(containing: now) }

    /// A gateway with a customer and `perDay` events on each of the last days, oldest first.
    private func gateway(
        in directory: TemporaryDirectory, daysAgo days: [Int64], perDay: Int = 12
    ) async throws -> TestGateway {
        let gateway = try await TestGateway(in: directory, now: now)
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .limited(1)))
        for day in days {
            let events = (0..<perDay).map { number in
                CallEvent(
                    id: "\(day)-\(number)",
                    time: today.start.advanced(byMilliseconds: -day * UTCDay.milliseconds + Int64(number) * 7_000_000),
                    content: .call(CallStep(call: "c\(day)", kind: number == 5 ? .lost : .held, queue: "Süd")))
            }
            _ = try await gateway.store.append(events, of: bank, recalling: [], receivedAt: now)
        }
        gateway.context.storedEvents.set(try await gateway.store.eventCounts())
        return gateway
    }

    private func retention(
        of gateway: TestGateway, archived: Bool = true, maxBytes: Int = .max, most: Int = .max
    ) -> EventRetention {
        let stored = StoredEvents(most: most)
        stored.add(gateway.context.storedEvents.count, of: bank)
        return EventRetention(
            store: gateway.store, storedEvents: stored, registry: gateway.context.registry,
            clock: gateway.context.retentionClock, logger: gateway.context.logger,
            archive: archived ? EventArchive(directory: archive(of: gateway), maxBytes: maxBytes) : nil,
            retentionDays: 8)
    }

    private func archive(of gateway: TestGateway) -> String { gateway.directory.path + "/archive" }

    private func files(of gateway: TestGateway, folder name: String = "bank") -> [String: [CallEventMessage]] {
        let folder = archive(of: gateway) + "/" + name
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                let bytes = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
                return (name, (try? CallEventBatch(Array(bytes)).events.map(\.message)) ?? [])
            })
    }

    private func stored(_ gateway: TestGateway) async throws -> [String] {
        try await gateway.store.events(
            of: bank, EventSelection(from: Instant(milliseconds: 0)), after: nil, limit: 1_000
        ).events.map(\.id)
    }

    private func name(daysAgo days: Int64) -> String {
        UTCDay(containing: today.start.advanced(byMilliseconds: -days * UTCDay.milliseconds)).name + ".ndjson"
    }

    @Test(
        "every moment has a day",
        arguments: [Int64.min, -62_135_596_800_001, -86_400_000, -1, 0, 1, 86_399_999, .max - 1, .max])
    func everyMomentHasADay(milliseconds: Int64) {
        let moment = Instant(milliseconds: milliseconds)
        let day = UTCDay(containing: moment)
        #expect(day.start <= moment && (moment < day.end || day.end.milliseconds == .max))
        #expect(day.end.milliseconds(since: day.start) <= UTCDay.milliseconds)
        #expect(day.name.utf8.count == 10)
    }

    @Test("whole days that are older are archived and leave")
    func wholeDaysThatAreOlderAreArchivedAndLeave() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [11, 9, 8, 1])
        let retention = retention(of: gateway)
        await retention.retire()
        let files = files(of: gateway)
        #expect(Set(files.keys) == [name(daysAgo: 11), name(daysAgo: 9)])
        // The gateway's own note is not an event of a feed.
        #expect(files[name(daysAgo: 9)]?.map(\.id) == (0..<12).filter { $0 != 5 }.map { "9-\($0)" })
        #expect(try await stored(gateway).count == 24)
        #expect(retention.storedEvents.count == 24)
        #expect((retention.archive?.bytes ?? 0) > 1_000)
        await retention.retire()
        #expect(self.files(of: gateway) == files)
        await gateway.stop()
    }

    @Test("a clock that is ahead takes nothing with it")
    func aClockThatIsAheadTakesNothingWithIt() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [9, 8, 1, 0])
        let ahead = now.advanced(byMilliseconds: 40 * UTCDay.milliseconds)
        gateway.leap(to: ahead)
        await retention(of: gateway).retire()
        #expect(Set(files(of: gateway).keys) == [name(daysAgo: 9)])
        let hopeless = retention(of: gateway, most: 1)
        hopeless.storedEvents.set(StoredEventCounts(byCustomer: [bank: 36], ofFormer: 0))
        await hopeless.makeRoom()
        #expect(try await stored(gateway).count == 24, "what today's figures need stays")
        gateway.leap(to: now)
        await retention(of: gateway).retire()
        #expect(try await stored(gateway).count == 24)
        // A clock that stays the same is trusted in the end.
        gateway.leap(to: ahead)
        for hour in 1...48 as ClosedRange<Int64> {
            gateway.setTime(ahead.advanced(byMilliseconds: hour * 3_600_000))
            _ = gateway.context.retentionClock.now
        }
        await retention(of: gateway).retire()
        #expect(try await stored(gateway).isEmpty)
        await gateway.stop()
    }

    @Test("without an archive they leave all the same")
    func withoutAnArchiveTheyLeaveAllTheSame() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [9, 1])
        await retention(of: gateway, archived: false).retire()
        #expect(files(of: gateway).isEmpty)
        #expect(try await stored(gateway).count == 12)
        await gateway.stop()
    }

    /// Where a process can be killed: while the file is written, when it is complete, while events are removed,
    /// before it has its final name.
    @Test(
        "whatever is interrupted gives the same file and loses nothing",
        arguments: ["part", "whole", "removing", "removed"])
    func whateverIsInterruptedGivesTheSameFileAndLosesNothing(moment: String) async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [9, 1])
        let retention = retention(of: gateway)
        let archive = try #require(retention.archive)
        let day = UTCDay(containing: today.start.advanced(byMilliseconds: -9 * UTCDay.milliseconds))
        let through = try await gateway.store.newestEvent()
        let selection = EventSelection(from: day.start, to: day.end, arrivedUpTo: through)
        let events = try await gateway.store.events(of: bank, selection, after: nil, limit: 100).events
        let told = events.compactMap(CallEventMessage.init(telling:))
        let file = try archive.begin(day, in: .init(of: bank, incarnation: 1), through: through)
        try file.write(moment == "part" ? Array(told.prefix(3)) : told)
        if moment != "part" { try file.close() }
        if moment == "removing" { _ = try await gateway.store.deleteEvents(of: bank, selection, limit: 5) }
        if moment == "removed" { _ = try await gateway.store.deleteEvents(of: bank, selection, limit: 100) }

        await self.retention(of: gateway).retire()
        #expect(files(of: gateway) == [name(daysAgo: 9): told], "\(moment)")
        #expect(try await stored(gateway).count == 12)
        await gateway.stop()
    }

    @Test("what arrives after the file is in a file of its own")
    func whatArrivesAfterTheFileIsInAFileOfItsOwn() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [9])
        let first = retention(of: gateway)
        let day = UTCDay(containing: today.start.advanced(byMilliseconds: -9 * UTCDay.milliseconds))
        let through = try await gateway.store.newestEvent()
        try #require(first.archive).begin(day, in: .init(of: bank, incarnation: 1), through: through).close()
        let late = CallEvent(
            id: "late", time: day.start, content: .agent(AgentReport(agent: "Ann", state: .paused, pauseReason: "tea")))
        _ = try await gateway.store.append([late], of: bank, recalling: [], receivedAt: now)
        await retention(of: gateway).retire()
        let second = day.name + "-2.ndjson"
        #expect(files(of: gateway)[second]?.map(\.id) == ["late"])
        #expect(try await stored(gateway).isEmpty)
        await gateway.stop()
    }

    @Test("the oldest files go when the archive is full")
    func theOldestFilesGoWhenTheArchiveIsFull() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [12, 11, 10])
        let unbounded = retention(of: gateway)
        await unbounded.retire()
        let bytes = try #require(unbounded.archive).bytes
        let bounded = retention(of: gateway, maxBytes: bytes - 1)
        await bounded.retire()
        #expect(Set(files(of: gateway).keys) == [name(daysAgo: 11), name(daysAgo: 10)])
        #expect(try #require(bounded.archive).bytes <= bytes - 1)
        await gateway.stop()
    }

    @Test("the files of a customer that is gone go")
    func theFilesOfACustomerThatIsGoneGo() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [9])
        let retention = retention(of: gateway)
        await retention.retire()
        try await gateway.administration.deleteCustomer(bank)
        await retention.retire()
        #expect(!FileManager.default.fileExists(atPath: archive(of: gateway) + "/bank"))
        await gateway.stop()
    }

    @Test("the archive of one is not that of another who gets its ID")
    func theArchiveOfOneIsNotThatOfAnotherWhoGetsItsID() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [9])
        await retention(of: gateway).retire()
        let old = files(of: gateway)
        try await gateway.administration.deleteCustomer(bank)
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Another bank", timeZone: "UTC", maximum: .limited(1)))
        let event = CallEvent(
            id: "new", time: today.start.advanced(byMilliseconds: -9 * UTCDay.milliseconds),
            content: .call(CallStep(call: "c", kind: .held)))
        _ = try await gateway.store.append([event], of: bank, recalling: [], receivedAt: now)
        #expect(files(of: gateway) == old)
        await retention(of: gateway).retire()
        #expect(files(of: gateway).isEmpty)
        #expect(files(of: gateway, folder: "bank.2")[name(daysAgo: 9)]?.map(\.id) == ["new"])
        await gateway.stop()
    }

    @Test("the oldest days go early when the whole is nearly full but none that figures need")
    func theOldestDaysGoEarlyWhenTheWholeIsNearlyFullButNoneThatFiguresNeed() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [5, 4, 3, 1, 0], perDay: 4)
        let roomy = retention(of: gateway, most: 22)
        await roomy.makeRoom()
        #expect(try await stored(gateway).count == 20)
        // 95 % of 21 are 20 and 90 % are 19: one day makes room.
        let tight = retention(of: gateway, most: 21)
        await tight.makeRoom()
        #expect(Set(files(of: gateway).keys) == [name(daysAgo: 5)])
        #expect(tight.storedEvents.count == 16)
        let hopeless = retention(of: gateway, most: 1)
        hopeless.storedEvents.set(StoredEventCounts(byCustomer: [bank: 16], ofFormer: 0))
        await hopeless.makeRoom()
        #expect(try await stored(gateway).count == 8)
        #expect(hopeless.storedEvents.isNearlyFull)
        #expect(throws: AdminError.self) { try hopeless.storedEvents.checkRoom(for: bank) }
        #expect(throws: Never.self) { try tight.storedEvents.checkRoom(for: bank) }
        await gateway.stop()
    }

    @Test("who has more than its share loses its own days and nobody else")
    func whoHasMoreThanItsShareLosesItsOwnDaysAndNobodyElse() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [6, 5, 4, 0], perDay: 10)
        let modest = CustomerID("modest")!
        try await gateway.administration.createCustomer(
            NewCustomer(id: modest, name: "Modest", timeZone: "UTC", maximum: .limited(1)))
        // Older than any of the bank's.
        let event = CallEvent(
            id: "old", time: today.start.advanced(byMilliseconds: -7 * UTCDay.milliseconds),
            content: .call(CallStep(call: "c", kind: .held)))
        _ = try await gateway.store.append([event], of: modest, recalling: [], receivedAt: now)
        let retention = retention(of: gateway, most: 42)
        retention.storedEvents.set(try await gateway.store.eventCounts())
        #expect(throws: AdminError.self) { try retention.storedEvents.checkRoom(for: bank) }
        #expect(throws: Never.self) { try retention.storedEvents.checkRoom(for: modest) }
        await retention.makeRoom()
        #expect(Set(files(of: gateway).keys) == [name(daysAgo: 6)])
        #expect(files(of: gateway, folder: "modest").isEmpty)
        #expect(try await gateway.store.eventCounts().byCustomer == [bank: 30, modest: 1])
        #expect(throws: Never.self) { try retention.storedEvents.checkRoom(for: bank) }
        await gateway.stop()
    }

    @Test("what is left of a deleted customer is removed in parts")
    func whatIsLeftOfADeletedCustomerIsRemovedInParts() async throws {
        let gateway = try await gateway(in: TemporaryDirectory(), daysAgo: [2, 1])
        let retention = retention(of: gateway)
        try await gateway.administration.deleteCustomer(bank)
        retention.storedEvents.leave(bank)
        #expect(try await gateway.store.eventCounts() == StoredEventCounts(byCustomer: [:], ofFormer: 24))
        #expect(retention.storedEvents.count == 24)
        await retention.removeFormer()
        #expect(try await gateway.store.eventCounts() == StoredEventCounts(byCustomer: [:], ofFormer: 0))
        #expect(retention.storedEvents.count == 0)
        await gateway.stop()
    }
}
