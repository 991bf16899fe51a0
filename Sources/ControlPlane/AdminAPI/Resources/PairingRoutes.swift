import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

extension AdminRoutes {
    /// The board that shows a code, before it is paired.
    func showPairing(_ call: AdminCall) async throws -> Answer {
        guard let typed = call.parameters["userCode"] else { preconditionFailure("the route has no code") }
        let customer = try call.customer
        let code = try UserCode.read(typed)
        let pairing = try await attempts.guessing(for: call.customer.text) {
            try await ports.pairing(code, for: customer)
        }
        return .json { json in
            json.beginObject()
            json.members(of: pairing)
            json.endObject()
        }
    }

    /// Gives the board that shows a code its seat; with `wait`, keeps the choice if no seat is free.
    func createPairing(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let fields = (body.required("userCode", .typedCode), body.required("userId", .userID))
        let name = body.optional("name", .text(1...200))
        let dashboard = body.optional("dashboardId", FieldRule<DashboardID>.dashboardID.orNull) ?? nil
        let waits = body.optional("wait", .flag) ?? false
        let (code, user) = try body.finish(fields)
        let customer = try call.customer
        try changes.changeSeats(by: call.changer)
        let choice = PairingChoice(user: user, name: name, dashboard: dashboard, author: call.author)
        let result = try await attempts.guessing(for: call.customer.text) {
            try await ports.pair(code, choice, waits: waits, of: customer)
        }
        switch result {
        case .paired(let status):
            return .device(
                status, .created,
                headers: [.location: "/v1/customers/\(customer)/devices/\(status.device.id)"])
        case .waiting(let screen, let seats):
            return .json(.accepted) { json in
                json.beginObject()
                json.member("waiting", true)
                json.member("configured", seats.configured)
                json.member("max", seats.maximum)
                json.members(of: screen)
                json.endObject()
            }
        }
    }

    /// The boards whose pairing waits for a seat, in the order of their places.
    func listWaitingBoards(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await list(for: call) { json, screen in
            json.members(of: screen)
        } _: { page throws(AdminError) in
            try await ports.waitingBoards(of: customer, page)
        }
    }

    func cancelWaitingBoard(_ call: AdminCall) async throws -> Answer {
        try await ports.cancelWaiting(call.serial, of: call.customer)
        return .empty(.noContent)
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
    /// Writes what is known of a screen that waits for a seat.
    mutating func members(of screen: WaitingScreen) {
        let (board, choice) = (screen.board, screen.board.choice)
        member("customerId", board.customer.text)
        member("serial", board.serial.text)
        member("model", board.model)
        member("name", choice.name)
        member("userId", choice.user.text)
        member("dashboardId", choice.dashboard?.text)
        member("place", screen.place)
        member("reason", screen.isEntitled ? "seatLimit" : "notEntitled")
        member("pairedBy", choice.author.text)
        member("since", board.since)
        member("expiresAt", board.expiresAt)
        member("connected", screen.connection != nil)
        member("connectedSince", screen.connection?.since)
        member("address", screen.connection?.address)
        member("appVersion", screen.connection?.appVersion)
        candidates(screen.candidates)
    }

    /// Writes the devices that a board may be.
    mutating func candidates(_ candidates: [DeviceStatus]) {
        list("candidates", candidates) { json, status in
            json.member("id", status.device.id.text)
            json.member("name", status.device.name)
            json.member("serial", status.device.serial.text)
            json.member("status", status.presence.rawValue)
            json.member("lastSeen", status.lastSeen)
        }
    }

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
        candidates(pairing.candidates)
    }
}
