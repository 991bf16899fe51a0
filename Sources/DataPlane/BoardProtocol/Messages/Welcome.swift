import Values

/// `welcome`: what the board is, and what it may show; a new one with a higher `entitlementVersion` on every change
/// (protocol, section 3).
package struct Welcome: Hashable, Sendable {
    /// The name that the gateway gave the device.
    package let deviceId: String
    /// The name that people gave the device.
    package let deviceName: String
    /// Whose calls are shown.
    package let customerName: String
    /// IANA name, such as `Europe/London`.
    package let timeZone: String
    /// The class of licence that the device is counted under.
    package let boardLicence: BoardLicence
    /// What the board may see.
    package let view: View
    /// 0 or more; higher than the last on the same connection.
    package let entitlementVersion: Int
    /// How the board shows it.
    package let dashboard: Dashboard
    /// The longest silence of the gateway.
    package let heartbeatSeconds: Int
    /// When it was sent, by the clock of the gateway.
    package let serverTime: Instant

    /// The class of licence that the device is counted under.
    package enum BoardLicence: String, Sendable, CaseIterable {
        case analytics, liveAnalytics
    }

    /// What the board may see (protocol, section 4).
    package enum View: String, Sendable, CaseIterable {
        case none, insights, analytics, liveAnalytics, contactCentre
    }

    /// `entitlementVersion` and `heartbeatSeconds` are not negative.
    package init(
        deviceId: String, deviceName: String, customerName: String, timeZone: String, boardLicence: BoardLicence,
        view: View, entitlementVersion: Int, dashboard: Dashboard, heartbeatSeconds: Int, serverTime: Instant
    ) {
        self.deviceId = deviceId
        self.deviceName = deviceName
        self.customerName = customerName
        self.timeZone = timeZone
        self.boardLicence = boardLicence
        self.view = view
        self.entitlementVersion = entitlementVersion
        self.dashboard = dashboard
        self.heartbeatSeconds = heartbeatSeconds
        self.serverTime = serverTime
    }

    init(_ fields: Fields) throws(MessageError) {
        deviceId = try fields.required("deviceId", fields.string)
        deviceName = try fields.required("deviceName", fields.string)
        customerName = try fields.required("customerName", fields.string)
        timeZone = try fields.required("timeZone", fields.string)
        boardLicence = try fields.required("boardLicence", fields.word)
        view = try fields.required("view", fields.word)
        entitlementVersion = try fields.required("entitlementVersion", fields.count)
        dashboard = try fields.required("dashboard") { name throws(MessageError) in
            try fields.value(name).map { value throws(MessageError) in try Dashboard(Fields(value)) }
        }
        heartbeatSeconds = try fields.required("heartbeatSeconds", fields.count)
        serverTime = try fields.required("serverTime", fields.timestamp)
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "welcome", reserving: 2_048)
        json.member("deviceId", deviceId)
        json.member("deviceName", deviceName)
        json.member("customerName", customerName)
        json.member("timeZone", timeZone)
        json.member("boardLicence", boardLicence.rawValue)
        json.member("view", view.rawValue)
        json.member("entitlementVersion", entitlementVersion)
        json.key("dashboard")
        dashboard.write(to: &json)
        json.member("heartbeatSeconds", heartbeatSeconds)
        json.member("serverTime", serverTime)
        return json.finishMessage()
    }
}
