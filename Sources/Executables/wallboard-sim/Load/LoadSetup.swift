import AdminClient
import BoardProtocol
import Values

/// Creates the customers of a measured run, each with a user of Live Analytics and a key for boards. What an earlier
/// run left is used as it is.
struct LoadSetup: Sendable {
    let client: AdminClient
    let plan: LoadPlan

    /// Returns an enrolment key for each customer.
    func run() async throws -> [Secret] {
        var keys = [Secret?](repeating: nil, count: plan.customers)
        try await withThrowingTaskGroup(of: (Int, Secret).self) { group in
            var next = 0
            while next < min(LoadPlan.setupsAtOnce, plan.customers) {
                add(next, to: &group)
                next += 1
            }
            while let (index, key) = try await group.next() {
                keys[index] = key
                guard next < plan.customers else { continue }
                add(next, to: &group)
                next += 1
            }
        }
        return keys.compactMap(\.self)
    }

    private func add(_ index: Int, to group: inout ThrowingTaskGroup<(Int, Secret), any Error>) {
        group.addTask { (index, try await make(LoadPlan.customer(index))) }
    }

    private func make(_ id: String) async throws(AdminClientError) -> Secret {
        let customers: AdminPath = ["v1", "customers"]
        let customer = customers.appending(id)
        do throws(AdminClientError) {
            _ = try await client.send(
                .post, customers,
                body: .fields([
                    "id": .string(id), "name": .string(id), "timeZone": .string("Etc/UTC"), "maxWallboards": .null,
                ]))
        } catch {
            guard case .refused(let problem) = error, problem.code == "alreadyExists" else { throw error }
        }
        _ = try await client.send(
            .put, customer.appending("users").appending("wall"),
            body: .fields([
                "name": .string("Wall"), "extension": .string(""), "userLicence": .null, "agentAddOn": .bool(false),
                "desktopClient": .bool(false), "crmAddOn": .bool(false), "supervisor": .string("liveAnalytics"),
            ]))
        let answer = try await client.send(
            .post, customer.appending("enrolment-keys"),
            body: .fields(["userId": .string("wall"), "expiresInSeconds": .integer(86_400)]))
        guard let key = answer.json?["key"]?.string else { throw .notUnderstood("the answer holds no enrolment key") }
        return Secret(key)
    }
}

/// The load of a measured run.
struct LoadPlan: Hashable, Sendable {
    /// Customers that send events at once, 1 or more; their ids are `load-1`, `load-2`, ….
    var customers: Int
    /// Boards of all customers, 0 or more; the n-th is of customer n modulo `customers`.
    var boards: Int
    /// Events a second of all customers, above 0.
    var eventsPerSecond: Double
    /// From one request of a customer to its next.
    var batchMillis: Int64
    /// Before the measurement begins: caches fill, the first snapshots are out.
    var warmUpSeconds: Double
    /// How long is measured.
    var seconds: Double

    /// Events of one request, at least one.
    var batchSize: Int {
        max(1, Int((eventsPerSecond * Double(batchMillis) / 1_000 / Double(customers)).rounded()))
    }

    /// Requests in progress at once while customers are set up.
    static let setupsAtOnce = 8

    /// The id of a customer, from 0.
    static func customer(_ index: Int) -> String { "load-\(index + 1)" }
}
