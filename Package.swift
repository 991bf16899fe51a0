// swift-tools-version: 6.2
import PackageDescription

/// Every target: Swift 6 language mode, warnings are errors, `any` written out.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The data plane is built the way it runs: across module boundaries, without hidden copies.
let dataPlane: [SwiftSetting] = strict + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let coreMetrics = product(name: "CoreMetrics", package: "swift-metrics")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let jwtKit = product(name: "JWTKit", package: "jwt-kit")
    static let logging = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let yams = product(name: "Yams", package: "Yams")
}

extension Target {
    /// Every target may use the ground floor.
    private static func withValues(_ name: String, _ dependencies: [Dependency]) -> [Dependency] {
        name == "Values" ? dependencies : ["Values"] + dependencies
    }

    /// A library target in its group's folder.
    static func source(
        _ name: String, in group: String, dependencies: [Dependency] = [], resources: [Resource] = [],
        settings: [SwiftSetting] = strict
    ) -> Target {
        .target(
            name: name, dependencies: withValues(name, dependencies), path: "Sources/\(group)/\(name)",
            resources: resources,
            swiftSettings: settings)
    }

    static func program(_ name: String, dependencies: [Dependency]) -> Target {
        .executableTarget(
            name: name, dependencies: withValues(name, dependencies), path: "Sources/Executables/\(name)",
            swiftSettings: strict)
    }

    static func tests(_ name: String, dependencies: [Dependency] = []) -> Target {
        .testTarget(
            name: "\(name)Tests", dependencies: withValues(name, [.byName(name: name), "TestSupport"] + dependencies),
            path: "Tests/\(name)Tests",
            swiftSettings: strict)
    }
}

