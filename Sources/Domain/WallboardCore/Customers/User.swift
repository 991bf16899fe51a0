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
