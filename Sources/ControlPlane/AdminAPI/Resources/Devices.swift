import BoardProtocol
import HTTPTypes
import WallboardCore

extension AdminRoutes {
    func listDevices(_ call: AdminCall) async throws -> Answer {
        let devices = try await ports.devices(of: call.customer)
        return try list(devices, for: call, by: \.device.id.text) { json, status in json.members(of: status) }
    }

    func showDevice(_ call: AdminCall) async throws -> Answer {
        let status = try await ports.device(call.device, of: call.customer)
        return .json { $0.object(status) }
    }

    func changeDevice(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let edit = DeviceEdit(
            name: body.optional("name", .text(1...200)),
            user: body.optional("userId", FieldRule<UserID>.userID.orNull),
            suspended: body.optional("suspended", .flag))
        body.constant(
            "dashboardId", .null, otherwise: "must be null: every device shows the default dashboard of its view")
        try body.finish()
        let status = try await ports.updateDevice(call.device, of: call.customer, edit)
        return .json { $0.object(status) }
    }

    func deleteDevice(_ call: AdminCall) async throws -> Answer {
        try await ports.deleteDevice(call.device, of: call.customer)
        return .empty(.noContent)
    }
}

extension JSONWriter {
    fileprivate mutating func object(_ status: DeviceStatus) {
        beginObject()
        members(of: status)
        endObject()
    }

    /// Writes what is known of a device and of its board.
    mutating func members(of status: DeviceStatus) {
        let device = status.device
        member("id", device.id.text)
        member("customerId", device.customer.text)
        member("serial", device.serial.text)
        member("name", device.name)
        member("model", device.model)
        member("userId", device.user?.text)
        member("dashboardId", nil as String?)
        member("boardLicence", device.boardLicence.rawValue)
        member("view", status.view.rawValue)
        member("suspended", device.suspended)
        member("registeredAt", device.registeredAt)
        member("status", status.connection.map { $0.asleep ? "asleep" : "connected" } ?? "offline")
        member("connectedSince", status.connection?.since)
        member("lastSeen", status.lastSeen)
        member("address", status.connection?.address ?? status.lastAddress)
        member("appVersion", status.connection?.appVersion)
        member("note", status.connection?.note)
    }
}
