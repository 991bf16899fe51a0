import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The customers.
struct CustomerRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits
    let openStreams: OpenStreams

    var routes: [Route] {
        [
            Route("listCustomers", .get, "/v1/customers", .visible(.readers), answer: listCustomers),
            Route("createCustomer", .post, "/v1/customers", .gateway([.provider]), body: .json, answer: createCustomer),
            Route("showCustomer", .get, "/v1/customers/{customerId}", .customer(.readers), answer: showCustomer),
            Route(
                "changeCustomer", .patch, "/v1/customers/{customerId}", .customer([.provider]), body: .json,
                answer: changeCustomer),
            Route(
                "deleteCustomer", .delete, "/v1/customers/{customerId}", .customer([.provider]),
                answer: deleteCustomer),
        ]
    }

    func listCustomers(_ call: AdminCall) async throws -> Answer {
        try await call.list(limits) { page throws(AdminError) in
            guard let own = call.confinement else { return try await ports.customers(page) }
            return page.part(of: [try await ports.customer(own).summary()])
        }
    }

    func createCustomer(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let fields = (
            body.required("id", FieldRule<CustomerID>.name(of: "a–z 0–9 -")),
            body.required("name", .text(1...200)),
            body.required("timeZone", .text(1...64)),
            body.required("maxWallboards", .seatMaximum)
        )
        let (id, name, timeZone, maximum) = try body.finish(fields)
        let customer = try await ports.createCustomer(
            NewCustomer(id: id, name: name, timeZone: timeZone, maximum: maximum), by: call.author)
        return .customer(customer, .created, headers: [.location: "/v1/customers/\(id)"])
    }

    func showCustomer(_ call: AdminCall) async throws -> Answer {
        .customer(try await ports.customer(call.customer).summary())
    }

    func changeCustomer(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        var change = CustomerChange()
        change.name = body.optional("name", .text(1...200))
        change.timeZone = body.optional("timeZone", .text(1...64))
        change.resetMinuteOfDay = body.optional("resetTime", .timeOfDay)
        change.serviceLevelSeconds = body.optional("serviceLevelSeconds", .integer(1...3_600))
        change.shortAbandonSeconds = body.optional("shortAbandonSeconds", .integer(0...600))
        change.serviceLevelVariant = body.optional("serviceLevelVariant", .word)
        change.feedLostSeconds = body.optional("feedLostSeconds", FieldRule<Int>.integer(10...86_400).orNull)
        change.callerNumbers = body.optional("callerNumbers", .word)
        change.agentAddOn = body.optional("agentAddOn", .word)
        change.sleepHours = body.optional("sleepHours", FieldRule<Customer.SleepHours>.sleepHours.orNull)
        let goals = body.goals()
        try body.finish()
        change.goals = try goals?.get()
        let customer = try call.customer
        let preconditions = try call.preconditions
        return try await call.changing {
            .customer(
                try await ports.customer(customer).update(
                    change, if: preconditions.precondition(), by: call.author))
        } current: {
            try await current(customer)
        }
    }

    /// The precondition is checked before, not at the moment of the removal: nothing that is edited in between would
    /// outlive it.
    func deleteCustomer(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        let preconditions = try call.preconditions
        return try await call.changing {
            if preconditions.match != nil || preconditions.noneMatch != nil {
                let now = try await ports.customer(customer).summary().customer
                guard preconditions.allow(now.entityTag) else { throw AdminError.changedMeanwhile }
            }
            try await ports.deleteCustomer(customer, by: call.author)
            // Its tokens have gone with it.
            await openStreams.lookAgain()
            return .empty(.noContent)
        } current: {
            try await current(customer)
        }
    }

    private func current(_ id: CustomerID) async throws -> [UInt8] {
        let customer = try await ports.customer(id).summary()
        return JSONWriter.text(of: customer)
    }
}

extension Answer {
    fileprivate static func customer(
        _ summary: CustomerSummary, _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.eTag] = summary.customer.entityTag.description
        return .json(status, headers: headers, of: summary)
    }
}

extension FieldRule where Value == Customer.SleepHours {
    /// `{from, to}`, both `HH:MM`.
    static let sleepHours = Self(
        expectation: "must be an object of from and to, two times of day as HH:MM"
    ) { json in
        guard let fields = json.object, fields.count == 2, let from = fields["from"], let to = fields["to"],
            let from = FieldRule<Int>.timeOfDay.read(from), let to = FieldRule<Int>.timeOfDay.read(to)
        else { return nil }
        return Customer.SleepHours(fromMinute: from, toMinute: to)
    }
}
