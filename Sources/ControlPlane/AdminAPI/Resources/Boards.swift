import BoardProtocol
import WallboardCore

extension AdminRoutes {
    func listBoards(_ call: AdminCall) async throws -> Answer {
        let listing = try await ports.boards(of: call.confinement)
        return .json { json in
            json.beginObject()
            json.list("boards", listing.connected) { json, status in json.members(of: status) }
            json.list("refused", listing.refused) { json, attempt in json.members(of: attempt) }
            json.endObject()
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of attempt: RefusedAttempt) {
        member("at", attempt.at)
        member("customerId", attempt.customer?.text)
        member("serial", attempt.serial)
        member("model", attempt.model)
        member("address", attempt.address)
        member("reason", attempt.reason)
        member("detail", attempt.detail)
    }
}
