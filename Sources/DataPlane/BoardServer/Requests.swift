import BoardProtocol
import EventLoop
import WebSocketWire

/// What the requests of one loop's connections get: the upgrade to a conversation, a file of the board page, the answer
/// to a health check, or a refusal.
final class Requests {
    static let healthPath = "/healthz"

    private let context: LoopContext
    private let connections: Connections
    private let sender: Sender
    private let policy: UpgradePolicy
    private let conversations: [String: Conversation]
    private let files: StaticFiles

    init(
        context: LoopContext, connections: Connections, sender: Sender, files: StaticFiles,
        configuration: BoardServer.Configuration
    ) {
        self.context = context
        self.connections = connections
        self.sender = sender
        self.files = files
        policy = configuration.policy
        conversations = configuration.conversations
    }

    /// Reads the request head and answers it; on success the connection is a board's from then on.
    func read(_ connection: Connection, _ input: Span<UInt8>, at offset: inout Int) {
        guard case .request(var reader) = connection.takeInput() else { preconditionFailure("no request is read") }
        do {
            guard let head = try reader.next(input, at: &offset) else {
                connection.input = .request(reader)
                return
            }
            if head.path == Self.healthPath {
                answerHealth(head, on: connection)
            } else if connection.lacksProxyHeader {
                context.noteProxyFault(of: connection, "none before TLS")
                answer(
                    connection, status: 400, headers: [],
                    body: "a trusted proxy sends a PROXY header, except to \(Self.healthPath)\n", includeBody: true)
            } else if files.contains(head.path) {
                answerFile(head, on: connection)
            } else {
                answerUpgrade(head, on: connection)
            }
        } catch {
            refuse(connection, status: error.status, reason: error.reason, headers: [])
        }
    }

    private func answerUpgrade(_ head: RequestHead, on connection: Connection) {
        switch policy.decide(head) {
        case .accept(let response, let deflate):
            // The policy takes no other paths than those of conversations.
            guard let conversation = conversations[head.path] else {
                preconditionFailure("nothing is spoken at \(head.path)")
            }
            context.counters.add(.upgrades)
            connection.phase = .board
            connection.encoding = FrameEncoding(windowBits: deflate.map { UInt8($0.serverMaxWindowBits) })
            begin(conversation, on: connection, permitsCompression: deflate != nil)
            if conversation != .board { connections.finish(connection) }
            sender.say(EncodedFrame(bytes: response, kind: .transport), to: connection)
            connections.arm(connection)
            if conversation == .listening {
                connection.isAnnounced = true
                context.outcome.report(.listening(connections.id(connection)))
            }
        case .reject(let status, let reason, let headers):
            refuse(connection, status: status, reason: reason, headers: headers)
        }
    }

    private func begin(_ conversation: Conversation, on connection: Connection, permitsCompression: Bool) {
        let session = BoardSession(
            conversation, at: context.now, earlyMillis: .random(in: 0...context.limits.maxHeartbeatLeadMillis),
            within: context.limits)
        connection.session = session
        connection.input = .messages(
            MessageReader(
                role: .server,
                limits: MessageReader.Limits(maxMessageBytes: session.maxMessageBytes(within: context.limits)),
                permitsCompression: permitsCompression))
    }

    private func answerHealth(_ head: RequestHead, on connection: Connection) {
        guard head.method == "GET" || head.method == "HEAD" else {
            refuse(connection, status: 405, reason: "\(Self.healthPath) takes GET", headers: [("Allow", "GET, HEAD")])
            return
        }
        answer(connection, status: 200, headers: [], body: "ok\n", includeBody: head.method == "GET")
    }

    private func answerFile(_ head: RequestHead, on connection: Connection) {
        guard head.method == "GET" || head.method == "HEAD" else {
            refuse(connection, status: 405, reason: "this path takes GET", headers: [("Allow", "GET, HEAD")])
            return
        }
        guard let (status, frame) = files.answer(to: head) else { preconditionFailure("no file is at \(head.path)") }
        context.counters.answered(status: status)
        sender.answer(connection, frame, within: context.limits.fileMillis)
    }

    private func refuse(_ connection: Connection, status: Int, reason: String, headers: [(String, String)]) {
        context.note(
            peer: connection.peer, "request refused with \(status): \(reason)", by: .stranger, fault: .board)
        answer(connection, status: status, headers: headers, body: reason + "\n", includeBody: true)
    }

    private func answer(
        _ connection: Connection, status: Int, headers: [(String, String)], body: String, includeBody: Bool
    ) {
        context.counters.answered(status: status)
        let bytes = HTTPResponse.bytes(
            status: status, headers: headers, body: Array(body.utf8), includeBody: includeBody)
        sender.answer(connection, EncodedFrame(bytes: bytes, kind: .transport))
    }
}
