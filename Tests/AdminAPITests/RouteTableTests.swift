import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import AdminAPI

@Suite("Paths lead to routes")
struct RouteTableTests {
    private let table = RouteTable.sample

    /// What a request leads to, with the operation of its route.
    private enum Found: Equatable {
        case route(String, [String: String])
        case methodNotAllowed([HTTPRequest.Method])
        case nothing
    }

    private func find(_ method: HTTPRequest.Method, _ path: String) -> Found {
        switch table.resolve(method, path: path) {
        case .route(let route, let parameters): .route(route.operation, parameters)
        case .methodNotAllowed(let methods): .methodNotAllowed(methods)
        case .notFound: .nothing
        }
    }

    @Test("every route is found by its own method and path", arguments: RouteTable.sample.routes)
    func ownPath(route: Route) {
        let path = route.path.replacing(/{(\w+)}/) { "a-\($0.1)" }
        let parameters = route.path.matches(of: /{(\w+)}/).map { (String($0.1), "a-\($0.1)") }
        #expect(
            find(route.method, path) == .route(route.operation, Dictionary(uniqueKeysWithValues: parameters)))
    }

    @Test("every route writes down what it changes, exports callers' numbers, or says why not")
    func audit() {
        let unaudited = table.routes.filter { $0.method != .get && !$0.isAudited }.map(\.operation)
        #expect(unaudited == ["sendCallEvents", "stateActiveCalls"])
        #expect(table.routes.filter { $0.audit == .export }.map(\.operation) == ["exportCallEvents"])
        #expect(table.routes.allSatisfy { $0.method != .get || $0.audit != .change })
    }

    @Test("a route that takes a body is for those with a token, who share what bodies may use")
    func bodies() {
        #expect(table.routes.allSatisfy { $0.body == .none || $0.access != .open })
    }

    @Test("a dry run is asked for where a change can be")
    func dryRuns() {
        #expect(
            table.routes.filter { $0.dryRun != .never }.map(\.operation)
                == ["importUsers", "changeLicences", "putDashboard"])
    }

    @Test("a word goes before a parameter, whatever the order of the rows")
    func wordsFirst() {
        let any = Route("any", .get, "/things/{thing}", .open) { _ in .empty(.ok) }
        let new = Route("new", .get, "/things/new", .open) { _ in .empty(.ok) }
        for rows in [[any, new], [new, any]] {
            let table = RouteTable(rows)
            #expect(table.resolve(.get, path: "/things/new") == .route(new, parameters: [:]))
            #expect(table.resolve(.get, path: "/things/n%65w") == .route(any, parameters: ["thing": "new"]))
        }
    }

    @Test("what a path leads to is what a comparison with every row finds")
    func againstEveryRow() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        let oddities = ["", "%", "%2F", "a b", "%C3%A4"]
        let words = Set(table.routes.flatMap { $0.path.split(separator: "/").map(String.init) }).sorted()
        for _ in 0..<5_000 {
            let row = try #require(table.routes.randomElement(using: &random))
            var parts = row.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            for index in parts.indices {
                switch Int.random(in: 0..<12, using: &random) {
                case 0: parts[index] = words.randomElement(using: &random) ?? ""
                case 1: parts[index] = oddities.randomElement(using: &random) ?? ""
                default: if parts[index].hasPrefix("{") { parts[index] = "x\(index)" }
                }
            }
            let path = parts.joined(separator: "/")
            let method = try #require(methods.randomElement(using: &random))
            #expect(find(method, path) == Self.everyRow(of: table, method, path), "\(method) \(path), seed \(seed)")
        }
    }

    /// The same without a tree.
    private static func everyRow(of table: RouteTable, _ method: HTTPRequest.Method, _ path: String) -> Found {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var allowed: [HTTPRequest.Method] = []
        for route in table.routes {
            let pattern = route.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard pattern.count == parts.count else { continue }
            var parameters: [String: String] = [:]
            let fits = zip(parts, pattern).allSatisfy { part, expected in
                guard expected.hasPrefix("{") else { return part == expected }
                guard !part.isEmpty, let value = part.removingPercentEncoding else { return false }
                parameters[String(expected.dropFirst().dropLast())] = value
                return true
            }
            guard fits else { continue }
            if route.methods.contains(method) { return .route(route.operation, parameters) }
            allowed += route.methods
        }
        return allowed.isEmpty ? .nothing : .methodNotAllowed(allowed)
    }

    @Test("parameters are named and percent-decoded")
    func parameters() {
        #expect(
            find(.get, "/v1/customers/acme/users/ada%40example.com")
                == .route("showUser", ["customerId": "acme", "userId": "ada@example.com"]))
    }

    @Test("an encoded slash stays inside its parameter")
    func encodedSlash() {
        #expect(
            find(.get, "/v1/customers/a%2Fb")
                == .route("showCustomer", ["customerId": "a/b"]))
    }

    @Test(
        "other paths lead nowhere",
        arguments: [
            "", "/", "/v1", "/v1/customers/", "/v1/customers/acme/", "/V1/customers", "/v1/customers/acme/nothing",
            "/v1/customers/acme/users/ada/more", "//v1/customers", "/v1/customers/%zz", "v1/customers",
        ])
    func nowhere(path: String) {
        #expect(find(.get, path) == .nothing)
    }

    @Test("the answer to another method lists those that the path supports")
    func otherMethods() {
        #expect(
            find(.delete, "/v1/customers")
                == .methodNotAllowed([.get, .head, .post]))
        #expect(
            find(.post, "/v1/customers/acme/users/ada")
                == .methodNotAllowed([.get, .head, .put, .delete]))
    }

    @Test("HEAD is answered where GET is, and nowhere else")
    func head() {
        #expect(find(.head, "/healthz") == .route("showHealth", [:]))
        #expect(
            find(.head, "/v1/customers/acme/user-imports") == .methodNotAllowed([.post])
        )
    }
}
