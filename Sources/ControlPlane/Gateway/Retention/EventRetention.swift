import BoardProtocol
import Logging
import Store
import WallboardCore

/// Keeps the stored events within their bounds: whole days leave the database when they are older than the retention, or
/// earlier when there are too many events; each is archived before, where the settings ask for it.
struct EventRetention: Sendable {
    let store: any Store
    let storedEvents: StoredEvents
    let registry: HubRegistry
    let clock: @Sendable () -> Instant
    let logger: Logger
    /// nil: nothing is archived.
    let archive: EventArchive?
    let retentionDays: Int

    /// What today's figures of any customer may need: a day of 25 hours, and 24 hours before it, and an hour to spare.
    static let neededMilliseconds: Int64 = 50 * 3_600_000
    /// Events that are in memory at once, and that are removed in one transaction so that others get in between.
    static let eventsAtOnce = 5_000

    /// Counts what is stored. At the start, before events are let in.
    func count() async throws(StoreError) {
        storedEvents.set(try await store.eventCount())
    }

    /// Lets the days go that are older than the retention, and goes on with what was interrupted.
    func retire() async {
        let end = clock().advanced(byMilliseconds: -Int64(retentionDays) * UTCDay.milliseconds)
        for customer in registry.hubs.map(\.id) where !Task.isCancelled {
            await trying("old call events could not be removed", of: customer) {
                try await finish(customer)
                while let first = try await store.earliestEvent(of: customer) {
                    let day = UTCDay(containing: first)
                    guard day.end <= end else { break }
                    try await retire(day, of: customer)
                }
            }
        }
        // Whatever was added or removed uncounted, by the removal of a customer, is counted now.
        try? await count()
        trim()
    }

    /// Lets the oldest days go, of whichever customer, until no more events are stored than may be. What today's figures
    /// need stays: then feeds are told to wait.
    func makeRoom() async {
        let end = clock().advanced(byMilliseconds: -Self.neededMilliseconds)
        // The events of a customer who was removed meanwhile may be counted still: nobody's days go for those.
        if storedEvents.isFull { try? await count() }
        while storedEvents.isFull && !Task.isCancelled {
            var oldest: (day: UTCDay, customer: CustomerID)?
            for customer in registry.hubs.map(\.id) {
                guard let first = try? await store.earliestEvent(of: customer) else { continue }
                let day = UTCDay(containing: first)
                if oldest.map({ day < $0.day }) ?? true { oldest = (day, customer) }
            }
            guard let oldest, oldest.day.end <= end else {
                logger.error(
                    "more call events are stored than may be, and none can go: feeds are refused",
                    metadata: ["stored": "\(storedEvents.count)", "most": "\(storedEvents.most)"])
                return
            }
            let isDone = await trying("call events could not make room", of: oldest.customer) {
                try await finish(oldest.customer)
                try await retire(oldest.day, of: oldest.customer)
            }
            guard isDone else { return }
            trim()
        }
    }

    private func retire(_ day: UTCDay, of customer: CustomerID) async throws {
        var selection = EventSelection(from: day.start, to: day.end)
        if let archive {
            let newest = try await store.newestEvent()
            selection.arrivedUpTo = newest
            let file = try archive.begin(day, of: customer, through: newest)
            do {
                try await write(selection, of: customer, to: file)
                try file.close()
            } catch {
                file.abandon()
                throw error
            }
            try await finish(customer)
        } else {
            try await remove(selection, of: customer)
        }
        logger.info(
            "a day of call events left the database",
            metadata: ["customer": "\(customer)", "day": "\(day.name)", "archived": "\(archive != nil)"])
    }

    private func write(_ selection: EventSelection, of customer: CustomerID, to file: EventFile) async throws {
        var position: EventPosition?
        repeat {
            let page = try await store.events(of: customer, selection, after: position, limit: Self.eventsAtOnce)
            try file.write(page.events.compactMap(CallEventMessage.init(telling:)))
            position = page.next
        } while position != nil
    }

    /// Removes from the database what is in whole files.
    private func finish(_ customer: CustomerID) async throws {
        guard let archive else { return }
        for file in try archive.unfinished(of: customer) {
            if let start = Timestamp(file.day + "T00:00:00Z") {
                let day = UTCDay(containing: Instant(start))
                try await remove(
                    EventSelection(from: day.start, to: day.end, arrivedUpTo: file.through), of: customer)
            }
            try archive.finish(file)
        }
    }

    private func remove(_ selection: EventSelection, of customer: CustomerID) async throws {
        var removed = 0
        repeat {
            removed = try await store.deleteEvents(of: customer, selection, limit: Self.eventsAtOnce)
            storedEvents.remove(removed)
        } while removed == Self.eventsAtOnce
    }

    private func trim() {
        guard let archive else { return }
        do {
            for name in try archive.trim(customers: Set(registry.hubs.map(\.id))) {
                logger.notice("an archived day was removed: the archive is full", metadata: ["file": "\(name)"])
            }
        } catch {
            logger.error("the archive could not be looked through", metadata: ["reason": "\(error)"])
        }
    }

    /// Returns whether `work` was done.
    @discardableResult
    private func trying(
        _ complaint: Logger.Message, of customer: CustomerID, _ work: () async throws -> Void
    ) async -> Bool {
        do {
            try await work()
            return true
        } catch {
            // The gateway ends: what was begun is gone on with at the next start.
            guard !Task.isCancelled else { return false }
            logger.error(complaint, metadata: ["customer": "\(customer)", "reason": "\(error)"])
            return false
        }
    }
}

extension EventRetention {
    init(surroundings: CustomerHub.Surroundings, settings: GatewaySettings) {
        self.init(
            store: surroundings.store, storedEvents: surroundings.storedEvents, registry: surroundings.registry,
            clock: surroundings.clock, logger: surroundings.logger,
            archive: settings.eventArchive
                ? EventArchive(
                    directory: settings.dataDirectory + "/archive",
                    mostBytes: settings.archiveMaxMegabytes * 1_000_000) : nil,
            retentionDays: settings.eventRetentionDays)
    }
}
