import BoardProtocol
import HTTPTypes
import WallboardCore

extension AdminRoutes {
    /// The board that shows a code, before it is paired.
    func showPairing(_ call: AdminCall) async throws -> Answer {
        guard let typed = call.parameters["userCode"] else { preconditionFailure("the route has no code") }
        let customer = try call.customer
        let code = try UserCode.read(typed)
        let pairing = try await attempts.guessing(call) { try await ports.pairing(code, for: customer) }
        return .json { json in
            json.beginObject()
            json.members(of: pairing)
            json.endObject()
        }
    }

    /// Gives the board that shows a code its seat.
    func createPairing(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let fields = (body.required("userCode", .typedCode), body.required("userId", .userID))
        let name = body.optional("name", .text(1...200))
        let (code, user) = try body.finish(fields)
        let customer = try call.customer
        let status = try await attempts.guessing(call) {
            try await ports.pair(code, to: user, name: name, of: customer, by: call.author)
        }
        return .device(
            status, .created,
            headers: [.location: "/v1/customers/\(customer)/devices/\(status.device.id)"])
    }
}

extension UserCode {
    /// The code that somebody typed. Throws `.notFound(.pairing)` for a text that no screen can show.
    static func read(_ typed: String) throws(AdminError) -> UserCode {
        guard let code = UserCode(typed: typed) else { throw .notFound(.pairing) }
        return code
    }
}

extension FieldRule where Value == UserCode {
    /// A pairing code as a person typed it.
    static let typedCode = Self(
        expectation: "must be the 8 letters of a pairing code, such as BCDF-GHJK; dashes, spaces and case do not matter"
    ) { json in
        json.string.flatMap { UserCode(typed: $0) }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of pairing: PendingPairing) {
        member("userCode", pairing.code.description)
        member("serial", pairing.serial)
        member("model", pairing.model)
        member("appVersion", pairing.appVersion)
        member("address", pairing.address)
        member("expiresAt", pairing.expiresAt)
        key("device")
        if let device = pairing.device {
            beginObject()
            member("id", device.id.text)
            member("name", device.name)
            member("userId", device.user?.text)
            member("suspended", device.suspended)
            endObject()
        } else {
            null()
        }
        list("candidates", pairing.candidates) { json, status in
            json.member("id", status.device.id.text)
            json.member("name", status.device.name)
            json.member("serial", status.device.serial.text)
            json.member("status", status.presence.rawValue)
            json.member("lastSeen", status.lastSeen)
        }
    }
}
