import BoardProtocol
import EventLoop
import WebSocketWire

extension BoardLoop {
    static let healthPath = "/healthz"

    /// Reads the request head and answers it; on success the connection is a board's from then on.
    func readRequest(_ connection: Connection, _ input: Span<UInt8>, at offset: inout Int) {
        guard case .request(var reader) = connection.takeInput() else { preconditionFailure("no request is read") }
        do {
            guard let head = try reader.next(input, at: &offset) else {
                connection.input = .request(reader)
                return
            }
            if head.path == Self.healthPath {
                answerHealth(head, on: connection)
            } else if connection.lacksProxyHeader {
                noteProxyFault(of: connection, "none before TLS")
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
            counters.add(.upgrades)
            connection.phase = .board
            connection.encoding = FrameEncoding(windowBits: deflate.map { UInt8($0.serverMaxWindowBits) })
            // The policy takes no other paths than those of conversations.
            guard let conversation = conversations[head.path] else {
                preconditionFailure("nothing is spoken at \(head.path)")
            }
            let session = BoardSession(
                conversation, at: now, earlyMillis: .random(in: 0...limits.maxHeartbeatLeadMillis), within: limits)
            connection.session = session
            connection.input = .messages(
                MessageReader(
                    role: .server,
                    limits: MessageReader.Limits(maxMessageBytes: session.maxMessageBytes(within: limits)),
                    permitsCompression: deflate != nil))
            if conversation != .board { finish(connection) }
            say(EncodedFrame(bytes: response, kind: .transport), to: connection)
            arm(connection)
            if conversation == .listening {
                connection.isAnnounced = true
                events.append(.listening(id(connection)))
            }
        case .reject(let status, let reason, let headers):
            refuse(connection, status: status, reason: reason, headers: headers)
        }
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
        counters.answered(status: status)
        answer(connection, frame, within: limits.fileMillis)
    }

    private func refuse(_ connection: Connection, status: Int, reason: String, headers: [(String, String)]) {
        log.note(
            now, peer: connection.peer, "request refused with \(status): \(reason)", by: .stranger, fault: .board)
        answer(connection, status: status, headers: headers, body: reason + "\n", includeBody: true)
    }

    private func answer(
        _ connection: Connection, status: Int, headers: [(String, String)], body: String, includeBody: Bool
    ) {
        counters.answered(status: status)
        let bytes = HTTPResponse.bytes(
            status: status, headers: headers, body: Array(body.utf8), includeBody: includeBody)
        answer(connection, bytes: bytes)
    }
}
