import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing
import Values
import WallboardCore

@testable import AdminAPI

/// An admin port without sockets over a gateway with the customers `acme` (2 seats) and `globex`, a token for each role
/// that is confined to `acme` (`customer`, `chief`, who may set the
/// maximum, `feed`, `acme-monitor`) or to none (`provider`, `monitor`), and `globex`, the
/// token of a customer's admin of `globex`.
struct AdminPort: Sendable {
    let gateway: GatewayDouble
    let log: LogRecorder
    let clock: TestClock
    private let client: any TestClientProtocol

    /// The answer.
    struct Reply: Sendable {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// The body; fails the test if it is not JSON.
        var json: JSON {
            get throws { try JSON(parsing: bytes, limits: .gatewayMessage) }
        }
    }

    static func run(limits: AdminLimits = AdminLimits(), _ test: @Sendable (AdminPort) async throws -> Void)
        async throws
    {
        let gateway = GatewayDouble()
        let log = LogRecorder()
        await gateway.add(token: "provider", .provider)
        await gateway.add(token: "monitor", .monitor)
        await gateway.add(token: "acme-monitor", .monitor, customer: acme)
        await gateway.add(token: "customer", .customer, customer: acme)
        await gateway.add(token: "feed", .feed, customer: acme)
        await gateway.add(token: "chief", .customer, customer: acme, maySetMaximum: true)
        await gateway.add(token: "globex", .customer, customer: globex)
        for (id, maximum) in [(acme, SeatMaximum.limited(2)), (globex, .unlimited)] {
            _ = try await gateway.createCustomer(
                NewCustomer(id: id, name: "The \(id)", timeZone: "Europe/London", maximum: maximum), by: .gateway)
        }
        let clock = TestClock()
        let application = Application(
            responder: AdminResponder(
                ports: gateway, pages: PagesDouble(), limits: limits,
                counters: AdminCounters(factory: gateway.registry),
                door: ConnectionDoor(limits: limits, clock: clock.clock), clock: clock.clock),
            logger: log.logger)
        try await application.test(.router) { client in
            try await test(AdminPort(gateway: gateway, log: log, clock: clock, client: client))
        }
    }

    /// Sends a request with a JSON body, or without one.
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = "provider", json: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        if json != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(method, path, token: token, body: json.map { Array($0.utf8) }, headers: headers)
    }

    /// Sends a request with any body.
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = "provider", body: [UInt8]?,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
        ) { response in
            Reply(
                status: response.status.code, headers: response.headers, bytes: Array(response.body.readableBytesView))
        }
    }
}

/// The text of a JSON value with its keys sorted, to be compared with what is expected.
func compact(_ json: JSON) -> String {
    String(decoding: json.encode(), as: UTF8.self)
}

/// Expects a problem document of one kind with all that every problem has.
func expectProblem(
    _ reply: AdminPort.Reply, _ kind: Problem.Kind, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let json = try reply.json
    #expect(reply.status == kind.status.code, "\(reply.text)", sourceLocation: sourceLocation)
    #expect(reply.headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
    #expect(json["type"]?.string == kind.type, sourceLocation: sourceLocation)
    #expect(json["code"]?.string == kind.rawValue, sourceLocation: sourceLocation)
    #expect(json["title"]?.string == kind.title, sourceLocation: sourceLocation)
    #expect(json["status"]?.integer == Int64(kind.status.code), sourceLocation: sourceLocation)
    #expect(json["detail"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
}

/// Expects 422 for exactly these fields.
func expectInvalid(
    _ reply: AdminPort.Reply, _ fields: [String], sourceLocation: SourceLocation = #_sourceLocation
) throws {
    try expectProblem(reply, .invalidFields, sourceLocation: sourceLocation)
    let named = try reply.json["errors"]?.array?.compactMap { $0["field"]?.string } ?? []
    #expect(named.sorted() == fields.sorted(), "\(reply.text)", sourceLocation: sourceLocation)
    for error in try reply.json["errors"]?.array ?? [] {
        #expect(error["reason"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
    }
}
