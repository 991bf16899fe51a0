import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The boards, as they are and as they change.
struct BoardRoutes: Sendable {
    let ports: any BoardDirectory & TokenAuthority
    let limits: AdminLimits
    let sessions: Sessions
    let openStreams: OpenStreams
    let clock: AdminClock
    /// Streams of events that are open at once.
    let streams: Shares

    var routes: [Route] {
        [
            Route("listBoards", .get, "/v1/boards", .visible(.readers), answer: listBoards),
            Route("watchBoards", .get, "/v1/boards/events", .visible(.readers), answer: watchBoards),
        ]
    }

    /// The registered boards that the token may see, a page at a time; with the first page the screens that wait for
    /// a seat, the recently refused attempts, and the alarms.
    func listBoards(_ call: AdminCall) async throws -> Answer {
        let customer = try call.visibleCustomer
        let presence = try call.query["status"].map { text throws(Problem) in
            guard let presence = BoardPresence(rawValue: text) else {
                throw .query("status", "must be connected, asleep or offline")
            }
            return presence
        }
        let page = try call.page(limits)
        let after = try page.after.map { key throws(Problem) in
            guard let position = BoardPosition(key) else { throw .query("cursor", "is none that this list gave out") }
            return position
        }
        let listing = try await ports.boards(
            BoardSelection(customer: customer, presence: presence, after: after, limit: page.limit))
        return .json { json in
            json.member("asOf", listing.asOf)
            json.list("boards", listing.boards)
            if listing.hasMore, let last = listing.boards.last {
                json.member("nextCursor", Page.cursor(BoardPosition(of: last).sortKey))
            }
            json.list("waiting", listing.waiting)
            json.list("refused", listing.refused)
            json.list("alarms", listing.alarms)
        }
    }

    /// Changes of the boards, as server-sent events, until the client leaves or its token is no longer valid.
    func watchBoards(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        let customer = try call.visibleCustomer
        guard let permit = streams.takeOne(for: sender.principal) else {
            throw AdminError.unavailable(reason: "Too many streams of events are open.", retryAfterSeconds: 30)
        }
        let stream = EventStream(
            feed: try await ports.boardFeed(of: customer), sender: sender, tokens: ports, sessions: sessions,
            streams: openStreams, connection: call.connection, limits: limits, clock: clock)
        return Answer(
            status: .ok,
            content: Answer.Content(mediaType: "text/event-stream") { writer in
                defer { permit.giveBack() }
                try await stream.write(to: &writer)
            })
    }
}

extension BoardPosition {
    /// The position of a listed board.
    init(of board: DeviceStatus) {
        self.init(customer: board.device.customer, device: board.device.id)
    }

    /// No id has a slash.
    var sortKey: String { "\(customer)/\(device)" }

    /// Parses a sort key; nil for any other text.
    init?(_ sortKey: String) {
        let parts = sortKey.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let customer = CustomerID(String(parts[0])), let device = DeviceID(String(parts[1]))
        else { return nil }
        self.init(customer: customer, device: device)
    }
}
