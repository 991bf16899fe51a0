import HTTPTypes

/// A row of the table of routes: all that the port knows of one operation. Resolution, permission, body, audit, log and
/// metrics read it here and nowhere else.
struct Route: Sendable {
    /// The `operationId` of `docs/openapi.yaml`, by which audit and metrics name the route. No two rows have the same.
    let operation: String
    let method: HTTPRequest.Method
    /// The path with its parameters in braces, as OpenAPI writes it.
    let path: String
    /// The parts of the path between its slashes; the first is empty.
    let segments: [Segment]
    /// Who may use it, and for whom.
    let access: Access
    /// What a request carries, and how much of it.
    let body: BodyKind
    let audit: AuditRule
    /// How a request asks what its change would do, without making it.
    let dryRun: DryRunRule
    /// Throws `Problem` for a request that is wrong in itself, `AdminError` for one that the gateway refuses.
    let answer: @Sendable (AdminCall) async throws -> Answer

    /// What of a route is written to the audit log. A request that only asks what a change would do never is.
    enum AuditRule: Sendable {
        case nothing
        /// It changes something that an admin answers for.
        case change
        /// It hands out callers' numbers; the period that it names is kept.
        case export
    }

    /// Where a request may say that it is a dry run.
    enum DryRunRule: Sendable {
        case never
        /// In the parameter `dryRun` of the query.
        case query
        /// In the field `dryRun` of the body.
        case field
    }

    /// Without an `audit` of its own a route is audited unless it reads: forgetting it records too much, not too
    /// little.
    init(
        _ operation: String, _ method: HTTPRequest.Method, _ path: String, _ access: Access, body: BodyKind = .none,
        audit: AuditRule? = nil, dryRun: DryRunRule = .never,
        answer: @escaping @Sendable (AdminCall) async throws -> Answer
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        segments = path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.first == "{" ? .parameter(String(part.dropFirst().dropLast())) : .word(part)
        }
        self.access = access
        self.body = body
        self.audit = audit ?? (method == .get ? .nothing : .change)
        self.dryRun = dryRun
        self.answer = answer
    }

    /// The methods of requests that it answers: `HEAD` wherever `GET` is (RFC 9110, section 9.1).
    var methods: [HTTPRequest.Method] { method == .get ? [.get, .head] : [method] }

    /// Whether it is written to the audit log, and to the log when it succeeds.
    var isAudited: Bool { audit != .nothing }

    /// A part of a path.
    enum Segment: Hashable, Sendable {
        case word(Substring)
        /// Any text, by its name.
        case parameter(String)
    }
}

extension Route: Hashable, CustomStringConvertible {
    static func == (a: Route, b: Route) -> Bool { a.operation == b.operation }

    func hash(into hasher: inout Hasher) { hasher.combine(operation) }

    var description: String { operation }
}
