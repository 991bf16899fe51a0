import Values

/// A registered device. It holds a seat unless it is suspended (protocol, section 6).
package struct Device: Hashable, Sendable {
    /// Assigned by the gateway when the device got its seat.
    package let id: DeviceID
    /// Whose seat it holds.
    package let customer: CustomerID
    /// The hardware, unique within the customer; another one after a replacement.
    package var serial: Serial
    /// Shown to admins and on the board; 1–200 characters.
    package var name: String
    /// What the hardware reported itself to be; at most 100 characters.
    package var model: String?
    /// nil when no user is assigned: the board is dark but keeps its seat.
    package var user: UserID?
    /// The class it is counted under: that of the user's licence, or the last one where that gives none.
    package var boardLicence: BoardLicence
    /// Whether it has given up its seat and is not let in.
    package var suspended: Bool
    /// When it first got its seat.
    package let registeredAt: Instant
    /// What the device's token is looked up by.
    package var credential: CredentialID
    /// The hash of the token's secret half.
    package var secretHash: SecretHash
    /// The enrolment key that the device last registered with.
    package var enrolledWith: CredentialID?
    /// The dashboard its board shows; nil: the default of its view.
    package var dashboard: DashboardID?

    /// Takes a record as it is stored.
    package init(
        id: DeviceID, customer: CustomerID, serial: Serial, name: String, model: String?, user: UserID?,
        boardLicence: BoardLicence, suspended: Bool, registeredAt: Instant, credential: CredentialID,
        secretHash: SecretHash, enrolledWith: CredentialID?, dashboard: DashboardID? = nil
    ) {
        self.id = id
        self.customer = customer
        self.serial = serial
        self.name = name
        self.model = model
        self.user = user
        self.boardLicence = boardLicence
        self.suspended = suspended
        self.registeredAt = registeredAt
        self.credential = credential
        self.secretHash = secretHash
        self.enrolledWith = enrolledWith
        self.dashboard = dashboard
    }

    /// The device as it is counted under a licence of its user.
    package func counted(under supervisor: SupervisorLicence) -> Device {
        var device = self
        device.boardLicence = supervisor.boardLicence ?? boardLicence
        return device
    }
}

/// When and where the board of a device was last heard.
package struct DeviceSighting: Hashable, Sendable {
    /// The device.
    package let device: DeviceID
    /// When, by the gateway's clock.
    package let at: Instant
    /// The address that its board came from, without the port.
    package let address: String
    /// Whether it had said that its TV sleeps.
    package let isAsleep: Bool

    /// Takes what was observed.
    package init(device: DeviceID, at: Instant, address: String, isAsleep: Bool = false) {
        self.device = device
        self.at = at
        self.address = address
        self.isAsleep = isAsleep
    }
}
