import Hummingbird
import HummingbirdCore
import Logging
import WallboardCore

/// Takes a request to its route: finds it, asks who sends it and whether that may be, reads the body, and makes a
/// problem document of whatever goes wrong.
struct AdminResponder: HTTPResponder {
    typealias Context = AdminContext

    private let routes: AdminRoutes
    private let tokens: any TokenAuthority
    private let limits: AdminLimits
    private let counters: AdminCounters
    private let callEventBodies: Permits

    init(ports: any AdminPorts, limits: AdminLimits, counters: AdminCounters) {
        self.counters = counters
        routes = AdminRoutes(ports: ports, limits: limits, counters: counters)
        tokens = ports
        self.limits = limits
        callEventBodies = Permits(limits.callEventBodies)
    }

    /// Errors of the connection itself are thrown on: there is nobody left to answer to.
    func respond(to request: Request, context: AdminContext) async throws -> Response {
        var record = RequestRecord(method: request.method, path: request.uri.path, peer: context.peer)
        let answer: Answer
        var problem: Problem?
        do {
            answer = try await self.answer(request, &record)
        } catch let error as Problem {
            problem = error
            answer = error.answer()
        } catch let error as AdminError {
            let refusal = Problem(error)
            problem = refusal
            answer = refusal.answer()
        }
        counters.count(record.route, status: answer.status.code)
        record.log(to: context.logger, answer: answer, problem: problem, limits: limits)
        return answer.response(to: request.method)
    }

    private func answer(_ request: Request, _ record: inout RequestRecord) async throws -> Answer {
        switch RouteResolution.resolve(request.method, path: request.uri.path) {
        case .notFound:
            throw Problem(kind: .notFound, detail: "There is nothing at this path.")
        case .methodNotAllowed(let methods):
            let allow = methods.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                kind: .methodNotAllowed, detail: "This path takes \(allow).", headers: [.allow: allow])
        case .route(let route, let parameters):
            record.route = route
            record.principal = try await principal(sending: request, on: route, parameters)
            guard route.body == .callEvents else { return try await carryOut(request, route, parameters, &record) }
            let answer = try await callEventBodies.withPermit {
                try await carryOut(request, route, parameters, &record)
            }
            guard let answer else {
                throw AdminError.unavailable(
                    reason: "Too many bodies of call events are coming in.", retryAfterSeconds: 1)
            }
            return answer
        }
    }

    /// Who sends the request; nil on open routes, where no token is looked at. Throws 401, 403, 404.
    private func principal(
        sending request: Request, on route: Route, _ parameters: [String: String]
    ) async throws -> Principal? {
        var principal: Principal?
        if Permission.access(to: route) != .open,
            let token = BearerToken.parse(request.headers[.authorization], limits: limits)
        {
            principal = try await tokens.principal(bearing: token)
        }
        let customer = parameters["customerId"].flatMap { CustomerID($0) }
        switch Permission.verdict(on: route, customer: customer, for: principal) {
        case .allowed: return principal
        case .unauthorized: throw Problem.unauthorized
        case .forbidden: throw Problem(kind: .forbidden, detail: "The role of the token does not allow this.")
        case .hidden: throw AdminError.notFound(.customer)
        }
    }

    private func carryOut(
        _ request: Request, _ route: Route, _ parameters: [String: String], _ record: inout RequestRecord
    ) async throws -> Answer {
        let body = try await AdminCall.Body.read(request, as: route.body, limits: limits)
        if case .json(let json) = body { record.change = json }
        let query = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        let call = AdminCall(
            principal: record.principal, parameters: parameters, query: Dictionary(query) { first, _ in first },
            ifMatch: request.headers[.ifMatch], body: body)
        return try await routes.answer(call, on: route)
    }
}
