import Foundation
import Logging
import Testing

@testable import Gateway

/// The precedence, the checks and the words of the settings.
struct SettingsTests {
    /// What every gateway needs.
    private let required = ["dataDir": "/data", "tlsCert": "/server.pem", "tlsKey": "/server-key.pem"]

    private func load(
        _ flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws(SettingsError) -> GatewaySettings {
        try GatewaySettings.load(
            flags: required.merging(flags) { _, given in given }, environment: environment, file: file)
    }

    /// What is wrong, one line a problem; empty if nothing is.
    private func complaints(
        _ flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) -> [String] {
        do {
            _ = try load(flags, environment: environment, file: file)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("defaults are those of the contract")
    func defaultsAreThoseOfTheContract() throws {
        let settings = try load()
        #expect(settings.boardListen == ListenAddress("[::]:8443"))
        #expect(settings.adminListen == ListenAddress("127.0.0.1:9443"))
        #expect(settings.readyFile == nil)
        #expect(settings.logLevel == .info)
        #expect(settings.loops == ProcessInfo.processInfo.activeProcessorCount)
        #expect(settings.helloTimeoutSeconds == 10)
        #expect(settings.heartbeatSeconds == 15)
        #expect(settings.orphanAfterHours == 4)
        #expect(settings.allowedOrigins.isEmpty)
    }

    @Test("flags win then variables then the file")
    func flagsWinThenVariablesThenTheFile() throws {
        let file = try TemporaryFile("heartbeatSeconds: 30\nloops: 3\nhelloTimeoutSeconds: 7\n")
        let environment = ["WALLBOARD_HEARTBEAT_SECONDS": "40", "WALLBOARD_LOOPS": "4"]
        let settings = try load(["heartbeatSeconds": "50"], environment: environment, file: file.path)
        #expect(settings.heartbeatSeconds == 50)
        #expect(settings.loops == 4)
        #expect(settings.helloTimeoutSeconds == 7)
        #expect(settings.goawaySpreadSeconds == 5)
    }

    @Test("the variable can name the file")
    func theVariableCanNameTheFile() throws {
        let file = try TemporaryFile("loops: 3\n")
        #expect(try load(environment: ["WALLBOARD_CONFIG": file.path]).loops == 3)
    }

    @Test("every setting can come from every place")
    func everySettingCanComeFromEveryPlace() throws {
        let texts = [
            "dataDir": "/d", "tlsCert": "/c", "tlsKey": "/k", "tlsMoreCertificates": "/c2:/k2",
            "tlsCheckSeconds": "21", "tlsParking": "false", "boardClientCa": "/bca", "adminClientCa": "/aca",
            "boardListen": "127.0.0.1:1",
            "adminListen": "[::1]:2",
            "readyFile": "/r", "logLevel": "debug", "loops": "7", "allowedOrigins": "https://a.example",
            "trustedProxies": "10.9.0.0/16", "maxConnections": "9", "maxAdminConnections": "1010",
            "maxFailedAttempts": "10", "helloTimeoutSeconds": "11", "heartbeatSeconds": "12",
            "publishIntervalMillis": "130", "goawaySpreadSeconds": "14", "maxEventSkewSeconds": "16",
            "orphanAfterHours": "17", "eventRetentionDays": "18", "eventArchive": "false",
            "archiveMaxMegabytes": "20", "maxStoredEvents": "2100", "auditRetentionDays": "19",
            "publicUrl": "https://p.example",
            "webhookUrl": "https://w.example/hook", "webhookSecretFile": "/ws", "webhookTrustRoots": "/wt",
            "boardOfflineMinutes": "19", "oidcIssuer": "https://i.example/realm", "oidcAudience": "aud",
            "oidcJwksFile": "/oj", "oidcTrustRoots": "/ot", "oidcRoleClaim": "roleclaim",
            "oidcCustomerClaim": "customerclaim", "oidcMaximumClaim": "maximumclaim",
        ]
        #expect(Set(texts.keys) == Set(SettingsTable.all.map(\.key)))
        let lines = texts.map { key, text in
            ["allowedOrigins", "tlsMoreCertificates", "trustedProxies"].contains(key)
                ? "\(key): [\"\(text)\"]\n" : "\(key): \"\(text)\"\n"
        }
        let file = try TemporaryFile(lines.joined())
        let variables = Dictionary(uniqueKeysWithValues: texts.map { (variableName(of: $0.key), $0.value) })
        let expected = "\(try GatewaySettings.load(flags: texts, environment: [:], file: nil))"
        #expect("\(try GatewaySettings.load(flags: [:], environment: variables, file: nil))" == expected)
        #expect("\(try GatewaySettings.load(flags: [:], environment: [:], file: file.path))" == expected)
        for (key, text) in texts {
            #expect(expected.contains(text), "\(key) is read but does not reach the settings")
        }
    }

    @Test(
        "a block that is none is refused with what is wrong with it",
        arguments: [
            ("10.1.2.3/8", "has bits set after its prefix: write 10.0.0.0/8, or 10.1.2.3/32"),
            ("10.0.0.0/33", "has a prefix length that is not 0 to 32"),
            ("proxy.example", "is no IPv4 or IPv6 address, alone or with /length"),
        ])
    func aBlockThatIsNoneIsRefusedWithWhatIsWrongWithIt(text: String, fault: String) {
        let rule = "a list of at most 256 addresses or blocks such as 10.0.0.0/8 or 2001:db8::/32"
        #expect(
            complaints(["trustedProxies": "192.0.2.1,\(text)"]) == [
                "--trusted-proxies: trustedProxies must be \(rule), not \"192.0.2.1\", \"\(text)\": \"\(text)\" \(fault)"
            ])
    }

    @Test("what must be set is named with every way to set it")
    func whatMustBeSetIsNamedWithEveryWayToSetIt() {
        let error = #expect(throws: SettingsError.self) {
            try GatewaySettings.load(flags: ["tlsKey": "/k"], environment: [:], file: nil)
        }
        #expect(
            error?.problems.map(\.description) == [
                "dataDir must be set: in the file, by --data-dir or by WALLBOARD_DATA_DIR",
                "tlsCert must be set: in the file, by --tls-cert or by WALLBOARD_TLS_CERT",
            ])
    }

