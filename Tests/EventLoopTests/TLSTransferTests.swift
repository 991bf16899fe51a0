import EventLoop
import TestSupport
import Testing

struct TLSTransferTests {
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared()
    }

    @Test("a buffer of one byte reads everything", arguments: [TLSVersion.tls12, .tls13])
    func aBufferOfOneByteReadsEverything(_ version: TLSVersion) throws {
        let pair = try Pair(certificates, newest: version, bufferBytes: 1)
        try pair.client.write("first")
        #expect(try pair.server.read(exactly: 4) == Array("firs".utf8))
        #expect(pair.server.hasPendingBytes, "the poller does not see the rest of the record")
        #expect(try pair.server.read(exactly: 1) == Array("t".utf8))
        #expect(!pair.server.hasPendingBytes)
    }

    @Test("records that are not read yet are seen by the poller")
    func recordsThatAreNotReadYetAreSeenByThePoller() throws {
        let pair = try Pair(certificates)
        for number in 0..<5 { try pair.client.write("\(number)") }
        for number in 0..<5 {
            try wait(for: pair.server.tls.socket, .read)
            #expect(pair.server.read().bytes == Array("\(number)".utf8))
            #expect(!pair.server.hasPendingBytes)
        }
        #expect(pair.server.read().result == .wantsRead)
    }

    @Test("nothing written is nothing sent")
    func nothingWrittenIsNothingSent() throws {
        let pair = try Pair(certificates)
        #expect(pair.server.write([UInt8]()) == .wrote(0))
        #expect(pair.client.read().result == .wantsRead)
    }

    /// Short writes until the kernel is full, each continued from a copy at another address, with more bytes behind.
    @Test(
        "big transfers survive a full kernel and moving bytes", arguments: [TLSVersion.tls12, .tls13],
        [UInt64(1), 2, 3])
    func bigTransfersSurviveAFullKernelAndMovingBytes(_ version: TLSVersion, _ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let data = random.bytes(2_000_000)
        let pair = try Pair(certificates, newest: version)
        Socket.setSendBuffer(pair.server.tls.socket, bytes: 16_384)
        var sent = 0
        var offered = 0
        var blocked = 0
        var received: [UInt8] = []
        received.reserveCapacity(data.count)
        while received.count < data.count {
            writing: while sent < data.count {
                offered = min(data.count, max(offered, sent) + Int.random(in: 1...40_000, using: &random))
                let copy = Array(data[sent..<offered])
                switch pair.server.write(copy) {
                case .wrote(let count): sent += count
                case .wantsWrite:
                    blocked += 1
                    break writing
                case .wantsRead: throw Stuck(what: "seed \(seed): wants to read")
                case .failed(let failure): throw failure
                }
            }
            reading: while true {
                let (result, bytes) = pair.client.read()
                received += bytes
                switch result {
                case .bytes: continue
                case .wantsRead: break reading
                case .wantsWrite, .closed, .failed: throw Stuck(what: "seed \(seed): \(result)")
                }
            }
            if received.count < sent { try wait(for: pair.client.tls.socket, .read) }
        }
        #expect(received == data, "seed \(seed)")
        #expect(blocked > 0, "the kernel was never full")
    }

    @Test("one write takes at most a record")
    func oneWriteTakesAtMostARecord() throws {
        let pair = try Pair(certificates)
        let data = [UInt8](repeating: 1, count: 40_000)
        #expect(pair.server.write(data) == .wrote(16_384))
    }

    @Test("a held record goes before the close notify")
    func aHeldRecordGoesBeforeTheCloseNotify() throws {
        let pair = try Pair(certificates)
        let block = [UInt8](repeating: 9, count: 16_384)
        var sent = 0
        while case .wrote(let count) = pair.server.write(block) { sent += count }
        #expect(pair.server.sendCloseNotify() == .wantsWrite)
        var received = 0
        while received < sent { received += try pair.client.read(exactly: 1_024).count }
        #expect(pair.server.write(block) == .wrote(block.count))
        #expect(pair.server.sendCloseNotify() == .done)
        #expect(try pair.client.read(exactly: block.count) == block)
        #expect(try pair.client.readToEnd() == .closed)
    }
}
