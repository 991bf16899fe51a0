import EventLoop
import Foundation
import TestSupport
import Testing

/// A port that only lets in clients with a certificate of certain authorities.
struct TLSClientCertificateTests {
    private let certificates: Certificates
    private static let ec = Result { try Certificates.shared().issue("board-ec", for: "DNS:board") }
    private static let rsa = Result { try Certificates.shared().issue("board-rsa", .rsa, for: "DNS:board") }
    private static let strangers = Result {
        try Certificates.shared().issue("board-strange", for: "DNS:board", by: "stranger")
    }

    init() throws {
        certificates = try Certificates.shared()
    }

    private func server(_ keys: TicketKeys = TicketKeys(), asks: Bool = true) throws -> TLSServerContext {
        try TLSServerContext(
            [TLSCertificateFiles(chain: certificates.server, key: certificates.serverKey)],
            clientAuthorities: asks ? certificates.authority : nil, ticketKeys: keys)
    }

    private func client(_ certificate: TLSCertificateFiles?, _ version: TLSVersion) throws -> TLSClientContext {
        try TLSClientContext(
            trust: .authorities(file: certificates.authority), newest: version, certificate: certificate)
    }

    /// How the server sees a client.
    private func attempt(
        _ certificate: TLSCertificateFiles?, _ version: TLSVersion, ticket: TLSTicket? = nil,
        keys: TicketKeys = TicketKeys()
    ) throws -> TLSSession.Progress {
        let connected = try Loopback().connect()
        let client = TLSSession(
            client: try client(certificate, version), socket: connected.client, serverName: "localhost",
            ticket: ticket)
        return try handshake(
            Endpoint(client), Endpoint(TLSSession(server: server(keys), socket: connected.server))
        ).server
    }

    @Test("who shows a certificate of the authority is let in", arguments: [TLSVersion.tls12, .tls13])
    func whoShowsACertificateOfTheAuthorityIsLetIn(_ version: TLSVersion) throws {
        #expect(try attempt(Self.ec.get(), version) == .done)
        #expect(try attempt(Self.rsa.get(), version) == .done, "the kind of its key need not be the server's")
    }

    @Test("who shows none is to blame", arguments: [TLSVersion.tls12, .tls13])
    func whoShowsNoneIsToBlame(_ version: TLSVersion) throws {
        guard case .failed(let failure) = try attempt(nil, version) else {
            Issue.record("let in without a certificate")
            return
        }
        #expect(failure.fault == .peer)
        #expect(failure.description == "peer did not return a certificate")
    }

    @Test("who shows one of another authority is to blame", arguments: [TLSVersion.tls12, .tls13])
    func whoShowsOneOfAnotherAuthorityIsToBlame(_ version: TLSVersion) throws {
        guard case .failed(.untrusted(let code)) = try attempt(Self.strangers.get(), version) else {
            Issue.record("let in with a stranger's certificate")
            return
        }
        #expect(TLSFailure.untrusted(code: code).fault == .peer)
    }

    @Test("a ticket of a port that asks for none is worth nothing", arguments: [TLSVersion.tls12, .tls13])
    func aTicketOfAPortThatAsksForNoneIsWorthNothing(_ version: TLSVersion) throws {
        let keys = TicketKeys()
        let ticket = try #require(try Pair(server(keys, asks: false), client(nil, version)).ticketOfClient())
        guard case .failed(let failure) = try attempt(nil, version, ticket: ticket, keys: keys) else {
            Issue.record("let in by a ticket")
            return
        }
        #expect(failure.description == "peer did not return a certificate")
    }

    @Test("there are no tickets", arguments: [TLSVersion.tls12, .tls13])
    func thereAreNoTickets(_ version: TLSVersion) throws {
        let pair = try Pair(server(), client(Self.ec.get(), version))
        #expect(try pair.ticketOfClient() == nil)
    }

    @Test("a file of authorities that holds none is named")
    func aFileOfAuthoritiesThatHoldsNoneIsNamed() throws {
        let files = TLSCertificateFiles(chain: certificates.server, key: certificates.serverKey)
        for file in [certificates.url("missing.pem").path, certificates.serverKey] {
            #expect {
                try TLSServerContext([files], clientAuthorities: file)
            } throws: {
                "\($0)".hasPrefix("authorities of clients \(file): ")
            }
        }
    }
}
