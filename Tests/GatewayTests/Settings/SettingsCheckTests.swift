import AdminAPI
import BoardServer
import EventLoop
import Foundation
import Testing

@testable import Gateway

/// `config check`: everything at once, by line and key.
struct SettingsCheckTests {
    private func check(_ text: String, flags: [String: String] = [:], daysLater: Int64 = 0) async throws -> (
        problems: [String], warnings: [String]
    ) {
        let file = try TemporaryFile(text)
        // Few enough for the limit on descriptors of any machine: a shortfall would be a warning too.
        let bounds = ["maxConnections": "64", "maxAdminConnections": "64", "loops": "1"]
        let check = try await SettingsCheck(
            flags: flags.merging(bounds) { given, _ in given }, environment: [:], file: file.path,
            now: Clock.wallMilliseconds() + daysLater * 86_400_000)
        func lines(_ problems: [SettingsProblem]) -> [String] {
            problems.map { $0.description.replacing(file.path, with: "F") }
        }
        return (lines(check.problems), lines(check.warnings))
    }

    private func certificates() throws -> TemporaryDirectory { try TemporaryDirectory() }

    @Test("every problem is reported in one run")
    func everyProblemIsReportedInOneRun() async throws {
        let directory = try certificates()
        let broken = try TemporaryFile("nonsense")
        let told = try await check(
            """
            dataDir: \(directory.path)/cert.pem
            tlsCert: \(directory.path)/cert.pem
            tlsKey: /nowhere/key.pem
            tlsMoreCertificates: ["\(broken.path):\(directory.path)/key.pem"]
            heartbeatSeconds: 2
            readyFile: /nowhere/ready.json
            publicUrl: https://p.example
            webhookSecretFile: \(broken.path)
            oidcIssuer: https://i.example
            oidcJwksFile: \(broken.path)
            oidcTrustRoots: \(broken.path)
            heartbeat: 7
            """)
        let keys = told.problems.map { line in
            line.split(separator: " ").prefix(2).joined(separator: " ")
        }
        #expect(
            keys == [
                "F:1: dataDir", "F:3: tlsKey", "F:4: tlsMoreCertificates", "F:6: readyFile", "F:5: heartbeatSeconds",
                "F:8: webhookSecretFile", "F:8: webhookSecretFile", "F:9: oidcIssuer", "F:10: oidcJwksFile",
                "F:11: oidcTrustRoots", "F:12: heartbeat",
            ], "\(told.problems.joined(separator: "\n"))")
        #expect(told.problems.contains("F:3: tlsKey names /nowhere/key.pem, which cannot be read"))
        #expect(told.problems.contains("F:8: webhookSecretFile needs webhookUrl to be set too"))
        #expect(told.problems.contains("F:9: oidcIssuer needs oidcAudience to be set too"))
        #expect(!told.problems.joined().contains("nonsense"), "the content of a file of secrets is not reported")
    }

    @Test("a key of another certificate is found and authorities are read too")
    func aKeyOfAnotherCertificateIsFoundAndAuthoritiesAreReadToo() async throws {
        let (one, other) = (try certificates(), try certificates())
        let broken = try TemporaryFile("nonsense")
        let told = try await check(
            """
            dataDir: /data
            tlsCert: \(one.path)/cert.pem
            tlsKey: \(other.path)/key.pem
            tlsMoreCertificates: ["\(one.path)/cert.pem:\(one.path)/key.pem"]
            boardClientCa: \(broken.path)
            adminClientCa: \(one.path)/cert.pem
            """)
        #expect(told.problems.count == 2, "\(told.problems)")
        #expect(told.problems[0].hasPrefix("F:2: tlsCert cannot be used: "))
        #expect(told.problems[1].hasPrefix("F:5: boardClientCa cannot be used: "))
    }

    @Test("what is in order says nothing")
    func whatIsInOrderSaysNothing() async throws {
        let directory = try certificates()
        let text = "dataDir: /data\ntlsCert: \(directory.path)/cert.pem\ntlsKey: \(directory.path)/key.pem\n"
        let flags = ["boardListen": "127.0.0.1:0", "adminListen": "127.0.0.1:0", "publicUrl": "https://localhost:9443"]
        let told = try await check(text, flags: flags)
        #expect(told.problems.isEmpty && told.warnings.isEmpty, "\(told)")
    }

    @Test("what the start says of certificates and the directory is a warning in the same words")
    func whatTheStartSaysOfCertificatesAndTheDirectoryIsAWarningInTheSameWords() async throws {
        let directory = try certificates()
        let (certificate, key) = (directory.path + "/cert.pem", directory.path + "/key.pem")
        let data = directory.path + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        let text = """
            dataDir: \(data)
            tlsCert: \(certificate)
            tlsKey: \(key)
            tlsMoreCertificates: ["\(certificate):\(key)", "\(certificate):\(key)"]
            """
        let flags = ["boardListen": "127.0.0.1:0", "adminListen": "127.0.0.1:0", "publicUrl": "https://localhost:9443"]
        func change(_ mode: Int) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: data)
        }
        try change(0o750)
        let fresh = try await check(text, flags: flags, daysLater: 1)
        #expect(fresh.problems.isEmpty && fresh.warnings.isEmpty, "\(fresh)")
        try change(0o751)
        let told = try await check(text, flags: flags, daysLater: 3)
        #expect(told.problems.isEmpty)
        let end = try AdminTLSContext([AdminTLSContext.Files(certificateChain: certificate, privateKey: key)])
            .certificateEnd
        let settings = try GatewaySettings.load(
            flags: ["dataDir": data, "tlsCert": certificate, "tlsKey": key], environment: [:], file: nil)
        let start = StartWarnings(
            settings, certificateEnd: end, now: Clock.wallMilliseconds() + 3 * 86_400_000
        ).sentences
        #expect(start.count == 2 && start[1].contains("(mode 751)"))
        #expect(told.warnings == ["F:1: \(start[1])", "F:2: \(start[0])", "F:4: \(start[0])"])
    }

    @Test("a port that is taken is a warning")
    func aPortThatIsTakenIsAWarning() async throws {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        let port = gateway.context.server.address.port
        let text =
            "dataDir: /d\ntlsCert: \(gateway.directory.path)/cert.pem\ntlsKey: \(gateway.directory.path)/key.pem\n"
        let told = try await check(
            text, flags: ["boardListen": "127.0.0.1:\(port)", "adminListen": "192.0.2.1:0"])
        #expect(told.problems.isEmpty)
        #expect(
            told.warnings.count == 1 && told.warnings[0].contains("boardListen 127.0.0.1:\(port) cannot be opened now"))
        await gateway.stop()
    }

    @Test(
        "an address is one that a phone can open",
        arguments: [
            ("127.0.0.1:9443", false), ("127.9.9.9:9443", false), ("localhost:9443", false), ("[::1]:9443", false),
            ("0.0.0.0:9443", false), ("[::]:9443", false), ("[::ffff:127.0.0.1]:1", false),
            ("[::ffff:0.0.0.0]:1", false),
            ("[fe80::1]:9443", false), ("192.0.2.7:9443", true), ("[2001:db8::7]:9443", true), ("10.0.0.1:0", true),
            ("[::ffff:192.0.2.7]:1", true),
        ])
    func anAddressIsOneThatAPhoneCanOpen(text: String, isReachable: Bool) throws {
        let address = try #require(ListenAddress(text))
        #expect((SettingsCheck.reasonAgainstPairing(publicURL: nil, adminListen: address) == nil) == isReachable)
        #expect(SettingsCheck.reasonAgainstPairing(publicURL: "https://localhost:9443", adminListen: address) == nil)
        let screen = PairingScreen(publicURL: nil, host: address.hostForOthers)
        #expect(screen.hasAddress == isReachable)
        screen.adminRuns(on: 7)
        #expect(screen.hasAddress == isReachable)
    }

    @Test("without an address the warning names it")
    func withoutAnAddressTheWarningNamesIt() async throws {
        let directory = try certificates()
        let text = "dataDir: /data\ntlsCert: \(directory.path)/cert.pem\ntlsKey: \(directory.path)/key.pem\n"
        let told = try await check(text, flags: ["boardListen": "127.0.0.1:0", "adminListen": "127.0.0.1:0"])
        #expect(told.problems.isEmpty)
        #expect(told.warnings.count == 1 && told.warnings[0].hasPrefix("publicUrl is not set, and 127.0.0.1:0"))
    }
}
