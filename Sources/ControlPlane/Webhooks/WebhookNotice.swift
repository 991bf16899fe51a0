import Values

/// Something that a provider wants to know, with the body that is sent: `{"type", "timestamp", "data"}` (Standard
/// Webhooks, "Payload structure").
package struct WebhookNotice: Hashable, Sendable {
    /// What it is about.
    package enum Kind: String, Sendable, CaseIterable {
        /// A board has been gone for longer than `boardOfflineMinutes`.
        case boardOffline = "board.offline"
        /// A board that was reported gone is connected again.
        case boardBack = "board.back"
        /// A board was turned away because all seats are taken.
        case seatRefused = "seat.refused"
        /// 80 % of a customer's seats are taken.
        case seatsHigh = "seats.high"
        /// A device token came from other hardware, or from two boards.
        case credentialAlarm = "credential.alarm"
    }

    /// What it is about.
    package let kind: Kind
    /// When it happened.
    package let at: Instant
    /// The members of `data`.
    package let data: JSONObject

    /// The id of the customer that it is about.
    var customer: String { data["customerId"]?.string ?? "" }

    init(_ kind: Kind, at: Instant, _ members: KeyValuePairs<String, JSON?>) {
        var data = JSONObject()
        for (key, value) in members { data[key] = value ?? .null }
        self.kind = kind
        self.at = at
        self.data = data
    }

    /// The body as it is signed and sent; the same at each try.
    var body: [UInt8] {
        var json = JSONWriter(reserving: 512)
        json.beginObject()
        json.member("type", kind.rawValue)
        json.member("timestamp", at)
        json.key("data")
        json.value(.object(data))
        json.endObject()
        return json.finish()
    }
}

/// A device as notices name it.
package struct WebhookDevice: Hashable, Sendable {
    /// The customer's id.
    package let customerID: String
    /// The device's id.
    package let deviceID: String
    /// What its owner calls it.
    package let name: String
    /// The hardware's serial number.
    package let serial: String

    /// Takes what the gateway knows of a device.
    package init(customerID: String, deviceID: String, name: String, serial: String) {
        self.customerID = customerID
        self.deviceID = deviceID
        self.name = name
        self.serial = serial
    }
}

extension WebhookNotice {
    /// A board has been gone since `since`.
    package static func boardOffline(_ device: WebhookDevice, since: Instant, at: Instant) -> WebhookNotice {
        WebhookNotice(
            .boardOffline, at: at,
            [
                "customerId": .string(device.customerID), "deviceId": .string(device.deviceID),
                "name": .string(device.name), "serial": .string(device.serial),
                "offlineSince": .string(since.description),
            ])
    }

    /// A board is back that had been gone since `since`.
    package static func boardBack(_ device: WebhookDevice, since: Instant, at: Instant) -> WebhookNotice {
        WebhookNotice(
            .boardBack, at: at,
            [
                "customerId": .string(device.customerID), "deviceId": .string(device.deviceID),
                "name": .string(device.name), "serial": .string(device.serial),
                "offlineSince": .string(since.description),
                "offlineSeconds": .integer(max(at.milliseconds - since.milliseconds, 0) / 1_000),
            ])
    }

    /// A board with `serial` was turned away; `times` counts its refusals since the last notice, this one included.
    package static func seatRefused(
        customerID: String, serial: String, model: String?, address: String, configured: Int, maximum: Int,
        times: Int, at: Instant
    ) -> WebhookNotice {
        WebhookNotice(
            .seatRefused, at: at,
            [
                "customerId": .string(customerID), "serial": .string(serial), "model": model.map(JSON.string),
                "address": .string(address), "configured": .integer(Int64(configured)),
                "maxWallboards": .integer(Int64(maximum)), "refusals": .integer(Int64(times)),
            ])
    }

    /// `configured` of `maximum` seats are taken.
    package static func seatsHigh(customerID: String, configured: Int, maximum: Int, at: Instant) -> WebhookNotice {
        WebhookNotice(
            .seatsHigh, at: at,
            [
                "customerId": .string(customerID), "configured": .integer(Int64(configured)),
                "maxWallboards": .integer(Int64(maximum)),
            ])
    }

    /// The credential of a device was used elsewhere, or its serial was. `alarm` is a word of the API, such as
    /// `clonedCredential`; `serial` and `address` are those of the other board.
    package static func credentialAlarm(
        _ device: WebhookDevice, alarm: String, serial: String, address: String, at: Instant
    ) -> WebhookNotice {
        WebhookNotice(
            .credentialAlarm, at: at,
            [
                "customerId": .string(device.customerID), "deviceId": .string(device.deviceID),
                "name": .string(device.name), "serial": .string(device.serial), "kind": .string(alarm),
                "otherSerial": .string(serial), "address": .string(address),
            ])
    }
}
