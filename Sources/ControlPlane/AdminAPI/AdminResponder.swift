import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Values
import WallboardCore

/// Routes a request: finds its route, authenticates and authorises the sender, reads the body, and turns every
/// failure into a problem document.
struct AdminResponder: HTTPResponder {
    typealias Context = AdminContext

    let routes: RouteTable
    private let pages: PageRoutes
    private let senders: SenderCheck
    private let clients: ForwardedClient
    private let audit: any AuditTrail
    private let changes: ChangeGuard
    private let limits: AdminLimits
    private let counters: AdminCounters
    private let clock: AdminClock
    private let lines: StrangerLines
    private let door: ConnectionDoor
    private let requests: Shares
    private let answers: Shares
    private let bodyBytes: Shares
    private let callEventBodies: Shares
    private let listBodies: Shares

    init(
        ports: any AdminPorts, pages: any PageSource, limits: AdminLimits, counters: AdminCounters,
        door: ConnectionDoor, clock: AdminClock = .system, trustedProxies: [AddressBlock] = [],
        lines: StrangerLines? = nil
    ) {
        clients = ForwardedClient(trustedProxies: trustedProxies)
        self.lines = lines ?? StrangerLines(limits: limits, clock: clock)
        let attempts = AttemptGuard(limits: limits, clock: clock, counters: counters)
        let sessions = Sessions(tokens: ports, limits: limits, clock: clock)
        let openStreams = OpenStreams()
        self.counters = counters
        self.limits = limits
        self.clock = clock
        audit = ports
        let changes = ChangeGuard(limits: limits, clock: clock, counters: counters)
        self.changes = changes
        senders = SenderCheck(
            tokens: ports, sessions: sessions, attempts: attempts, limits: limits, counters: counters)
        routes = .all(
            ports: ports, limits: limits, attempts: attempts, changes: changes, sessions: sessions,
            openStreams: openStreams, clock: clock)
        self.pages = PageRoutes(
            pages: pages, senders: senders,
            signIn: SignIn(
                ports: ports, pages: pages, senders: senders, openStreams: openStreams, limits: limits,
                counters: counters, clock: clock))
        self.door = door
        requests = Shares(limits.requests)
        answers = Shares(limits.answers)
        bodyBytes = Shares(limits.bodyBytes)
        callEventBodies = Shares(limits.callEventBodies)
        listBodies = Shares(limits.listBodies)
    }

    /// Rethrows errors of the connection itself: there is nobody left to answer.
    func respond(to request: Request, context: AdminContext) async throws -> Response {
        let arrival = ContinuousClock.now
        var record = RequestRecord(
            method: request.method, path: request.uri.path,
            peer: clients.address(of: request.headers, from: context.peer))
        let hold = AnswerHold()
        let answer: Answer
        var problem: Problem?
        do {
            guard request.head.authority != nil else { throw Problem.host }
            answer = try await self.answer(request, context, &record, hold)
        } catch let error as Problem {
            problem = error
            answer = error.answer()
        } catch let error as AdminError {
            let refusal = Problem(error)
            problem = refusal
            answer = refusal.answer()
        }
        counters.count(route: record.route?.operation, status: answer.status.code, after: ContinuousClock.now - arrival)
        record.log(to: context.logger, answer: answer, problem: problem, limits: limits, lines: lines)
        var response = answer.response(to: request.method, holding: hold)
        if let name = request.head.authority, StrictTransport.isWise(for: name) {
            response.headers[.strictTransportSecurity] = StrictTransport.policy
        }
        return response
    }

    private func answer(
        _ request: Request, _ context: AdminContext, _ record: inout RequestRecord, _ hold: AnswerHold
    ) async throws -> Answer {
        let client = record.peer
        guard client != context.peer else { return try await route(request, context, &record, hold) }
        guard door.begin(for: client) else {
            throw AdminError.unavailable(reason: "Too many requests of one address at once.", retryAfterSeconds: 1)
        }
        hold.add { [door] in door.end(for: client) }
        return try await route(request, context, &record, hold)
    }

