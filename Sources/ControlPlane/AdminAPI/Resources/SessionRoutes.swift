import HTTPTypes
import Values
import WallboardCore

extension AdminRoutes {
    /// The sessions of browsers that the sender may end, oldest first.
    func listSessions(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        var own: CredentialID?
        if case .session(let session, _) = sender.way { own = session.id }
        let sessions = sessions.visible(to: sender.principal)
        return .json { json in
            json.beginObject()
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
            json.endObject()
        }
    }

    /// Ends a session: its browser has to sign in again, and its streams end within `eventStreamCheckSeconds`.
    func endSession(_ call: AdminCall) async throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        try sessions.end(try call.session, by: sender.principal)
        return .empty(.noContent)
    }
}
