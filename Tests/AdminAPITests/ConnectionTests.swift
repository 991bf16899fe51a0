import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import NIOSSL
import PrometheusText
import TestSupport
import Testing

@testable import AdminAPI

@Suite("Connections, before there is a request to answer")
struct ConnectionTests {
    private let metrics: MetricRegistry
    private let counters: AdminCounters

    init() {
        metrics = AdminMetrics.registry()
        counters = AdminCounters(factory: metrics)
    }

    private let log = LogRecorder()

    private func connect() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers(
            ContinueExpectation(), RequestDeadline(.seconds(10)),
            ConnectionFaults(
                counters: counters, logger: log.logger, lines: StrangerLines(limits: AdminLimits(), clock: .system),
                limits: AdminLimits()))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func head(_ fields: HTTPFields = [:]) -> HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "https", authority: "localhost", path: "/", headerFields: fields))
    }

    @Test("a body that trickles in is cut off, however often a part comes, and logged")
    func trickle() async throws {
        let channel = try connect()
        try channel.writeInbound(head())
        for _ in 0..<9 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(
            log.texts == [
                "info: admin connection refused detail=the request did not arrive in time fault=deadline peer=127.0.0.1"
            ])
        #expect(await metrics.text().contains("faults_total{fault=\"deadline\"} 1\n"))
    }

    @Test("a request that is complete may be answered for as long as it takes, and the next has its own time")
    func complete() throws {
        let channel = try connect()
        for _ in 0..<3 {
            try channel.writeInbound(head())
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try channel.writeInbound(HTTPRequestPart.end(nil))
            channel.embeddedEventLoop.advanceTime(by: .seconds(60))
            #expect(channel.isActive)
        }
        _ = try channel.finish()
        #expect(log.texts == [])
    }

    @Test("a connection that ends takes its timer with it")
    func closed() throws {
        let channel = try connect()
        try channel.writeInbound(head())
        channel.close(promise: nil)
        channel.embeddedEventLoop.run()
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(log.texts == [])
    }

    @Test(
        "a client that waits for 100 gets it, and no other does",
        arguments: [("100-continue", true), ("200-ok", false)])
    func expectation(value: String, isAnswered: Bool) throws {
        let channel = try connect()
        try channel.writeInbound(head([.expect: value]))
        let written = try channel.readOutbound(as: HTTPResponsePart.self)
        #expect(written == (isAnswered ? .head(HTTPResponse(status: .continue)) : nil))
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == head([.expect: value]))
        _ = try channel.finish()
    }

    @Test("what follows from a fault is not reported again")
    func firstFault() async throws {
        struct ParserError: Error {}
        let channel = try connect()
        channel.pipeline.fireErrorCaught(ParserError())
        channel.pipeline.fireErrorCaught(RequestDeadline.Missed())
        #expect(log.texts.count == 1)
        #expect(await metrics.text().contains("faults_total{fault=\"http\"} 1\n"))
        #expect(await metrics.text().contains("faults_total{fault=\"deadline\"} 0\n"))
        #expect(throws: ParserError.self) { try channel.throwIfErrorCaught() }
        _ = try channel.finish()
    }

    @Test("a fault is counted by where it lies, and a mere end is none")
    func faults() {
        struct ParserError: Error {}
        #expect(ConnectionFaults.kind(of: NIOSSLError.uncleanShutdown) == nil)
        #expect(ConnectionFaults.kind(of: ChannelError.ioOnClosedChannel) == nil)
        #expect(ConnectionFaults.kind(of: IOError(errnoCode: 104, reason: "read")) == nil)
        #expect(ConnectionFaults.kind(of: NIOSSLError.handshakeFailed(.sslError([]))) == .tls)
        #expect(ConnectionFaults.kind(of: RequestDeadline.Missed()) == .deadline)
        #expect(ConnectionFaults.kind(of: ParserError()) == .http)
    }
}
