/// The bounds of the gateway that nobody has to set, each with its default and its reason. What a customer may hold is
/// in the domain (`CustomerLimits`), what the admin port takes in `AdminLimits`, and what an operator sets in
/// `GatewaySettings`.
enum GatewayLimits {
    /// Boards that show a code.
    enum Pairing {
        /// How long a code is valid, in seconds. Default 600: as long as it takes to walk from the screen to a desk.
        static let maxCodeSeconds = 600
        /// How far the clock may go back before a code is taken for one of a clock that was ahead, in milliseconds.
        /// Default one minute.
        static let maxClockSlackMillis: Int64 = 60_000
        /// Boards that wait at once; one more is asked to come back later. Default 10,000: at most some hundred bytes
        /// each.
        static let maxBoards = 10_000
        /// Of these, places that only go to a board behind whose address no other waits. Default 2,500: however many
        /// addresses strangers fill the other places from, an installer's first screen gets its code.
        static let minPlacesForNewAddresses = 2_500
        /// Boards behind one address (of IPv6: one /64 block, which is one site's) that wait at once. Default 250: a
        /// whole floor of new screens, and the most that a stranger may take.
        static let maxPerAddress = 250
        /// Boards of one network (a /24 block of IPv4, a /48 of IPv6) that wait at once. Default 1,000: a client with
        /// one address of such a network may well have them all, and must not take every place from a different one
        /// each time.
        static let maxPerNetwork = 1_000
    }

    /// Boards that come in, or find no seat.
    enum Boards {
        /// Reports of the loops that a hub handles in one turn. Default 256: admins of the same customer get theirs in
        /// between, and other customers get the thread.
        static let maxReportsPerTurn = 256
        /// Boards with a key that are decided in one transaction. Default 256: others' changes get in between.
        static let maxEnrolmentsPerCommit = 256
        /// Boards of the line that are let in by one transaction. Default 64: others' changes get in between.
        static let maxLetInPerCommit = 64
        /// The hint when to try again for the first boards without a seat, in seconds, a third more or less. Default 5:
        /// a raised maximum takes effect quickly.
        static let minSeatRetrySeconds = 5
        /// The longest such hint, in seconds. Default 60: somebody waits in front of the screen.
        static let maxSeatRetrySeconds = 60
        /// Boards of a customer that get the shortest hint. Default 20: together they make four tries a second.
        static let maxSoonBoards = 20
        /// When a board tries again that was refused because the store could not write, in seconds. Default 5.
        static let minStoreRetrySeconds = 5
        /// When a board tries again that cannot be paired here until somebody changes a setting and restarts the
        /// gateway, in seconds. Default 60.
        static let minPairingRetrySeconds = 60
    }

    /// What is remembered of boards that were refused, and of credentials in the wrong hands.
    enum Refusals {
        /// Attempts that are kept in full, of one customer. Default 200: what a person reads.
        static let maxAttempts = 200
        /// Hours that are counted, the current one included. Default 25: a day and the started hour.
        static let maxHours = 25
        /// Different serials that are distinguished for one reason in one hour; further ones are not counted as boards.
        /// Default 1,000: some ten KiB.
        static let maxSerialsPerHour = 1_000
        /// Boards of a customer without a seat that are remembered. Default 1,000.
        static let maxWithoutSeat = 1_000
        /// How long a refused board is taken to wait for a seat, in milliseconds. Default five minutes: well over the
        /// longest hint for its next try.
        static let maxWaitingMillis: Int64 = 300_000
        /// Boards that are distinguished in the log; those beyond share one line an hour. Default 1,000: a client that
        /// makes up serials gets no more.
        static let maxLoggedBoards = 1_000
        /// How long a board's line in the log lasts, in milliseconds. Default one hour: it tries again every few
        /// seconds, for weeks, and says nothing new.
        static let minLineMillis: Int64 = 3_600_000
        /// Attempts of boards of no customer that are kept. Default 200: what a person reads.
        static let maxStrangers = 200
        /// Of these, attempts of one address, of IPv6 of one /64. Default 50, a quarter: the screens of a site behind
        /// one address.
        static let maxStrangersOfSource = 50
        /// Alarms of one customer that are listed. Default 100: what a person reads.
        static let maxAlarms = 100
        /// How long the same attempt raises no further alarm, in milliseconds. Default one hour: a clone tries again
        /// every minute, and one that is still there after an hour is worth another alarm.
        static let minAlarmRepeatMillis: Int64 = 3_600_000
    }

    /// Changes of a customer that wait for their turn.
    enum Changes {
        /// Changes of one customer that may wait; more get `.unavailable` and try again later. Default 1,000.
        static let maxWaiting = 1_000
        /// Hubs that are created at once at the start. Default 4: as many as the store has concurrent readers, each
        /// with a batch of events in memory.
        static let maxHubsLoadedAtOnce = 4
        /// When a request that the store could not carry out may be tried again, in seconds. Default 5.
        static let minStoreRetrySeconds = 5
    }

