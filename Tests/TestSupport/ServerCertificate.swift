/// A certificate and its private key, as files.
package struct ServerCertificate: Sendable {
    /// The file of the certificate, PEM.
    package let certificate: String
    /// The file of its private key, PEM.
    package let key: String

    private static let made = Result { try ServerCertificate() }

    /// One for localhost and 127.0.0.1 for all tests; it is its own authority.
    package static func shared() throws -> ServerCertificate { try made.get() }

    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Makes one that is its own authority, for the names as in a `subjectAltName`, in a folder that goes away with the
    /// process.
    package init(for names: String = "DNS:localhost,IP:127.0.0.1") throws {
        self = try CertificateMaker().selfSigned(for: names)
    }
}
