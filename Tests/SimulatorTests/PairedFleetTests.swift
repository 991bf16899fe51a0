import BoardProtocol
import BoardServer
import EventLoop
import Logging
import Synchronization
import TestSupport
import Testing
import Values

@testable import wallboard_sim

/// Simulated boards against the boards' port, with a desk in place of the control plane.
@Suite("Boards that are paired", .serialized)
struct PairedFleetTests {
    /// Keeps each hello, with its connection, until a test takes it.
    private final class Desk: BoardEventSink {
        private let arrivals = Mutex<[(id: ConnectionID, hello: Hello)]>([])

        func receive(_ events: [BoardEvent]) {
            arrivals.withLock { arrivals in
                for case .hello(let id, let hello, _) in events { arrivals.append((id: id, hello: hello)) }
            }
        }

        func next() async throws -> (id: ConnectionID, hello: Hello) {
            try await eventually("a hello") { arrivals.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        }
    }

    private struct Stuck: Error {
        let what: String
    }

    /// Waits for what other threads do; fails only if it never happens.
    private static func eventually<Value>(_ what: String, _ condition: () -> Value?) async throws -> Value {
        for _ in 0..<24_000 {
            if let value = condition() { return value }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Stuck(what: what)
    }

    private static func pairing(_ code: String) -> SharedFrame {
        .control(
            Pairing(
                userCode: code, verificationUri: "https://127.0.0.1/pair",
                verificationUriComplete: "https://127.0.0.1/pair?code=\(code)", qr: ["1"], expiresInSeconds: 600
            ).encode())
    }

    private static func registered(_ token: String) -> SharedFrame {
        .control(Registered(deviceId: "d", token: Secret(token)).encode())
    }

    private static var welcome: SharedFrame {
        .control(
            Welcome(
                deviceId: "d", deviceName: "n", customerName: "c", timeZone: "UTC", boardLicence: .analytics,
                view: .none,
                entitlementVersion: 1, dashboard: Welcome.Dashboard(title: "t"), heartbeatSeconds: 15,
                serverTime: Instant(milliseconds: 0)
            ).encode())
    }

    private func withFleet(_ body: (BoardServer, Desk, FleetBulletin) async throws -> Void) async throws {
        let files = try ServerCertificate.shared()
        // The tests play the control plane, and may wait long for their turn on a busy machine.
        var patience = BoardServerLimits()
        patience.decisionMillis = 600_000
        let server = try BoardServer(
            BoardServer.Configuration(
                listen: SocketAddress(.ipv4(0x7f00_0001), port: 0), loopCount: 1,
                tls: TLSServerContext(certificateChainFile: files.certificate, privateKeyFile: files.key),
                limits: patience, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let desk = Desk()
        try server.start(sink: desk)
        var limits = FleetLimits()
        limits.statusMillis = 20
        limits.tickMillis = 10
        limits.welcomeMillis = 600_000
        let interruption = Interruption()
        let fleet = try BoardFleet(
            [BoardSpec(serial: "TV-1", token: nil, enrolmentKey: nil, startMillis: 0)],
            target: FleetTarget(
                url: "wss://127.0.0.1:\(server.address.port)", authorities: files.certificate, offersDeflate: true),
            limits: limits, threads: 1, interruption: interruption)
        let result: Result<Void, any Error>
        do { result = .success(try await body(server, desk, fleet.bulletin)) } catch { result = .failure(error) }
        interruption.request()
        fleet.join()
        try await server.shutDown(.shuttingDown, spreadMillis: 0)
        try result.get()
    }

    @Test("a board shows each of its codes, and goes on with the token that came last")
    func pairing() async throws {
        try await withFleet { server, desk, bulletin in
            func shown() async throws -> [String] {
                try await Self.eventually("a code") {
                    let codes = bulletin.takeNewCodes().map(\.description)
                    return codes.isEmpty ? nil : codes
                }
            }
            func kept() async throws -> [String: Secret] {
                try await Self.eventually("a token") { bulletin.takeNewTokens() }
            }

            let (id, hello) = try await desk.next()
            #expect(hello.serial == "TV-1" && hello.credentials == .none)
            server.post(.admit(id, greeting: [Self.pairing("BCDF-GHJK")], nil), to: id.loop)
            #expect(try await shown() == ["TV-1 shows BCDF-GHJK"])
            server.post(.say(id, Self.pairing("KJHG-FDCB")), to: id.loop)
            #expect(try await shown() == ["TV-1 shows KJHG-FDCB"])
            // The status is published now and then, and may still be that of the first code.
            try await Self.eventually("the newer code in the status") {
                let status = bulletin.status
                return status.pairing == 1 && status.codes.map(\.userCode) == ["KJHG-FDCB"] ? () : nil
            }

            server.post(
                .entitle(id, messages: [Self.registered("first"), Self.welcome], nil, revokes: false), to: id.loop)
            #expect(try await kept() == ["TV-1": Secret("first")])
            try await Self.eventually("a live board") { bulletin.status.live == 1 ? () : nil }
            #expect(bulletin.status.pairing == 0 && bulletin.status.codes.isEmpty)

            server.post(.say(id, Self.registered("second")), to: id.loop)
            #expect(try await kept() == ["TV-1": Secret("second")])
            server.post(.close(id, message: nil, .overloaded, revokes: false), to: id.loop)
            let (newer, again) = try await desk.next()
            #expect(newer != id && again.credentials == .token(Secret("second")))
        }
    }

    @Test("a board that waits for a seat shows why, comes back with its token, and goes on when it has its seat")
    func waitingForSeat() async throws {
        try await withFleet { server, desk, bulletin in
            let waiting = SharedFrame.control(
                Waiting(detail: "10 of 10", seats: .init(configured: 10, max: 10), token: Secret("place")).encode())
            let (id, _) = try await desk.next()
            server.post(.admit(id, greeting: [Self.pairing("BCDF-GHJK")], nil), to: id.loop)
            server.post(.say(id, waiting), to: id.loop)
            try await Self.eventually("a board that waits") { () -> Void? in
                let status = bulletin.status
                guard status.waitingForSeat == 1, status.codes.isEmpty else { return nil }
                return status.text(showsStates: false).contains("TV-1: 10 of 10") ? () : nil
            }
            server.post(.close(id, message: nil, .overloaded, revokes: false), to: id.loop)
            let (newer, hello) = try await desk.next()
            #expect(hello.credentials == .token(Secret("place")))
            // What a later version says is not a fault.
            let unknown = SharedFrame.control(Array(#"{"type":"fireworks"}"#.utf8))
            server.post(.admit(newer, greeting: [waiting, unknown], nil), to: newer.loop)
            server.post(
                .entitle(newer, messages: [Self.registered("place"), Self.welcome], nil, revokes: false), to: newer.loop
            )
            try await Self.eventually("a live board") { bulletin.status.live == 1 ? () : nil }
            #expect(bulletin.status.waitingForSeat == 0 && bulletin.status.seatWaits.isEmpty)
            #expect(bulletin.status.unreadable == 0)
        }
    }

    @Test("a board that loses its connection while it is paired asks for another code")
    func lostCode() async throws {
        try await withFleet { server, desk, bulletin in
            let (id, _) = try await desk.next()
            server.post(.admit(id, greeting: [Self.pairing("BCDF-GHJK")], nil), to: id.loop)
            try await Self.eventually("a code") { bulletin.status.pairing == 1 ? () : nil }
            server.post(.close(id, message: nil, .overloaded, revokes: false), to: id.loop)
            let (_, hello) = try await desk.next()
            #expect(hello.credentials == .none)
        }
    }
}
