import Foundation
import Synchronization

/// Makes keys and certificates with the `openssl` command.
package struct CertificateMaker: Sendable {
    /// What kind of key a certificate is for.
    package enum Key: String, Sendable {
        /// On P-256.
        case ec = "ec -pkeyopt ec_paramgen_curve:P-256"
        /// With 2048 bits.
        case rsa = "rsa:2048"
    }

    /// Where the files are.
    package let folder: URL

    private static let folders = TemporaryFolders()

    /// With a folder of its own, which goes away with the process.
    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        Self.folders.add(folder)
    }

    /// In a folder that is there.
    package init(in folder: URL) {
        self.folder = folder
    }

    /// A file of this name in the folder.
    package func url(_ name: String) -> URL { folder.appending(path: name) }

    /// Makes a certificate that is its own authority, for the names as in a `subjectAltName`, in two files.
    package func selfSigned(
        for names: String, certificate: String = "cert.pem", key: String = "key.pem"
    ) throws -> ServerCertificate {
        try openssl(
            "req -x509 -days 2 -subj /CN=test -addext subjectAltName=\(names) -nodes -newkey \(Key.ec.rawValue)"
                + " -keyout \(key) -out \(certificate)")
        return ServerCertificate(certificate: url(certificate).path, key: url(key).path)
    }

    /// Makes an authority in `NAME.pem` and `NAME.key`.
    package func authority(_ name: String) throws {
        try openssl(
            "req -x509 -days 2 -subj /CN=\(name) -nodes -keyout \(name).key -out \(name).pem"
                + " -newkey \(Key.ec.rawValue)")
    }

    /// Makes a certificate in `NAME.pem` and `NAME.key`, for the names as in a `subjectAltName`, which an authority
    /// signs.
    package func issue(
        _ name: String, _ key: Key, for names: String, by authority: String
    ) throws -> ServerCertificate {
        try "subjectAltName=\(names)".write(to: url("\(name).san"), atomically: true, encoding: .utf8)
        try openssl(
            "req -new -subj /CN=\(name) -nodes -keyout \(name).key -out \(name).csr -newkey \(key.rawValue)")
        try openssl(
            "x509 -req -in \(name).csr -CA \(authority).pem -CAkey \(authority).key -days 2 -extfile \(name).san"
                + " -out \(name).pem")
        return ServerCertificate(certificate: url("\(name).pem").path, key: url("\(name).key").path)
    }

    /// Runs the command in the folder; the arguments are divided at spaces.
    package func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CocoaError(.executableLoad, userInfo: ["openssl": arguments])
        }
    }
}

/// Folders that go away with the process.
private final class TemporaryFolders: Sendable {
    private static let all = Mutex<[URL]>([])

    init() {
        atexit {
            TemporaryFolders.all.withLock { folders in
                for folder in folders { try? FileManager.default.removeItem(at: folder) }
                folders = []
            }
        }
    }

    func add(_ folder: URL) { Self.all.withLock { $0.append(folder) } }
}
