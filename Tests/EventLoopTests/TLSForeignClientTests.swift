import EventLoop
import Foundation
import Testing

/// Against the `openssl s_client` command: what this module's own client never does.
final class TLSForeignClientTests {
    private let certificates: Certificates
    private let loopback: Loopback

    init() throws {
        certificates = try Certificates.shared()
        loopback = try Loopback()
    }

    @Test("key updates are answered and data goes on", arguments: [false, true])
    func keyUpdatesAreAnsweredAndDataGoesOn(isParked: Bool) throws {
        let client = try Client(loopback.address, certificates, "-tls1_3")
        defer { client.end() }
        let server = try accept()
        #expect(try progress(of: server) == .done)
        let parking = TLSParking()
        if isParked { server.tls.park(in: parking) }
        for round in 0..<3 {
            // A line that is `K` alone asks s_client for a key update that the peer must answer with one of its own.
            try client.type("K\n")
            try client.waitFor("KEYUPDATE")
            try client.type("round \(round)\n")
            #expect(try server.read(exactly: 8) == Array("round \(round)\n".utf8))
            try server.write("answer \(round)\n")
            try client.waitFor("answer \(round)\n")
        }
    }

    /// The alert also ends s_client, though a client need not stop there.
    @Test("renegotiation is refused with an alert")
    func renegotiationIsRefusedWithAnAlert() throws {
        let client = try Client(loopback.address, certificates, "-tls1_2")
        defer { client.end() }
        let server = try accept()
        #expect(try progress(of: server) == .done)
        try client.waitFor("Extended master secret")
        try client.type("R\n")
        _ = try server.readToEnd()
        try client.waitFor("no renegotiation")
    }

    @Test("a client that speaks only another application protocol is refused")
    func aClientThatSpeaksOnlyAnotherApplicationProtocolIsRefused() throws {
        let client = try Client(loopback.address, certificates, "-alpn", "h2")
        defer { client.end() }
        guard case .failed(let failure) = try progress(of: accept()) else {
            Issue.record("h2 was accepted")
            return
        }
        #expect(failure.fault == .peer)
        #expect(failure.description == "no application protocol")
    }

    @Test(
        "HTTP/1.1 is chosen where it is offered and assumed where nothing is",
        arguments: [["-alpn", "h2,http/1.1"], [], ["-alpn", "http/1.1"]])
    func http11IsChosenWhereItIsOfferedAndAssumedWhereNothingIs(_ options: [String]) throws {
        let client = try Client(loopback.address, certificates, options)
        defer { client.end() }
        #expect(try progress(of: accept()) == .done)
        try client.waitFor(options.isEmpty ? "No ALPN negotiated" : "ALPN protocol: http/1.1")
    }

    /// RFC 9325, section 4.2: no suites without forward secrecy or authenticated encryption.
    @Test(
        "weak suites of TLS 1.2 are refused",
        arguments: ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"])
    func weakSuitesOfTLS12AreRefused(_ suite: String) throws {
        let client = try Client(loopback.address, certificates, "-tls1_2", "-cipher", "\(suite):@SECLEVEL=0")
        defer { client.end() }
        guard case .failed(let failure) = try progress(of: accept()) else {
            Issue.record("\(suite) was accepted")
            return
        }
        #expect(failure.fault == .peer)
        #expect(failure.description == "no shared cipher")
    }

    private func accept() throws -> Endpoint {
        let context = try TLSServerContext(
            certificateChainFile: certificates.server, privateKeyFile: certificates.serverKey)
        return Endpoint(TLSSession(server: context, socket: try loopback.accept()))
    }

    private func progress(of server: Endpoint) throws -> TLSSession.Progress {
        while true {
            let progress = server.handshake()
            switch progress {
            case .wantsRead: try wait(for: server.tls.socket, .read)
            case .wantsWrite: try wait(for: server.tls.socket, .write)
            case .done, .failed: return progress
            }
        }
    }
}

/// A running `openssl s_client`.
private final class Client {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = ""

    convenience init(_ address: SocketAddress, _ certificates: Certificates, _ options: String...) throws {
        try self.init(address, certificates, options)
    }

    init(_ address: SocketAddress, _ certificates: Certificates, _ options: [String]) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_client", "-connect", address.description, "-CAfile", certificates.authority] + options
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// Kills the command: the signals that only ask are blocked in children of the test's threads.
    func end() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func type(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(line.utf8))
    }

    /// Reads what the command prints until `text` is in it, and drops it up to there.
    func waitFor(_ text: String) throws {
        let printed = EventLoop.FileHandle(owning: dup(output.fileHandleForReading.fileDescriptor))
        while true {
            if let range = unread.range(of: text) {
                unread.removeSubrange(..<range.upperBound)
                return
            }
            try wait(for: printed, .read)
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Stuck(what: "\(text) is not in \(unread)") }
            unread += String(decoding: data, as: UTF8.self)
        }
    }
}
