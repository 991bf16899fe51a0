import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The sender, and the sessions of browsers.
struct SessionRoutes: Sendable {
    let sessions: Sessions
    let openStreams: OpenStreams

    var routes: [Route] {
        [
            Route("showMe", .get, "/v1/me", .visible(Set(Role.allCases)), answer: showMe),
            Route("listSessions", .get, "/v1/sessions", .visible(.readers), answer: listSessions),
            Route("endSession", .delete, "/v1/sessions/{sessionId}", .visible(.editors), answer: endSession),
        ]
    }

    /// Who asks, and what may be requested.
    func showMe(_ call: AdminCall) throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        let principal = sender.principal
        return .json { json in
            json.member("name", principal.name)
            json.member("role", principal.role.rawValue)
            json.member("customerId", principal.customer?.text)
            json.member("maySetMaximum", principal.mayChangeMaximum)
            json.member("expiresAt", principal.expiresAt)
            switch sender.way {
            case .token: json.member("via", "token")
            case .session: json.member("via", "session")
            }
        }
    }

    /// The sessions of browsers that the sender may end, oldest first.
    func listSessions(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        var own: CredentialID?
        if case .session(let session, _) = sender.way { own = session.id }
        let sessions = sessions.visible(to: sender.principal)
        return .json { json in
            json.list("items", sessions) { json, item in
                let principal = item.session.principal
                json.member("id", item.session.id.text)
                json.member("name", principal.name)
                json.member("tokenId", principal.token.text)
                json.member("role", principal.role.rawValue)
                json.member("customerId", principal.customer?.text)
                json.member("address", item.session.address)
                json.member("since", item.since)
                json.member("lastUsedAt", item.lastUsed)
                json.member("isOwn", item.session.id == own)
            }
        }
    }

    /// Ends a session: its browser has to sign in again, and its streams end at once.
    func endSession(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        try sessions.end(try call.session, by: sender.principal)
        await openStreams.lookAgain()
        return .empty(.noContent)
    }
}
