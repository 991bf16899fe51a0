import Foundation

/// A key and a certificate for localhost, made by openssl in a folder of their own, which goes with this object.
package final class TestCertificate: Sendable {
    private let folder: URL
    /// PEM; it signs itself, so that it is its own trust root.
    package var certificate: String { folder.appending(path: "cert.pem").path }
    /// PEM.
    package var key: String { folder.appending(path: "key.pem").path }

    /// Makes both. Throws if openssl is not there or fails.
    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "test-certificate-\(UUID().uuidString)")
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
        guard openssl.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}
