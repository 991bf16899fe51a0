import BoardProtocol
import HTTPTypes
import WallboardCore

extension AdminRoutes {
    func showLicences(_ call: AdminCall) async throws -> Answer {
        let usage = try await ports.licences(of: call.customer)
        return .licences(usage, isStored: true)
    }

    func changeLicences(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let maximum = body.required("maxWallboards", .seatMaximum)
        body.constant(
            "surplus", .string("reject"),
            otherwise: "must be \"reject\": the one rule for surplus devices that is supported")
        let isDryRun = body.optional("dryRun", .flag) ?? false
        let customer = try call.customer
        let usage = try await ports.setMaximum(
            try body.finish(maximum), of: customer, ifVersion: try await version(call.ifMatch, of: customer),
            dryRun: isDryRun)
        return .licences(usage, isStored: !isDryRun)
    }

    /// The version that the maximum must still have when it is changed; nil if any will do. Throws 412 if the one in
    /// force is none of those that `If-Match` names.
    private func version(_ header: String?, of customer: CustomerID) async throws -> Int? {
        guard let header else { return nil }
        guard let condition = IfMatch(header) else {
            throw Problem(kind: .malformedRequest, detail: "If-Match must be * or entity tags such as \"3\".")
        }
        if condition == .any { return nil }
        let current = try await ports.licences(of: customer).maximumVersion
        guard condition.allows(EntityTag(version: current)) else { throw AdminError.versionMismatch(current: current) }
        return current
    }
}

extension Answer {
    /// The figures of a dry run are not stored, and have no entity tag.
    fileprivate static func licences(_ usage: LicenceUsage, isStored: Bool) -> Answer {
        let headers: HTTPFields = isStored ? [.eTag: EntityTag(version: usage.maximumVersion).description] : [:]
        return .json(headers: headers) { $0.object(usage) }
    }
}

extension JSONWriter {
    fileprivate mutating func object(_ usage: LicenceUsage) {
        beginObject()
        member("asOf", usage.asOf)
        object("users") { json in
            json.member("essential", usage.essential)
            json.member("professional", usage.professional)
            json.member("agentAddOn", usage.agentAddOn)
        }
        object("clients") { json in
            json.member("desktop", usage.desktop)
            json.member("crmAddOn", usage.crmAddOn)
        }
        object("supervisor") { json in
            json.member("reports", usage.reports)
            json.member("insights", usage.insights)
            json.member("analytics", usage.analytics)
            json.member("liveAnalytics", usage.liveAnalytics)
            json.member("contactCentre", usage.contactCentre)
        }
        object("devices") { json in
            json.object("wallboards") { json in
                json.seats(usage.seats)
                json.member("analytics", usage.analyticsBoards)
                json.member("liveAnalytics", usage.liveAnalyticsBoards)
                json.member("connected", usage.connectedBoards)
            }
        }
        endObject()
    }
}
