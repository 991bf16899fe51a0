import Values

/// One user of a customer and the licences that the provider sold for that user.
package struct User: Hashable, Sendable {
    /// The user's id, unique within the customer.
    package let id: UserID
    /// 1–200 characters.
    package var name: String
    /// The telephone extension; 0–32 characters.
    package var `extension`: String
    /// nil: none.
    package var userLicence: UserLicence?
    /// Whether the user has the agent add-on.
    package var agentAddOn: Bool
    /// Whether the user has a desktop client.
    package var desktopClient: Bool
    /// Whether the user has the CRM add-on.
    package var crmAddOn: Bool
    /// The supervisor licence, which decides what the user's boards show.
    package var supervisor: SupervisorLicence

    /// A user without licences, unless some are given.
    package init(
        id: UserID, name: String, extension: String = "", userLicence: UserLicence? = nil, agentAddOn: Bool = false,
        desktopClient: Bool = false, crmAddOn: Bool = false, supervisor: SupervisorLicence = .none
    ) {
        self.id = id
        self.name = name
        self.extension = `extension`
        self.userLicence = userLicence
        self.agentAddOn = agentAddOn
        self.desktopClient = desktopClient
        self.crmAddOn = crmAddOn
        self.supervisor = supervisor
    }
}

/// A key with which devices register themselves for one user.
package struct EnrolmentKey: Hashable, Sendable {
    /// The public half of the key.
    package let id: CredentialID
    /// Whose seats it gives.
    package let customer: CustomerID
    /// The user that its devices are assigned to.
    package let user: UserID
    /// The hash of its secret half.
    package let secretHash: SecretHash
    /// When it was made.
    package let createdAt: Instant
    /// nil: never.
    package let expiresAt: Instant?
    /// How many seats it may give; nil: no limit but the customer's maximum. At least 1.
    package let maxUses: Int?
    /// How many seats it gave.
    package var uses: Int

    /// Takes a record as it is stored; `uses` is 0 for a new key.
    package init(
        id: CredentialID, customer: CustomerID, user: UserID, secretHash: SecretHash, createdAt: Instant,
        expiresAt: Instant?, maxUses: Int?, uses: Int = 0
    ) {
        self.id = id
        self.customer = customer
        self.user = user
        self.secretHash = secretHash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.maxUses = maxUses
        self.uses = uses
    }
}
