import ArgumentParser
import BoardProtocol
import BoardServer
import EventLoop
import Foundation
import Logging
import UnixSignals
import Values

/// A server for tests and measurements of the wire: the gateway's own loops, TLS, upgrade, frames and deflate, with no
/// `hello` and nobody to log in. Not deployed.
@main
struct WireEcho: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wire-echo",
        abstract: "Echoes every message at /echo, and sends what is published to every connection at /topic.",
        discussion: """
            Without --publish-bytes, each line of the standard input is published as a text message. Ends on SIGTERM or \
            SIGINT.
            """,
        version: Release.version)

    @Option(help: "Where to listen: a numeric address and a port; 0 takes a free one.")
    var listen: String
    @Option(help: "PEM file with the certificate, the leaf first.") var tlsCert: String
    @Option(help: "PEM file with the key of the certificate.") var tlsKey: String
    @Option(help: "The longest message, before and after inflation, in bytes.") var maxMessageBytes = 16_777_216
    @Option(help: "Threads that serve connections.") var loops = 1
    @Option(help: "A file to write {\"port\":N} to when the port answers.") var readyFile: String?
    @Option(help: "Publishes generated messages of this many bytes.") var publishBytes: Int?
    @Option(help: "How often messages are published in a second.") var publishRate: Double?
    @Option(help: "How many messages are published each time.") var publishBurst = 1
    /// For the test that a fault of a loop thread is reported.
    @Option(help: .hidden) var faultOnLoopThread: LoopFault?

    /// What `--publish-rate` may be: one whose period is a `Duration`, and that one machine can do.
    private static let rates = 0.001...10_000

    func validate() throws {
        guard (publishBytes == nil) == (publishRate == nil) else {
            throw ValidationError("--publish-bytes and --publish-rate go together.")
        }
        guard (1..<1 << 31).contains(maxMessageBytes), BoardServer.loopCounts.contains(loops),
            (1...1_000).contains(publishBurst)
        else {
            throw ValidationError("--max-message-bytes, --loops (to 256) or --publish-burst (to 1000) is out of range.")
        }
        guard publishBytes.map({ $0 >= GeneratedText.fewestBytes && $0 <= maxMessageBytes }) ?? true,
            publishRate.map(Self.rates.contains) ?? true
        else {
            throw ValidationError(
                "--publish-bytes begins at \(GeneratedText.fewestBytes); --publish-rate is 0.001 to 10000.")
        }
    }

    func run() async throws {
        BrokenPipe.ignoreSignal()
        if let faultOnLoopThread { try faultOnLoopThread.happen() }
        let server = try makeServer()
        let topic = PublishedTopic(server: server)
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try server.start(sink: topic)
        if let readyFile {
            try Data("{\"port\":\(server.address.port)}\n".utf8).write(to: URL(filePath: readyFile), options: .atomic)
        }
        let publishing: Task<Void, any Error>?
        if let publishBytes, let publishRate {
            publishing = Task {
                try await topic.publish(bytes: publishBytes, burst: publishBurst, perSecond: publishRate)
            }
        } else {
            publishing = nil
            // On a thread of its own, since it waits in the kernel.
            let longest = maxMessageBytes
            _ = try LoopThread.start(name: "standard-input", cpu: nil) { topic.publishStandardInput(longest: longest) }
        }
        for await _ in signals { break }
        publishing?.cancel()
        try await server.shutDown(.shuttingDown, spreadMillis: 0)
    }

    private func makeServer() throws -> BoardServer {
        guard let separator = listen.lastIndex(of: ":"), let port = UInt16(listen[listen.index(after: separator)...]),
            let address = SocketAddress(host: String(listen[..<separator]), port: port)
        else { throw ValidationError("--listen takes ADDRESS:PORT.") }
        var logger = Logger(label: "wire-echo", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .info
        return try BoardServer(
            BoardServer.Configuration(
                listen: address, loopCount: loops,
                tls: TLSServerContext(certificateChainFile: tlsCert, privateKeyFile: tlsKey), allowedOrigins: nil,
                limits: limits, logger: logger, conversations: ["/echo": .echo, "/topic": .listening],
                subprotocol: nil))
    }

    private var limits: BoardServerLimits {
        var limits = BoardServerLimits()
        limits.maxMessageBytes = maxMessageBytes
        // All connections of a measurement come from one address, and at once.
        limits.maxConnections = 1_000_000
        // A peer may say as much as it likes: it is held up by what it does not read, not by a count.
        limits.maxMessagesPerWindow = .max
        limits.maxQueuedControlFrames = limits.maxReadBytesPerTick
        return limits
    }
}

/// Ends the program by a fault on the thread of a loop, so that a test sees whether it is reported.
enum LoopFault: String, ExpressibleByArgument, CaseIterable {
    /// A check of Swift fails: here an index beyond an array.
    case trap
    case ill, segv, bus, fpe, abrt

    func happen() throws {
        let thread = try LoopThread.start(name: "board-loop-0", cpu: nil) {
            if let signal { raise(signal) }
            let empty = CommandLine.arguments.filter(\.isEmpty)
            print(empty[CommandLine.arguments.count])
        }
        thread.join()
    }

    private var signal: Int32? {
        switch self {
        case .trap: nil
        case .ill: SIGILL
        case .segv: SIGSEGV
        case .bus: SIGBUS
        case .fpe: SIGFPE
        case .abrt: SIGABRT
        }
    }
}
