import Values

/// Answers the requests that may be carried out; one file for each resource.
struct AdminRoutes: Sendable {
    let ports: any AdminPorts
    let limits: AdminLimits
    let counters: AdminCounters
    let attempts: AttemptGuard
    let changes: ChangeGuard
    let sessions: Sessions
    let openStreams: OpenStreams
    let clock: AdminClock
    let eventStreams: Shares
    let exports: Shares

    init(
        ports: any AdminPorts, limits: AdminLimits, counters: AdminCounters, attempts: AttemptGuard,
        changes: ChangeGuard, sessions: Sessions, openStreams: OpenStreams, clock: AdminClock
    ) {
        self.ports = ports
        self.limits = limits
        self.counters = counters
        self.attempts = attempts
        self.changes = changes
        self.sessions = sessions
        self.openStreams = openStreams
        self.clock = clock
        eventStreams = Shares(limits.eventStreams)
        exports = Shares(limits.exports)
    }

    /// Throws `Problem` for a request that is wrong in itself, `AdminError` for one that the gateway refuses.
    func answer(_ call: AdminCall) async throws -> Answer {
        switch call.route {
        case .showMe: try showMe(call)
        case .listCustomers: try await listCustomers(call)
        case .createCustomer: try await createCustomer(call)
        case .showCustomer: try await showCustomer(call)
        case .changeCustomer: try await changeCustomer(call)
        case .deleteCustomer: try await deleteCustomer(call)
        case .listUsers: try await listUsers(call)
        case .showUser: try await showUser(call)
        case .putUser: try await putUser(call)
        case .deleteUser: try await deleteUser(call)
        case .importUsers: try await importUsers(call)
        case .showPBXAgents: try await showPBXAgents(call)
        case .putPBXAgents: try await putPBXAgents(call)
        case .showLicences: try await showLicences(call)
        case .changeLicences: try await changeLicences(call)
        case .listEnrolmentKeys: try await listEnrolmentKeys(call)
        case .createEnrolmentKey: try await createEnrolmentKey(call)
        case .deleteEnrolmentKey: try await deleteEnrolmentKey(call)
        case .showPairing: try await showPairing(call)
        case .createPairing: try await createPairing(call)
        case .listWaitingBoards: try await listWaitingBoards(call)
        case .cancelWaitingBoard: try await cancelWaitingBoard(call)
        case .listDevices: try await listDevices(call)
        case .showDevice: try await showDevice(call)
        case .changeDevice: try await changeDevice(call)
        case .deleteDevice: try await deleteDevice(call)
        case .replaceDevice: try await replaceDevice(call)
        case .rotateCredential: try await rotateCredential(call)
        case .listRefusals: try await listRefusals(call)
        case .listDashboards: try await listDashboards(call)
        case .showDashboard: try await showDashboard(call)
        case .putDashboard: try await putDashboard(call)
        case .deleteDashboard: try await deleteDashboard(call)
        case .listLedger: try await listLedger(call)
        case .showUsage: try await showUsage(call)
        case .sendCallEvents: try await sendCallEvents(call)
        case .exportCallEvents: try await exportCallEvents(call)
        case .deleteCallEvents: try await deleteCallEvents(call)
        case .stateActiveCalls: try await stateActiveCalls(call)
        case .listBoards: try await listBoards(call)
        case .watchBoards: try await watchBoards(call)
        case .listTokens: try await listTokens(call)
        case .createToken: try await createToken(call)
        case .revokeToken: try await revokeToken(call)
        case .listSessions: try await listSessions(call)
        case .endSession: try await endSession(call)
        case .listAudit: try await listAudit(call)
        case .showHealth: showHealth()
        case .showReadiness: await showReadiness()
        case .showMetrics: await showMetrics()
        case .showOpenAPI: showOpenAPI()
        }
    }

    /// One page of a list: `items`, and `nextCursor` if more follow. `select` is asked for one item more than the
    /// page holds, to know whether any follows; `write` writes the members of one.
    func list<Item: Listed>(
        for call: AdminCall, _ write: (inout JSONWriter, Item) -> Void,
        _ select: (PageSelection) async throws(AdminError) -> [Item]
    ) async throws -> Answer {
        let page = try call.page(limits)
        return list(page.cut(try await select(page.selection)), write)
    }

    /// One page of a list that is already cut to the page.
    func list<Item>(_ slice: Page.Slice<Item>, _ write: (inout JSONWriter, Item) -> Void) -> Answer {
        .json { json in
            json.beginObject()
            json.list("items", slice.items, write)
            if let cursor = slice.nextCursor { json.member("nextCursor", cursor) }
            json.endObject()
        }
    }

    /// Makes a change that has a precondition. If it does not hold, the problem shows the current resource, which
    /// `current` looks up; nil if it is gone.
    func changing<Value>(
        _ change: () async throws -> Value, current: () async throws -> [UInt8]
    ) async throws -> Value {
        do {
            return try await change()
        } catch AdminError.changedMeanwhile {
            var problem = Problem(AdminError.changedMeanwhile)
            do {
                problem.extras = .current(try await current())
            } catch AdminError.notFound {
                problem.extras = .current(nil)
            }
            throw problem
        }
    }
}