    @Test(
        "a value out of its rule is refused in every place",
        arguments: [
            ("heartbeatSeconds", "4", "a whole number from 5 to 300"),
            ("heartbeatSeconds", "301", "a whole number from 5 to 300"),
            ("loops", "two", "a whole number from 1 to 256"),
            ("publishIntervalMillis", "0.5", "a whole number from 20 to 5000"),
            ("publishIntervalMillis", "99999999999999999999", "a whole number from 20 to 5000"),
            ("tlsMoreCertificates", "/c", "a list of at most 15 pairs CERTIFICATE:KEY of paths"),
            ("tlsMoreCertificates", "/c:", "a list of at most 15 pairs CERTIFICATE:KEY of paths"),
            ("tlsMoreCertificates", "/c:/k:/x", "a list of at most 15 pairs CERTIFICATE:KEY of paths"),
            ("tlsCheckSeconds", "0", "a whole number from 1 to 3600"),
            ("logLevel", "loud", "one of trace, debug, info, notice, warning, error, critical"),
            ("dataDir", "", "a path"), ("readyFile", "", "a path"),
            (
                "boardListen", "example.com:8443",
                "HOST:PORT with a numeric address or localhost, such as 127.0.0.1:8443 or [::]:8443"
            ),
            (
                "allowedOrigins", "https://a.example/path",
                "a list of origins such as https://boards.example.com, without a path"
            ),
            (
                "publicUrl", "http://p.example",
                "an https address without a path, such as https://wallboards.example.com"
            ),
            (
                "publicUrl", "https://p.example/",
                "an https address without a path, such as https://wallboards.example.com"
            ),
            ("webhookUrl", "http://w.example/", "an https address, or an http address of localhost"),
            ("boardOfflineMinutes", "-1", "a whole number from 0 to 1440"),
            (
                "oidcIssuer", "http://i.example",
                "an https address without a query, as the provider writes it in its tokens"
            ),
            ("oidcAudience", "a b", "the name of an audience"), ("oidcRoleClaim", "", "the name of a claim"),
        ])
    func aValueOutOfItsRuleIsRefusedInEveryPlace(key: String, text: String, rule: String) throws {
        let reason = "\(key) must be \(rule), not \"\(text)\""
        let list = ["allowedOrigins", "tlsMoreCertificates"].contains(key)
        let file = try TemporaryFile("# a comment\n\(key): \(list ? "[\"\(text)\"]" : "\"\(text)\"")\n")
        let partners = [
            "webhookUrl": "webhookSecretFile", "oidcIssuer": "oidcAudience", "oidcAudience": "oidcIssuer",
        ]
        // All that is wrong is reported at once, including the missing partner.
        let reasons = [reason] + partners.filter { $0.key == key }.map { "\(key) needs \($0.value) to be set too" }
        #expect(complaints([key: text]) == reasons.map { "\(flagName(of: key)): \($0)" })
        // `required` gives dataDir by flag: a value that loses is checked too.
        #expect(
            complaints(environment: [variableName(of: key): text])
                == reasons.map { "\(variableName(of: key)): \($0)" })
        #expect(complaints(file: file.path) == reasons.map { "\(file.path):2: \($0)" })
    }

