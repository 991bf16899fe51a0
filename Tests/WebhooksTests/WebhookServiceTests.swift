import BoardProtocol
import Crypto
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import Values

@testable import Webhooks

@Suite("Delivery to a real server", .timeLimit(.minutes(1)))
struct WebhookServiceTests {
    private static let key = Data((0..<32).map { UInt8($0) })
    private static var secret: String { "whsec_" + key.base64EncodedString() }

    /// What a receiver saw, and what it answers next.
    private final class Receiver: Sendable {
        private struct State {
            var answers: [TestServer.Answer]
            var requests: [TestServer.Request] = []
        }
        private let state: Mutex<State>
        let arrivals: AsyncStream<Int>
        private let arrived: AsyncStream<Int>.Continuation

        /// Gives these answers in turn, then 204.
        init(_ answers: [TestServer.Answer] = []) {
            state = Mutex(State(answers: answers))
            (arrivals, arrived) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1_000))
        }

        var requests: [TestServer.Request] { state.withLock { $0.requests } }

        func answer(_ request: TestServer.Request) -> TestServer.Answer {
            let (answer, count) = state.withLock { state in
                state.requests.append(request)
                return (state.answers.isEmpty ? .init(204) : state.answers.removeFirst(), state.requests.count)
            }
            arrived.yield(count)
            return answer
        }

        /// Waits until so many requests have arrived.
        func wait(for count: Int) async {
            for await seen in arrivals where seen >= count { return }
        }
    }

    private var limits: WebhookLimits {
        var limits = WebhookLimits()
        limits.firstWaitMillis = 2
        limits.longestWaitMillis = 10
        limits.drainMillis = 20_000
        return limits
    }

    private func service(
        port: Int, scheme: String = "http", trustRoots: String? = nil, limits: WebhookLimits? = nil
    ) throws -> WebhookService {
        let file = try SecretFile(Self.secret)
        return try WebhookService(
            endpoint: WebhookEndpoint("\(scheme)://localhost:\(port)/hook?key=k"),
            secrets: WebhookSecrets(file: file.path),
            trustRoots: trustRoots, limits: limits ?? self.limits, logger: quiet, clock: { morning })
    }

    /// As the specification asks of receivers, without any of the code under test.
    private func isSigned(_ request: TestServer.Request) -> Bool {
        guard let id = request["webhook-id"], let time = request["webhook-timestamp"],
            let header = request["webhook-signature"], header.hasPrefix("v1,"),
            let signature = Data(base64Encoded: String(header.dropFirst(3)))
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            signature, authenticating: Data("\(id).\(time).".utf8) + Data(request.body),
            using: SymmetricKey(data: Self.key))
    }

    private func types(_ requests: [TestServer.Request]) throws -> [String] {
        try requests.map { try JSON(parsing: $0.body)["data"]?["customerId"]?.string ?? "?" }
    }

    @Test("a receiver that fails gets the same notice, signed, until it takes it; the others follow in order")
    func retries() async throws {
        let receiver = Receiver([
            .init(500), .init(503, headers: [("Retry-After", "0")]), .init(302, headers: [("Location", "/elsewhere")]),
        ])
        try await TestServer.run(answer: { receiver.answer($0) }) { server in
            let service = try service(port: server.port)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                for number in 1...3 { service.tell(notice(number)) }
                await receiver.wait(for: 6)
                group.cancelAll()
            }
        }
        let requests = receiver.requests
        #expect(try types(requests) == ["c1", "c1", "c1", "c1", "c2", "c3"])
        #expect(Set(requests.map { $0["webhook-id"] }).count == 3)
        for request in requests {
            #expect(isSigned(request))
            #expect(request.method == "POST" && request.target == "/hook?key=k")
            #expect(request["content-type"] == "application/json")
            #expect(request["webhook-timestamp"] == "1795510800")
        }
    }

    @Test("over HTTPS with the trust roots of a file; without them not at all")
    func https() async throws {
        let certificate = try ServerCertificate.shared()
        let receiver = Receiver()
        try await TestServer.run(certificate, answer: { receiver.answer($0) }) { server in
            var few = limits
            few.attempts = 2
            let strange = try service(port: server.port, scheme: "https", limits: few)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await strange.run() }
                strange.tell(notice(1))
                while strange.counts.losses.givenUp == 0 { await Task.yield() }
                group.cancelAll()
            }
            #expect(receiver.requests.isEmpty)
            #expect(strange.counts.results == [.retried: 1, .givenUp: 1])
            let known = try service(port: server.port, scheme: "https", trustRoots: certificate.certificate)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await known.run() }
                known.tell(notice(2))
                await receiver.wait(for: 1)
                group.cancelAll()
            }
            #expect(try types(receiver.requests) == ["c2"] && isSigned(receiver.requests[0]))
        }
    }

    @Test("410 ends it")
    func gone() async throws {
        let receiver = Receiver([.init(410)])
        try await TestServer.run(answer: { receiver.answer($0) }) { server in
            let service = try service(port: server.port)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                service.tell(notice(1))
                while service.counts.results[.disabled] == nil { await Task.yield() }
                service.tell(notice(2))
                #expect(service.counts.losses.disabled == 2 && service.counts.queueLength == 0)
                group.cancelAll()
            }
        }
        #expect(receiver.requests.count == 1)
    }

    @Test("a graceful shutdown delivers what waits, also what waits for its next try")
    func drains() async throws {
        let receiver = Receiver([.init(503, headers: [("Retry-After", "3600")])])
        try await TestServer.run(answer: { receiver.answer($0) }) { server in
            let service = try service(port: server.port)
            let group = ServiceGroup(services: [service], logger: quiet)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                service.tell(notice(1))
                while service.counts.results[.retried] == nil { await Task.yield() }
                service.tell(notice(2))
                service.tell(notice(3))
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(service.counts.queueLength == 0)
        }
        #expect(try types(receiver.requests) == ["c1", "c1", "c2", "c3"])
    }

    @Test("a shutdown does not wait for a receiver that fails, nor for one that does not answer")
    func drainIsBounded() async throws {
        let receiver = Receiver((0..<100).map { _ in .init(500) })
        try await TestServer.run(answer: { receiver.answer($0) }) { server in
            var limits = limits
            limits.firstWaitMillis = 3_600_000
            limits.longestWaitMillis = 3_600_000
            let service = try service(port: server.port, limits: limits)
            for number in 1...5 { service.tell(notice(number)) }
            let group = ServiceGroup(services: [service], logger: quiet)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                await receiver.wait(for: 1)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(service.counts.queueLength == 5)
        }
        #expect(receiver.requests.count <= 2)
        let (never, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        let mute = Receiver()
        try await TestServer.run(answer: { request in
            _ = mute.answer(request)
            for await _ in never {}
            return .init(204)
        }) { server in
            var limits = limits
            limits.drainMillis = 10
            limits.requestMillis = 3_600_000
            let service = try service(port: server.port, limits: limits)
            service.tell(notice(1))
            let group = ServiceGroup(services: [service], logger: quiet)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                await mute.wait(for: 1)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            continuation.finish()
            #expect(service.counts.results[.delivered] == nil)
        }
    }

    @Test("a file of trust roots without certificates is reported at once")
    func trustRoots() throws {
        let file = try SecretFile("nothing")
        #expect(throws: WebhookError.self) { try service(port: 1, scheme: "https", trustRoots: file.path) }
    }
}
