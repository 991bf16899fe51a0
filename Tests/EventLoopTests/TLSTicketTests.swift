import EventLoop
import Synchronization
import Testing

/// Tickets: which clients may resume with one, and for how long.
struct TLSTicketTests {
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared()
    }

    private func server(_ keys: TicketKeys) throws -> TLSServerContext {
        try TLSServerContext(
            [TLSCertificateFiles(chain: certificates.server, key: certificates.serverKey)], ticketKeys: keys)
    }

    private func client(_ version: TLSVersion) throws -> TLSClientContext {
        try TLSClientContext(trust: .authorities(file: certificates.authority), newest: version)
    }

    /// From a session that is dropped without close_notify, as a board that loses its network does.
    private func ticket(of server: TLSServerContext, _ client: TLSClientContext) throws -> TLSTicket {
        let pair = try Pair(server, client)
        #expect(!pair.server.isResumed)
        return try #require(try pair.ticketOfClient())
    }

    @Test("a ticket resumes on any loop that shares the context", arguments: [TLSVersion.tls12, .tls13])
    func aTicketResumesOnAnyLoopThatSharesTheContext(_ version: TLSVersion) throws {
        let (server, client) = (try server(TicketKeys()), try client(version))
        let ticket = try ticket(of: server, client)
        for _ in 0..<2 {
            let pair = try Pair(server, client, ticket: ticket)
            #expect(pair.server.isResumed)
            #expect(pair.client.isResumed)
            try pair.client.write("again")
            #expect(try pair.server.read(exactly: 5) == Array("again".utf8))
        }
    }

    @Test("a ticket outlives the context and the process", arguments: [TLSVersion.tls12, .tls13])
    func aTicketOutlivesTheContextAndTheProcess(_ version: TLSVersion) throws {
        let (keys, client) = (TicketKeys(), try client(version))
        let ticket = try ticket(of: server(keys), client)
        #expect(try Pair(server(keys), client, ticket: ticket).server.isResumed)
        let restored = try #require(TicketKeys(keys.bytes))
        #expect(try Pair(server(restored), client, ticket: ticket).server.isResumed)
    }

    @Test("a ticket of other keys is no more than a full handshake", arguments: [TLSVersion.tls12, .tls13])
    func aTicketOfOtherKeysIsNoMoreThanAFullHandshake(_ version: TLSVersion) throws {
        let client = try client(version)
        let ticket = try ticket(of: server(TicketKeys()), client)
        let pair = try Pair(server(TicketKeys()), client, ticket: ticket)
        #expect(!pair.server.isResumed)
        #expect(pair.client.version == version)
    }

    /// RFC 8446, appendix C.4: a client uses a ticket once.
    @Test("every resumption of TLS 1.3 brings the next ticket")
    func everyResumptionOfTLS13BringsTheNextTicket() throws {
        let (server, client) = (try server(TicketKeys()), try client(.tls13))
        var ticket = try ticket(of: server, client)
        for _ in 0..<3 {
            let pair = try Pair(server, client, ticket: ticket)
            #expect(pair.server.isResumed)
            ticket = try #require(try pair.ticketOfClient())
        }
    }

    @Test("a ticket of an earlier key is good for its lifetime and is renewed", arguments: [TLSVersion.tls12, .tls13])
    func aTicketOfAnEarlierKeyIsGoodForItsLifetimeAndIsRenewed(_ version: TLSVersion) throws {
        let hours = Mutex<Int64>(0)
        let keys = TicketKeys(clock: { 1_700_000_000 + hours.withLock { $0 } * 3_600 })
        let (server, client) = (try server(keys), try client(version))
        let first = try ticket(of: server, client)
        hours.withLock { $0 = 13 }
        let pair = try Pair(server, client, ticket: first)
        #expect(pair.server.isResumed)
        let second = try #require(try pair.ticketOfClient())
        hours.withLock { $0 = 37 }
        #expect(try !Pair(server, client, ticket: first).server.isResumed, "its key is 37 hours old")
        #expect(try Pair(server, client, ticket: second).server.isResumed, "its key is 24 hours old")
    }

    /// The session began with the context, so it keeps the keys of its tickets.
    @Test("a context that is replaced in the middle of a handshake serves it to the end")
    func aContextThatIsReplacedInTheMiddleOfAHandshakeServesItToTheEnd() throws {
        let connected = try Loopback().connect()
        let client = Endpoint(
            TLSSession(client: try client(.tls13), socket: connected.client, serverName: "localhost"))
        var context: TLSServerContext? = try server(TicketKeys())
        let server = Endpoint(TLSSession(server: context!, socket: connected.server))
        #expect(server.handshake() == .wantsRead)
        context = nil
        #expect(try handshake(client, server) == (.done, .done))
    }
}
