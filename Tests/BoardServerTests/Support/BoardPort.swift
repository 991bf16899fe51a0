import BoardProtocol
import EventLoop
import Logging
import TestSupport
import Values

@testable import BoardServer

/// A boards' port of its own on 127.0.0.1, with a recorder in place of the control plane.
struct BoardPort: Sendable {
    let server: BoardServer
    let events: EventRecorder
    let log: LogRecorder

    /// Opens the port, runs `body`, and shuts the port down, whose threads have then ended.
    static func with(
        loops: Int = 1, files served: [StaticFile] = [], trustedProxies: [AddressBlock] = [],
        _ adjust: (inout BoardServerLimits) -> Void = { _ in },
        _ body: (BoardPort) async throws -> Void
    ) async throws {
        BrokenPipe.ignoreSignal()
        var limits = BoardServerLimits()
        limits.closeMillis = 1_000
        adjust(&limits)
        let files = try ServerCertificate.shared()
        let log = LogRecorder()
        let server = try BoardServer(
            BoardServer.Configuration(
                listen: SocketAddress(.ipv4(0x7f00_0001), port: 0), loopCount: loops,
                tls: TLSServerContext(certificateChainFile: files.certificate, privateKeyFile: files.key),
                files: served, trustedProxies: trustedProxies,
                limits: limits, logger: log.logger))
        let port = BoardPort(server: server, events: EventRecorder(), log: log)
        try server.start(sink: port.events)
        do {
            try await body(port)
        } catch {
            try? await server.shutDown(.shuttingDown, spreadMillis: 0)
            throw error
        }
        try await server.shutDown(.shuttingDown, spreadMillis: 0)
    }

    var address: SocketAddress { server.address }
    var counters: ServerCounters { server.counters }

    func post(_ command: BoardCommand, to id: ConnectionID) {
        server.post(command, to: id.loop)
    }

    /// A board that has been let in and has read its greeting and its snapshot, if it is subscribed.
    func board(
        _ serial: String, on topic: TopicID? = nil, seq: Int = 0, deflated: Bool = true
    ) throws -> (board: TestBoard, id: ConnectionID) {
        let board = try TestBoard(serial: serial, to: address, deflated: deflated)
        let id = try events.hello(serial)
        let subscription = topic.map { Subscription(topic: $0, snapshot: .snapshot($0, seq: seq)) }
        post(.admit(id, greeting: [.control(Array("welcome".utf8))], subscription), to: id)
        let greeting = try board.message()
        guard greeting == "welcome" else { throw Stuck(what: "greeted with \(greeting)") }
        if topic != nil { _ = try board.message() }
        return (board, id)
    }
}

/// Short texts in place of the messages of a view: which topic, what, and which number.
extension SharedFrame {
    static func snapshot(_ topic: TopicID, seq: Int, padding: Int = 0) -> SharedFrame {
        .state(text("snapshot", topic, seq, padding))
    }

    static func update(_ topic: TopicID, seq: Int, padding: Int = 0) -> SharedFrame {
        .state(text("update", topic, seq, padding))
    }

    private static func text(_ kind: String, _ topic: TopicID, _ seq: Int, _ padding: Int) -> [UInt8] {
        Array("\(kind) \(topic.number) \(seq)".utf8)
            + (padding > 0 ? [UInt8(ascii: " ")] + Array(repeating: UInt8(ascii: "x"), count: padding) : [])
    }
}

extension LogRecorder.Line {
    var peer: String? { self["peer"] }
    var fault: String? { self["fault"] }
}
