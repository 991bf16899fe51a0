import COpenSSL
import Glibc

/// What all TLS sessions of a client share: which servers it trusts. TLS 1.2 and 1.3, HTTP/1.1 by ALPN.
// Sendable: SSL_CTX counts its references atomically and locks what it changes inside; nothing is set after `init`.
package final class TLSClientContext: @unchecked Sendable {
    /// Whom a client trusts.
    package enum Trust: Hashable, Sendable {
        /// Servers with a certificate of an authority that the machine trusts.
        case system
        /// Servers with a certificate of one of the authorities in a PEM file.
        case authorities(file: String)
        /// Everybody: for measurements only.
        case anyServer
    }

    let context: OpaquePointer
    let verifies: Bool

    /// - Parameters:
    ///   - trust: whom to trust.
    ///   - newest: the newest version to offer; TVs of some years ago know only TLS 1.2.
    ///   - certificate: the client's own, for servers that ask for one.
    /// - Throws: when a file cannot be read, or the key does not belong to the client's certificate.
    package init(
        trust: Trust, newest: TLSVersion = .tls13, certificate: TLSCertificateFiles? = nil
    ) throws(TLSError) {
        context = makeContext(TLS_client_method())
        check(COpenSSL_SSL_CTX_set_max_proto_version(context, newest.number), "newest version")
        verifies = trust != .anyServer
        switch trust {
        case .system:
            guard SSL_CTX_set_default_verify_paths(context) == 1 else { throw TLSError.current("trusted authorities") }
        case .authorities(let file):
            guard SSL_CTX_load_verify_file(context, file) == 1 else { throw TLSError.current("authorities \(file)") }
        case .anyServer: break
        }
        if let certificate { try use(certificate, in: context) }
        SSL_CTX_set_verify(context, verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        let offered = Array("\u{8}http/1.1".utf8)
        // Unlike the others, this function returns 0 for success.
        let refused = SSL_CTX_set_alpn_protos(context, offered, UInt32(offered.count))
        precondition(refused == 0, "\(TLSError.current("ALPN"))")
    }

    deinit {
        SSL_CTX_free(context)
    }
}

/// The versions of TLS that are spoken here: RFC 5246 and RFC 8446.
package enum TLSVersion: String, Hashable, Sendable {
    case tls12 = "TLSv1.2"
    case tls13 = "TLSv1.3"

    /// As OpenSSL numbers it.
    var number: Int32 {
        switch self {
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}
