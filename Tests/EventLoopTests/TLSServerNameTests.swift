import EventLoop
import Foundation
import TestSupport
import Testing

/// Several certificates on one port. A client here only trusts a server with a certificate for the name that it asked
/// for.
struct TLSServerNameTests {
    private let certificates: Certificates
    private static let others = Result {
        let certificates = try Certificates.shared()
        return [
            try certificates.issue("second", .rsa, for: "DNS:second.example,DNS:both.example"),
            try certificates.issue("wild", for: "DNS:*.wild.example,DNS:both.example"),
        ]
    }

    init() throws {
        certificates = try Certificates.shared()
    }

    private func server(_ keys: TicketKeys = TicketKeys()) throws -> TLSServerContext {
        let first = TLSCertificateFiles(chain: certificates.server, key: certificates.serverKey)
        return try TLSServerContext([first] + Self.others.get(), ticketKeys: keys)
    }

    private func progress(
        of name: String, newest: TLSVersion = .tls13, trust: TLSClientContext.Trust? = nil
    ) throws -> TLSSession.Progress {
        let connected = try Loopback().connect()
        let client = try TLSClientContext(
            trust: trust ?? .authorities(file: certificates.authority), newest: newest)
        return try handshake(
            Endpoint(TLSSession(client: client, socket: connected.client, serverName: name)),
            Endpoint(TLSSession(server: server(), socket: connected.server))
        ).client
    }

    @Test(
        "the certificate is for the name that is asked for",
        arguments: [
            "localhost", "127.0.0.1", "second.example", "SECOND.example", "a.wild.example", "both.example",
        ], [TLSVersion.tls12, .tls13])
    func theCertificateIsForTheNameThatIsAskedFor(_ name: String, _ version: TLSVersion) throws {
        #expect(try progress(of: name, newest: version) == .done)
    }

    /// RFC 6125, section 6.4.3: a wildcard matches one label.
    @Test(
        "an unknown name gets the first certificate",
        arguments: ["elsewhere.example", "wild.example", "a.b.wild.example"])
    func anUnknownNameGetsTheFirstCertificate(_ name: String) throws {
        #expect(try progress(of: name, trust: .anyServer) == .done)
        guard case .failed(.untrusted(let code)) = try progress(of: name) else {
            Issue.record("\(name) was believed")
            return
        }
        #expect(TLSFailure.untrusted(code: code).description == "hostname mismatch")
    }

    @Test("a ticket resumes whichever certificate it began with", arguments: [TLSVersion.tls12, .tls13])
    func aTicketResumesWhicheverCertificateItBeganWith(_ version: TLSVersion) throws {
        let keys = TicketKeys()
        let client = try TLSClientContext(trust: .authorities(file: certificates.authority), newest: version)
        let ticket = try #require(try Pair(server(keys), client, serverName: "second.example").ticketOfClient())
        let pair = try Pair(server(keys), client, serverName: "second.example", ticket: ticket)
        #expect(pair.server.isResumed)
    }

    @Test("there may be so many certificates and no more")
    func thereMayBeSoManyCertificatesAndNoMore() async throws {
        let one = TLSCertificateFiles(chain: certificates.server, key: certificates.serverKey)
        #expect(throws: Never.self) {
            try TLSServerContext([TLSCertificateFiles](repeating: one, count: TLSServerContext.maxCertificates))
        }
    }

    @Test("a file that cannot be read is named whichever certificate it is of")
    func aFileThatCannotBeReadIsNamedWhicheverCertificateItIsOf() throws {
        let first = TLSCertificateFiles(chain: certificates.server, key: certificates.serverKey)
        let missing = certificates.url("missing.pem").path
        #expect {
            try TLSServerContext([first, TLSCertificateFiles(chain: missing, key: certificates.serverKey)])
        } throws: {
            "\($0)".hasPrefix("certificate chain \(missing): ")
        }
    }
}
