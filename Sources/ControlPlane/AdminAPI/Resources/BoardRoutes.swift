import BoardProtocol
import HTTPTypes
import WallboardCore

extension AdminRoutes {
    /// Every registered board that the token may see, the attempts that were refused lately, and the alarms.
    func listBoards(_ call: AdminCall) async throws -> Answer {
        let customer = try call.visibleCustomer
        let presence = try call.query["status"].map { text throws(Problem) in
            guard let presence = BoardPresence(rawValue: text) else {
                throw .query("status", "must be connected, asleep or offline")
            }
            return presence
        }
        let listing = try await ports.boards(of: customer)
        let boards = listing.boards.filter { presence == nil || $0.presence == presence }
        return .json { json in
            json.beginObject()
            json.member("asOf", listing.asOf)
            json.list("boards", boards) { json, status in json.members(of: status) }
            json.list("refused", listing.refused) { json, attempt in json.members(of: attempt) }
            json.list("alarms", listing.alarms) { json, alarm in json.members(of: alarm) }
            json.endObject()
        }
    }

    /// What changes of the boards, as server-sent events, until the client goes or its token is good no more.
    func watchBoards(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        let customer = try call.visibleCustomer
        guard let permit = eventStreams.take() else {
            throw AdminError.unavailable(reason: "Too many streams of events are open.", retryAfterSeconds: 30)
        }
        let stream = EventStream(
            feed: try await ports.boardFeed(of: customer), sender: sender, tokens: ports, sessions: sessions,
            connection: call.connection, limits: limits, clock: clock)
        return Answer(
            status: .ok,
            content: Answer.Content(mediaType: "text/event-stream") { writer in
                defer { permit.giveBack() }
                try await stream.write(to: &writer)
            })
    }
}
