import HTTPTypes
import HummingbirdTesting
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Board events over TLS", .timeLimit(.minutes(3)))
struct EventStreamServerTests {
    /// A server with an open stream of events. `during` runs while it is open; the reply is complete once the stream
    /// has ended.
    private func watch(
        limits: AdminLimits, clock: AdminClock,
        _ during: @escaping @Sendable (GatewayDouble, ServiceGroup) async throws -> Void
    ) async throws -> TestClient.Response {
        let certificate = try ServerCertificate()
        let gateway = GatewayDouble()
        await gateway.add(token: "provider", .provider)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let server = AdminServer(
            configuration: AdminServer.Configuration(
                host: "127.0.0.1", port: 0, tls: AdminTLS(try AdminTLSContext([certificate.files]))),
            ports: gateway, pages: PagesDouble(), limits: limits, clock: clock, metrics: AdminMetrics.registry(),
            logger: LogRecorder().logger,
            onRunning: { continuation.yield($0) })
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [server], logger: LogRecorder().logger))
        let configuration = try AdminServerTests.client(certificate)
        let reply = try await withThrowingTaskGroup(of: TestClient.Response?.self) { group in
            group.addTask {
                try await services.run()
                return nil
            }
            let port = try #require(await ports.first { _ in true })
            group.addTask {
                while true {
                    do {
                        return try await TestClient.withClient(
                            host: "127.0.0.1", port: port, configuration: configuration
                        ) { client in
                            try await client.send(
                                .get, "/v1/boards/events", headers: [.authorization: "Bearer provider"])
                        }
                    } catch {
                        // A busy machine may take longer to ask than the server waits for a request.
                        guard await gateway.watched.isEmpty else { throw error }
                    }
                }
            }
            while await gateway.watched.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            try await during(gateway, services)
            var reply: TestClient.Response?
            // The server ends by itself once it is asked to, which is what is tested.
            for try await result in group {
                if let result { reply = result }
                await services.triggerGracefulShutdown()
            }
            return try #require(reply)
        }
        return reply
    }

    @Test("an open stream does not hold up the end of the server")
    func shutdown() async throws {
        let reply = try await watch(limits: AdminLimits(), clock: TestClock().clock) { _, services in
            await services.triggerGracefulShutdown()
        }
        #expect(reply.status == .ok)
        #expect(reply.headers[.contentType] == "text/event-stream")
    }

    @Test("neither silence between events nor the deadline of requests cuts a stream")
    func silence() async throws {
        var limits = AdminLimits()
        limits.idleTimeoutSeconds = 1
        limits.requestDeadlineSeconds = 1
        limits.eventStreamCheckSeconds = 1
        limits.eventStreamCommentSeconds = 2
        let reply = try await watch(limits: limits, clock: .system) { gateway, _ in
            // Each check comes a second after the previous one: longer than both time-outs.
            while await gateway.looksAtRights < 4 { try await Task.sleep(for: .milliseconds(20)) }
            await gateway.tell(.resync)
            await gateway.endFeeds()
        }
        let text = reply.body.map { String(buffer: $0) } ?? ""
        #expect(text.contains(": nothing new\n\n"))
        #expect(text.contains("id: 2\nevent: resync"))
    }
}
