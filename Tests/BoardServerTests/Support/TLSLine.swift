import EventLoop

/// A client's end of a TLS connection to the port, which waits for what it reads and writes.
final class TLSLine {
    /// How the peer ended.
    enum End: Equatable {
        case closeNotify
        case failed(TLSFailure)
    }

    private var tls: TLSSession
    private let buffer = ReadBuffer(capacity: 65_536)

    /// Connects, sends `header` as it is, and performs the handshake.
    init(to address: SocketAddress, behind header: [UInt8] = []) throws {
        let socket = try Self.connect(to: address)
        if !header.isEmpty, Socket.write(socket, header.span) != .wrote(header.count) {
            throw Stuck(what: "the header")
        }
        tls = TLSSession(client: try TLSClientContext(trust: .anyServer), socket: socket, serverName: "127.0.0.1")
        while true {
            switch tls.handshake() {
            case .done: return
            case .wantsRead: try wait(for: tls.socket, .read)
            case .wantsWrite: try wait(for: tls.socket, .write)
            case .failed(let failure): throw failure
            }
        }
    }

    /// A connection without TLS.
    static func connect(to address: SocketAddress) throws -> FileHandle {
        let socket = try Socket.connect(to: address)
        try wait(for: socket, .write)
        if let failure = Socket.pendingError(socket) { throw failure }
        return socket
    }

    /// The number of the socket, for what goes under TLS; this object keeps it open.
    var descriptor: Int32 { tls.socket.descriptor }

    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            switch tls.write(bytes.span.extracting(sent..<bytes.count)) {
            case .wrote(let count): sent += count
            case .wantsWrite: try wait(for: tls.socket, .write)
            case .wantsRead: try wait(for: tls.socket, .read)
            case .failed(let failure): throw failure
            }
        }
    }

    /// A record that only makes work for the gateway.
    func updateKeys() throws {
        while case let progress = tls.updateKeys(asksPeer: false), progress != .done {
            switch progress {
            case .wantsWrite:
                try wait(for: tls.socket, .write)
                while tls.handshake() == .wantsWrite { try wait(for: tls.socket, .write) }
                return
            case .failed(let failure): throw failure
            case .done, .wantsRead: return
            }
        }
    }

    /// The bytes of one record, or how the peer ended.
    func read() throws -> Result<[UInt8], TLSLineEnded> {
        while true {
            switch tls.read(into: buffer) {
            case .bytes(let count): return .success(buffer.withBytes(count) { Array(copying: $0) })
            case .wantsRead: try wait(for: tls.socket, .read)
            case .wantsWrite: try wait(for: tls.socket, .write)
            case .closed: return .failure(TLSLineEnded(end: .closeNotify))
            case .failed(let failure): return .failure(TLSLineEnded(end: .failed(failure)))
            }
        }
    }

    /// Everything that comes until the peer ends.
    func readToEnd() throws -> (bytes: [UInt8], end: End) {
        var bytes: [UInt8] = []
        while true {
            switch try read() {
            case .success(let record): bytes += record
            case .failure(let ended): return (bytes, ended.end)
            }
        }
    }

    /// Sends close_notify and FIN; what still comes can be read.
    func finish() {
        _ = tls.sendCloseNotify()
        Socket.shutdownWrite(tls.socket)
    }
}

/// The peer ended the connection.
struct TLSLineEnded: Error {
    let end: TLSLine.End
}

extension Array where Element == UInt8 {
    /// The bytes of a span.
    init(copying span: Span<UInt8>) {
        self = span.indices.map { span[$0] }
    }
}
