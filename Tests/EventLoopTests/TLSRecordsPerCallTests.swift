import EventLoop
import Testing

/// A call of TLS gives control back after one record, whatever the peer sends.
struct TLSRecordsPerCallTests {
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared()
    }

    @Test("each key update is a call of its own and is counted")
    func eachKeyUpdateIsACallOfItsOwnAndIsCounted() throws {
        let pair = try Pair(certificates)
        let updates = 200
        for _ in 0..<updates { #expect(pair.client.tls.updateKeys(asksPeer: false) == .done) }
        try pair.client.write("at last")
        for number in 1...UInt16(updates) {
            #expect(pair.server.read().result == .wantsRead, "update \(number)")
            #expect(pair.server.tls.recordsWithoutData == number)
        }
        #expect(pair.server.read().bytes == Array("at last".utf8))
        #expect(pair.server.tls.recordsWithoutData == updates, "data is not counted")
        #expect(pair.server.read().result == .wantsRead)
        #expect(pair.server.tls.recordsWithoutData == updates, "nothing there is not counted")
        pair.server.tls.forgetRecordsWithoutData()
        #expect(pair.server.tls.recordsWithoutData == 0)
    }

    /// What is left waits in the kernel, where the poller sees it.
    @Test("the poller tells of the records that are left")
    func thePollerTellsOfTheRecordsThatAreLeft() throws {
        let pair = try Pair(certificates)
        for _ in 0..<3 { #expect(pair.client.tls.updateKeys(asksPeer: true) == .done) }
        for _ in 0..<3 {
            try wait(for: pair.server.tls.socket, .read)
            #expect(pair.server.read().result == .wantsRead)
        }
        try pair.server.write("answered")
        #expect(try pair.client.read(exactly: 8) == Array("answered".utf8))
    }

    @Test("a record that comes in pieces is not counted before its end")
    func aRecordThatComesInPiecesIsNotCountedBeforeItsEnd() throws {
        let pair = try Pair(certificates, bufferBytes: 16_384)
        let block = [UInt8](repeating: 5, count: 16_384)
        var sent = 0
        // The kernel takes a part of the last record.
        while case .wrote(let count) = pair.client.write(block) { sent += count }
        _ = try pair.server.read(exactly: sent)
        for _ in 0..<3 { #expect(pair.server.read().result == .wantsRead) }
        #expect(pair.server.tls.recordsWithoutData == 0)
        #expect(pair.client.write(block) == .wrote(block.count))
        #expect(try pair.server.read(exactly: block.count) == block)
        #expect(pair.server.tls.recordsWithoutData == 0)
    }

    /// One step works on a flight, not on as many pieces as a peer likes.
    @Test("a handshake in tiny records is many steps")
    func aHandshakeInTinyRecordsIsManySteps() throws {
        let connected = try Loopback().connect()
        let server = Endpoint(
            TLSSession(
                server: try TLSServerContext(
                    certificateChainFile: certificates.server, privateKeyFile: certificates.serverKey),
                socket: connected.server))
        // The head of a ClientHello of 16 KiB, then bytes of it, each in a record of its own.
        let head: [UInt8] = [1, 0, 64, 0, 3, 3]
        let pieces = (head + [UInt8](repeating: 0, count: 400)).flatMap { [22, 3, 1, 0, 1, $0] as [UInt8] }
        #expect(Socket.write(connected.client, pieces.span) == .wrote(pieces.count))
        var steps = 0
        try wait(for: server.tls.socket, .read)
        while unread(server) > 0 {
            #expect(server.handshake() == .wantsRead)
            steps += 1
        }
        #expect(steps == (head.count + 400 + TLSLimits.recordsPerHandshakeStep - 1) / TLSLimits.recordsPerHandshakeStep)
    }

    private func unread(_ endpoint: Endpoint) -> Int {
        var poller = try? Poller(maxEvents: 1)
        try? poller?.add(endpoint.tls.socket, token: PollToken(slot: 0, generation: 0), interest: .read)
        return poller?.wait(timeoutMilliseconds: 0) ?? 0
    }
}
