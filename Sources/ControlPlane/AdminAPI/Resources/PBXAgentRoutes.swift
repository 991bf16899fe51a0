import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The agents that the PBX reports.
struct PBXAgentRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits

    var routes: [Route] {
        [
            Route(
                "showPBXAgents", .get, "/v1/customers/{customerId}/pbx-agents", .customer(.readers),
                answer: showPBXAgents),
            Route(
                "putPBXAgents", .put, "/v1/customers/{customerId}/pbx-agents", .customer(.editors), body: .longJSON,
                answer: putPBXAgents),
        ]
    }

    func showPBXAgents(_ call: AdminCall) async throws -> Answer {
        let customer = try await ports.customer(call.customer)
        return try await answer(try await customer.pbxAgents(), of: customer)
    }

    func putPBXAgents(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let extensions = body.required("extensions", FieldRule<[String]>.extensions(upTo: limits.extensions))
        let reported: [String] = try body.finish(extensions)
        let customer = try await ports.customer(call.customer)
        return try await answer(try await customer.setPBXAgents(Set(reported), by: call.author), of: customer)
    }

    private func answer(_ report: PBXReport, of customer: any CustomerPort) async throws -> Answer {
        let source = try await customer.summary().customer.agentAddOn
        return .json { json in
            json.texts("extensions", report.extensions)
            json.member("reportedAt", report.at)
            json.member("agentAddOn", source.rawValue)
            json.texts("changed", report.changed.map(\.text))
        }
    }
}

extension FieldRule where Value == [String] {
    /// A list of extensions; duplicates count once.
    static func extensions(upTo count: Int) -> Self {
        let rule = FieldRule<String>.text(1...32)
        return Self(
            expectation: "must be a list of at most \(count) extensions, each of which \(rule.expectation)"
        ) { json in
            guard let items = json.array, items.count <= count else { return nil }
            let texts = items.compactMap { rule.read($0) }
            return texts.count == items.count ? texts : nil
        }
    }
}
