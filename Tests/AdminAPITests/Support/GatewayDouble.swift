import BoardProtocol
import PrometheusText
import Values
import WallboardCore

@testable import AdminAPI

/// The rest of the gateway as the API sees it, in memory. It follows the rules that the ports promise, and nothing
/// else.
actor GatewayDouble: AdminPorts {
    let registry = AdminMetrics.registry()
    var principals: [String: Principal] = [:]
    var revoked: Set<CredentialID> = []
    var records: [CustomerID: Customer] = [:]
    var people: [CustomerID: [UserID: User]] = [:]
    var boards: [CustomerID: [DeviceID: DeviceStatus]] = [:]
    var keys: [CustomerID: [EnrolmentKey]] = [:]
    var dashboards: [CustomerID: [DashboardID: Dashboard]] = [:]
    /// Queues that calls have named; none: whatever a dashboard names.
    var queues: Set<String> = []
    var pbx: [CustomerID: PBXReport] = [:]
    var pairings: [UserCode: PendingPairing] = [:]
    var entries: [CustomerID: [LedgerRecord]] = [:]
    var statement: UsageReport?
    var issued: [AdminToken] = []
    var audited: [AuditRecord] = []
    var auditOutage: AdminError?
    var feeds: [AsyncStream<BoardFeedEvent>.Continuation] = []
    /// How often it was asked whether somebody's token is still valid.
    var looksAtRights = 0
    var areFeedsClosed = false
    var watched: [CustomerID?] = []
    /// The largest part of the ledger that was requested at once.
    var largestLedgerRead = 0
    /// Who made each change, in order.
    var authors: [Author] = []
    private var eventIDs: Set<String> = []
    /// The active calls as they were last stated.
    private(set) var stated: [ActiveCall] = []
    /// The export of any range of call events.
    private var storedEvents: [CallEventMessage] = []
    /// Ranges of call events that were removed: from and to.
    private(set) var deletedRanges: [[Instant]] = []
    var refused: [RefusedAttempt] = []
    var waiting: [WaitingScreen] = []
    var waitingCandidates: [DeviceStatus] = []
    var outage: AdminError?
    private var notReady: String?
    /// Runs when more of a ledger is asked for than its beginning.
    var duringLedger: (@Sendable () async -> Void)?
    private var duringIntake: (@Sendable () async -> Void)?
    private(set) var lookedUpTokens = 0

    static let start = Instant(milliseconds: 1_795_512_600_000)

    // MARK: What tests set up

    func add(
        token: String, _ role: Role, customer: CustomerID? = nil, maySetMaximum: Bool = false,
        expiresInSeconds: Int64? = nil
    ) {
        guard let id = CredentialID("id-of-\(token)") else { preconditionFailure(token) }
        principals[token] = Principal(
            token: id, name: "the \(role.rawValue)", role: role, customer: customer, maySetMaximum: maySetMaximum,
            expiresAt: expiresInSeconds.map { Self.start.advanced(byMilliseconds: $0 * 1_000) })
    }

    /// Nobody is let in with the token any more.
    func forget(token: String) {
        principals[token] = nil
    }

    func revoke(_ token: String) {
        if let principal = principals.removeValue(forKey: token) { revoked.insert(principal.token) }
    }

    func store(_ events: [CallEventMessage]) {
        storedEvents = events
    }

    func add(_ status: DeviceStatus) {
        boards[status.device.customer, default: [:]][status.device.id] = status
    }

    func add(_ attempt: RefusedAttempt) {
        refused.insert(attempt, at: 0)
    }

    func fail(with error: AdminError?) {
        outage = error
    }

    /// Called while call events are being taken in, once.
    func whileTakingEvents(_ action: @escaping @Sendable () async -> Void) {
        duringIntake = action
    }

    func setNotReady(_ reason: String?) {
        notReady = reason
    }

    // MARK: Tokens

    func principal(bearing token: String) async throws(AdminError) -> Principal? {
        lookedUpTokens += 1
        return principals[token]
    }

    nonisolated func isSigned(_ token: String) -> Bool { token.hasPrefix("signed") }

    func isStillGood(_ principal: Principal) async throws(AdminError) -> Bool {
        looksAtRights += 1
        return !revoked.contains(principal.token)
    }

    // MARK: Call events and health

    func accept(
        _ events: [CallEventBatch.Event], unreadable: [(line: Int, reason: String)],
        of customer: CustomerID
    ) async throws(AdminError) -> IntakeReceipt {
        try check()
        _ = try record(customer)
        let action = duringIntake
        duringIntake = nil
        await action?()
        var receipt = IntakeReceipt(accepted: 0, duplicates: 0, rejected: unreadable)
        for event in events {
            let (line, event) = (event.line, event.message)
            if event.id.hasPrefix("future") {
                receipt.rejected.append((line: line, reason: "time is in the future"))
            } else if eventIDs.insert(event.id).inserted {
                receipt.accepted += 1
            } else {
                receipt.duplicates += 1
            }
        }
        return receipt
    }

    func stateActiveCalls(_ calls: [ActiveCall], of customer: CustomerID) async throws(AdminError) -> ActiveCallsReceipt
    {
        try check()
        _ = try record(customer)
        stated = calls
        return ActiveCallsReceipt(stated: calls.count, opened: 1, changed: 2, orphaned: 3, ended: 4)
    }

    func callEvents(
        of customer: CustomerID, from start: Instant, to end: Instant, after position: EventPosition?, limit: Int
    ) async throws(AdminError) -> ToldEvents {
        try check()
        _ = try record(customer)
        let first = Int(position?.number ?? 0)
        let last = min(first + limit, storedEvents.count)
        return ToldEvents(
            events: Array(storedEvents[first..<last]),
            next: last < storedEvents.count ? EventPosition(time: start, number: Int64(last)) : nil)
    }

    func deleteCallEvents(
        of customer: CustomerID, from start: Instant, to end: Instant
    ) async throws(AdminError) -> Int {
        try check()
        _ = try record(customer)
        deletedRanges.append([start, end])
        return storedEvents.count
    }

    func notReadyReason() async -> String? { notReady }

    func metrics() async -> String { await registry.text() }

    func check() throws(AdminError) {
        if let outage { throw outage }
    }

    func check(timeZone: String) throws(AdminError) {
        guard timeZone.contains("/") else { throw .invalid(field: "timeZone", reason: "must be an IANA time zone") }
    }
}
