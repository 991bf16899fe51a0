import EventLoop
import Foundation
import TestSupport

/// The certificates of these tests, in a directory of their own, which goes away with the process.
struct Certificates: Sendable {
    private static let ec = Result { try Certificates(.ec) }
    private static let rsa = Result { try Certificates(.rsa) }

    private let maker: CertificateMaker

    /// The server's key is on P-256.
    static func shared() throws -> Certificates { try ec.get() }
    /// The server's key is RSA with 2048 bits.
    static func sharedRSA() throws -> Certificates { try rsa.get() }

    private init(_ key: CertificateMaker.Key) throws {
        maker = try CertificateMaker()
        try maker.authority("ca")
        try maker.authority("stranger")
        try issue("server", key, for: "DNS:localhost,IP:127.0.0.1", by: "ca")
        try maker.openssl("pkey -in server.key -aes128 -passout pass:secret -out encrypted.key")
    }

    var server: String { url("server.pem").path }
    var serverKey: String { url("server.key").path }
    /// The same key, encrypted with a password.
    var encryptedServerKey: String { url("encrypted.key").path }
    var authority: String { url("ca.pem").path }
    /// An authority that did not sign the server's certificate, and its key.
    var stranger: String { url("stranger.pem").path }
    var strangerKey: String { url("stranger.key").path }

    /// Makes a certificate of its own in files of this name. `authority` is `ca` or `stranger`.
    @discardableResult
    func issue(
        _ name: String, _ key: CertificateMaker.Key = .ec, for names: String, by authority: String = "ca"
    ) throws -> TLSCertificateFiles {
        let files = try maker.issue(name, key, for: names, by: authority)
        return TLSCertificateFiles(chain: files.certificate, key: files.key)
    }

    func url(_ name: String) -> URL { maker.url(name) }
}
