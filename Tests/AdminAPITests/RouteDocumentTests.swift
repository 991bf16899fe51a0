import Foundation
import HTTPTypes
import Testing

@testable import AdminAPI

/// The table of routes side by side with `docs/openapi.yaml`.
@Suite("The document says what the table of routes says")
struct RouteDocumentTests {
    /// What the document says of an operation.
    private struct Operation {
        var path = ""
        var method = ""
        /// It has `security: []`: no token is needed.
        var isOpen = false
        var mediaTypes: [String] = []
        var isBodyRequired = false
        var statuses: Set<String> = []
    }

    /// The operations of the document by their ids. It is read by its indentation.
    private static let documented: [String: Operation] = {
        let lines = String(decoding: PackageResources.openapi_yaml, as: UTF8.self).split(separator: "\n")
        var operations: [String: Operation] = [:]
        var (path, method, id, section) = ("", "", "", "")
        for line in lines.drop(while: { $0 != "paths:" }).dropFirst().prefix(while: { $0.first == " " }) {
            let name = line.trimmingCharacters(in: [" ", ":", "'"])
            switch line.prefix(while: { $0 == " " }).count {
            case 2: path = name
            case 4: method = name.uppercased()
            case 6:
                section = name
                if line.hasPrefix("      operationId: ") {
                    id = String(line.dropFirst(19))
                    operations[id] = Operation(path: path, method: method)
                } else if name == "security: []" {
                    operations[id]?.isOpen = true
                }
            case 8 where section == "requestBody" && name == "required: true": operations[id]?.isBodyRequired = true
            case 8 where section == "responses": operations[id]?.statuses.insert(name)
            case 10 where section == "requestBody": operations[id]?.mediaTypes.append(name)
            default: break
            }
        }
        return operations
    }()

    @Test("it has exactly the routes that there are")
    func operations() {
        #expect(Set(Self.documented.keys) == Set(RouteTable.sample.routes.map(\.operation)))
    }

    @Test("a route has its method and path, and needs a token, in both", arguments: RouteTable.sample.routes)
    func places(route: Route) throws {
        let documented = try #require(Self.documented[route.operation])
        #expect(documented.method == route.method.rawValue)
        #expect(documented.path == route.path)
        #expect(documented.isOpen == (route.access == .open))
        for status in ["401", "403"] { #expect(documented.statuses.contains(status) == (route.access != .open)) }
    }

    @Test("a route takes the same body in both", arguments: RouteTable.sample.routes)
    func bodies(route: Route) throws {
        let documented = try #require(Self.documented[route.operation])
        #expect(Set(documented.mediaTypes) == Set(route.body.mediaTypes))
        #expect(documented.isBodyRequired == ![.none, .optionalJSON].contains(route.body))
        for status in ["413", "415"] { #expect(documented.statuses.contains(status) == (route.body != .none)) }
    }

    @Test("where a customer is in the path, it may be hidden", arguments: RouteTable.sample.routes)
    func hidden(route: Route) throws {
        switch route.access {
        case .customer, .maximum:
            #expect(route.path.hasPrefix("/v1/customers/{customerId}"))
            #expect(try #require(Self.documented[route.operation]).statuses.contains("404"))
        case .open, .gateway, .visible: #expect(!route.path.contains("{customerId}"))
        }
    }
}
