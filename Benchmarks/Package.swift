// swift-tools-version: 6.2
import PackageDescription

// The programs that scripts/bench runs beside the gateway and wire-echo: the load client, the floor and a peer. They
// link what they share with the root package: the client uses the data plane's own code, and all publish one text.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let dataPlane: [SwiftSetting] = strict + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "wallboard-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    ],
    targets: [
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Values", swiftSettings: dataPlane),
        .target(name: "WebSocketWire", dependencies: ["Values"], swiftSettings: dataPlane),
        .target(name: "EventLoop", dependencies: ["CLinux", "COpenSSL", "CZlib", "Values"], swiftSettings: dataPlane),
        .target(name: "BoardProtocol", dependencies: ["Values"], swiftSettings: dataPlane),
        .target(
            name: "BoardClient", dependencies: ["BoardProtocol", "EventLoop", "WebSocketWire", "Values"],
            swiftSettings: dataPlane),
        .executableTarget(
            name: "floor",
            linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto"), .linkedLibrary("z")]),
        .executableTarget(
            name: "load",
            dependencies: ["BoardClient", "EventLoop", "WebSocketWire", "BoardProtocol", "Values", argumentParser],
            swiftSettings: dataPlane),
        .executableTarget(
            name: "nio-peer",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                argumentParser,
            ],
            swiftSettings: strict),
    ]
)
