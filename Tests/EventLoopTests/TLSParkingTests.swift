import EventLoop
import Testing

/// What a parked session must still do, since it kept only what records need.
struct TLSParkingTests {
    private let certificates: Certificates
    private let server: TLSServerContext
    private let parking = TLSParking()

    init() throws {
        certificates = try Certificates.shared()
        server = try TLSServerContext(
            certificateChainFile: certificates.server, privateKeyFile: certificates.serverKey)
    }

    private func parkedPair(_ version: TLSVersion, ticket: TLSTicket? = nil) throws -> Pair {
        let client = try TLSClientContext(trust: .authorities(file: certificates.authority), newest: version)
        let pair = try Pair(server, client, ticket: ticket)
        pair.server.tls.park(in: parking)
        return pair
    }

    @Test("bytes go both ways", arguments: [TLSVersion.tls12, .tls13])
    func bytesGoBothWays(_ version: TLSVersion) throws {
        let pairs = try (0..<3).map { _ in try parkedPair(version) }
        for pair in pairs {
            let bytes = [UInt8](repeating: 7, count: 16_384)
            for _ in 0..<3 {
                #expect(pair.server.write(bytes) == .wrote(bytes.count))
                #expect(try pair.client.read(exactly: bytes.count) == bytes)
                #expect(pair.client.write(bytes) == .wrote(bytes.count))
                #expect(try pair.server.read(exactly: bytes.count) == bytes)
            }
        }
    }

    @Test("close notify goes both ways", arguments: [TLSVersion.tls12, .tls13])
    func closeNotifyGoesBothWays(_ version: TLSVersion) throws {
        let pair = try parkedPair(version)
        #expect(pair.client.sendCloseNotify() == .done)
        #expect(try pair.server.readToEnd() == .closed)
        #expect(pair.server.sendCloseNotify() == .done)
        #expect(try pair.client.readToEnd() == .closed)
    }

    @Test("what is no record ends the session", arguments: [TLSVersion.tls12, .tls13])
    func whatIsNoRecordEndsTheSession(_ version: TLSVersion) throws {
        let pair = try parkedPair(version)
        _ = Socket.write(pair.client.tls.socket, Array("not a record of TLS".utf8).span)
        guard case .failed(let failure) = try pair.server.readToEnd() else {
            Issue.record("read something")
            return
        }
        #expect(failure.fault == .peer)
    }

    @Test("a ticket of a parked session resumes and the next is parked too")
    func aTicketOfAParkedSessionResumesAndTheNextIsParkedToo() throws {
        var pair = try parkedPair(.tls13)
        for _ in 0..<3 {
            try pair.server.write("x")
            _ = try pair.client.read(exactly: 1)
            let ticket = try #require(pair.client.ticket)
            pair = try parkedPair(.tls13, ticket: ticket)
            #expect(pair.client.isResumed)
        }
        try pair.client.write("again")
        #expect(try pair.server.read(exactly: 5) == Array("again".utf8))
    }
}
