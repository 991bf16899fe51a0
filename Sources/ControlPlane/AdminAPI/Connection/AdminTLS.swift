import NIOCore
import NIOSSL
import Synchronization

/// The certificates that the admin port shows to clients, and which clients it accepts. It can be exchanged while the
/// port is open: connections keep what they started with.
package final class AdminTLS: Sendable {
    private let current: Mutex<AdminTLSContext>

    /// Begins with these certificates.
    package init(_ context: AdminTLSContext) {
        current = Mutex(context)
    }

    /// Uses other certificates for connections that are accepted from now on.
    package func use(_ context: AdminTLSContext) {
        current.withLock { $0 = context }
    }

    /// When the first of the certificates expires, in seconds since 1970.
    package var certificateEnd: Int { current.withLock { $0.certificateEnd } }

    var context: NIOSSLContext { current.withLock { $0.context } }
}

/// Certificates, keys and authorities, loaded: TLS 1.2 and 1.3, authenticated encryption with forward secrecy only
/// (RFC 9325, section 4.2), X25519 then P-256.
package struct AdminTLSContext: Sendable {
    let context: NIOSSLContext
    /// When the first of the certificates expires, intermediate ones included, in seconds since 1970.
    package let certificateEnd: Int

    /// A certificate and its key, in two PEM files.
    package struct Files: Sendable {
        /// The server's certificate first, then the intermediate ones.
        package var certificateChain: String
        /// Not encrypted.
        package var privateKey: String

        /// The paths of the files, which are not read yet.
        package init(certificateChain: String, privateKey: String) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
        }
    }

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - files: one or more.
    ///   - clientAuthorities: PEM file of authorities; with it, every client must show a certificate of one of them.
    ///   - choose: which of `files`, from 0, is for the host that a client names (RFC 6066, section 3).
    /// - Throws: `AdminServerError` if a file cannot be read or used.
    package init(
        _ files: [Files], clientAuthorities: String? = nil, choose: @escaping @Sendable (String) -> Int = { _ in 0 }
    ) throws(AdminServerError) {
        precondition(!files.isEmpty, "no certificate")
        var shown: [TLSConfiguration] = []
        var end = Int.max
        for each in files {
            let chain = try Self.certificates(in: each.certificateChain)
            end = min(end, chain.map { Int($0.notValidAfter) }.min() ?? 0)
            let configuration = try Self.configuration(chain, keyFile: each.privateKey)
            // One by one, so that the error names the files that do not match.
            _ = try Self.makeContext(configuration, of: each)
            shown.append(configuration)
        }
        certificateEnd = end
        var tls = shown[0]
        if let clientAuthorities {
            tls.certificateVerification = .noHostnameVerification
            tls.trustRoots = .certificates(try Self.certificates(in: clientAuthorities))
            tls.sendCANameList = true
        }
        if shown.count > 1 {
            tls.sslContextCallback = { [shown] client, promise in
                let named = shown[client.serverHostname.map(choose) ?? 0]
                var change = NIOSSLContextConfigurationOverride()
                change.certificateChain = named.certificateChain
                change.privateKey = named.privateKey
                promise.succeed(change)
            }
        }
        context = try Self.makeContext(tls, of: files[0])
    }

    private static func configuration(
        _ chain: [NIOSSLCertificate], keyFile: String
    ) throws(AdminServerError) -> TLSConfiguration {
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
        } catch {
            throw AdminServerError(reason: "\(keyFile) holds no private key: \(error)")
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        // For TLS 1.2, where BoringSSL lets the client choose: one suite for each kind of key leaves no choice. All
        // clients with suites of this kind support it (RFC 9325, section 4.2).
        tls.cipherSuites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
        tls.curves = [.x25519, .secp256r1]
        tls.applicationProtocols = ["http/1.1"]
        return tls
    }

    private static func certificates(in file: String) throws(AdminServerError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw AdminServerError(reason: "\(file) holds no certificate: \(error)")
        }
    }

    private static func makeContext(
        _ tls: TLSConfiguration, of files: Files
    ) throws(AdminServerError) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: tls)
        } catch {
            throw AdminServerError(
                reason: "\(files.certificateChain) and \(files.privateKey) cannot be used together: \(error)")
        }
    }
}
