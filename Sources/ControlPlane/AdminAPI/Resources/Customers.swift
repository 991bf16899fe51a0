import BoardProtocol
import HTTPTypes
import WallboardCore

extension AdminRoutes {
    func listCustomers(_ call: AdminCall) async throws -> Answer {
        let customers: [Customer] =
            if let own = call.confinement { [try await ports.customer(own)] } else { try await ports.customers() }
        return try list(customers, for: call, by: \.id.text) { json, customer in json.members(of: customer) }
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
            NewCustomer(id: id, name: name, timeZone: timeZone, maximum: maximum))
        return .json(.created, headers: [.location: "/v1/customers/\(id)"]) { $0.object(customer) }
    }

    func showCustomer(_ call: AdminCall) async throws -> Answer {
        let customer = try await ports.customer(call.customer)
        return .json { $0.object(customer) }
    }

    func changeCustomer(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        var change = CustomerChange()
        change.name = body.optional("name", .text(1...200))
        change.timeZone = body.optional("timeZone", .text(1...64))
        change.resetMinuteOfDay = body.optional("resetTime", .timeOfDay)
        change.serviceLevelSeconds = body.optional("serviceLevelSeconds", .integer(1...3_600))
        change.shortAbandonSeconds = body.optional("shortAbandonSeconds", .integer(0...600))
        change.callerNumbers = body.optional("callerNumbers", .word)
        change.agentAddOn = body.optional("agentAddOn", .word)
        try body.finish()
        let customer = try await ports.updateCustomer(call.customer, change)
        return .json { $0.object(customer) }
    }

    func deleteCustomer(_ call: AdminCall) async throws -> Answer {
        try await ports.deleteCustomer(call.customer)
        return .empty(.noContent)
    }
}

extension JSONWriter {
    fileprivate mutating func object(_ customer: Customer) {
        beginObject()
        members(of: customer)
        endObject()
    }

    fileprivate mutating func members(of customer: Customer) {
        member("id", customer.id.text)
        member("name", customer.name)
        member("timeZone", customer.timeZone)
        member("maxWallboards", customer.maximum)
        member("resetTime", Self.timeOfDay(customer.resetMinuteOfDay))
        member("serviceLevelSeconds", customer.serviceLevelSeconds)
        member("shortAbandonSeconds", customer.shortAbandonSeconds)
        member("callerNumbers", customer.callerNumbers.rawValue)
        member("agentAddOn", customer.agentAddOn.rawValue)
        member("createdAt", customer.createdAt)
    }

    /// `HH:MM` of a minute of the day.
    private static func timeOfDay(_ minute: Int) -> String {
        let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
        return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }
}
