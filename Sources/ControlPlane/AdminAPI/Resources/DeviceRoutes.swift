import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The devices of a customer, and the boards that were refused.
struct DeviceRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits
    let attempts: AttemptGuard
    let changes: ChangeGuard

    var routes: [Route] {
        [
            Route("listDevices", .get, "/v1/customers/{customerId}/devices", .customer(.readers), answer: listDevices),
            Route(
                "showDevice", .get, "/v1/customers/{customerId}/devices/{deviceId}", .customer(.readers),
                answer: showDevice),
            Route(
                "changeDevice", .patch, "/v1/customers/{customerId}/devices/{deviceId}", .customer(.editors),
                body: .json,
                answer: changeDevice),
            Route(
                "deleteDevice", .delete, "/v1/customers/{customerId}/devices/{deviceId}", .customer(.editors),
                answer: deleteDevice),
            Route(
                "replaceDevice", .post, "/v1/customers/{customerId}/devices/{deviceId}/replacement",
                .customer(.editors), body: .json,
                answer: replaceDevice),
            Route(
                "rotateCredential", .post, "/v1/customers/{customerId}/devices/{deviceId}/credential-rotation",
                .customer(.editors), body: .optionalJSON,
                answer: rotateCredential),
            Route(
                "listRefusals", .get, "/v1/customers/{customerId}/refusals", .customer(.readers),
                answer: listRefusals),
        ]
    }

    func listDevices(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await call.list(limits) { page throws(AdminError) in
            try await ports.customer(customer).devices(page)
        }
    }

    func showDevice(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.device, try call.customer)
        return .device(try await ports.customer(customer).device(id))
    }

    func changeDevice(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let edit = DeviceEdit(
            name: body.optional("name", .text(1...200)),
            user: body.optional("userId", FieldRule<UserID>.userID.orNull),
            suspended: body.optional("suspended", .flag),
            dashboard: body.optional("dashboardId", FieldRule<DashboardID>.dashboardID.orNull))
        try body.finish()
        let (id, customer) = (try call.device, try call.customer)
        let preconditions = try call.preconditions
        // A change of name or dashboard is not in the ledger.
        if edit.suspended != nil || edit.user != nil { try changes.changeSeats(by: call.changer) }
        return try await call.changing {
            .device(
                try await ports.customer(customer).updateDevice(
                    id, edit, if: preconditions.precondition(), by: call.author))
        } current: {
            try await current(id, of: customer)
        }
    }

    func deleteDevice(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.device, try call.customer)
        let preconditions = try call.preconditions
        try changes.changeSeats(by: call.changer)
        return try await call.changing {
            try await ports.customer(customer).deleteDevice(id, if: preconditions.precondition(), by: call.author)
            return .empty(.noContent)
        } current: {
            try await current(id, of: customer)
        }
    }

    /// Other hardware takes over the seat: named by its serial, or by the code that its screen shows.
    func replaceDevice(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let serial = body.optional("serial", FieldRule<Serial>.name(of: "A–Z a–z 0–9 . _ -"))
        let code = body.optional("userCode", FieldRule<UserCode>.typedCode)
        try body.finish()
        let (id, customer) = (try call.device, try call.customer)
        try changes.changeSeats(by: call.changer)
        switch (serial, code) {
        case (let serial?, nil):
            return .device(
                try await ports.customer(customer).replaceHardware(of: id, with: .serial(serial), by: call.author))
        case (nil, let code?):
            return try await attempts.guessing(for: call.customer.text) {
                .device(
                    try await ports.customer(customer).replaceHardware(of: id, with: .pairing(code), by: call.author))
            }
        case (nil, nil), (_?, _?):
            throw AdminError.invalid(field: "serial", reason: "or userCode must be there, and only one of them")
        }
    }

    /// Revokes the device's token.
    func rotateCredential(_ call: AdminCall) async throws -> Answer {
        try call.fields().finish()
        let (id, customer) = (try call.device, try call.customer)
        let rotation = try await ports.customer(customer).rotateCredential(of: id, by: call.author)
        return .json { json in
            json.member("delivered", rotation.isDelivered)
            json.object("device", rotation.status)
        }
    }

    /// The boards that were refused within the last day, by reason.
    func listRefusals(_ call: AdminCall) async throws -> Answer {
        .json(of: try await ports.customer(call.customer).refusals())
    }

    private func current(_ id: DeviceID, of customer: CustomerID) async throws -> [UInt8] {
        let status = try await ports.customer(customer).device(id)
        return JSONWriter.text(of: status)
    }
}

extension Answer {
    /// A device and the entity tag of what may be edited of it.
    static func device(
        _ status: DeviceStatus, _ code: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.eTag] = status.device.entityTag.description
        return .json(code, headers: headers, of: status)
    }
}
