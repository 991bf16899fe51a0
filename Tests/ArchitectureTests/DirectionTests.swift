import Testing

/// The groups, the targets, and which may know which: the table is the architecture of docs/architecture.md.
struct DirectionTests {
    /// Group → target → the modules that it may import besides `Values`, the ground floor, which itself imports
    /// nothing. What is not named here is not allowed.
    static let allowed: [String: [String: Set<String>]] = [
        "System": ["CLinux": [], "COpenSSL": [], "CQREncode": [], "CZlib": []],
        "Base": ["Values": []],
        "DataPlane": [
            "WebSocketWire": [],
            "EventLoop": ["CLinux", "COpenSSL", "CZlib", "Glibc", "Synchronization"],
            "BoardProtocol": [],
            "BoardClient": ["WebSocketWire", "EventLoop", "BoardProtocol"],
            "BoardServer": ["WebSocketWire", "EventLoop", "BoardProtocol", "Logging", "Synchronization"],
        ],
        "Domain": ["WallboardCore": []],
        "Storage": [
            "Store": ["WallboardCore", "Crypto"],
            "SQLiteStore": ["Store", "WallboardCore", "GRDB", "Foundation", "Glibc", "Synchronization"],
        ],
        "ControlPlane": [
            "AdminAPI": [
                "AdminPages", "WallboardCore", "BoardProtocol", "Crypto", "Foundation", "HTTPTypes", "Hummingbird",
                "HummingbirdCore",
                "Logging", "Metrics", "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOSSL", "ServiceLifecycle",
                "Synchronization",
            ],
            "AdminPages": ["Mustache"],
            "BoardPage": [],
            "AdminClient": [
                "BoardProtocol", "AsyncHTTPClient", "Foundation", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
            ],
            "QRCode": ["CQREncode", "Glibc"],
            "Gateway": [
                "AdminAPI", "AdminPages", "BoardPage", "BoardServer", "BoardProtocol", "EventLoop", "OpenIDTokens",
                "PrometheusText",
                "QRCode", "WallboardCore", "Store", "SQLiteStore", "Webhooks", "Configuration", "Crypto",
                "Foundation", "Glibc", "Logging", "Metrics", "ServiceLifecycle", "Synchronization", "UnixSignals",
                "Yams",
            ],
            "OpenIDTokens": [
                "BoardProtocol", "AsyncHTTPClient", "Foundation", "JWTKit", "NIOCore", "NIOHTTP1", "NIOSSL",
            ],
            "PrometheusText": ["CoreMetrics", "Foundation", "Glibc", "Synchronization"],
            "Webhooks": [
                "BoardProtocol", "AsyncHTTPClient", "Crypto", "Foundation", "Logging", "NIOCore", "NIOHTTP1",
                "NIOPosix", "NIOSSL", "ServiceLifecycle", "Synchronization",
            ],
        ],
        "Connect": [
            "Asterisk": []
        ],
        "Executables": [
            "wallboard-connect": [
                "AdminClient", "Asterisk", "PrometheusText", "ArgumentParser", "Foundation", "Glibc", "Logging",
                "NIOCore",
                "NIOHTTP1", "NIOPosix", "NIOSSL", "Synchronization", "UnixSignals", "Yams",
            ],
            "wallboard-gateway": ["Gateway", "ArgumentParser", "Foundation"],
            "wallboardctl": [
                "AdminClient", "BoardProtocol", "ArgumentParser", "Crypto", "Foundation", "UnixSignals",
            ],
            "wallboard-sim": [
                "AdminClient", "BoardClient", "BoardProtocol", "EventLoop", "WebSocketWire", "ArgumentParser",
                "Foundation", "Glibc", "Logging", "Synchronization", "UnixSignals",
            ],
            "wire-echo": [
                "BoardProtocol", "BoardServer", "EventLoop", "ArgumentParser", "Foundation", "Logging",
                "Synchronization", "UnixSignals",
            ],
        ],
    ]

    @Test("the folders are the groups and targets")
    func theFoldersAreTheGroupsAndTargets() {
        #expect(SourceTree.folders(in: "Sources") == Set(Self.allowed.keys))
        for (group, targets) in Self.allowed {
            #expect(SourceTree.folders(in: "Sources/\(group)") == Set(targets.keys), "in \(group)")
        }
    }

    @Test("every import is allowed")
    func everyImportIsAllowed() {
        #expect(SourceTree.files.count > 100, "the sources were not found")
        for file in SourceTree.files {
            var allowed = Self.allowed[file.group]?[file.target] ?? []
            if file.target != "Values" { allowed.insert("Values") }
            for module in file.imports where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module), which \(file.target) must not know")
            }
        }
    }

    /// The types of the gate and of the session decide; they must be testable without a clock, a socket or a thread.
    @Test("the session machine imports no input or output")
    func theSessionMachineImportsNoInputOrOutput() throws {
        let machine = try #require(
            SourceTree.files.first { $0.name == "BoardSession.swift" && $0.target == "BoardServer" })
        #expect(Set(machine.imports).isSubset(of: ["WebSocketWire", "BoardProtocol", "Values"]))
    }

    @Test("the data plane and the domain do not know each other")
    func theDataPlaneAndTheDomainDoNotKnowEachOther() {
        for file in SourceTree.files where file.group == "DataPlane" {
            #expect(!file.imports.contains("WallboardCore"), "\(file.path)")
        }
        for file in SourceTree.files where file.group == "Domain" {
            #expect(Set(file.imports).isSubset(of: ["Values"]), "\(file.path)")
        }
    }

    /// The gate stands at the source: what an analytics or insights board is shown is made where nothing live has a
    /// name.
    @Test("nothing live is in scope where completed calls are counted")
    func nothingLiveIsInScopeWhereCompletedCallsAreCounted() throws {
        let gate = [
            "CompletedCalls.swift", "CompletedPart.swift", "CompletedStates.swift", "CompletedViews.swift",
        ]
        let live = [
            "LiveCalls", "LiveCall", "LivePart", "LiveViews", "LiveAnalyticsState", "ContactCentreState", "AgentRoster",
            "CallState", "Goals",
        ]
        for name in gate {
            let file = try #require(SourceTree.files.first { $0.name == name }, "\(name)")
            let code = try SourceTree.text(of: file.path).split(separator: "\n").filter {
                !$0.drop { $0 == " " }.hasPrefix("//")
            }
            for line in code {
                let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
                for word in words where live.contains(String(word)) { Issue.record("\(name) names \(word)") }
            }
        }
    }

    @Test("the document names every target and no other")
    func theDocumentNamesEveryTargetAndNoOther() throws {
        let document = try SourceTree.text(of: "docs/architecture.md")
        let section = try #require(document.split(separator: "\n## ").first { $0.hasPrefix("Groups and targets") })
        let named = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.flatMap { row in
            row.split(separator: "|")[1].matches(of: /`([\w-]+)`/).map { String($0.1) }
        }
        #expect(Set(named) == Set(Self.allowed.values.flatMap(\.keys)))
    }
}
