import BoardProtocol
import BoardServer
import Foundation
import Hummingbird
import HummingbirdTesting
import PrometheusText
import Synchronization
import TestSupport
import Testing
import WallboardCore

@testable import AdminAPI
@testable import Gateway

/// No request can end the process: every route, with boundary values in every part of the request, on the real
/// router, the real hubs and a real database. A trap ends the tests.
@Suite struct RouteFuzzTests {
    /// `WALLBOARD_FUZZED_REQUESTS` makes it run for longer.
    private static let requests =
        ProcessInfo.processInfo.environment["WALLBOARD_FUZZED_REQUESTS"].flatMap { Int($0) } ?? 50_000
    private static let tasks = 16

    @Test("every request is answered")
    func everyRequestIsAnswered() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("route fuzz: seed \(seed)")
        let directory = try TemporaryDirectory()
        let gateway = try await TestGateway(in: directory)
        let world = try await Self.furnish(gateway)
        var limits = AdminLimits()
        limits.wrongTokens = 10_000_000
        limits.wrongCodes = 10_000_000
        limits.wrongCodesOfAll = 10_000_000
        let responder = AdminResponder(
            ports: gateway.administration, pages: try GatewayPages(), limits: limits,
            counters: AdminCounters(factory: gateway.metrics), door: ConnectionDoor(limits: limits, clock: .system))
        let application = Application(responder: responder, logger: gateway.context.logger)
        let tally = Tally()
        try await application.test(.router) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<Self.tasks {
                    group.addTask {
                        var random = SplitMix64(seed: seed &+ UInt64(task))
                        for _ in 0..<Self.requests / Self.tasks {
                            let request = FuzzedRequest(for: responder.routes, in: world, &random)
                            try await client.execute(
                                uri: request.path, method: request.method, headers: request.headers,
                                body: request.body.map { ByteBuffer(bytes: $0) }
                            ) { response in
                                tally.count(response.status.code)
                                guard response.status.code >= 500, response.status != .serviceUnavailable else {
                                    return
                                }
                                Issue.record(
                                    """
                                    seed \(seed): \(request.method) \(request.path) \
                                    \(String(decoding: request.body ?? [], as: UTF8.self)): \(response.status) \
                                    \(String(buffer: response.body))
                                    """)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
        }
        print("route fuzz: \(tally.description)")
        #expect(tally.share(of: 200..<300) > 0.15, "too few requests got far: \(tally.description)")
        for hub in gateway.context.registry.hubs { await hub.housekeep() }
        await gateway.stop()
        // What was stored can be read again.
        let next = try await TestGateway(in: directory)
        #expect(try next.hub(CustomerID("acme")!).id == CustomerID("acme"))
        await next.stop()
    }

    private static func furnish(_ gateway: TestGateway) async throws -> FuzzedRequest.World {
        let ports = gateway.administration
        var devices: [String] = []
        for name in ["acme", "globex", "initech"] {
            let customer = try #require(CustomerID(name))
            try await ports.createCustomer(
                NewCustomer(id: customer, name: name, timeZone: "Europe/London", maximum: .limited(12)))
            for user in ["anna", "ben", "carl"] {
                try await ports.putUser(User(id: UserID(user)!, name: user, supervisor: .contactCentre), of: customer)
            }
            for number in 0..<4 {
                let board = try begin("TV-\(name)-\(number)", devices.count, gateway)
                let device = try await ports.pairNow(board.code, to: UserID("anna")!, name: nil, of: customer)
                devices.append(device.device.id.text)
            }
        }
        let codes = try (0..<40).map { try begin("TV-\($0)", 100 + $0, gateway).code.letters }
        var tokens: [String] = []
        for (role, customer) in [
            (Role.provider, nil), (.customer, CustomerID("acme")), (.monitor, nil), (.feed, CustomerID("acme")),
        ] {
            let request = NewToken(
                role: role, customer: customer, name: "fuzz", maySetMaximum: role == .customer, expiresInSeconds: nil)
            tokens.append(try await ports.createToken(request).token)
        }
        return FuzzedRequest.World(tokens: tokens + ["none"], devices: devices, codes: codes)
    }

    private static func begin(_ serial: String, _ number: Int, _ gateway: TestGateway) throws -> PairingDesk.Board {
        try gateway.context.reception.beginPairing(
            ConnectionID(loop: 0, slot: UInt32(1_000_000 + number), generation: 1),
            Hello(serial: serial, credentials: .none), address: "10.0.0.\(number % 250)")
    }
}

/// How many answers had which status.
private final class Tally: Sendable {
    private let counts = Mutex<[Int: Int]>([:])

    func count(_ status: Int) { counts.withLock { $0[status, default: 0] += 1 } }

    func share(of statuses: Range<Int>) -> Double {
        counts.withLock { counts in
            let all = counts.values.reduce(0, +)
            return Double(counts.filter { statuses.contains($0.key) }.values.reduce(0, +)) / Double(max(1, all))
        }
    }

    var description: String {
        counts.withLock { $0.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") }
    }
}
