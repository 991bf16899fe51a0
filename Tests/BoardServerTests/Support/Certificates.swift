import Foundation
import Synchronization

/// A certificate for 127.0.0.1 made with the `openssl` command, in a directory that goes away with the process.
struct Certificates: Sendable {
    private static let made = Result { try Certificates() }
    fileprivate static let directories = Mutex<[URL]>([])

    private let directory: URL

    /// One for all tests.
    static func shared() throws -> Certificates { try made.get() }

    var certificate: String { directory.appending(path: "server.pem").path }
    var key: String { directory.appending(path: "server.key").path }

    private init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "board-server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        Self.directories.withLock { $0.append(directory) }
        atexit(removeCertificates)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let arguments =
            "openssl req -x509 -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1 -nodes"
            + " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout server.key -out server.pem"
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = directory
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CocoaError(.executableLoad, userInfo: ["openssl": arguments])
        }
    }
}

private func removeCertificates() {
    Certificates.directories.withLock { directories in
        for directory in directories { try? FileManager.default.removeItem(at: directory) }
        directories = []
    }
}
