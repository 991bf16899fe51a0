/// What a request on a route carries. Everything that depends on the kind stands here: the media types, the bounds, and
/// whether bodies of the kind take turns.
enum BodyKind: Sendable {
    case none
    /// A JSON value.
    case json
    /// A JSON value, or no body at all, which reads as `{}`.
    case optionalJSON
    /// A JSON value that names thousands of things.
    case longJSON
    /// A dashboard as JSON, with all its texts.
    case dashboard
    /// Users, as JSON or CSV.
    case users
    case callEvents
    /// A statement of the active calls.
    case activeCalls

    /// Bodies that take much memory to parse, of which few are worked on at once.
    enum Turn: Sendable {
        case callEvents, lists
    }

    /// The media types that are taken.
    var mediaTypes: [String] {
        switch self {
        case .none: []
        case .json, .optionalJSON, .longJSON, .dashboard, .activeCalls: ["application/json"]
        case .users: ["application/json", "text/csv"]
        case .callEvents: ["application/x-ndjson", "application/json"]
        }
    }

    /// Bytes at most.
    func bytes(_ limits: AdminLimits) -> Int {
        switch self {
        case .none: 0
        case .json, .optionalJSON: limits.jsonBodyBytes
        case .longJSON, .users, .activeCalls: limits.listBodyBytes
        case .dashboard: limits.dashboardBodyBytes
        case .callEvents: limits.callEventBodyBytes
        }
    }

    /// Members and items of a JSON value at most.
    func members(_ limits: AdminLimits) -> Int {
        switch self {
        case .none, .callEvents: 0
        case .json, .optionalJSON: limits.jsonMembers
        case .longJSON: limits.extensions + 100
        case .dashboard: limits.dashboardMembers
        // Twice as many as needed: for a few users too many, the answer says so, and not that the JSON is too long.
        case .users: limits.importedUsers * 18
        // A call has seven members; for a few calls too many, the answer says so.
        case .activeCalls: limits.activeCalls * 10
        }
    }

    var turn: Turn? {
        switch self {
        case .callEvents: .callEvents
        case .users, .longJSON, .dashboard, .activeCalls: .lists
        case .none, .json, .optionalJSON: nil
        }
    }
}
