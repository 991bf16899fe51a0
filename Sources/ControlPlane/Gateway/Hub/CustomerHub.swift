import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import Values
import WallboardCore

/// Everything about one customer while the gateway runs: an actor around pure state, so that no customer waits for
/// another. Durable changes go through `changing`, one at a time and in the order of their commits; what needs no store
/// (a board with a token) never waits for one.
///
/// The extensions hold one concern each: `+Boards` (hello, attach, entitlement), `+Takeovers`, `+Enrolment`,
/// `+Pairing`, `+Waiting`, what admins see and do (`+Customer`, `+Licences`, `+Users`, `+Keys`, `+Devices`,
/// `+Dashboards`), `+Events`, `+Publishing`.
actor CustomerHub {
    /// What all hubs share.
    struct Surroundings: Sendable {
        let store: any Store
        let server: BoardServer
        let registry: HubRegistry
        let topics: TopicOwners
        let reception: Reception
        let strangers: RefusedStrangers
        let feed: FleetFeed
        let clock: @Sendable () -> Instant
        /// The time by which old data is removed.
        let retentionClock: RetentionClock
        let settings: HubSettings
        /// Counts what is stored of all customers.
        var storedEvents = StoredEvents()
        let metrics: HubMetrics
        let logger: Logger
    }

    nonisolated let id: CustomerID
    /// What the loops report, until the hub gets to it.
    nonisolated let inbox = HubInbox()
    let surroundings: Surroundings
    let logger: Logger

    var customer: Customer
    var users: Book<UserID, User>
    var devices: DeviceBook
    var keys: KeyBook
    var dashboards: Book<DashboardID, Dashboard>
    var deviceByCredential: [CredentialID: DeviceID]
    var deviceBySerial: [Serial: DeviceID]

    /// Boards that are in, by device and by connection.
    var boards: [DeviceID: ConnectedBoard] = [:]
    var deviceByConnection: [ConnectionID: DeviceID] = [:]
    /// When and where each device was last heard.
    var lastSeen: [DeviceID: (at: Instant, address: String)] = [:]
    /// Devices that are away and whose boards announced that their TV sleeps: they are asleep until they come back,
    /// even after a restart.
    var sleepers: Set<DeviceID> = []
    /// Devices of which the store has an earlier sighting, or none.
    var unsavedSightings: Set<DeviceID> = []
    var takeovers: [DeviceID: TakeoverGuard] = [:]
    /// Boards in place that others want to displace, while they have time to answer.
    var probes: [DeviceID: TakeoverProbe] = [:]
    var probesBegun = 0
    var refusals: RefusalLog
    var alarms = AlarmLog()

    /// Boards whose pairing was confirmed while no seat was free.
    var waiting: WaitingRoom
    /// Whether watchers have yet to hear how `waiting` has changed.
    var isWaitingUntold = false

    /// Boards that presented an enrolment key and wait for the commit; bounded by the loops' connections.
    var enrolling: [ConnectionID: PendingEnrolment] = [:]
    var enrolmentQueue: [ConnectionID] = []
    var isEnrolling = false

    var centre: CallCentre
    var watch: FeedWatch
    /// Whether `centre` was built with other settings than the customer's, or lacks calls of its day.
    var areFiguresOutOfDate = false
    /// When `centre` was last built from the stored events.
    var rebuiltAt = Instant(milliseconds: 0)
    /// The shortest time from one rebuild for late corrections to the next: for a large customer it takes seconds,
    /// and a feed may be late all day.
    private static let leastRebuildMillis: Int64 = 60_000
    var knownQueues = KnownQueues()
    var intake = EventIntake<CheckedContinuation<Result<[Bool], AdminError>, Never>>()

    var completedViews: CompletedViews
    var liveViews: LiveViews
    var unpublished: CallCentre.Changes = []
    var isPublishScheduled = false
    var lastPublishedAt: Instant

    /// For changes of the records: seats, licences, users.
    var gate = SerialGate()
    /// For changes of the events and the figures built from them. A task that holds both entered `gate` first.
    var eventGate = SerialGate()
    private var isHousekeeping = false
    /// The time of the last housekeeping.
    private var housekeptAt = Instant(milliseconds: 0)
    /// Set when the customer is deleted: nothing gets in any more.
    var isClosed = false
    var refusalLines = RefusalLines()
    /// The change in progress is not confirmed by all loops.
    var unsettled: BoardServer.Unsettled?

    /// A hub for what the store holds. The figures start empty: call `rebuildFigures` next.
    init(
        customer: Customer, users: [User], devices: [Device], keys: [EnrolmentKey], dashboards: [Dashboard],
        waiting: [WaitingBoard] = [], surroundings: Surroundings
    ) {
        id = customer.id
        self.customer = customer
        self.surroundings = surroundings
        var logger = surroundings.logger
        logger[metadataKey: "customer"] = "\(customer.id)"
        self.logger = logger
        self.users = Book(users, by: \.id)
        self.devices = DeviceBook(devices)
        self.keys = KeyBook(keys)
        self.dashboards = Book(dashboards, by: \.id)
        deviceByCredential = Dictionary(uniqueKeysWithValues: devices.map { ($0.credential, $0.id) })
        deviceBySerial = Dictionary(uniqueKeysWithValues: devices.map { ($0.serial, $0.id) })
        let now = surroundings.clock()
        centre = CallCentre(
            day: LocalDay(containing: now, of: customer), thresholds: CallThresholds(customer),
            orphanAfterMilliseconds: surroundings.settings.orphanAfterMillis)
        watch = FeedWatch(heardAt: now, lostAfterSeconds: customer.feedLostSeconds, isFed: customer.isFed)
        _ = centre.show(watch.state, toCompleted: true)
        let loopCount = surroundings.server.loopCount
        completedViews = CompletedViews(topics: surroundings.topics, loopCount: loopCount)
        liveViews = LiveViews(topics: surroundings.topics, loopCount: loopCount)
        lastPublishedAt = now
        refusals = RefusalLog(startedAt: now)
        self.waiting = WaitingRoom(waiting)
        for device in devices { surroundings.registry.addCredential(device.credential, of: customer.id) }
        for board in waiting { surroundings.registry.addCredential(board.credential, of: customer.id) }
        for key in keys { surroundings.registry.addCredential(key.id, of: customer.id) }
    }

    var topics: [TopicID] { completedViews.topics + liveViews.topics }

    /// Seats taken and the maximum, at this moment.
    var seats: SeatFigure {
        SeatFigure(configured: devices.configured, maximum: customer.maximum)
    }

    /// Lets boards and requests in: from now on the registry leads to this hub.
    func open() {
        surroundings.topics.set(self, for: topics)
        surroundings.registry.add(self)
    }

    /// Runs a durable change of the records alone: no other commit comes between it and the memory that follows it.
    /// It does not wait for events: a body of a hundred thousand holds up no seat of its own customer.
    ///
    /// Throws `.unavailable` when too many already wait, and `.unconfirmed` after the whole change if a loop of the
    /// boards' port has not confirmed it in time.
    func changing<Result: Sendable>(
        _ change: () async throws(AdminError) -> Result
    ) async throws(AdminError) -> Result {
        try await enterGate()
        defer { gate.leave() }
        guard !isClosed else { throw .notFound(.customer) }
        unsettled = nil
        let result = try await change()
        await serveWaiting()
        if let unsettled { throw .unconfirmed(reason: unsettled.description) }
        return result
    }

    func enterGate() async throws(AdminError) {
        if gate.tryEnter() { return }
        guard !gate.isFull else { throw .unavailable(reason: "too many changes are waiting", retryAfterSeconds: 1) }
        await withCheckedContinuation { gate.wait($0) }
    }

    /// Runs a change of the events, or of the figures, alone; as `changing`.
    func changingEvents<Result: Sendable>(
        _ change: () async throws(AdminError) -> Result
    ) async throws(AdminError) -> Result {
        if !eventGate.tryEnter() {
            guard !eventGate.isFull else {
                throw .unavailable(reason: "too many changes of events are waiting", retryAfterSeconds: 1)
            }
            await withCheckedContinuation { eventGate.wait($0) }
        }
        defer { eventGate.leave() }
        guard !isClosed else { throw .notFound(.customer) }
        return try await change()
    }

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

    private func isRebuildDue(at now: Instant) -> Bool {
        centre.lacksFigures && !(0..<Self.leastRebuildMillis).contains(now.milliseconds(since: rebuiltAt))
    }

    /// Whether the clock was set back since the last second, by more than slewing explains. What was decided by the
    /// earlier time (calls closed as silent, a day begun) was decided too early then.
    private func isClockSetBack(to now: Instant) -> Bool {
        defer { housekeptAt = now }
        return now.milliseconds(since: housekeptAt) < -Self.slewedMillis
    }

    /// Default one minute.
    private static let slewedMillis: Int64 = 60_000

    /// Work of every second: calls that went silent, a new day, a clock that was set back. It takes its turn with the
    /// events, since what is open must not change between looking up the earlier events of a call and applying the
    /// new ones.
    func housekeep() async {
        do throws(AdminError) {
            // Boards that have waited for too long, or for which there was a seat when the gateway could not give it.
            if isWaitingUntold || !waiting.isEmpty { try await changing { () throws(AdminError) in } }
            try await changingEvents { () throws(AdminError) in
                let now = surroundings.clock()
                if isClockSetBack(to: now) || now < centre.day.from || areFiguresOutOfDate || isRebuildDue(at: now) {
                    try await rebuildFigures()
                } else if now < centre.day.to {
                    let changes = centre.closeOrphans(at: now)
                    watch.wait(until: now, centre)
                    showFeed(after: changes)
                } else if centre.startDay(LocalDay(containing: now, of: customer)) {
                    note([.completed, .live])
                } else {
                    try await rebuildFigures()
                }
            }
        } catch {
            logger.error("the figures could not be brought up to date", metadata: ["reason": "\(error)"])
        }
    }
}

/// The settings that hubs need, from the gateway's.
struct HubSettings: Sendable {
    /// The shortest time between two updates of one view.
    let publishIntervalMillis: Int64
    /// A call without an event for this long is closed as orphaned.
    let orphanAfterMillis: Int64
    /// How far the clock of a feed may be ahead of the gateway's.
    let maxEventSkewMillis: Int64
    /// How far an event may lie behind the gateway's clock: older ones are not kept.
    let maxEventAgeMillis: Int64
    let heartbeatSeconds: Int
}

/// A board that is in.
struct ConnectedBoard {
    let connection: ConnectionID
    var entitlement: Entitlement
    var entitlementVersion: Int
    var status: BoardConnection
}