    private func route(
        _ request: Request, _ context: AdminContext, _ record: inout RequestRecord, _ hold: AnswerHold
    ) async throws -> Answer {
        switch routes.resolve(request.method, path: request.uri.path) {
        case .notFound:
            return try await pages.answer(request, &record)
        case .methodNotAllowed(let methods):
            throw Problem.methodNotAllowed(methods)
        case .route(let route, let parameters):
            record.route = route
            let sender = try await sender(of: request, on: route, parameters, &record)
            if let sender {
                door.prove(ObjectIdentifier(context.connection), by: sender.principal)
                guard let share = answers.takeOne(for: sender.principal) else {
                    throw AdminError.unavailable(
                        reason: "Too many answers are under way at once.", retryAfterSeconds: 5)
                }
                hold.add { share.giveBack() }
            }
            return try await carryOut(request, context, route, parameters, sender, &record)
        }
    }

    /// Who sends the request; nil on open routes, which ignore tokens. Throws 401, 403, 404, 429.
    private func sender(
        of request: Request, on route: Route, _ parameters: [String: String], _ record: inout RequestRecord
    ) async throws -> Sender? {
        guard route.access != .open else { return nil }
        let sender = try await senders.sender(of: request, from: record.peer)
        record.principal = sender?.principal
        let customer = parameters["customerId"].flatMap { CustomerID($0) }
        switch route.access.verdict(on: customer, for: sender?.principal) {
        case .allowed: return sender
        case .unauthorized: throw Problem.unauthorized
        case .forbidden:
            try await auditRefusal(of: record, customer: customer ?? record.principal?.customer, status: .forbidden)
            throw Problem(kind: .forbidden, detail: "The role of the token does not allow this.")
        case .hidden:
            // Neither may learn about the other: the record is the provider's alone.
            try await auditRefusal(of: record, customer: nil, status: .notFound)
            throw AdminError.notFound(.customer)
        }
    }

    /// Records an attempted change that the token does not allow.
    private func auditRefusal(
        of record: RequestRecord, customer: CustomerID?, status: HTTPResponse.Status
    ) async throws(AdminError) {
        guard let route = record.route, route.isAudited, let principal = record.principal else { return }
        let number = try await audit.beginAudit(
            AuditRecord(
                at: clock.wall(), author: principal.author, role: principal.role, address: record.peer,
                operation: route.operation, path: String(record.path.prefix(limits.loggedCharacters)),
                customer: customer, change: nil))
        await audit.finishAudit(number, status: status.code)
    }

    /// The sender's share of what all requests share; nil without a sender, whose requests have no body.
    private func intake(on route: Route, for sender: Sender?) -> RequestIntake? {
        let turns: Shares? =
            switch route.body.turn {
            case .callEvents: callEventBodies
            case .lists: listBodies
            case nil: nil
            }
        return sender.map { sender in
            RequestIntake(
                bytes: bodyBytes.share(of: sender.principal), turn: turns?.share(of: sender.principal),
                request: requests.share(of: sender.principal))
        }
    }

    private func carryOut(
        _ request: Request, _ context: AdminContext, _ route: Route, _ parameters: [String: String],
        _ sender: Sender?, _ record: inout RequestRecord
    ) async throws -> Answer {
        let intake = intake(on: route, for: sender)
        defer { intake?.end() }
        let body = try await AdminCall.Body.read(request, as: route.body, limits: limits, into: intake)
        try intake?.begin()
        let query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        let call = AdminCall(
            route: route, sender: sender, peer: record.peer, parameters: parameters,
            query: Dictionary(query) { first, _ in first }, headers: request.headers, connection: context.connection,
            body: body)
        record.change = call.change(upTo: limits.loggedCharacters)
        guard route.isAudited && !call.isDryRun else { return try await route.answer(call) }
        try changes.change(by: call.changer)
        let number = try await audit.beginAudit(
            call.auditRecord(at: clock.wall(), path: record.path, limits: limits))
        do {
            let answer = try await route.answer(call)
            await audit.finishAudit(number, status: answer.status.code)
            return answer
        } catch let problem as Problem {
            await audit.finishAudit(number, status: problem.kind.status.code)
            throw problem
        } catch let error as AdminError {
            await audit.finishAudit(number, status: Problem(error).kind.status.code)
            throw error
        }
    }
}
