import EventLoop
import Foundation
import Synchronization

/// Certificates made with the `openssl` command in a directory of their own, which goes away with the process.
struct Certificates: Sendable {
    private static let ec = Result { try Certificates("EC") }
    private static let rsa = Result { try Certificates("RSA") }

    let directory: URL

    /// The server's key is on P-256.
    static func shared() throws -> Certificates { try ec.get() }
    /// The server's key is RSA with 2048 bits.
    static func sharedRSA() throws -> Certificates { try rsa.get() }

    private init(_ kind: String) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "event-loop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        Self.directories.withLock { $0.append(directory) }
        atexit(removeCertificates)
        try makeAuthority("ca")
        try makeAuthority("stranger")
        try issue("server", kind, for: "DNS:localhost,IP:127.0.0.1", by: "ca")
        try openssl("pkey -in server.key -aes128 -passout pass:secret -out encrypted.key")
    }

    fileprivate static let directories = Mutex<[URL]>([])

    var server: String { url("server.pem").path }
    var serverKey: String { url("server.key").path }
    /// The same key, encrypted with a password.
    var encryptedServerKey: String { url("encrypted.key").path }
    var authority: String { url("ca.pem").path }
    /// An authority that did not sign the server's certificate, and its key.
    var stranger: String { url("stranger.pem").path }
    var strangerKey: String { url("stranger.key").path }

    /// Makes a certificate of its own in files of this name. `kind` is that of its key, `EC` or `RSA`; `authority` is
    /// `ca` or `stranger`.
    @discardableResult
    func issue(
        _ name: String, _ kind: String = "EC", for names: String, by authority: String = "ca"
    ) throws -> TLSCertificateFiles {
        try "subjectAltName=\(names)".write(to: url("\(name).san"), atomically: true, encoding: .utf8)
        try openssl(
            "req -new -subj /CN=\(name) -nodes -keyout \(name).key -out \(name).csr -newkey \(Self.keyOptions(kind))")
        try openssl(
            "x509 -req -in \(name).csr -CA \(authority).pem -CAkey \(authority).key -days 2 -extfile \(name).san"
                + " -out \(name).pem")
        return TLSCertificateFiles(chain: url("\(name).pem").path, key: url("\(name).key").path)
    }

    func url(_ name: String) -> URL { directory.appending(path: name) }

    private func makeAuthority(_ name: String) throws {
        let key = Self.keyOptions("EC")
        try openssl("req -x509 -days 2 -subj /CN=\(name) -nodes -keyout \(name).key -out \(name).pem -newkey \(key)")
    }

    private static func keyOptions(_ kind: String) -> String {
        kind == "RSA" ? "rsa:2048" : "ec -pkeyopt ec_paramgen_curve:P-256"
    }

    private func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
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
