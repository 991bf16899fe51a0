// swift-tools-version: 6.2
import PackageDescription

/// Instrumented for coverage and with the address sanitizer. `scripts/fuzz` builds for release, where preconditions and
/// bounds checks still hold.
let sanitizers = ["-sanitize=fuzzer,address"]

/// As in the root package. `@testable` reaches the parts of a parser.
let instrumented: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(sanitizers + ["-enable-testing"]),
]

extension Target {
    /// One fuzzer. lld, because libFuzzer brings a `main` that must lose against the renamed one of the program.
    static func fuzzer(_ name: String, of dependencies: Dependency...) -> Target {
        .executableTarget(
            name: name, dependencies: dependencies + ["FuzzSupport"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(sanitizers + ["-use-ld=lld"])])
    }
}

/// The parsers by symbolic links, so that they are compiled here with the instrumentation.
let parsers: [Target] = [
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Values", swiftSettings: instrumented),
    .target(name: "WebSocketWire", dependencies: ["Values"], swiftSettings: instrumented),
    .target(name: "EventLoop", dependencies: ["CLinux", "COpenSSL", "CZlib", "Values"], swiftSettings: instrumented),
    .target(name: "BoardProtocol", dependencies: ["Values"], swiftSettings: instrumented),
]

let package = Package(
    name: "wallboard-fuzz",
    targets: parsers + [
        .systemLibrary(name: "CFuzzer"),
        .target(name: "FuzzSupport", dependencies: ["CFuzzer"], swiftSettings: instrumented),
        .fuzzer("upgrade", of: "WebSocketWire"),
        .fuzzer("proxy-header", of: "WebSocketWire", "Values"),
        .fuzzer("frames", of: "WebSocketWire"),
        .fuzzer("negotiation", of: "WebSocketWire"),
        .fuzzer("inflate", of: "EventLoop"),
        .fuzzer("board-messages", of: "BoardProtocol", "Values"),
        .fuzzer("call-events", of: "BoardProtocol", "Values"),
    ]
)
