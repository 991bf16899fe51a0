import Values

/// When and where the board of a device was heard last.
package struct DeviceSighting: Hashable, Sendable {
    /// The device.
    package let device: DeviceID
    /// When, by the gateway's clock.
    package let at: Instant
    /// The address that its board came from, without the port.
    package let address: String
    /// Whether it had said that its TV sleeps.
    package let isAsleep: Bool

    /// Takes what was heard.
    package init(device: DeviceID, at: Instant, address: String, isAsleep: Bool = false) {
        self.device = device
        self.at = at
        self.address = address
        self.isAsleep = isAsleep
    }
}
