import BoardProtocol
import Values
import WallboardCore

extension AdminRoutes {
    func showPBXAgents(_ call: AdminCall) async throws -> Answer {
        try await answer(try await ports.pbxAgents(of: call.customer), of: call.customer)
    }

    func putPBXAgents(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let extensions = body.required("extensions", FieldRule<[String]>.extensions(upTo: limits.extensions))
        let reported: [String] = try body.finish(extensions)
        let customer = try call.customer
        return try await answer(
            try await ports.setPBXAgents(Set(reported), of: customer, by: call.author), of: customer)
    }

    private func answer(_ report: PBXReport, of customer: CustomerID) async throws -> Answer {
        let source = try await ports.customer(customer).customer.agentAddOn
        return .json { json in
            json.beginObject()
            json.texts("extensions", report.extensions)
            json.member("reportedAt", report.at)
            json.member("agentAddOn", source.rawValue)
            json.texts("changed", report.changed.map(\.text))
            json.endObject()
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

extension JSONWriter {
    /// Writes a key and an array of strings.
    mutating func texts(_ key: String, _ texts: [String]) {
        self.key(key)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