    @Test("every problem is reported at once by line and key")
    func everyProblemIsReportedAtOnceByLineAndKey() throws {
        let file = try TemporaryFile(
            """
            heartbeatSeconds: 2
            heartBeatSeconds: 15

            loops:
              - 1
            allowedOrigins: https://a.example
            boardListen: {host: "::", port: 8443}
            """)
        let path = file.path
        #expect(
            complaints(file: path) == [
                "\(path):4: loops must be a whole number from 1 to 256",
                "\(path):6: allowedOrigins must be a list of origins such as https://boards.example.com, without a path",
                "\(path):1: heartbeatSeconds must be a whole number from 5 to 300, not \"2\"",
                "\(path):2: heartBeatSeconds is not the name of a setting",
                "\(path):7: boardListen.host is not the name of a setting",
                "\(path):7: boardListen.port is not the name of a setting",
            ])
    }

    @Test(
        "a file that is no mapping is refused with its line",
        arguments: [
            ("- a\n- b\n", ":1: is not a mapping of keys to values"),
            ("", ":1: is not a mapping of keys to values"),
            ("loops: 1\nlogLevel: info\nloops: 2\n", ":3: loops is set twice"),
            ("loops: 1\nlogLevel: [info\n", ":3: while parsing a flow sequence, did not find expected ',' or ']'"),
        ])
    func aFileThatIsNoMappingIsRefusedWithItsLine(text: String, complaint: String) throws {
        let file = try TemporaryFile(text)
        #expect(complaints(file: file.path) == [file.path + complaint])
    }

    @Test("a file that is not there or too large is refused")
    func aFileThatIsNotThereOrTooLargeIsRefused() throws {
        #expect(complaints(file: "/nowhere/gateway.yaml") == ["/nowhere/gateway.yaml:1: cannot be read"])
        let large = try TemporaryFile(String(repeating: "#", count: SettingsFile.maxBytes + 1))
        #expect(complaints(file: large.path) == ["\(large.path):1: is larger than \(SettingsFile.maxBytes) bytes"])
    }

    @Test("printed settings are YAML that loads to the same")
    func printedSettingsAreYamlThatLoadsToTheSame() throws {
        let flags = required.merging(["allowedOrigins": "https://a.example,https://b.example:8443"]) { $1 }
        let environment = ["WALLBOARD_DATA_DIR": "/elsewhere", "WALLBOARD_READY_FILE": "/a \"b\" \\ c"]
        let text = try GatewaySettings.print(flags: flags, environment: environment, file: nil)
        #expect(text.contains("dataDir: \"/data\"  # --data-dir\n"))
        #expect(text.contains("readyFile: \"/a \\\"b\\\" \\\\ c\"  # WALLBOARD_READY_FILE\n"))
        #expect(text.contains("heartbeatSeconds: 15  # default\n"))
        let file = try TemporaryFile(text)
        let settings = try GatewaySettings.load(flags: [:], environment: [:], file: file.path)
        #expect("\(settings)" == "\(try GatewaySettings.load(flags: flags, environment: environment, file: nil))")
        #expect(
            try GatewaySettings.print(flags: required, environment: [:], file: nil).contains("# readyFile: not set\n"))
    }

    @Test("tokens need the data directory alone")
    func tokensNeedTheDataDirectoryAlone() throws {
        #expect(
            try GatewaySettings.loadDataDirectory(flags: ["dataDir": "/data"], environment: [:], file: nil) == "/data")
        #expect(throws: SettingsError.self) {
            try GatewaySettings.loadDataDirectory(flags: [:], environment: [:], file: nil)
        }
    }

    @Test(
        "what has no effect alone is refused",
        arguments: [
            ("webhookUrl", "https://w.example", "webhookSecretFile"), ("webhookSecretFile", "/s", "webhookUrl"),
            ("webhookTrustRoots", "/t", "webhookUrl"), ("oidcIssuer", "https://i.example", "oidcAudience"),
            ("oidcAudience", "a", "oidcIssuer"), ("oidcJwksFile", "/j", "oidcIssuer"),
            ("oidcTrustRoots", "/t", "oidcIssuer"),
        ])
    func whatIsGoodForNothingAloneIsRefused(key: String, text: String, needed: String) {
        #expect(complaints([key: text]).contains("\(flagName(of: key)): \(key) needs \(needed) to be set too"))
    }

    @Test("every default keeps its own rule")
    func everyDefaultKeepsItsOwnRule() throws {
        for setting in SettingsTable.all {
            guard let texts = setting.fallbackTexts else { continue }
            #expect(complaints([setting.key: texts.joined(separator: ",")]).isEmpty || texts.isEmpty, "\(setting.key)")
        }
    }
}

/// The rule for `HOST:PORT`.
struct ListenAddressTests {
    @Test(
        "what was read is written the same",
        arguments: ["127.0.0.1:0", "[::]:8443", "[::1]:65535", "localhost:9443", "0.0.0.0:1"])
    func isWrittenAsItWasRead(text: String) {
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(
        "what is not numeric is refused",
        arguments: [
            "", ":", "8443", ":8443", "::1:8443", "[::1]", "[::1]:", "127.0.0.1:65536", "1.2.3:4", "[1.2.3.4]:1",
            "a b:1",
            "127.0.0.1:-1", "127.0.0.1:+1",
        ])
    func refusesWhatIsNotNumeric(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
