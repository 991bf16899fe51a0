import AdminClient
import BoardProtocol
import Values

/// Sets up the demo's customer through the admin API. Run again, it takes what an earlier run left and restores the
/// starting point: ten seats, and one board too many.
struct DemoSetup {
    let client: AdminClient

    private let customer: AdminPath = ["v1", "customers", DemoPlan.customer]

    /// Returns the enrolment keys by view.
    func run() async throws(AdminClientError) -> [Welcome.View: Secret] {
        try await createCustomer()
        try await takeBackLateSeat()
        for key in try await client.items(of: customer.appending("enrolment-keys")) {
            guard let id = key["id"]?.string else { continue }
            _ = try await client.send(.delete, customer.appending("enrolment-keys").appending(id))
        }
        var keys: [Welcome.View: Secret] = [:]
        for tier in DemoPlan.tiers { keys[tier.view] = try await createUser(tier) }
        return keys
    }

    /// The customer's day, as it is now.
    func day() async throws(AdminClientError) -> DemoDay {
        try DemoDay(at: Terminal.now, of: try await client.get(customer).json)
    }

    /// Removes what earlier runs played, so that no call counts twice: day by day, for each takes a while.
    func removeCalls(before day: DemoDay) async throws(AdminClientError) {
        var from = day.lastWeek.instant(at: 0)
        // What was stamped ahead goes, too.
        let end = day.start + 3_600_000
        while from < end {
            let to = min(end, from + DayProfile.millisecondsPerDay)
            _ = try await client.send(
                .delete, customer.appending("call-events"),
                query: [
                    ("from", Instant(milliseconds: from).description), ("to", Instant(milliseconds: to).description),
                ])
            from = to
        }
    }

    private func createCustomer() async throws(AdminClientError) {
        let body = JSON.fields([
            "id": .string(DemoPlan.customer), "name": .string(DemoPlan.customerName),
            "timeZone": .string(DemoPlan.timeZone), "maxWallboards": .integer(Int64(DemoPlan.maximum)),
        ])
        do throws(AdminClientError) {
            _ = try await client.send(.post, ["v1", "customers"], body: body)
        } catch {
            guard case .refused(let problem) = error, problem.code == "alreadyExists" else { throw error }
        }
    }

    private func takeBackLateSeat() async throws(AdminClientError) {
        let devices = customer.appending("devices")
        for device in try await client.items(of: devices) where device["serial"]?.string == DemoPlan.lateSerial {
            guard let id = device["id"]?.string else { continue }
            _ = try await client.send(.delete, devices.appending(id))
        }
        _ = try await client.send(
            .patch, customer.appending("licences"),
            body: .fields(["maxWallboards": .integer(Int64(DemoPlan.maximum))]))
    }

    /// Creates the user and a key for its boards.
    private func createUser(_ tier: DemoPlan.Tier) async throws(AdminClientError) -> Secret {
        let user = DemoPlan.user(of: tier)
        _ = try await client.send(
            .put, customer.appending("users").appending(user),
            body: .fields([
                "name": .string(tier.name), "extension": .string(""), "userLicence": .string("professional"),
                "agentAddOn": .bool(false), "desktopClient": .bool(true), "crmAddOn": .bool(false),
                "supervisor": .string(tier.view.rawValue),
            ]))
        let answer = try await client.send(
            .post, customer.appending("enrolment-keys"),
            body: .fields(["userId": .string(user), "expiresInSeconds": .integer(86_400)]))
        guard let key = answer.json?["key"]?.string else { throw .notUnderstood("the answer holds no enrolment key") }
        return Secret(key)
    }
}
