import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

extension AdminRoutes {
    func listDevices(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        return try await list(for: call) { json, status in
            json.members(of: status)
        } _: { page throws(AdminError) in
            try await ports.devices(of: customer, page)
        }
    }

    func showDevice(_ call: AdminCall) async throws -> Answer {
        .device(try await ports.device(call.device, of: call.customer))
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
        return try await changing {
            .device(
                try await ports.updateDevice(
                    id, of: customer, edit, if: preconditions.precondition(), by: call.author))
        } current: {
            try await current(id, of: customer)
        }
    }

    func deleteDevice(_ call: AdminCall) async throws -> Answer {
        let (id, customer) = (try call.device, try call.customer)
        let preconditions = try call.preconditions
        try changes.changeSeats(by: call.changer)
        return try await changing {
            try await ports.deleteDevice(id, of: customer, if: preconditions.precondition(), by: call.author)
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
                try await ports.replaceHardware(of: id, of: customer, with: .serial(serial), by: call.author))
        case (nil, let code?):
            return try await attempts.guessing(for: call.customer.text) {
                .device(try await ports.replaceHardware(of: id, of: customer, with: .pairing(code), by: call.author))
            }
        case (nil, nil), (_?, _?):
            throw AdminError.invalid(field: "serial", reason: "or userCode must be there, and only one of them")
        }
    }

    /// Revokes the device's token.
    func rotateCredential(_ call: AdminCall) async throws -> Answer {
        try call.fields().finish()
        let rotation = try await ports.rotateCredential(of: call.device, of: call.customer, by: call.author)
        return .json { json in
            json.beginObject()
            json.member("delivered", rotation.isDelivered)
            json.object("device") { $0.members(of: rotation.status) }
            json.endObject()
        }
    }

    private func current(_ id: DeviceID, of customer: CustomerID) async throws -> [UInt8] {
        let status = try await ports.device(id, of: customer)
        return JSONWriter.text { $0.members(of: status) }
    }
}

extension Answer {
    /// A device and the entity tag of what may be edited of it.
    static func device(
        _ status: DeviceStatus, _ code: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.eTag] = status.device.entityTag.description
        return .json(code, headers: headers) { json in
            json.beginObject()
            json.members(of: status)
            json.endObject()
        }
    }
}

extension JSONWriter {
    /// Writes what is known of a device and of its board.
    mutating func members(of status: DeviceStatus) {
        let device = status.device
        let figures = status.connection?.figures
        member("id", device.id.text)
        member("customerId", device.customer.text)
        member("serial", device.serial.text)
        member("name", device.name)
        member("model", device.model)
        member("userId", device.user?.text)
        member("dashboardId", device.dashboard?.text)
        member("dashboardLeavesOut", status.tilesLeftOut)
        member("boardLicence", device.boardLicence.rawValue)
        member("view", status.view.rawValue)
        member("suspended", device.suspended)
        member("registeredAt", device.registeredAt)
        member("status", status.presence.rawValue)
        member("connectedSince", status.connection?.since)
        member("lastSeen", status.lastSeen)
        member("address", status.connection?.address ?? status.lastAddress)
        member("appVersion", status.connection?.appVersion)
        member("note", status.connection?.note)
        member("roundTripMillis", figures?.roundTripMillis)
        member("queuedBytes", figures?.queuedBytes)
        member("lastMessageAt", figures?.lastMessageAt)
        key("alarm")
        if let alarm = status.alarm {
            beginObject()
            member("at", alarm.at)
            member("kind", alarm.kind.rawValue)
            member("serial", alarm.serial)
            member("address", alarm.address)
            endObject()
        } else {
            null()
        }
    }
}
