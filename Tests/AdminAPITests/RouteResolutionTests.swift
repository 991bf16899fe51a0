import HTTPTypes
import Testing

@testable import AdminAPI

@Suite("Paths lead to routes")
struct RouteResolutionTests {
    @Test("every route is found by its own method and path", arguments: Route.allCases)
    func ownPath(route: Route) {
        let path = route.path.replacing("{customerId}", with: "c").replacing("{userId}", with: "u")
            .replacing("{deviceId}", with: "d").replacing("{keyId}", with: "k")
        guard case .route(let found, _) = RouteResolution.resolve(route.method, path: path) else {
            Issue.record("\(path) leads to nothing")
            return
        }
        #expect(found == route)
    }

    @Test("no two routes have the same method and path")
    func distinct() {
        #expect(Set(Route.allCases.map { "\($0.method) \($0.path)" }).count == Route.allCases.count)
    }

    @Test("parameters are named and percent-decoded")
    func parameters() {
        #expect(
            RouteResolution.resolve(.get, path: "/v1/customers/acme/users/ada%40example.com")
                == .route(.showUser, parameters: ["customerId": "acme", "userId": "ada@example.com"]))
    }

    @Test("an encoded slash stays inside its parameter")
    func encodedSlash() {
        #expect(
            RouteResolution.resolve(.get, path: "/v1/customers/a%2Fb")
                == .route(.showCustomer, parameters: ["customerId": "a/b"]))
    }

    @Test(
        "other paths lead nowhere",
        arguments: [
            "", "/", "/v1", "/v1/customers/", "/v1/customers/acme/", "/V1/customers", "/v1/customers/acme/nothing",
            "/v1/customers/acme/users/ada/more", "//v1/customers", "/v1/customers/%zz", "v1/customers",
        ])
    func nowhere(path: String) {
        #expect(RouteResolution.resolve(.get, path: path) == .notFound)
    }

    @Test("the answer to another method lists those that the path supports")
    func otherMethods() {
        #expect(
            RouteResolution.resolve(.delete, path: "/v1/customers")
                == .methodNotAllowed(allow: [.get, .head, .post]))
        #expect(
            RouteResolution.resolve(.post, path: "/v1/customers/acme/users/ada")
                == .methodNotAllowed(allow: [.get, .head, .put, .delete]))
    }

    @Test("HEAD is answered where GET is, and nowhere else")
    func head() {
        #expect(RouteResolution.resolve(.head, path: "/healthz") == .route(.showHealth, parameters: [:]))
        #expect(
            RouteResolution.resolve(.head, path: "/v1/customers/acme/user-imports") == .methodNotAllowed(allow: [.post])
        )
    }
}
