import EventLoop
import Glibc
import Testing

struct SocketTests {
    @Test("an empty queue would block")
    func anEmptyQueueWouldBlock() throws {
        let loopback = try Loopback()
        guard case .wouldBlock = Socket.accept(loopback.listener) else {
            Issue.record("accepted a connection that nobody made")
            return
        }
    }

    @Test("accept says who the peer is")
    func acceptTellsThePeer() throws {
        let loopback = try Loopback()
        let client = try Socket.connect(to: loopback.address)
        try wait(for: loopback.listener, .read)
        guard case .accepted(let server, let peer) = Socket.accept(loopback.listener) else {
            Issue.record("nothing accepted")
            return
        }
        let expected = Socket.localAddress(client)
        #expect(peer == expected)
        #expect(fcntl(server.descriptor, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(server.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test("a connection comes from the address that it was asked to come from, or not at all")
    func aConnectionComesFromTheAddressThatItWasAskedToComeFrom() throws {
        let loopback = try Loopback()
        let source = try #require(SocketAddress("127.0.0.1:0"))
        let client = try Socket.connect(to: loopback.address, from: source)
        let (host, expected) = (Socket.localAddress(client).host, source.host)
        #expect(host == expected)
        // One that is for documentation only (RFC 5737), so no machine's own.
        let foreign = try #require(SocketAddress("192.0.2.1:0"))
        #expect(throws: Errno(code: EADDRNOTAVAIL)) {
            _ = try Socket.connect(to: loopback.address, from: foreign)
        }
    }

    @Test("a listener on every address takes IPv4 and shows it as such")
    func aListenerOnEveryAddressTakesIPv4AndShowsItAsSuch() throws {
        let listener = try Socket.listen(on: #require(SocketAddress("[::]:0")), backlog: 4, sharesPort: false)
        let port = Socket.localAddress(listener).port
        let client = try Socket.connect(to: #require(SocketAddress(host: "127.0.0.1", port: port)))
        try wait(for: listener, .read)
        guard case .accepted(_, let peer) = Socket.accept(listener) else {
            Issue.record("nothing accepted")
            return
        }
        let expected = Socket.localAddress(client)
        #expect(peer == expected)
        #expect(peer.hostText == "127.0.0.1")
    }

    @Test("a port is shared only when both want it")
    func aPortIsSharedOnlyWhenBothWantIt() throws {
        let first = try Socket.listen(on: #require(SocketAddress("127.0.0.1:0")), backlog: 4, sharesPort: true)
        let address = Socket.localAddress(first)
        let second = try Socket.listen(on: address, backlog: 4, sharesPort: true)
        let sameAddress = Socket.localAddress(second) == address
        #expect(sameAddress)
        #expect(throws: Errno(code: EADDRINUSE)) {
            _ = try Socket.listen(on: address, backlog: 4, sharesPort: false)
        }
    }

    @Test("connecting to a closed port is an error of the socket")
    func connectingToAClosedPortIsAnErrorOfTheSocket() throws {
        let address = try Loopback().address
        let client = try Socket.connect(to: address)
        try wait(for: client, .write)
        let failure = Socket.pendingError(client)
        #expect(failure == Errno(code: ECONNREFUSED))
        let again = Socket.pendingError(client)
        #expect(again == nil)
    }

    @Test("bytes arrive and the end is seen")
    func bytesArriveAndTheEndIsSeen() throws {
        let connected = try Loopback().connect()
        let buffer = ReadBuffer(capacity: 16)
        let nothing = Socket.read(connected.server, into: buffer)
        #expect(nothing == .wouldBlock)
        let written = Socket.write(connected.client, Array("hello".utf8).span)
        #expect(written == .wrote(5))
        try wait(for: connected.server, .read)
        let got = Socket.read(connected.server, into: buffer)
        #expect(got == .bytes(5))
        let text = buffer.withBytes(5) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
        #expect(text == "hello")
        Socket.shutdownWrite(connected.client)
        try wait(for: connected.server, .read)
        let end = Socket.read(connected.server, into: buffer)
        #expect(end == .end)
    }

    @Test("writing to a peer that is gone is an error and no signal")
    func writingToAPeerThatIsGoneIsAnErrorAndNoSignal() throws {
        let connected = try Loopback().connect()
        Socket.resetOnClose(connected.client)
        let server = connected.server
        connected.client.close()
        try wait(for: server, .read)
        let buffer = ReadBuffer(capacity: 16)
        let failure = Socket.read(server, into: buffer)
        #expect(failure == .failed(Errno(code: ECONNRESET)))
        let written = Socket.write(server, Array("x".utf8).span)
        #expect(written == .failed(Errno(code: EPIPE)))
    }

    @Test("unsent bytes are those that the peer has no room for")
    func unsentBytesAreThoseThatThePeerHasNoRoomFor() throws {
        let connected = try Loopback().connect()
        let before = Socket.unsentBytes(connected.client)
        #expect(before == 0)
        fill(connected.client)
        let unsent = Socket.unsentBytes(connected.client)
        #expect(unsent > 0)
    }

    @Test("closing with reset drops what is unsent")
    func closingWithResetDropsWhatIsUnsent() throws {
        let connected = try Loopback().connect()
        Socket.setNoDelay(connected.client)
        let written = fill(connected.client)
        let unsent = Socket.unsentBytes(connected.client)
        #expect(unsent > 0)
        Socket.resetOnClose(connected.client)
        let server = connected.server
        connected.client.close()
        let buffer = ReadBuffer(capacity: 65_536)
        var received = 0
        var end: Socket.ReadResult = .wouldBlock
        loop: while true {
            end = Socket.read(server, into: buffer)
            switch end {
            case .bytes(let count): received += count
            case .wouldBlock: try wait(for: server, .read)
            case .end, .failed: break loop
            }
        }
        #expect(end == .failed(Errno(code: ECONNRESET)))
        #expect(received <= written - unsent)
    }

    @Test("the send buffer bounds what the kernel takes")
    func theSendBufferBoundsWhatTheKernelTakes() throws {
        let connected = try Loopback().connect()
        Socket.setSendBuffer(connected.client, bytes: 8_192)
        Socket.setNotSentLowWater(connected.client, bytes: 4_096)
        _ = fill(connected.client)
        let unsent = Socket.unsentBytes(connected.client)
        #expect(unsent <= 2 * 8_192)
    }

    /// Writes until the kernel takes no more; returns how much it took.
    @discardableResult
    private func fill(_ handle: borrowing FileHandle) -> Int {
        let block = [UInt8](repeating: 7, count: 65_536)
        var total = 0
        while case .wrote(let count) = Socket.write(handle, block.span) { total += count }
        return total
    }
}
