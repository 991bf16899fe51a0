import BoardProtocol
import Logging
import Store
import Values
import WallboardCore

/// Keeps the stored events within their bounds: whole days leave the database when they are older than the retention,
/// or earlier when there are too many events; each is archived first, if the settings ask for it.
struct EventRetention: Sendable {
    let store: any Store
    let storedEvents: StoredEvents
    let registry: HubRegistry
    let clock: RetentionClock
    let logger: Logger
    /// nil: nothing is archived.
    let archive: EventArchive?
    let retentionDays: Int

    /// Takes the store's counts of what is stored, and removes what a killed append left behind. At the start, before
    /// events are let in.
    func begin() async throws(StoreError) {
        try await store.undoUnfinishedAppends()
        storedEvents.set(try await store.eventCounts())
    }

    /// Removes what is left of deleted customers, part after part.
    func removeFormer() async {
        do throws(StoreError) {
            while !Task.isCancelled {
                let removal = try await store.removeFormer()
                storedEvents.removeFormer(removal.events)
                if !removal.hasMore { return }
            }
        } catch {
            logger.error("deleted customers could not be removed", metadata: ["reason": "\(error)"])
        }
    }

    /// Removes the days that are older than the retention, and continues what was interrupted.
    func retire() async {
        let end = clock.now.advanced(byMilliseconds: -Int64(retentionDays) * UTCDay.milliseconds)
        for customer in registry.hubs.map(\.id) where !Task.isCancelled {
            await trying("old call events could not be removed", of: customer) {
                try await finish(customer)
                while let first = try await store.earliestEvent(of: customer) {
                    let day = UTCDay(containing: first)
                    guard day.end <= end else { break }
                    try await retire(day, of: customer)
                }
                return true
            }
        }
        await trim()
    }

    /// When nearly as many events are stored as allowed, removes the oldest days of customers that have more than
    /// their share, first of the one that has the most, until there is room for a while. What today's figures need
    /// stays: then that customer's feed has to wait.
    func makeRoom() async {
        guard storedEvents.isNearlyFull else { return }
        let end = clock.now.advanced(byMilliseconds: -GatewayLimits.Retention.minKeptMillis)
        var passedOver: Set<CustomerID> = []
        while !storedEvents.isRoomyAgain && !Task.isCancelled {
            guard let customer = storedEvents.furthestOverShare(except: passedOver) else { break }
            let isGone = await trying("call events could not make room", of: customer) {
                guard let first = try await store.earliestEvent(of: customer) else { return false }
                let day = UTCDay(containing: first)
                guard day.end <= end else { return false }
                try await finish(customer)
                try await retire(day, of: customer)
                return true
            }
            if !isGone { passedOver.insert(customer) }
        }
        await trim()
        guard storedEvents.isNearlyFull, !passedOver.isEmpty, !Task.isCancelled else { return }
        logger.error(
            "more call events are stored than may be, and none can go: feeds are refused",
            metadata: [
                "stored": "\(storedEvents.count)", "most": "\(storedEvents.most)",
                "customers":
                    "\(passedOver.sorted().prefix(GatewayLimits.Retention.maxCustomersNamed).map(\.text).joined(separator: ", "))",
            ])
    }

    private func retire(_ day: UTCDay, of customer: CustomerID) async throws {
        var selection = EventSelection(from: day.start, to: day.end)
        if let archive {
            let newest = try await store.newestEvent()
            selection.arrivedUpTo = newest
            let file = try archive.begin(day, in: try await folder(of: customer), through: newest)
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

    /// Throws `StoreError.notFound` for a customer that is gone.
    private func folder(of customer: CustomerID) async throws -> EventArchive.Folder {
        guard let incarnation = try await store.incarnations()[customer] else { throw StoreError.notFound }
        return EventArchive.Folder(of: customer, incarnation: incarnation)
    }

    private func write(_ selection: EventSelection, of customer: CustomerID, to file: borrowing EventFile) async throws
    {
        var position: EventPosition?
        repeat {
            let page = try await store.events(
                of: customer, selection, after: position, limit: GatewayLimits.Retention.maxEventsAtOnce)
            try file.write(page.events.compactMap(CallEventMessage.init(telling:)))
            position = page.next
        } while position != nil
    }

    /// Removes from the database what is in complete files.
    private func finish(_ customer: CustomerID) async throws {
        guard let archive else { return }
        for file in try archive.unfinished(in: try await folder(of: customer)) {
            if let start = Instant(file.day + "T00:00:00Z") {
                let day = UTCDay(containing: start)
                try await remove(
                    EventSelection(from: day.start, to: day.end, arrivedUpTo: file.through), of: customer)
            }
            try archive.finish(file)
        }
    }

    private func remove(_ selection: EventSelection, of customer: CustomerID) async throws {
        var removed = 0
        repeat {
            removed = try await store.deleteEvents(
                of: customer, selection, limit: GatewayLimits.Retention.maxEventsAtOnce)
            storedEvents.remove(removed, of: customer)
        } while removed == GatewayLimits.Retention.maxEventsAtOnce
    }

    private func trim() async {
        guard let archive else { return }
        do {
            let folders = try await store.incarnations().map { EventArchive.Folder(of: $0.key, incarnation: $0.value) }
            for name in try archive.trim(keeping: Set(folders)) {
                logger.notice("an archived day was removed: the archive is full", metadata: ["file": "\(name)"])
            }
        } catch {
            logger.error("the archive could not be read", metadata: ["reason": "\(error)"])
        }
    }

    /// Returns the result of `work`; false if it could not be done.
    @discardableResult
    private func trying(
        _ complaint: Logger.Message, of customer: CustomerID, _ work: () async throws -> Bool
    ) async -> Bool {
        do {
            return try await work()
        } catch {
            // The gateway ends: the next start continues what was begun.
            guard !Task.isCancelled else { return false }
            logger.error(complaint, metadata: ["customer": "\(customer)", "reason": "\(error)"])
            return false
        }
    }
}

extension EventRetention {
    init(context: HubContext, settings: GatewaySettings) {
        self.init(
            store: context.store, storedEvents: context.storedEvents, registry: context.registry,
            clock: context.retentionClock, logger: context.logger,
            archive: settings.eventArchive
                ? EventArchive(
                    directory: settings.dataDirectory + "/archive",
                    maxBytes: settings.archiveMaxMegabytes * 1_000_000) : nil,
            retentionDays: settings.eventRetentionDays)
    }
}
