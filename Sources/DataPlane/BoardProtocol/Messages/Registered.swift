import Values

/// `registered`: the device has just been given its seat, or a new token by an admin; the board keeps the newest token
/// (protocol, section 3).
package struct Registered: Equatable, Sendable {
    /// The name that the gateway gave the device.
    package let deviceId: String
    /// What the board gets in with from now on.
    package let token: Secret

    /// The device and its new token.
    package init(deviceId: String, token: Secret) {
        self.deviceId = deviceId
        self.token = token
    }

    init(_ fields: Fields) throws(MessageError) {
        deviceId = try fields.required("deviceId", fields.string)
        token = try fields.required("token", fields.secret)
    }

    /// The message as one JSON text, the token included.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "registered")
        json.member("deviceId", deviceId)
        json.member("token", token.revealed)
        return json.finishMessage()
    }
}
