import BoardProtocol
import EventLoop
import Values
import WebSocketWire

extension BoardLoop {
    /// What TLS begins with (RFC 8446, section 5.1).
    private static let handshakeRecord: UInt8 = 22

    /// A new connection of a trusted proxy begins with a header about the board.
    func awaitProxyHeader(_ connection: Connection) {
        let peer = connection.peer.ipAddress
        guard trustedProxies.contains(where: { $0.contains(peer) }) else { return }
        connection.phase = .proxyHeader
        connection.input = .proxyHeader(ProxyHeaderReader())
    }

    /// Reads the header that a trusted proxy sends before TLS. The kernel keeps what follows the header for TLS to
    /// read; the poller reports it in the next turn.
    func readProxyHeader(_ connection: Connection) {
        switch Socket.peek(connection.tls.socket, into: readBuffer) {
        case .bytes(let count): readProxyHeader(connection, count: count)
        case .wouldBlock: return
        // A check whether the port is open.
        case .end, .failed: end(connection)
        }
    }

    private func readProxyHeader(_ connection: Connection, count: Int) {
        guard case .proxyHeader(var reader) = connection.takeInput() else { preconditionFailure("no header is read") }
        var offset = 0
        do {
            let header = try readBuffer.withBytes(count) { input throws(ProxyHeaderViolation) in
                try reader.next(input, at: &offset)
            }
            guard Socket.take(offset, peekedInto: readBuffer, from: connection.tls.socket) else {
                end(connection)
                return
            }
            switch header {
            case .client(let address, let port):
                connection.peer = SocketAddress(address, port: port)
                connection.phase = .handshake
                moveToBlock(of: connection)
            case .peer: connection.phase = .handshake
            case nil: connection.input = .proxyHeader(reader)
            }
        } catch .missing where readBuffer.withBytes(count, { $0[0] == Self.handshakeRecord }) {
            connection.lacksProxyHeader = true
            connection.phase = .handshake
        } catch {
            noteProxyFault(of: connection, error.reason)
            end(connection)
        }
    }

    /// A trusted proxy sends no valid header.
    func noteProxyFault(of connection: Connection, _ reason: String) {
        counters.add(.proxyHeaderFaults)
        log.note(
            now, peer: connection.peer, "bad PROXY header from a trusted proxy: \(reason)", by: .gateway, fault: .admin)
    }
}
