import AdminAPI
import BoardProtocol
import BoardServer
import Values
import WallboardCore

/// From changed state to frames and to what admins see.
extension CustomerHub {
    // MARK: Publishing

    /// Makes sure that what has changed is published.
    func show(_ changes: CallState.Changes) {
        publish(after: publisher.note(changes, at: context.clock()))
    }

    private func publish(after millis: Int64?) {
        guard let millis else { return }
        Task {
            if millis > 0 { try? await Task.sleep(for: .milliseconds(millis)) }
            publish(after: publisher.publish(source, at: context.clock(), to: context.server))
        }
    }

    /// A loop has boards that were too slow, or saw a gap.
    func snapshotWanted(_ topic: TopicID, loop: UInt16) {
        guard !publisher.sendSnapshot(of: topic, to: loop, of: context.server) else { return }
        // The loop's mailbox is full: its boards have already waited longer, and can wait another interval.
        Task {
            try? await Task.sleep(for: .milliseconds(publisher.intervalMillis))
            snapshotWanted(topic, loop: loop)
        }
    }

    func subscribe(_ board: ConnectedBoard) -> Subscription? {
        let subscription = publisher.subscribe(
            loop: board.connection.loop, to: board.entitlement, source, at: context.clock())
        // The topic may be new; those of everything have been registered from the start.
        if let subscription, board.entitlement.selection != .everything {
            context.topics.set(self, for: [subscription.topic])
        }
        return subscription
    }

    private var source: LiveViews.Source {
        LiveViews.Source(
            completed: desk.callState.completed, live: desk.callState.live, goals: registrations.customer.goals,
            callerNumbers: registrations.customer.callerNumbers)
    }

    // MARK: What admins see

    var summary: CustomerSummary {
        CustomerSummary(
            customer: registrations.customer, seats: registrations.seats, connected: boards.count, feed: feedReport,
            leftOut: desk.callState.leftOut)
    }

    private var feedReport: FeedReport {
        FeedReport(
            state: desk.feed, lastHeardAt: feedRecord.heardAt, lastEventAt: desk.callState.live.lastEventAt,
            counts: feedRecord.counts(ofDay: desk.callState.day.from))
    }

    func licences() -> LicenceUsage { LicenceUsage(registrations, boards, at: context.clock()) }

    func status(of device: Device) -> DeviceStatus {
        DeviceStatus(of: device, registrations, boards, alarms, at: context.clock())
    }

    /// The devices after the text `id` (nil: from the first) by id, at most `limit` (nil: all): those with the given
    /// presence, or all.
    func devices(after id: String? = nil, presence: BoardPresence? = nil, limit: Int? = nil) -> [DeviceStatus] {
        let found = registrations.devices.devices(after: id).lazy.map(self.status(of:))
            .filter { presence == nil || $0.presence == presence }
        return Array(found.prefix(limit ?? .max))
    }

    /// Shows watchers what a device and its board are now.
    func announce(_ device: DeviceID) {
        guard context.feed.isWatched, let device = registrations.devices[device] else { return }
        context.feed.publish(.board(status(of: device)), of: id)
    }

    /// The refusals of the last day.
    func refusalReport() -> RefusalReport {
        let now = context.clock()
        var report = refusals.report(at: now)
        report.nameCandidates(
            among: AwayDevices(registrations, boards), of: registrations, at: now, status(of:))
        return report
    }

    /// The line of those that wait for a seat, or the one of them with a serial.
    func allWaiting(serial: Serial? = nil) -> [WaitingScreen] {
        guard !waiting.isEmpty else { return [] }
        let away = AwayDevices(registrations, boards)
        return waiting.screens(serial, where: registrations.isEntitled) { guest in
            let hello = guest.arrival.hello
            return away.candidates(serial: hello.serial, model: hello.model, address: guest.arrival.address)
                .map(status(of:))
        }
    }

    // MARK: What is measured and stored of boards

    /// Takes what the loops measured of this customer's connections, and sends watchers what is new.
    func measured(_ reports: [(ConnectionID, ConnectionFigures)]) {
        let changed = reports.compactMap { connection, figures in
            boards.measure(connection, figures).map { (device: $0, figures: figures) }
        }
        if !changed.isEmpty { context.feed.publish(.figures(changed), of: id) }
    }

    /// What the store holds about the devices, after a start.
    func recallSightings(_ sightings: [DeviceSighting]) {
        let now = context.clock()
        for sighting in sightings {
            if let device = registrations.devices[sighting.device] { boards.recall(sighting, of: device, at: now) }
        }
    }

    /// At most `most` sightings that are not stored yet; they count as stored from now on.
    func takeUnsavedSightings(most: Int) -> [DeviceSighting] { boards.takeUnsaved(atMost: most) }

    /// These could not be stored.
    func keepUnsaved(_ sightings: [DeviceSighting]) { boards.keepUnsaved(sightings) }

    /// Every connected board counts as seen now.
    func seeAll() { boards.seeAll(at: context.clock()) }
}
