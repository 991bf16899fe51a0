import WallboardCore

/// The fields of a user in a body, except the id.
struct UserFields {
    private let values: Values?

    private struct Values {
        let name: String
        let number: String
        let userLicence: UserLicence?
        let agentAddOn: Bool
        let desktopClient: Bool
        let crmAddOn: Bool
        let supervisor: SupervisorLicence
    }

    /// Reads all of them; the reader's `finish` reports what is wrong.
    init(_ body: inout BodyReader) {
        let name = body.required("name", .text(1...200))
        let number = body.required("extension", .text(0...32))
        let userLicence = body.required("userLicence", FieldRule<UserLicence>.word.orNull)
        let agentAddOn = body.required("agentAddOn", .flag)
        let desktopClient = body.required("desktopClient", .flag)
        let crmAddOn = body.required("crmAddOn", .flag)
        let supervisor = body.required("supervisor", FieldRule<SupervisorLicence>.word)
        guard let name, let number, let userLicence, let agentAddOn, let desktopClient, let crmAddOn, let supervisor
        else {
            values = nil
            return
        }
        values = Values(
            name: name, number: number, userLicence: userLicence, agentAddOn: agentAddOn, desktopClient: desktopClient,
            crmAddOn: crmAddOn, supervisor: supervisor)
    }

    /// The user with these fields. Precondition: the reader found nothing wrong.
    func user(_ id: UserID) -> User {
        guard let values else { preconditionFailure("the fields of \(id) were not read") }
        return User(
            id: id, name: values.name, extension: values.number, userLicence: values.userLicence,
            agentAddOn: values.agentAddOn, desktopClient: values.desktopClient, crmAddOn: values.crmAddOn,
            supervisor: values.supervisor)
    }
}
