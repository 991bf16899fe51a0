import Values
import WallboardCore

extension AdminRoutes {
    /// Who asks, and what for may be asked.
    func showMe(_ call: AdminCall) throws -> Answer {
        guard let sender = call.sender else { preconditionFailure("the route is open to nobody") }
        let principal = sender.principal
        return .json { json in
            json.beginObject()
            json.member("name", principal.name)
            json.member("role", principal.role.rawValue)
            json.member("customerId", principal.customer?.text)
            json.member("maySetMaximum", principal.mayChangeMaximum)
            json.member("expiresAt", principal.expiresAt)
            switch sender.way {
            case .token: json.member("via", "token")
            case .session: json.member("via", "session")
            }
            json.endObject()
        }
    }
}
