import Foundation
import Synchronization

/// A certificate for 127.0.0.1 made with the `openssl` command, in a directory that goes away with the process.
package struct ServerCertificate: Sendable {
    private static let made = Result { try ServerCertificate() }
    fileprivate static let directories = Mutex<[URL]>([])

    private let directory: URL

    /// One for all tests.
    package static func shared() throws -> ServerCertificate { try made.get() }

    /// The file of the certificate, PEM; it is its own authority.
    package var certificate: String { directory.appending(path: "server.pem").path }
    /// The file of its private key, PEM.
    package var key: String { directory.appending(path: "server.key").path }

    private init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "server-certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        Self.directories.withLock { $0.append(directory) }
        atexit(removeCertificate)
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

private func removeCertificate() {
    ServerCertificate.directories.withLock { directories in
        for directory in directories { try? FileManager.default.removeItem(at: directory) }
        directories = []
    }
}
