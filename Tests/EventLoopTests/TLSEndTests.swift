import EventLoop
import Glibc
import Testing

struct TLSEndTests {
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared()
    }

    @Test("close notify is an end that leaves the other direction open", arguments: [TLSVersion.tls12, .tls13])
    func closeNotifyIsAnEndThatLeavesTheOtherDirectionOpen(_ version: TLSVersion) throws {
        let pair = try Pair(certificates, newest: version)
        try pair.client.write("last words")
        #expect(pair.client.sendCloseNotify() == .done)
        #expect(try pair.server.read(exactly: 10) == Array("last words".utf8))
        #expect(try pair.server.readToEnd() == .closed)
        try pair.server.write("goodbye")
        #expect(pair.server.sendCloseNotify() == .done)
        #expect(try pair.client.read(exactly: 7) == Array("goodbye".utf8))
        #expect(try pair.client.readToEnd() == .closed)
    }

    @Test("an end without close notify is truncation", arguments: [TLSVersion.tls12, .tls13])
    func anEndWithoutCloseNotifyIsTruncation(_ version: TLSVersion) throws {
        let pair = try Pair(certificates, newest: version)
        Socket.shutdownWrite(pair.client.tls.socket)
        #expect(try pair.server.readToEnd() == .failed(.truncated))
    }

    @Test("a reset is the network's")
    func aResetIsTheNetworks() throws {
        let server = try serverOfAClientThatReset()
        let result = try server.readToEnd()
        #expect(result == .failed(.system(Errno(code: ECONNRESET))))
        #expect(TLSFailure.system(Errno(code: ECONNRESET)).fault == .network)
        BrokenPipe.ignoreSignal()
        guard case .failed = server.write([1]) else {
            Issue.record("wrote to a peer that is gone")
            return
        }
    }

    @Test("bytes that are no records are the peer's fault")
    func bytesThatAreNoRecordsAreThePeersFault() throws {
        let pair = try Pair(certificates)
        let written = Socket.write(pair.client.tls.socket, Array("not a record of TLS".utf8).span)
        #expect(written == .wrote(19))
        guard case .failed(let failure) = try pair.server.readToEnd() else {
            Issue.record("read something")
            return
        }
        #expect(failure.fault == .peer)
    }

    @Test("nothing can be written after close notify")
    func nothingCanBeWrittenAfterCloseNotify() throws {
        let pair = try Pair(certificates)
        #expect(pair.server.sendCloseNotify() == .done)
        guard case .failed(let failure) = pair.server.write([1]) else {
            Issue.record("wrote after close_notify")
            return
        }
        #expect(failure.fault == .local)
    }

    private func serverOfAClientThatReset() throws -> Endpoint {
        let pair = try Pair(certificates)
        Socket.resetOnClose(pair.client.tls.socket)
        return pair.server
    }
}
