import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// Boards that show a code, and those that wait for a seat.
struct PairingRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits
    let attempts: AttemptGuard
    let changes: ChangeGuard

    var routes: [Route] {
        [
            // Looking up a code is a guess at it, so it is for those who may pair.
            Route(
                "showPairing", .get, "/v1/customers/{customerId}/pairings/{userCode}", .customer(.editors),
                answer: showPairing),
            Route(
                "createPairing", .post, "/v1/customers/{customerId}/pairings", .customer(.editors), body: .json,
                answer: createPairing),
            Route(
                "listWaitingBoards", .get, "/v1/customers/{customerId}/waiting-boards", .customer(.readers),
                answer: listWaitingBoards),
            Route(
                "cancelWaitingBoard", .delete, "/v1/customers/{customerId}/waiting-boards/{serial}",
                .customer(.editors),
                answer: cancelWaitingBoard),
        ]
    }

    /// The board that shows a code, before it is paired.
    func showPairing(_ call: AdminCall) async throws -> Answer {
        guard let typed = call.parameters["userCode"] else { preconditionFailure("the route has no code") }
        let customer = try call.customer
        let code = try UserCode.read(typed)
        let pairing = try await attempts.guessing(for: call.customer.text) {
            try await ports.customer(customer).pairing(code)
        }
        return .json(of: pairing)
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
            try await ports.customer(customer).pair(code, choice, waits: waits)
        }
        switch result {
        case .paired(let status):
            return .device(
                status, .created,
                headers: [.location: "/v1/customers/\(customer)/devices/\(status.device.id)"])
        case .waiting(let screen, let seats):
            return .json(.accepted) { json in
                json.member("waiting", true)
                json.member("configured", seats.configured)
                json.member("max", seats.maximum)
                json.members(of: screen)
            }
        }
    }

    /// The boards whose pairing waits for a seat, in the order of their places.
    func listWaitingBoards(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await call.list(limits) { page throws(AdminError) in
            try await ports.customer(customer).waitingBoards(page)
        }
    }

    func cancelWaitingBoard(_ call: AdminCall) async throws -> Answer {
        let (serial, customer) = (try call.serial, try call.customer)
        try await ports.customer(customer).cancelWaiting(serial)
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
