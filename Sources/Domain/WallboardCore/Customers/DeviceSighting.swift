import Values

/// When and where the board of a device was heard last.
package struct DeviceSighting: Hashable, Sendable {
    /// The device.
    package let device: DeviceID
    /// When, by the gateway's clock.
    package let at: Instant
    /// The address that its board came from, without the port.
    package let address: String

    /// Takes what was heard.
    package init(device: DeviceID, at: Instant, address: String) {
        self.device = device
        self.at = at
        self.address = address
    }
}
