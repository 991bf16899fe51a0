import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import Values
import WallboardCore

/// Everything about one customer while the gateway runs: an actor around values (`State`), so that no customer waits
/// for another. What needs no store (a board with a token) never waits for one.
///
/// The hub keeps the order. A durable change goes through `changing`, one at a time: it reads the values, commits, and
/// hands the committed rows to `apply`, the only way into `registrations`; then come the boards, then the answer. What
/// a request asks for is in `Changes`, which the hub does not know; so rows that another process has committed may come
/// the same way.
actor CustomerHub {
    nonisolated let id: CustomerID
    /// What the loops report, until the hub gets to it.
    nonisolated let inbox = HubInbox()
    nonisolated let context: HubContext
    nonisolated let logger: Logger

    private(set) var registrations: Registrations
    var boards = ConnectedBoards()
    var takeovers = Takeovers()
    /// Boards whose pairing was confirmed while no seat was free.
    var waiting: WaitingRoom
    var enrolments = EnrolmentQueue()
    var refusals: RefusalLog
    var refusalLines = RefusalLines()
    var alarms = AlarmLog()

    var desk: CallDesk
    var feedRecord: FeedRecord
    var intake = EventIntake<CheckedContinuation<Result<[EventFate], AdminError>, Never>>()
    var publisher: Publisher

    /// For changes of the records: seats, licences, users.
    private var gate = SerialGate()
    /// For changes of the events and the figures built from them. A task that holds both entered `gate` first.
    private var eventGate = SerialGate()
    /// Set when the customer is deleted: nothing gets in any more.
    private(set) var isClosed = false
    /// The change in progress is not confirmed by all loops.
    private var unsettled: BoardServer.Unsettled?
    private var isHousekeeping = false

    /// A hub for what the store holds. The figures start empty: call `FigureRebuild.run` next.
    init(_ registrations: Registrations, waiting: [WaitingBoard] = [], context: HubContext) {
        let customer = registrations.customer
        let now = context.clock()
        id = customer.id
        self.registrations = registrations
        self.waiting = WaitingRoom(waiting)
        self.context = context
        var logger = context.logger
        logger[metadataKey: "customer"] = "\(customer.id)"
        self.logger = logger
        desk = CallDesk(of: customer, orphanAfterMillis: context.settings.orphanAfterMillis, at: now)
        feedRecord = FeedRecord(since: now)
        publisher = Publisher(
            topics: context.topics, loopCount: context.server.loopCount,
            intervalMillis: context.settings.publishIntervalMillis, at: now)
        refusals = RefusalLog(startedAt: now)
        for device in registrations.devices.values {
            context.registry.addCredential(device.credential, of: customer.id)
        }
        for board in waiting { context.registry.addCredential(board.credential, of: customer.id) }
        for key in registrations.keys.values { context.registry.addCredential(key.id, of: customer.id) }
    }

    /// Lets boards and requests in: from now on the registry leads to this hub.
    func open() {
        context.topics.set(self, for: publisher.topics)
        context.registry.add(self)
    }

    // MARK: The order of changes

    /// Runs a durable change of the records alone: no other commit comes between it and the memory that follows it.
    /// It does not wait for events: a body of a hundred thousand holds up no seat of its own customer.
    ///
    /// Throws `.unavailable` when too many already wait, and `.unconfirmed` after the whole change if a loop of the
    /// boards' port has not confirmed it in time.
    func changing<Result: Sendable>(
        _ change: () async throws(AdminError) -> Result
    ) async throws(AdminError) -> Result {
        try await enterGate()
        defer { leaveGate() }
        guard !isClosed else { throw .notFound(.customer) }
        unsettled = nil
        let result = try await change()
        await WaitingLine.serve(in: self)
        if let unsettled { throw .unconfirmed(reason: unsettled.description) }
        return result
    }

    /// Waits for the turn of a change of the records. Ends with `leaveGate`.
    func enterGate() async throws(AdminError) {
        if gate.tryEnter() { return }
        guard !gate.isFull else { throw .unavailable(reason: "too many changes are waiting", retryAfterSeconds: 1) }
        await withCheckedContinuation { gate.wait($0) }
    }

    func leaveGate() { gate.leave() }

    /// Runs a change of the events, or of the figures, alone; as `changing`.
    func changingEvents<Result: Sendable>(
        _ change: () async throws(AdminError) -> Result
    ) async throws(AdminError) -> Result {
        try await enterEventGate()
        defer { leaveEventGate() }
        guard !isClosed else { throw .notFound(.customer) }
        return try await change()
    }

    /// Waits for the turn of a change of the events. Ends with `leaveEventGate`.
    func enterEventGate() async throws(AdminError) {
        if eventGate.tryEnter() { return }
        guard !eventGate.isFull else {
            throw .unavailable(reason: "too many changes of events are waiting", retryAfterSeconds: 1)
        }
        await withCheckedContinuation { eventGate.wait($0) }
    }

    func leaveEventGate() { eventGate.leave() }

    // MARK: What was committed

    func apply(_ customer: Customer) { registrations.put(customer) }

    /// The first request of the feed is stored.
    func applyFirstRequest() { registrations.noteFeed() }

    func apply(_ users: [User]) { registrations.put(users) }

    /// Returns the devices whose boards may show something else now.
    func apply(_ outcome: UsersOutcome) -> Set<DeviceID> { registrations.put(outcome) }

    /// Devices that have their hardware and their tokens still.
    func apply(_ devices: [Device]) { registrations.put(devices) }

    /// A device that is new, or may have other hardware or another token.
    func apply(_ device: Device) {
        let credential = registrations.put(device)?.credential
        if let credential, credential != device.credential { context.registry.removeCredential(credential) }
        context.registry.addCredential(device.credential, of: id)
    }

    func applyRemoval(of device: Device) {
        registrations.remove(device.id)
        context.registry.removeCredential(device.credential)
        disconnect(device.id, .removed)
        boards.forget(device.id)
        forgetAbuse(of: device.id)
        context.feed.publish(.removed(device.id, of: id), of: id)
    }

    func apply(_ key: EnrolmentKey) {
        registrations.put(key)
        context.registry.addCredential(key.id, of: id)
    }

    /// A device has registered with the key.
    func applyUse(of key: CredentialID) { registrations.used(key) }

    func applyRemoval(of key: CredentialID) {
        registrations.remove(key)
        context.registry.removeCredential(key)
    }

    /// The user's keys go too, and the boards that wait for a seat with the user's licence.
    func applyRemoval(of user: UserID) {
        for key in registrations.remove(user) { context.registry.removeCredential(key) }
        for board in waiting.line where board.choice.user == user {
            WaitingLine.stop(board, .noLongerWaiting, in: self)
        }
    }

    func apply(_ dashboard: Dashboard) { registrations.put(dashboard) }

    func applyRemoval(of dashboard: DashboardID) { registrations.remove(dashboard) }

    /// The customer is deleted: its boards are closed, and nothing gets in any more.
    func applyRemoval() {
        isClosed = true
        context.registry.remove(id)
        context.storedEvents.leave(id)
        context.topics.remove(publisher.topics)
        for device in boards.devices { disconnect(device, .customerClosed) }
        if !waiting.isEmpty { context.feed.publish(.waiting([], of: id), of: id) }
        for board in waiting.line { WaitingLine.stop(board, .customerClosed, in: self) }
        for device in registrations.devices.keys { context.feed.publish(.removed(device, of: id), of: id) }
    }

    // MARK: In force

    /// Brings what is in memory of devices to their boards, and returns when no loop holds anything that they may not
    /// see.
    func enforce(_ changed: Set<DeviceID>) async {
        let changed = changed.sorted().compactMap { registrations.devices[$0] }
        refreshEntitlements(of: changed)
        for device in changed { announce(device.id) }
        await settle()
    }

    /// Returns when every loop has dropped what the previous commands revoked, or has not confirmed it in time: then
    /// `changing` reports that to the author, once everything else that belongs to the change is done.
    func settle() async {
        do throws(BoardServer.Unsettled) {
            try await context.server.settle()
        } catch {
            logger.error("a change is not confirmed on every board", metadata: ["reason": "\(error)"])
            unsettled = error
        }
    }

    // MARK: Every second

    /// Does the work of every second, unless that of an earlier second still waits for its turn: a customer whose
    /// events are being removed does not delay the others' clocks.
    func housekeepSoon() {
        guard !isHousekeeping else { return }
        isHousekeeping = true
        Task {
            await housekeep()
            isHousekeeping = false
        }
    }

    /// Work of every second: calls that went silent, a new day, a clock that was set back. It takes its turn with the
    /// events, since what is open must not change between looking up the earlier events of a call and applying the
    /// new ones.
    func housekeep() async {
        do throws(AdminError) {
            // Boards that have waited for too long, or for which there was a seat when the gateway could not give it.
            if waiting.isUntold || !waiting.isEmpty { try await changing { () throws(AdminError) in } }
            try await changingEvents { () throws(AdminError) in
                if let changes = desk.pass(until: context.clock(), of: registrations.customer) {
                    show(changes)
                } else {
                    try await FigureRebuild.run(in: self)
                }
            }
            try await FigureRebuild.compareWithLastWeek(in: self)
        } catch {
            logger.error("the figures could not be brought up to date", metadata: ["reason": "\(error)"])
        }
    }
}
