import Asterisk
import Foundation
import Logging
import Values

/// All that becomes of what Asterisk says: the calls, what waits for the gateway, and what is on disk of both.
///
/// What Asterisk said is on disk when `take` returns, so that a process that is killed loses nothing of it.
actor CallFeed {
    /// Where events go.
    enum Outlet {
        /// Into spools below this directory.
        case directory(String)
        /// To standard output, a line each.
        case output
    }

    /// Numbers for metrics and the log.
    struct Numbers: Sendable {
        var events = 0
        var spoolBytes = 0
        var spoolDropped = 0
        var calls = 0
        var notUnderstood = 0
        var logLines = 0
        var logUnreadable = 0
        /// The time of the newest event, in milliseconds since 1970; nil: none yet.
        var newest: Int64?
        /// The time of the oldest event that waits for the gateway.
        var oldestWaiting: Int64?
        var isLoggedIn = false
    }

    let names: Names
    let logger: Logger
    /// The queue log; nil: there is none to be read.
    let queueLog: String?
    var mapping: AMIMapping
    private var journal: CallJournal?
    private var spools: [String: Spool] = [:]
    /// What Asterisk answers to the questions after the login; nil: it has answered, or is not connected.
    private var status: AMIStatus?
    private var isCaughtUp = false
    /// What Asterisk has said since the login, while it is not caught up and there is a queue log: the log tells what
    /// was before. Not on disk: who comes after this process reads the log from `gapBegan` on.
    private var held: [(message: AMIMessage, arrival: Int64)] = []
    /// While it is not caught up: up to when all that Asterisk said is known, in microseconds since 1970. What came
    /// since the login does not move it, or the gap before the login would be forgotten with this process.
    private var gapBegan: Int64?
    private var due: Set<String> = []
    var numbers = Numbers()
    private var savedHeard: Int64?
    /// The first time that Asterisk has said on this connection, in microseconds since 1970.
    private(set) var firstSaid: Int64?
    /// How all stood before it was brought up to date, until Asterisk says what time it has.
    private var catchingUp: CatchingUp?
    private var reportedNotUnderstood = 0
    private var reportedDropped = 0
    private var nextReport: Int64 = 0
    /// When all agents' states are said once more, in microseconds since 1970; nil: not decided.
    private var nextRestatement: Int64?

    /// Goes on where an earlier process stood.
    init(names: Names, outlet: Outlet, queueLog: String?, logger: Logger) throws {
        self.names = names
        self.queueLog = queueLog
        self.logger = logger
        mapping = AMIMapping(names: names)
        if case .directory(let directory) = outlet {
            try Disk.make(directory: directory)
            guard try Disk.lock(directory) else { throw ConnectFault.inUse(directory) }
            for customer in names.customers {
                let folder = customer.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "spool"
                spools[customer] = try Spool(directory + "/spool-" + folder)
            }
            let journal = try CallJournal(directory + "/calls.journal")
            self.journal = journal
            savedHeard = journal.heard
            gapBegan = journal.heard
            mapping.resume(journal.calls, heard: journal.heard)
        }
    }

    /// What it takes to bring the calls up to date once more.
    private struct CatchingUp {
        let mapping: AMIMapping
        let status: AMIStatus
        let gapBegan: Int64?
        let now: Int64
        /// The time of the newest line that was filled in, in seconds since 1970.
        var filledTo: Int64?
    }

    // MARK: From Asterisk

    /// A login was accepted: the answers to the questions after it are collected.
    func loggedIn() {
        numbers.isLoggedIn = true
        status = AMIStatus()
        firstSaid = nil
        catchingUp = nil
    }

    /// The connection is gone.
    func disconnected() {
        numbers.isLoggedIn = false
        gapBegan = heardUpTo
        isCaughtUp = false
        status = nil
        held = []
        mapping.disconnected()
    }

    /// The login was accepted, and the connection was not reported as gone.
    var isConnected: Bool { numbers.isLoggedIn }

    /// Up to when Asterisk was heard without a gap, in microseconds since 1970; nil: never.
    private var heardUpTo: Int64? { isCaughtUp ? mapping.heard : gapBegan }

    /// Takes messages.
    ///
    /// - Parameters:
    ///   - messages: what Asterisk said, in order.
    ///   - arrival: when it came, in microseconds since 1970.
    /// - Throws: `DiskFault`; what is on disk is all that is known then.
    func take(_ messages: [AMIMessage], arrival: Int64) throws {
        for message in messages {
            status?.take(message)
            if firstSaid == nil, let said = message.microseconds {
                firstSaid = said
                try startsSaying(at: said)
            }
            held.append((message, arrival))
        }
        if !isCaughtUp, status?.isComplete == true { try catchUp(now: arrival) }
        if isCaughtUp || queueLog == nil || held.count > CatchUpLimits.maxHeld { try takeHeld() }
        report(at: arrival)
    }

    private func takeHeld() throws {
        let events = held.flatMap { mapping.take($0.message, arrival: $0.arrival) }
        held = []
        try keep(events)
    }

    /// Asterisk has not answered all questions for too long: goes on with what it has answered. Returns whether that
    /// was so.
    ///
    /// - Parameter now: in microseconds since 1970.
    /// - Returns: whether it had not.
    /// - Throws: `DiskFault`; what is on disk is all that is known then.
    func stopsWaiting(now: Int64) throws -> Bool {
        guard numbers.isLoggedIn, !isCaughtUp else { return false }
        try catchUp(now: now)
        return true
    }

    /// Says now and then how all agents are: the gateway looks back a day when it starts.
    ///
    /// - Parameter now: in microseconds since 1970.
    /// - Throws: `DiskFault`; what is on disk is all that is known then.
    func restateMembers(now: Int64) throws {
        guard isCaughtUp else { return }
        guard let due = nextRestatement, now >= due else {
            nextRestatement = nextRestatement ?? now + CatchUpLimits.restatementSeconds * 1_000_000
            return
        }
        nextRestatement = now + CatchUpLimits.restatementSeconds * 1_000_000
        try keep(mapping.restatedMembers(now: now))
    }

    /// Fills in from the queue log what was missed, goes on with what has come since the login, and compares with what
    /// Asterisk says is so.
    private func catchUp(now: Int64) throws {
        var state = CatchingUp(mapping: mapping, status: status ?? AMIStatus(), gapBegan: gapBegan, now: now)
        status = nil
        state.filledTo = try bringUpToDate(state)
        if firstSaid == nil { catchingUp = state }
    }

    /// Asterisk says what time it has. Where the queue log was ahead of that, what is ahead comes from Asterisk itself.
    private func startsSaying(at said: Int64) throws {
        guard let state = catchingUp else { return }
        try takeHeld()
        catchingUp = nil
        guard let filledTo = state.filledTo, filledTo > said / 1_000_000 + 1 else { return }
        mapping = state.mapping
        _ = try bringUpToDate(state)
        try journal?.replace(mapping.table.all)
    }

    /// - Returns: the time of the newest line that was filled in, in seconds since 1970; nil: none was.
    private func bringUpToDate(_ state: CatchingUp) throws -> Int64? {
        var filled: Filled?
        do {
            filled = try queueLog.map { try fill(from: $0, since: state.gapBegan, now: state.now, state.status) }
        } catch let fault as DiskFault where fault.path == queueLog {
            logger.error("the queue log cannot be read", metadata: ["reason": "\(fault)"])
        }
        if filled != nil { mapping.hasFilled() }
        let said = held.flatMap { mapping.take($0.message, arrival: $0.arrival) }
        held = []
        let events = (filled?.events ?? []) + said
        // One write: before it the gap is there, and after it there is none.
        isCaughtUp = true
        try keep(events + mapping.reconcile(state.status, heardBefore: state.gapBegan, now: state.now))
        if state.status.isComplete { due = Set(names.customers) }
        return filled?.newest
    }

    private func keep(_ events: [CallEvent]) throws {
        for event in events { numbers.newest = max(numbers.newest ?? .min, event.time.milliseconds) }
        numbers.events += events.count
        let changes = mapping.takeChanges()
        guard journal != nil else {
            for event in events { Output.write(event.encode() + [ASCII.lineFeed]) }
            return
        }
        for (customer, events) in Dictionary(grouping: events, by: \.customer) {
            try spools[customer]?.append(events.map { $0.encode() + [ASCII.lineFeed] })
        }
        // Its age alone is written now and then.
        let heard = heardUpTo
        let isOld = (heard ?? 0) - (savedHeard ?? 0) > 2_000_000
        guard !changes.isEmpty || !events.isEmpty || isOld else { return }
        try journal?.append(changes, heard: heard)
        savedHeard = heard
    }

    /// The disk has failed: what is on it is all that is known.
    func reload() {
        guard let journal else { return }
        mapping = AMIMapping(names: names)
        mapping.resume(journal.calls, heard: journal.heard)
    }

    private func report(at now: Int64) {
        guard now >= nextReport else { return }
        if mapping.notUnderstood > reportedNotUnderstood {
            logger.warning(
                "Asterisk said something that was not understood",
                metadata: [
                    "events": "\(mapping.notUnderstood - reportedNotUnderstood)",
                    "last": "\(Output.clean(mapping.lastNotUnderstood ?? ""))",
                ])
            reportedNotUnderstood = mapping.notUnderstood
            nextReport = now + 1_000_000
        }
        let dropped = spools.values.reduce(0) { $0 + $1.dropped }
        if dropped > reportedDropped {
            logger.error(
                "the spool is full: new events are dropped", metadata: ["events": "\(dropped - reportedDropped)"])
            reportedDropped = dropped
            nextReport = now + 10_000_000
        }
    }

    // MARK: To the gateway

    /// What is to be sent to the gateway for a customer.
    enum Work {
        case events(Spool.Batch)
        case statement(JSON)
        case signOfLife
        case nothing
    }

    /// What comes next.
    ///
    /// - Parameters:
    ///   - customer: whose.
    ///   - maxEvents: of one request.
    ///   - isQuiet: nothing was sent for so long that the gateway is owed a sign of life.
    ///   - now: in microseconds since 1970.
    /// - Returns: the work; `nothing` where there is none.
    /// - Throws: `DiskFault` where the spool cannot be read.
    func work(for customer: String, maxEvents: Int, isQuiet: Bool, now: Int64) throws -> Work {
        guard let spool = spools[customer] else { return .nothing }
        try spool.sync()
        if let batch = try spool.next(maxEvents: maxEvents) { return .events(batch) }
        // Of what Asterisk does not say, the gateway must not hear that all is well.
        guard numbers.isLoggedIn else { return .nothing }
        if isCaughtUp, due.contains(customer) { return .statement(mapping.statement(for: customer, now: now)) }
        return isQuiet ? .signOfLife : .nothing
    }

    /// Events were posted.
    func posted(_ batch: Spool.Batch, for customer: String) throws {
        try spools[customer]?.advance(to: batch.end)
    }

    /// The statement was made.
    func stated(for customer: String) { due.remove(customer) }

    /// The gateway has not heard of this customer for long: the active calls are to be stated once more.
    func owesStatement(for customer: String) { due.insert(customer) }

    /// What waits for a customer is as good as posted: the disk has it.
    var customers: [String] { names.customers }

    /// Numbers for metrics.
    func current() -> Numbers {
        var current = numbers
        current.spoolBytes = spools.values.reduce(0) { $0 + $1.bytes }
        current.spoolDropped = spools.values.reduce(0) { $0 + $1.dropped }
        current.calls = mapping.table.count
        current.notUnderstood = mapping.notUnderstood
        current.oldestWaiting = spools.values.compactMap { spool in
            (try? spool.next(maxEvents: 1)).flatMap { try? JSON(parsing: $0.lines) }?["time"]?.string
        }.compactMap { Instant($0)?.milliseconds }.min()
        return current
    }
}