let system: [Target] = [
    .systemLibrary(name: "CLinux", path: "Sources/System/CLinux"),
    .systemLibrary(
        name: "COpenSSL", path: "Sources/System/COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
        name: "CQREncode", path: "Sources/System/CQREncode", pkgConfig: "libqrencode",
        providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CZlib", path: "Sources/System/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
]

let base: [Target] = [
    .source("Values", in: "Base", settings: dataPlane)
]

let dataPlaneTargets: [Target] = [
    .source("WebSocketWire", in: "DataPlane", settings: dataPlane),
    .source(
        "EventLoop", in: "DataPlane", dependencies: ["CLinux", "COpenSSL", "CZlib"], settings: dataPlane),
    .source("BoardProtocol", in: "DataPlane", settings: dataPlane),
    .source(
        "BoardClient", in: "DataPlane", dependencies: ["WebSocketWire", "EventLoop", "BoardProtocol"],
        settings: dataPlane),
    .source(
        "BoardServer", in: "DataPlane",
        dependencies: ["WebSocketWire", "EventLoop", "BoardProtocol", .logging],
        settings: dataPlane),
]

let domain: [Target] = [
    .source("WallboardCore", in: "Domain")
]

let storage: [Target] = [
    .source("Store", in: "Storage", dependencies: ["WallboardCore", .crypto]),
    .source("SQLiteStore", in: "Storage", dependencies: ["Store", "WallboardCore", .grdb]),
]

let controlPlane: [Target] = [
    .source(
        "AdminAPI", in: "ControlPlane",
        dependencies: [
            "AdminPages", "WallboardCore", "BoardProtocol", .crypto, .hummingbird, .logging, .metrics, .nioCore,
            .nioHTTP1, .nioSSL, .serviceLifecycle,
        ],
        resources: [.embedInCode("openapi.yaml")]),
    .source(
        "AdminPages", in: "ControlPlane", dependencies: [.mustache],
        resources: [.embedInCode("Templates"), .embedInCode("Assets")]),
    .source(
        "AdminClient", in: "ControlPlane",
        dependencies: ["BoardProtocol", .asyncHTTPClient, .nioCore, .nioHTTP1, .nioPosix, .nioSSL]),
    .source("BoardPage", in: "ControlPlane", resources: [.embedInCode("Assets")]),
    .source("QRCode", in: "ControlPlane", dependencies: ["CQREncode"]),
    .source(
        "Gateway", in: "ControlPlane",
        dependencies: [
            "AdminAPI", "AdminPages", "BoardPage", "BoardServer", "BoardProtocol", "EventLoop", "OpenIDTokens",
            "PrometheusText",
            "QRCode", "WallboardCore", "Store", "SQLiteStore", "Webhooks", .configuration, .crypto, .logging,
            .metrics,
            .serviceLifecycle, .unixSignals, .yams,
        ]),
    .source(
        "OpenIDTokens", in: "ControlPlane",
        dependencies: ["BoardProtocol", .asyncHTTPClient, .jwtKit, .nioCore, .nioHTTP1, .nioSSL]),
    .source("PrometheusText", in: "ControlPlane", dependencies: [.coreMetrics]),
    .source(
        "Webhooks", in: "ControlPlane",
        dependencies: [
            "BoardProtocol", .asyncHTTPClient, .crypto, .logging, .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
            .serviceLifecycle,
        ]),
]

let connect: [Target] = [
    .source("Asterisk", in: "Connect")
]

let executables: [Target] = [
    .program(
        "wallboard-connect",
        dependencies: [
            "AdminClient", "Asterisk", "PrometheusText", .argumentParser, .logging, .nioCore, .nioHTTP1, .nioPosix,
            .nioSSL, .unixSignals, .yams,
        ]),
    .program("wallboard-gateway", dependencies: ["Gateway", .argumentParser]),
    .program(
        "wallboardctl",
        dependencies: ["AdminClient", "BoardProtocol", .argumentParser, .crypto, .unixSignals]),
    .program(
        "wallboard-sim",
        dependencies: [
            "AdminClient", "BoardClient", "BoardProtocol", "EventLoop", "WebSocketWire", .argumentParser, .unixSignals,
        ]),
    .program(
        "wire-echo",
        dependencies: ["BoardProtocol", "BoardServer", "EventLoop", .argumentParser, .logging, .unixSignals]),
]

let tests: [Target] = [
    .target(
        name: "TestSupport", dependencies: ["Values", .hummingbird, .hummingbirdTLS, .logging, .nioCore, .nioSSL],
        path: "Tests/TestSupport", swiftSettings: strict),
    .tests("Values"),
    .tests("WebSocketWire"),
    .tests("EventLoop"),
    .tests("BoardProtocol"),
    .tests("BoardClient", dependencies: ["WebSocketWire", "EventLoop", "BoardProtocol"]),
    .tests("BoardServer", dependencies: ["WebSocketWire", "EventLoop", "BoardClient", "BoardProtocol"]),
    .tests("WallboardCore", dependencies: ["BoardProtocol"]),
    .tests("SQLiteStore", dependencies: ["Store", "WallboardCore", .grdb]),
    .tests(
        "AdminAPI",
        dependencies: [
            "AdminPages", "WallboardCore", "BoardProtocol", "PrometheusText", .hummingbird, .hummingbirdTesting,
            .serviceLifecycle,
        ]),
    .tests(
        "Gateway",
        dependencies: [
            "WallboardCore", "Store", "SQLiteStore", "BoardProtocol", "BoardServer", "EventLoop", "PrometheusText",
            "AdminAPI", .hummingbird, .hummingbirdTesting, .logging,
        ]),
    .tests("Asterisk"),
    .tests("QRCode"),
    .tests("OpenIDTokens", dependencies: ["BoardProtocol", .crypto, .cryptoExtras]),
    .tests("PrometheusText", dependencies: [.coreMetrics]),
    .tests("Webhooks", dependencies: ["BoardProtocol", .crypto, .logging, .serviceLifecycle]),
    .tests("AdminClient", dependencies: ["BoardProtocol"]),
    .tests("AdminPages"),
    .tests("BoardPage"),
    .testTarget(
        name: "ControlTests",
        dependencies: [
            "Values", "wallboardctl", "AdminClient", "BoardProtocol", "TestSupport", .argumentParser,
        ],
        path: "Tests/ControlTests", swiftSettings: strict),
    .testTarget(
        name: "SimulatorTests",
        dependencies: [
            "Values", "wallboard-sim", "AdminClient", "BoardClient", "BoardProtocol", "BoardServer", "EventLoop",
            "TestSupport",
            "WebSocketWire",
            .argumentParser, .logging,
        ],
        path: "Tests/SimulatorTests", swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", path: "Tests/ArchitectureTests", swiftSettings: strict),
]

let package = Package(
    name: "wallboard-gateway",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "wallboard-gateway", targets: ["wallboard-gateway"]),
        .executable(name: "wallboard-connect", targets: ["wallboard-connect"]),
        .executable(name: "wallboardctl", targets: ["wallboardctl"]),
        .executable(name: "wallboard-sim", targets: ["wallboard-sim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.0.0"),
    ],
    targets: system + base + dataPlaneTargets + domain + storage + controlPlane + connect + executables + tests
)
