import EventLoop

/// One side of a TLS connection with a buffer to read into.
final class Endpoint {
    var tls: TLSSession
    let buffer: ReadBuffer

    init(_ tls: consuming TLSSession, bufferBytes: Int = 65_536) {
        self.tls = tls
        buffer = ReadBuffer(capacity: bufferBytes)
    }

    var version: TLSVersion? { tls.version }
    var cipherName: String { tls.cipherName }
    var isResumed: Bool { tls.isResumed }
    var hasPendingBytes: Bool { tls.hasPendingBytes }
    var ticket: TLSTicket? { tls.ticket }

    func handshake() -> TLSSession.Progress { tls.handshake() }
    func write(_ bytes: [UInt8]) -> TLSSession.WriteResult { tls.write(bytes.span) }
    func sendCloseNotify() -> TLSSession.Progress { tls.sendCloseNotify() }

    /// One read; the bytes are copied out.
    func read() -> (result: TLSSession.ReadResult, bytes: [UInt8]) {
        let result = tls.read(into: buffer)
        guard case .bytes(let count) = result else { return (result, []) }
        return (result, buffer.withBytes(count) { bytes in bytes.indices.map { bytes[$0] } })
    }

    /// Reads until `count` bytes are there.
    func read(exactly count: Int) throws -> [UInt8] {
        var received: [UInt8] = []
        while received.count < count {
            let (result, bytes) = read()
            switch result {
            case .bytes: received += bytes
            case .wantsRead: try wait(for: tls.socket, .read)
            case .wantsWrite: try wait(for: tls.socket, .write)
            case .closed: throw Stuck(what: "closed after \(received.count) bytes")
            case .failed(let failure): throw failure
            }
        }
        return received
    }

    /// Reads until anything other than bytes comes, and returns that.
    func readToEnd() throws -> TLSSession.ReadResult {
        while true {
            let result = read().result
            switch result {
            case .bytes: continue
            case .wantsRead: try wait(for: tls.socket, .read)
            case .wantsWrite: try wait(for: tls.socket, .write)
            case .closed, .failed: return result
            }
        }
    }

    /// Writes a text that the kernel has room for, as one record.
    func write(_ text: String) throws {
        guard write(Array(text.utf8)) == .wrote(text.utf8.count) else { throw Stuck(what: "write \(text)") }
    }

    /// Steps the handshake if it is not over yet.
    fileprivate func step(_ progress: TLSSession.Progress) -> TLSSession.Progress {
        switch progress {
        case .done, .failed: progress
        case .wantsRead, .wantsWrite: tls.handshake()
        }
    }
}

/// Works on both sides' handshakes until both are done or have failed.
func handshake(
    _ client: Endpoint, _ server: Endpoint
) throws -> (client: TLSSession.Progress, server: TLSSession.Progress) {
    var ofClient = client.tls.handshake()
    var ofServer = server.tls.handshake()
    var poller = try Poller(maxEvents: 2)
    try poller.add(client.tls.socket, token: PollToken(slot: 0, generation: 0), interest: .read)
    try poller.add(server.tls.socket, token: PollToken(slot: 1, generation: 0), interest: .read)
    func isOver(_ progress: TLSSession.Progress) -> Bool {
        switch progress {
        case .done, .failed: true
        case .wantsRead, .wantsWrite: false
        }
    }
    while !isOver(ofClient) || !isOver(ofServer) {
        let ready = poller.wait(timeoutMilliseconds: 20_000)
        guard ready > 0 else { throw Stuck(what: "client \(ofClient), server \(ofServer)") }
        ofClient = client.step(ofClient)
        ofServer = server.step(ofServer)
        if isOver(ofClient) { poller.modify(client.tls.socket, token: PollToken(slot: 0, generation: 0), interest: []) }
        if isOver(ofServer) { poller.modify(server.tls.socket, token: PollToken(slot: 1, generation: 0), interest: []) }
    }
    return (ofClient, ofServer)
}

/// A client and a server whose handshake is done.
struct Pair {
    let client: Endpoint
    let server: Endpoint

    init(
        _ server: TLSServerContext, _ client: TLSClientContext, serverName: String = "localhost",
        ticket: TLSTicket? = nil, bufferBytes: Int = 65_536
    ) throws {
        let connected = try Loopback().connect()
        self.server = Endpoint(TLSSession(server: server, socket: connected.server), bufferBytes: bufferBytes)
        self.client = Endpoint(
            TLSSession(client: client, socket: connected.client, serverName: serverName, ticket: ticket),
            bufferBytes: bufferBytes)
        let progress = try handshake(self.client, self.server)
        guard progress == (.done, .done) else { throw Stuck(what: "handshake: \(progress)") }
    }

    /// The client's ticket for resumption: with TLS 1.3 it comes with the first bytes that are read.
    func ticketOfClient() throws -> TLSTicket? {
        try server.write("x")
        _ = try client.read(exactly: 1)
        return client.ticket
    }

    /// Both contexts from files made for one test.
    init(_ certificates: Certificates, newest: TLSVersion = .tls13, bufferBytes: Int = 65_536) throws {
        try self.init(
            TLSServerContext(certificateChainFile: certificates.server, privateKeyFile: certificates.serverKey),
            TLSClientContext(trust: .authorities(file: certificates.authority), newest: newest),
            bufferBytes: bufferBytes)
    }
}
