import EventLoop
import Foundation
import TestSupport
import Testing

struct TLSHandshakeTests {
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates.shared()
    }

    private func serverContext() throws -> TLSServerContext {
        try TLSServerContext(certificateChainFile: certificates.server, privateKeyFile: certificates.serverKey)
    }

    /// Handshakes of a client with its own trust settings; neither side is expected to get through.
    private func attempt(
        _ client: TLSClientContext, serverName: String = "localhost"
    ) throws -> (client: TLSSession.Progress, server: TLSSession.Progress) {
        let connected = try Loopback().connect()
        return try handshake(
            Endpoint(TLSSession(client: client, socket: connected.client, serverName: serverName)),
            Endpoint(TLSSession(server: serverContext(), socket: connected.server)))
    }

    @Test("both versions are spoken", arguments: [TLSVersion.tls12, .tls13])
    func bothVersionsAreSpoken(_ version: TLSVersion) throws {
        let pair = try Pair(certificates, newest: version)
        #expect(pair.server.version == version)
        #expect(pair.client.version == version)
        #expect(pair.server.cipherName.contains("GCM"))
        try pair.client.write("hello")
        #expect(try pair.server.read(exactly: 5) == Array("hello".utf8))
        try pair.server.write("welcome")
        #expect(try pair.client.read(exactly: 7) == Array("welcome".utf8))
    }

    @Test("a server with an RSA key is spoken to as well", arguments: [TLSVersion.tls12, .tls13])
    func aServerWithAnRSAKeyIsSpokenToAsWell(_ version: TLSVersion) throws {
        let pair = try Pair(Certificates.sharedRSA(), newest: version)
        #expect(pair.server.version == version)
    }

    @Test("nothing is agreed on before the handshake")
    func nothingIsAgreedOnBeforeTheHandshake() throws {
        let connected = try Loopback().connect()
        let endpoint = Endpoint(TLSSession(server: try serverContext(), socket: connected.server))
        #expect(endpoint.version == nil)
        #expect(endpoint.handshake() == .wantsRead)
    }

    @Test("a certificate of a stranger's authority is untrusted")
    func aCertificateOfAStrangersAuthorityIsUntrusted() throws {
        let progress = try attempt(TLSClientContext(trust: .authorities(file: certificates.stranger)))
        guard case .failed(.untrusted) = progress.client else {
            Issue.record("\(progress)")
            return
        }
        // TLS 1.3: the server learns it from the alert.
        guard case .failed(let failure) = progress.server else {
            Issue.record("\(progress)")
            return
        }
        #expect(failure.fault == .peer)
        #expect(failure.description.contains("unknown ca"))
    }

    @Test("a certificate for another name is untrusted", arguments: ["example.com", "127.0.0.2"])
    func aCertificateForAnotherNameIsUntrusted(_ name: String) throws {
        let client = try TLSClientContext(trust: .authorities(file: certificates.authority))
        let progress = try attempt(client, serverName: name)
        guard case .failed(.untrusted(let code)) = progress.client else {
            Issue.record("\(progress)")
            return
        }
        #expect(TLSFailure.untrusted(code: code).description.contains("mismatch"))
    }

    @Test("a certificate for the address is trusted")
    func aCertificateForTheAddressIsTrusted() throws {
        let client = try TLSClientContext(trust: .authorities(file: certificates.authority))
        let progress = try attempt(client, serverName: "127.0.0.1")
        #expect(progress == (.done, .done))
    }

    @Test("a client that trusts anybody gets through")
    func aClientThatTrustsAnybodyGetsThrough() throws {
        let progress = try attempt(TLSClientContext(trust: .anyServer), serverName: "example.com")
        #expect(progress == (.done, .done))
    }

    @Test("plain HTTP on a TLS port is the peer's fault")
    func plainHTTPOnATLSPortIsThePeersFault() throws {
        let failure = try failure(ofServerAfter: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(failure.fault == .peer)
        #expect(failure.description == "http request")
    }

    @Test("random bytes are the peer's fault", arguments: 0..<50)
    func randomBytesAreThePeersFault(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let failure = try failure(ofServerAfter: random.bytes(Int.random(in: 5...2_000, using: &random)))
        #expect(failure.fault == .peer, "seed \(seed): \(failure)")
    }

    /// A ClientHello that offers at most TLS 1.1 (RFC 4346, section 7.4.1.2).
    @Test("TLS 1.1 is refused with an alert")
    func tls11IsRefusedWithAnAlert() throws {
        let hello: [UInt8] =
            [0x03, 0x02] + [UInt8](repeating: 0x5a, count: 32) + [0] + [0x00, 0x04, 0xc0, 0x09, 0xc0, 0x13] + [1, 0]
        let message = [1, 0, 0, UInt8(hello.count)] + hello
        let failure = try failure(ofServerAfter: [22, 3, 1, 0, UInt8(message.count)] + message)
        #expect(failure.fault == .peer)
        #expect(failure.description == "unsupported protocol")
    }

    @Test("a peer that goes away is the network")
    func aPeerThatGoesAwayIsTheNetwork() throws {
        let connected = try Loopback().connect()
        let server = Endpoint(TLSSession(server: try serverContext(), socket: connected.server))
        #expect(server.handshake() == .wantsRead)
        connected.client.close()
        try wait(for: server.tls.socket, .read)
        #expect(server.handshake() == .failed(.truncated))
        #expect(TLSFailure.truncated.fault == .network)
        #expect(server.sendCloseNotify() == .done, "nothing is left to say")
    }

    private func failure(ofServerAfter bytes: [UInt8]) throws -> TLSFailure {
        let connected = try Loopback().connect()
        let server = Endpoint(TLSSession(server: try serverContext(), socket: connected.server))
        let written = Socket.write(connected.client, bytes.span)
        #expect(written == .wrote(bytes.count))
        Socket.shutdownWrite(connected.client)
        while true {
            switch server.handshake() {
            case .wantsRead: try wait(for: server.tls.socket, .read)
            case .failed(let failure): return failure
            case .done, .wantsWrite: throw Stuck(what: "the handshake went on")
            }
        }
    }
}

struct TLSContextTests {
    @Test("files that are missing or do not belong together are errors that name them")
    func filesThatAreMissingOrDoNotBelongTogetherAreErrorsThatNameThem() throws {
        let certificates = try Certificates.shared()
        let missing = certificates.url("missing.pem").path
        func error(_ certificate: String, _ key: String) -> String {
            do {
                _ = try TLSServerContext(certificateChainFile: certificate, privateKeyFile: key)
                return "none"
            } catch {
                return error.description
            }
        }
        #expect(error(missing, certificates.serverKey).contains(missing))
        #expect(error(missing, certificates.serverKey).contains("No such file"))
        #expect(error(certificates.server, missing).hasPrefix("private key \(missing): "))
        #expect(error(certificates.server, certificates.strangerKey).contains("key values mismatch"))
        #expect(error(certificates.serverKey, certificates.serverKey).contains("no start line"))
        #expect(error(certificates.server, certificates.encryptedServerKey).contains("bad password read"))
        #expect(error(certificates.server, certificates.serverKey) == "none")
        #expect(throws: TLSError.self) { try TLSClientContext(trust: .authorities(file: missing)) }
    }
}