    /// Call events and the figures made from them.
    enum Calls {
        /// Events of one customer that may wait for the store, over all batches; more are refused with 503. Default
        /// 200,000: two of the largest bodies.
        static let maxWaiting = 200_000
        /// Events that go into one commit, unless a single batch has more. Default 10,000: others' changes get in
        /// between.
        static let maxPerCommit = 10_000
        /// Events that are processed before others get the thread. Default 1,000: some milliseconds.
        static let maxPerTurn = 1_000
        /// Events that are removed in one transaction. Default 5,000: other customers' events get in between.
        static let maxDeletedAtOnce = 5_000
        /// Events that are in memory at once while the figures are built from them. Default 2,000: about 600 KiB.
        static let maxReplayedAtOnce = 2_000
        /// Calls of which late events came that are looked up at once meanwhile. Default 200: with some ten events
        /// each, as much as above.
        static let maxCallsSettledAtOnce = 200
        /// Characters (Unicode scalars) kept of the reason why an event of a feed was no good. Default 200: a sentence,
        /// and three are kept of each customer.
        static let maxReasonScalars = 200
        /// The shortest time from one rebuild for late corrections to the next, in milliseconds. Default one minute:
        /// for a large customer it takes seconds, and a feed may be late all day.
        static let minRebuildMillis: Int64 = 60_000
        /// How far the clock may go back within a second without having been set, in milliseconds. Default one minute:
        /// more than slewing does.
        static let maxSlewMillis: Int64 = 60_000
        /// Names of queues that are remembered; beyond that every name counts as known. Default 5,000: ten times the
        /// queues that the figures distinguish.
        static let maxKnownQueues = 5_000
    }

    /// Those who watch the boards, and what is stored of boards that were seen.
    enum Fleet {
        /// Streams of board events at once. Default 200: a page for every admin of a large provider.
        static let maxWatchers = 200
        /// Events that wait for one watcher. Default 8,192: 5,000 boards that come back at once do not make it list
        /// again; a page whose machine sleeps has to.
        static let maxWaitingEvents = 8_192
        /// The shortest time between two inspections, in milliseconds. Default 3 s: each walks over all connections of
        /// each loop.
        static let minInspectionMillis: Int64 = 3_000
        /// From one check whether a board has been away for too long, and how full customers are, to the next, in
        /// seconds. Default 5.
        static let minCheckSeconds = 5
        /// From one write of sightings to the next, in seconds. Default 60: what a restart may lose.
        static let minSecondsBetweenSightings = 60
        /// After so many writes, the boards that stayed connected are written too. Default 10: with 100,000 boards that
        /// is 170 rows a second.
        static let maxWritesBetweenAll = 10
        /// Sightings in one transaction, so that others' changes get in between. Default 1,000: a few milliseconds.
        static let maxSightingsPerCommit = 1_000
    }

    /// What is removed for its age or its number.
    enum Retention {
        /// How long events are kept whatever is asked, in milliseconds. Default 50 hours: what today's figures of any
        /// customer may need, a day of 25 hours, the 24 hours before it, and an hour to spare.
        static let minKeptMillis: Int64 = 50 * 3_600_000
        /// Events that are in memory at once, and that are removed in one transaction. Default 5,000: others get in
        /// between.
        static let maxEventsAtOnce = 5_000
        /// Customers that a log line names. Default 10.
        static let maxCustomersNamed = 10
        /// Records of refused requests that are kept, however young the oldest of them. Default 1,000,000: about 500
        /// MiB. Equal ones within an hour are one; accepted requests are kept for `auditRetentionDays`, whatever else
        /// arrives.
        static let maxRefusals = 1_000_000
        /// Records that are removed in one transaction. Default 5,000: others get in between.
        static let maxPrunedAtOnce = 5_000
        /// From one removal of old events and records to the next, in seconds. Default one hour.
        static let minSecondsBetweenPrunes = 3_600
        /// From one check for deleted customers, and for more events than may be stored, to the next, in seconds.
        /// Default 10.
        static let minSecondsBetweenChecks = 10
        /// Bytes that must be free for the gateway to be ready. Default 1 MiB: SQLite's log needs some pages for each
        /// commit, and a disk this full refuses one before long.
        static let minFreeBytes: Int64 = 1 << 20
    }

    /// What the admin API asks for.
    enum Admins {
        /// Refused attempts, and alarms, of all customers together that a listing holds. Default 1,000: those of five
        /// customers at their bounds.
        static let maxIncidents = 1_000
        /// Screens that wait for a seat, of all customers together, that a listing holds. Default 10,000: the lines of
        /// fifty customers at their bound. The line of one customer is always complete.
        static let maxWaitingScreens = 10_000
        /// Entries of a ledger that are read in one transaction. Default 5,000: others get in between.
        static let maxLedgerEntriesAtOnce = 5_000
        /// Tokens whose last use is remembered; the least recently used goes first. Default 10,000.
        static let maxTokensRemembered = 10_000
        /// How long a loop of the boards' port may go without a turn, in milliseconds. Default 5 s: the longest tick of
        /// a healthy one is under 500 ms, and it turns at least once a second.
        static let maxTurnAgeMillis: Int64 = 5_000
    }
}
