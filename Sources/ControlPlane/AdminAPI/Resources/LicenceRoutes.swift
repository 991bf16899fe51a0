import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// What a customer is licensed for, and its maximum of boards.
struct LicenceRoutes: Sendable {
    let ports: any CustomerAdministration
    let changes: ChangeGuard

    var routes: [Route] {
        [
            Route(
                "showLicences", .get, "/v1/customers/{customerId}/licences", .customer(.readers),
                answer: showLicences),
            Route(
                "changeLicences", .patch, "/v1/customers/{customerId}/licences", .maximum, body: .json, dryRun: .field,
                answer: changeLicences),
        ]
    }

    func showLicences(_ call: AdminCall) async throws -> Answer {
        let usage = try await ports.customer(call.customer).licences()
        return .json(headers: [.eTag: EntityTag(version: usage.maximumVersion).description], of: usage)
    }

    func changeLicences(_ call: AdminCall) async throws -> Answer {
        let change = try MaximumChange(call)
        let isDryRun = call.isDryRun
        let customer = try call.customer
        if !isDryRun { try changes.changeSeats(by: call.changer) }
        let preconditions = try call.preconditions
        let port = try await ports.customer(customer)
        let result = try await port.setMaximum(
            change, ifVersion: try await version(preconditions, of: port), dryRun: isDryRun, by: call.author)
        if !isDryRun { changes.changedSeats(result.suspended.count, by: call.changer) }
        // The figures of a dry run are not stored, and have no entity tag.
        let headers: HTTPFields =
            isDryRun ? [:] : [.eTag: EntityTag(version: result.usage.maximumVersion).description]
        return .json(headers: headers) { json in
            json.members(of: result.usage)
            json.object("effect") { json in
                json.member("dryRun", isDryRun)
                json.members(of: result)
            }
        }
    }

    /// The version that the maximum must still have when it is changed; nil accepts any. Throws 412 if the one in
    /// force is none of those that the request names.
    private func version(_ preconditions: Preconditions, of customer: any CustomerPort) async throws -> Int? {
        guard let condition = preconditions.match else { return nil }
        if condition == .any { return nil }
        let current = try await customer.licences().maximumVersion
        if condition.allows(EntityTag(version: current)) { return current }
        // Another version was named: the port says which is in force, and who made it.
        guard case .tags(let tags) = condition,
            let other = tags.lazy.filter({ !$0.isWeak }).compactMap({ Int($0.opaque) }).first(where: { $0 != current })
        else { throw AdminError.versionMismatch(current: current, lastChange: nil) }
        return other
    }
}

extension MaximumChange {
    /// Reads the body. Throws 422.
    fileprivate init(_ call: AdminCall) throws {
        var body = try call.fields()
        let maximum = body.required("maxWallboards", .seatMaximum)
        let surplus = body.optional("surplus", FieldRule<SurplusWord>.word) ?? .reject
        let suspend = body.optional("suspend", .devices)
        let reason = body.optional("reason", .text(1...500))
        _ = body.optional("dryRun", .flag)
        let limit = try body.finish(maximum)
        let rule: SurplusRule
        switch (surplus, suspend) {
        case (.reject, nil): rule = .reject
        case (.keep, nil): rule = .keep
        case (.suspend, let devices?): rule = .suspend(devices)
        case (.suspend, nil):
            throw AdminError.invalid(field: "suspend", reason: "must name the devices to be suspended")
        case (_, _?):
            throw AdminError.invalid(field: "suspend", reason: "goes only with a surplus of \"suspend\"")
        }
        self.init(to: limit, surplus: rule, reason: reason)
    }

    private enum SurplusWord: String, CaseIterable {
        case reject, keep, suspend
    }
}

extension FieldRule where Value == [DeviceID] {
    /// A list of device ids.
    fileprivate static let devices: Self = {
        let rule = FieldRule<DeviceID>.name(of: "A–Z a–z 0–9 . _ -")
        return Self(expectation: "must be a list of device ids, each of which \(rule.expectation)") { json in
            guard let items = json.array else { return nil }
            let ids = items.compactMap { rule.read($0) }
            return ids.count == items.count ? ids : nil
        }
    }()
}
