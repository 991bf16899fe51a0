import Foundation
import NIOSSL

/// A key and a certificate for localhost, and a token, in a folder of their own.
struct TestCertificate {
    private let folder: URL
    var certificate: String { folder.appending(path: "cert.pem").path }
    var token: String { folder.appending(path: "token").path }
    private var key: String { folder.appending(path: "key.pem").path }

    struct NotMade: Error {}

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "admin-double-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw NotMade() }
        try Data("secret.token\n".utf8).write(to: URL(filePath: token))
    }

    var tls: TLSConfiguration {
        get throws {
            TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        }
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
