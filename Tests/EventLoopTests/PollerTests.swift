import EventLoop
import Testing

struct PollerTests {
    @Test("a ready descriptor is reported as long as it is")
    func aReadyDescriptorIsReportedAsLongAsItIs() throws {
        let connected = try Loopback().connect()
        var poller = try Poller(maxEvents: 8)
        let token = PollToken(slot: 7, generation: 3)
        try poller.add(connected.server, token: token, interest: .read)
        let idle = poller.wait(timeoutMilliseconds: 0)
        #expect(idle == 0)
        _ = Socket.write(connected.client, Array("x".utf8).span)
        for _ in 0..<3 {
            let ready = poller.wait(timeoutMilliseconds: 20_000)
            #expect(ready == 1)
            let event = poller[0]
            #expect(event.token == token && event.isReadable && !event.isWritable && !event.isHangUp)
        }
    }

    @Test("interest is what is reported")
    func interestIsWhatIsReported() throws {
        let connected = try Loopback().connect()
        var poller = try Poller(maxEvents: 8)
        let token = PollToken(slot: 1, generation: 1)
        try poller.add(connected.server, token: token, interest: [.read, .write])
        var ready = poller.wait(timeoutMilliseconds: 20_000)
        #expect(ready == 1)
        let writable = poller[0].isWritable
        #expect(writable)
        poller.modify(connected.server, token: token, interest: [])
        ready = poller.wait(timeoutMilliseconds: 0)
        #expect(ready == 0)
        poller.modify(connected.server, token: token, interest: .write)
        poller.remove(connected.server)
        ready = poller.wait(timeoutMilliseconds: 0)
        #expect(ready == 0)
    }

    @Test("a reset is reported without interest")
    func aResetIsReportedWithoutInterest() throws {
        let connected = try Loopback().connect()
        var poller = try Poller(maxEvents: 8)
        try poller.add(connected.server, token: PollToken(slot: 1, generation: 1), interest: [])
        Socket.resetOnClose(connected.client)
        connected.client.close()
        let ready = poller.wait(timeoutMilliseconds: 20_000)
        #expect(ready == 1)
        let isHangUp = poller[0].isHangUp
        #expect(isHangUp)
    }

    @Test("tokens travel whole")
    func tokensTravelWhole() throws {
        let connected = try Loopback().connect()
        var poller = try Poller(maxEvents: 1)
        for token in [
            PollToken(slot: 0, generation: .max), PollToken(slot: .max, generation: 0),
            PollToken(slot: .max, generation: .max),
        ] {
            try poller.add(connected.server, token: token, interest: .write)
            let ready = poller.wait(timeoutMilliseconds: 20_000)
            #expect(ready == 1)
            let reported = poller[0].token
            #expect(reported == token)
            poller.remove(connected.server)
        }
    }

    /// The kernel gives a closed descriptor's number to the next connection; the generation distinguishes them.
    @Test("the generation of a new connection on an old descriptor is its own")
    func theGenerationOfANewConnectionOnAnOldDescriptorIsItsOwn() throws {
        let loopback = try Loopback()
        var poller = try Poller(maxEvents: 8)
        for generation in UInt32(1)...3 {
            let connected = try loopback.connect()
            try poller.add(connected.server, token: PollToken(slot: 5, generation: generation), interest: .write)
            let ready = poller.wait(timeoutMilliseconds: 20_000)
            #expect(ready == 1)
            let reported = poller[0].token
            #expect(reported == PollToken(slot: 5, generation: generation))
        }
        let left = poller.wait(timeoutMilliseconds: 0)
        #expect(left == 0, "a closed descriptor leaves the poller")
    }

    @Test("one wait reports no more than its bound and the next the others")
    func oneWaitReportsNoMoreThanItsBoundAndTheNextTheOthers() throws {
        let loopback = try Loopback()
        let first = try loopback.connect()
        let second = try loopback.connect()
        var poller = try Poller(maxEvents: 1)
        try poller.add(first.server, token: PollToken(slot: 1, generation: 0), interest: .write)
        try poller.add(second.server, token: PollToken(slot: 2, generation: 0), interest: .write)
        var seen: Set<UInt32> = []
        for _ in 0..<2 {
            let ready = poller.wait(timeoutMilliseconds: 20_000)
            #expect(ready == 1)
            seen.insert(poller[0].token.slot)
        }
        #expect(seen == [1, 2])
    }
}
