import ArgumentParser
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// A peer for comparison: the same fan-out as a competent user of SwiftNIO and NIOSSL writes it. One event loop, one
/// message buffer shared by all channels, one flush a channel and tick.
@main
struct NIOPeer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nio-peer", abstract: "Sends publications to every WebSocket that connects, with SwiftNIO.")

    @Option(help: "Where to listen, HOST:PORT.") var listen = "127.0.0.1:0"
    @Option(help: "The certificate chain, PEM.") var tlsCert: String
    @Option(help: "Its key, PEM.") var tlsKey: String
    @Option(help: "Gets {\"port\":N} when it listens.") var readyFile: String?
    @Option(help: "Bytes of a publication.") var publishBytes = 1_024
    @Option(help: "How often a second it publishes; 0 for never.") var publishRate = 0.0
    @Option(help: "Publications at a time.") var publishBurst = 1

    func run() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let bytes = publishBytes
        let topic = try loop.submit { NIOLoopBound(Topic(bytes: bytes), eventLoop: loop) }.wait()
        let parts = listen.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else { throw ValidationError("--listen is HOST:PORT.") }
        let channel = try bootstrap(group, topic).bind(host: String(parts[0]), port: port).wait()
        if publishRate > 0 {
            let (period, burst) = (TimeAmount.nanoseconds(Int64(1e9 / publishRate)), publishBurst)
            loop.scheduleRepeatedTask(initialDelay: period, delay: period) { _ in topic.value.publish(burst) }
        }
        if let readyFile, let address = channel.localAddress, let port = address.port {
            try Data("{\"port\":\(port)}\n".utf8).write(to: URL(filePath: readyFile))
        }
        try channel.closeFuture.wait()
    }

    private func bootstrap(_ group: any EventLoopGroup, _ topic: NIOLoopBound<Topic>) throws -> ServerBootstrap {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(tlsCert).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: tlsKey, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        let tls = try NIOSSLContext(configuration: configuration)
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    let upgrader = NIOWebSocketServerUpgrader(
                        shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                        upgradePipelineHandler: { channel, _ in
                            channel.eventLoop.makeCompletedFuture {
                                try channel.pipeline.syncOperations.addHandler(Subscriber(topic: topic.value))
                            }
                        })
                    try pipeline.configureHTTPServerPipeline(
                        withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
                }
            }
    }
}
